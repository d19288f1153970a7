//! Decisions through the engine: every boundary of the rules, and what holds them back.

mod money;

use byline_core::campaign::Campaign;
use byline_core::creator::{Deal, Platform};
use byline_core::decision::reallocation::Limit;
use byline_core::decision::standing::{Evidence, Reason, Standing, Step};
use byline_core::decision::urgency::Urgency;
use byline_core::entry::{Connection, Fact};
use byline_core::event::{Grain, Metric, MetricPoint, Spend, SpendKind};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::money::{Currency, Money};
use byline_core::order::OrderVersion;
use byline_core::placement::Content;
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Span, Timestamp};

use super::{Bench, NOON_S, at, click, click_id, order};
use crate::view::{
    Cause, CreatorDecision, DecisionsView, Hold, JudgedBy, Lack, NoJudgement, NoMoves,
};

/// CTR 1.2%, conversion rate 2%, 2 dollars a click.
fn benchmarks() -> Vec<Benchmark> {
    let row = |kpi: &str, value_micro| Benchmark::new(kpi, value_micro, Origin::Manual);
    vec![row("ctr", 12_000), row("conversion_rate", 20_000)]
}

/// The bench with limits, whose links are open all the same.
fn judged_by(benchmarks: Vec<Benchmark>, cpc_ceiling_minor: Option<i64>) -> Bench {
    let mut bench = Bench::new();
    let summer = bench.engine.campaign("summer").unwrap().clone();
    let terms = GateTerms { benchmarks, cpc_ceiling_minor, is_open: true, ..GateTerms::default() };
    bench.tell(Fact::Campaign(Campaign { gate: Some(terms), ..summer }));
    bench
}

fn bench() -> Bench {
    judged_by(benchmarks(), None)
}

fn view(bench: &Bench, hours: i64) -> DecisionsView {
    view_at(bench, at(hours))
}

fn view_at(bench: &Bench, now: Timestamp) -> DecisionsView {
    bench.engine.decisions_view(&"summer".into(), now).expect("the campaign is known")
}

fn of<'v>(view: &'v DecisionsView, name: &str) -> &'v CreatorDecision {
    view.creators.iter().find(|row| row.name == name).expect(name)
}

fn standing(row: &CreatorDecision) -> Option<Standing> {
    row.judgement.as_ref().map(|judgement| judgement.standing)
}

/// A creator's clicks, all at one hour. Numbers of different calls must not meet.
fn clicks(bench: &mut Bench, creator: &str, numbers: std::ops::Range<u16>, hours: i64) {
    let facts = numbers.map(|number| {
        let mut id = [7; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        let id = byline_core::shopper::ClickId(id);
        Fact::Click(byline_core::click::Click { id, ..click(1, creator, hours) })
    });
    bench.tell_all(facts);
}

/// Displays of a creator's content in the hour before.
fn displays(bench: &mut Bench, creator: &str, value: i64, hours: i64) {
    bench.tell(Fact::Metric(MetricPoint {
        connection: "platforms".into(),
        placement_id: format!("plc-{creator}").into(),
        content_id: None,
        metric: Metric::Impressions,
        value,
        grain: Grain::Stretch(Span { from: at(hours - 1), to: at(hours) }),
        as_of: at(hours),
    }));
}

fn live(bench: &mut Bench, creator: &str, hours: i64) {
    bench.tell(Fact::Content(Content {
        id: format!("cnt-{creator}").into(),
        placement_id: format!("plc-{creator}").into(),
        url: None,
        published_at: at(hours),
        title: None,
        subjects: Vec::new(),
    }));
}

fn spend(bench: &mut Bench, creator: &str, kind: SpendKind, minor: i64, hours: i64) {
    bench.tell(Fact::Spend(Spend {
        id: format!("{kind:?}-{creator}-{hours}").as_str().into(),
        campaign_id: "summer".into(),
        creator_id: Some(creator.into()),
        placement_id: None,
        occurred_at: at(hours),
        amount: Money { minor, currency: Currency::USD },
        kind,
    }));
}

/// An order by a shopper of their own who came by a code.
fn sold(bench: &mut Bench, id: &str, hours: i64, code: &str) {
    let shopper = ShopperKeys::default();
    bench.tell(Fact::Order(OrderVersion { shopper, ..order(id, hours, 50_00, &[code]) }));
}

fn deal(bench: &mut Bench, creator: &str) {
    let amplification = Some(bench.engine.campaign("summer").unwrap().flights[0]);
    bench.tell(Fact::Deal(Deal {
        id: format!("deal-{creator}").into(),
        campaign_id: "summer".into(),
        creator_id: creator.into(),
        fee: Some(Money { minor: 900_00, currency: Currency::USD }),
        commission_bp: 0,
        amplification,
        terms: None,
        is_archived: false,
        week: Default::default(),
    }));
}

/// Reads: displays for 90 clicks at a benchmark of 1.2%, and the standing.
#[track_caller]
fn check_share(n_displays: i64, expected: Standing) {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..90, 0);
    displays(&mut bench, "ana", n_displays, 0);
    let view = view(&bench, 1);
    assert_eq!(standing(of(&view, "ana")), Some(expected), "{n_displays}");
}

#[test]
fn the_boundaries_are_those_of_the_rules() {
    check_share(10_000, Standing::Red); // 0.9% of 1.2%: -25% exactly
    check_share(9_999, Standing::Yellow);
    check_share(8_334, Standing::Yellow); // just over -10%
    check_share(8_333, Standing::Green);
    check_share(7_500, Standing::Green); // the benchmark
    check_share(5_770, Standing::Green);
    check_share(5_769, Standing::Accelerate); // 1.56002%: +30%
}

/// Where the campaign expects something else of a kind of creators, that counts for them alone.
#[test]
fn a_kind_of_creators_may_have_a_benchmark_of_its_own() {
    let platform = Some(Platform::Tiktok);
    let own = Benchmark { platform, ..Benchmark::new("ctr", 24_000, Origin::Library) };
    let mut bench = judged_by([benchmarks(), vec![own]].concat(), None);
    for (first, who) in [(0, "ana"), (500, "ben")] {
        clicks(&mut bench, who, first..first + 90, 0);
        displays(&mut bench, who, 7_500, 0);
    }
    let view = view(&bench, 1);
    let (tiktok, others): (Vec<_>, Vec<_>) = view
        .creators
        .iter()
        .filter(|row| row.judgement.is_some())
        .partition(|row| row.platform == Platform::Tiktok);
    assert!(!tiktok.is_empty() && !others.is_empty(), "one of each");
    assert!(tiktok.iter().all(|row| standing(row) == Some(Standing::Red)), "half of 2.4%");
    assert!(others.iter().all(|row| standing(row) == Some(Standing::Green)), "exactly 1.2%");
}

/// Reads: hours from the campaign's beginning to the first content, seconds from that beginning to
/// now, and whether silence alone is red.
#[track_caller]
fn check_silence(posted_hours: i64, seconds: i64, is_red: bool) {
    let mut bench = bench();
    let summer = bench.engine.campaign("summer").unwrap().clone();
    let flights = vec![Span { from: at(0), to: at(240) }];
    bench.tell(Fact::Campaign(Campaign { flights, ..summer }));
    live(&mut bench, "ana", posted_hours);
    clicks(&mut bench, "ana", 0..90, 1);
    displays(&mut bench, "ana", 7_500, 1);
    let now = Timestamp::from_seconds(NOON_S + seconds);
    // Somebody else's order shows that conversions come.
    sold(&mut bench, "1", seconds / 3_600, "BEN10");
    let view = view_at(&bench, now);
    let row = of(&view, "ana");
    let grounds = row.judgement.as_ref().expect("judged").grounds.iter();
    assert_eq!(grounds.clone().any(|ground| ground.reason == Reason::Silent), is_red, "{seconds}");
    assert_eq!(standing(row) == Some(Standing::Red), is_red, "{seconds}");
    let since = is_red.then(|| at(72));
    assert_eq!(row.bad_since, since, "{seconds}");
}

#[test]
fn seventy_two_hours_after_the_first_content_silence_is_red() {
    check_silence(0, 72 * 3_600 - 1, false);
    check_silence(0, 72 * 3_600, true);
    check_silence(0, 75 * 3_600, true);
}

#[test]
fn the_clock_of_a_post_from_before_the_campaign_starts_with_the_campaign() {
    check_silence(-5_000, 72 * 3_600 - 1, false);
    check_silence(-5_000, 72 * 3_600, true);
}

#[test]
fn the_clock_stands_while_no_order_could_be_seen() {
    let mut bench = bench();
    live(&mut bench, "ana", 0);
    clicks(&mut bench, "ana", 0..90, 1);
    displays(&mut bench, "ana", 7_500, 90);
    let row = |bench: &Bench| standing(of(&view(bench, 100), "ana"));
    assert_eq!(row(&bench), Some(Standing::Green), "no shop ever said anything");
    bench.tell(shop());
    sold(&mut bench, "1", 60, "BEN10");
    let late = view(&bench, 100);
    assert_eq!(row(&bench), Some(Standing::Green), "40 hours are not covered");
    assert_eq!(late.waiting_for[0].what, Lack::Conversions);
    assert!(of(&late, "ana").is_waiting);
    sold(&mut bench, "2", 100, "BEN10");
    assert_eq!(row(&bench), Some(Standing::Red), "the shop was there all the time");
    assert_eq!(view(&bench, 100).waiting_for, []);
}

fn shop() -> Fact {
    Fact::Connection(Connection {
        id: "shop".into(),
        feed: "shopify".to_owned(),
        name: "Shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// Reads: what 100 clicks cost under a ceiling of 2 dollars, and the standing.
#[track_caller]
fn check_ceiling(spend_minor: i64, expected: Standing) {
    let mut bench = judged_by(benchmarks(), Some(2_00));
    clicks(&mut bench, "ana", 0..100, 0);
    displays(&mut bench, "ana", 8_333, 0);
    spend(&mut bench, "ana", SpendKind::Fee, spend_minor, 0);
    let view = view(&bench, 1);
    let row = of(&view, "ana");
    assert_eq!(standing(row), Some(expected), "{spend_minor}");
    assert_eq!(row.at_stake_minor, Some(spend_minor));
}

#[test]
fn a_click_over_its_ceiling_is_yellow_and_far_over_it_red() {
    check_ceiling(200_00, Standing::Green);
    check_ceiling(200_01, Standing::Yellow);
    check_ceiling(249_99, Standing::Yellow);
    check_ceiling(250_00, Standing::Red);
}

/// Reads: orders of 100 clicks at a benchmark of 10%, whether people click but do not buy.
#[track_caller]
fn check_traffic(n_orders: i64, expected: bool) {
    let mut benchmarks = benchmarks();
    benchmarks[1].value_micro = 100_000;
    let mut bench = judged_by(benchmarks, None);
    clicks(&mut bench, "ana", 0..100, 0);
    displays(&mut bench, "ana", 8_000, 0);
    for n in 0..n_orders {
        sold(&mut bench, &n.to_string(), 1, "ANA10");
    }
    let view = view(&bench, 2);
    assert_eq!(of(&view, "ana").traffic.is_some(), expected, "{n_orders}");
}

#[test]
fn more_than_a_fifth_under_the_conversion_rate_is_traffic_without_sales() {
    check_traffic(8, false); // 20% under exactly
    check_traffic(7, true);
}

#[test]
fn traffic_without_sales_comes_first_with_its_ranked_causes() {
    let mut bench = bench();
    for number in 0..=255 {
        bench.tell(Fact::Click(click(number, "ana", 0)));
    }
    for number in 0..200 {
        let shopper = ShopperKeys { clicks: vec![click_id(number)], ..ShopperKeys::default() };
        let Fact::Visit(visit) = super::visit(&format!("v{number}"), 0, shopper, None) else {
            panic!("a visit")
        };
        bench.tell(Fact::Visit(byline_core::event::Visit { is_sold_out: true, ..visit }));
    }
    sold(&mut bench, "1", 0, "BEN10");
    displays(&mut bench, "ana", 20_000, 0);
    let view = view(&bench, 1);
    let row = &view.creators[0];
    assert_eq!((row.name.as_str(), row.urgency), ("ana", Some(Urgency::Investigate)));
    assert_eq!(row.due_s, Some(4 * 3_600));
    let traffic = row.traffic.as_ref().expect("clicks and no sale");
    assert_eq!(traffic.finding.evidence, Evidence::Confirmed);
    assert_eq!(traffic.causes[0].cause, Cause::SoldOut);
}

#[test]
fn nothing_is_scaled_up_while_people_click_and_do_not_buy() {
    let mut bench = bench();
    for number in 0..=255 {
        bench.tell(Fact::Click(click(number, "ana", 0)));
    }
    sold(&mut bench, "1", 0, "BEN10");
    displays(&mut bench, "ana", 8_000, 0);
    let view = view(&bench, 1);
    let row = of(&view, "ana");
    assert_eq!(standing(row), Some(Standing::Accelerate));
    let held: Vec<_> = row.steps.iter().map(|step| step.held_by).collect();
    assert!(!held.is_empty());
    assert!(held.iter().all(|hold| *hold == Some(Hold::NotSelling)), "{held:?}");
}

#[test]
fn without_a_benchmark_nobody_is_green() {
    let mut bench = judged_by(Vec::new(), None);
    clicks(&mut bench, "ana", 0..90, 0);
    displays(&mut bench, "ana", 7_500, 0);
    let view = view(&bench, 1);
    let row = of(&view, "ana");
    assert_eq!(row.no_judgement, Some(NoJudgement::BenchmarkMissing));
    assert_eq!((standing(row), row.steps.len(), view.n_flags), (None, 0, 0));
    assert_eq!(view.benchmarks.ctr, None);
}

#[test]
fn without_displays_nobody_is_judged_by_them() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..90, 0);
    displays(&mut bench, "ben", 0, 0);
    displays(&mut bench, "cleo", 10, 0);
    clicks(&mut bench, "cleo", 90..101, 0);
    let view = view(&bench, 1);
    let why = |name| of(&view, name).no_judgement;
    assert_eq!(why("ana"), Some(NoJudgement::NoImpressions));
    assert_eq!(why("ben"), Some(NoJudgement::NoImpressions));
    assert_eq!(why("cleo"), Some(NoJudgement::MoreClicksThanImpressions));
}

#[test]
fn a_campaign_that_expects_sales_alone_is_judged_by_them() {
    let mut bench = judged_by(benchmarks().split_off(1), None);
    clicks(&mut bench, "ana", 0..200, 0);
    for n in 0..3 {
        sold(&mut bench, &n.to_string(), 1, "ANA10");
    }
    let view = view(&bench, 2);
    assert_eq!(view.judged_by, JudgedBy::ConversionRate);
    assert_eq!(standing(of(&view, "ana")), Some(Standing::Red)); // 1.5% of 2%
    assert_eq!(of(&view, "ben").no_judgement, Some(NoJudgement::NoClicks));
}

#[test]
fn where_no_conversion_can_be_seen_nobody_fails_to_sell() {
    let mut sales = judged_by(benchmarks().split_off(1), None);
    let mut both = bench();
    for bench in [&mut sales, &mut both] {
        clicks(bench, "ana", 0..200, 0);
        displays(bench, "ana", 15_000, 0);
    }
    let view = |bench: &Bench| view(bench, 200);
    assert_eq!(of(&view(&sales), "ana").no_judgement, Some(NoJudgement::NoConversionsReported));
    assert_eq!(of(&view(&both), "ana").traffic, None);
}

#[test]
fn platforms_that_say_nothing_for_a_day_make_judgements_wait() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..90, 0);
    displays(&mut bench, "ana", 100_000, 0);
    spend(&mut bench, "ana", SpendKind::Amplification, 10_00, 0);
    let held = |hours| {
        let view = view(&bench, hours);
        let row = of(&view, "ana").clone();
        assert_eq!(standing(&row), Some(Standing::Red));
        assert_eq!(row.judgement.expect("judged").evidence, Evidence::Confirmed);
        assert_eq!(row.steps[0].step, Step::PauseAllocation);
        (row.urgency, row.steps[0].held_by, view.moves.none_because)
    };
    assert_eq!(held(24).0, Some(Urgency::Investigate));
    assert_eq!(held(24).1, None);
    let late = (None, Some(Hold::WaitingForData), Some(NoMoves::WaitingForData));
    assert_eq!(held(25), late);
}

#[test]
fn a_flag_that_the_data_does_not_support_moves_no_money() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..1, 0);
    displays(&mut bench, "ana", 83, 0);
    displays(&mut bench, "ben", 120, 0);
    spend(&mut bench, "ben", SpendKind::Amplification, 10_00, 0);
    let view = view(&bench, 1);
    let row = of(&view, "ben");
    let judgement = row.judgement.as_ref().expect("judged");
    assert_eq!(judgement.standing, Standing::Red);
    assert_ne!(judgement.evidence, Evidence::Confirmed);
    assert_eq!(row.steps[0].held_by, Some(Hold::NotConfirmed));
    assert_eq!(row.steps[2].held_by, None, "talking costs nothing");
    assert_eq!(view.n_flags, 1);
    let wrong = 1_000_000 - u64::from(judgement.grounds[0].probability_ppm.expect("known"));
    assert_eq!(view.expected_wrong_ppm, wrong);
}

#[test]
fn whoever_is_paused_or_out_of_use_is_not_judged() {
    let mut bench = bench();
    for name in ["ben", "cleo"] {
        displays(&mut bench, name, 100_000, 0);
    }
    let mut link = super::link("cleo", "cleo");
    link.is_paused = true;
    bench.tell(Fact::Link(link));
    let mut ben = super::creator("ben");
    ben.is_archived = true;
    bench.tell(Fact::Creator(ben));
    let view = view(&bench, 1);
    assert_eq!(of(&view, "cleo").no_judgement, Some(NoJudgement::Paused));
    assert_eq!(of(&view, "ben").no_judgement, Some(NoJudgement::OutOfUse));
    assert_eq!(view.creators.last().map(|row| row.name.as_str()), Some("ben"));
}

#[test]
fn an_acceleration_needs_rights_to_amplify() {
    let mut bench = bench();
    for (name, numbers) in [("ana", 0..90), ("ben", 90..180)] {
        clicks(&mut bench, name, numbers, 0);
        displays(&mut bench, name, 4_000, 0);
    }
    deal(&mut bench, "ben");
    let view = view(&bench, 1);
    let steps = |name| of(&view, name).steps.iter().map(|row| row.step).collect::<Vec<_>>();
    assert_eq!(steps("ana")[1], Step::AskForAmplification);
    assert_eq!(steps("ben")[1], Step::Amplify);
    assert_eq!(of(&view, "ana").at_stake_minor, None, "no money");
    assert_eq!(of(&view, "ben").at_stake_minor, Some(900_00), "what was agreed");
}

/// Of equal standing, whoever costs more comes first.
#[test]
fn the_list_is_by_urgency_then_by_money() {
    let mut bench = bench();
    for (name, minor) in [("ana", 5_00), ("ben", 50_00)] {
        displays(&mut bench, name, 100_000, 0);
        spend(&mut bench, name, SpendKind::Fee, minor, 0);
    }
    displays(&mut bench, "cleo", 7_500, 0);
    clicks(&mut bench, "cleo", 0..90, 0);
    let names = view(&bench, 1).creators.into_iter().map(|row| row.name);
    assert_eq!(names.collect::<Vec<_>>(), ["ben", "ana", "cleo"]);
}

#[test]
fn a_bad_standing_has_the_age_that_whole_days_tell() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..90, -70);
    displays(&mut bench, "ana", 7_500, -70);
    displays(&mut bench, "ana", 20_000, -30);
    let view = view(&bench, 0);
    // Midnight in New York: the day before that one ended well.
    assert_eq!(of(&view, "ana").bad_since, Some(at(-8)));
}

#[test]
fn revenue_beside_its_target() {
    let mut expected = benchmarks();
    expected.push(Benchmark::new("revenue", 100_00 * 1_000_000, Origin::Manual));
    let mut bench = judged_by(expected, None);
    // Half of the flight has passed at noon.
    for (n, is_above) in [(1, false), (2, true)] {
        sold(&mut bench, &n.to_string(), -1, "ANA10");
        let target = view(&bench, 0).target.expect("a target");
        assert_eq!((target.revenue_minor, target.is_above), (n * 50_00, is_above));
    }
    assert!(judged_by(benchmarks(), None).engine.decisions_view(&"x".into(), at(0)).is_none());
}

/// The same state at the same time gives the same judgement, and reading changes nothing.
#[test]
fn judging_changes_nothing() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..90, 0);
    displays(&mut bench, "ana", 100_000, 0);
    let before = bench.engine.encode();
    let once = format!("{:?}", view(&bench, 1));
    assert_eq!(format!("{:?}", view(&bench, 1)), once);
    assert_eq!(bench.engine.encode(), before);
    assert_eq!(bench.replayed().encode(), before);
    assert_eq!(of(&view(&bench, 1), "ana").platform, Platform::Instagram);
}
