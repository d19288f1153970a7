//! History corrected: late facts, changed facts, facts in the wrong order.

use byline_core::campaign::{CountingRules, DAY_S};
use byline_core::click::{Click, InApp, Verdict};
use byline_core::credit::Model;
use byline_core::entry::{Fact, Position};
use byline_core::event::{Grain, Metric, MetricPoint, View};
use byline_core::link::Link;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::shopper::{ShopperKey, ShopperKeys};

use super::*;
use crate::state::cells::Count;

/// Deltas of an order's postings under the linear model, as `why: who delta`.
pub(super) fn postings(bench: &Bench, order: &str) -> Vec<String> {
    let view = bench.engine.order(order).expect("the order is known");
    let lines = view.postings.iter();
    lines.map(|p| format!("{}: {} {}", p.why, p.who, p.delta_minor[Model::Linear])).collect()
}

#[test]
fn a_refund_is_taken_from_what_is_left() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.click(2, "ben", -20);
    bench.order("1043", 0, 96_40, &["ANA10"]);
    assert_eq!(bench.credits("1043", Model::Linear), ["ana 6427", "ben 3213"]);
    bench.refund("r1", "1043", 40, 24_10);
    assert_eq!(bench.credits("1043", Model::Linear), ["ana 4820", "ben 2410"]);
    bench.refund("r2", "1043", 41, 72_30);
    assert_eq!(bench.credits("1043", Model::Linear), Vec::<String>::new());
}

#[test]
fn more_than_everything_cannot_go_back() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.order("1", 0, 100_00, &[]);
    bench.refund("r1", "1", 40, 130_00);
    let view = bench.engine.order("1").expect("known");
    assert_eq!((view.net_minor, view.over_refund_minor), (0, 25_00), "105.00 were paid");
}

#[test]
fn tax_and_shipping_may_go_back_too() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.order("1", 0, 100_00, &[]);
    bench.refund("r1", "1", 40, 60_00);
    bench.refund("r2", "1", 41, 45_00);
    let view = bench.engine.order("1").expect("known");
    assert_eq!((view.net_minor, view.over_refund_minor), (0, 0), "with 5.00 of shipping");
    assert_eq!(view.hints, Vec::<String>::new());
    bench.refund("r3", "1", 42, 1);
    let view = bench.engine.order("1").expect("known");
    assert_eq!((view.net_minor, view.over_refund_minor), (0, 1));
}

#[test]
fn the_same_refund_twice_counts_once() {
    let mut bench = Bench::new();
    bench.order("1", 0, 100_00, &["ANA10"]);
    assert_eq!(bench.refund("r1", "1", 40, 10_00), Applied::Changed);
    assert_eq!(bench.refund("r1", "1", 40, 10_00), Applied::Known);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 9000"]);
}

#[test]
fn an_older_version_changes_nothing() {
    let mut bench = Bench::new();
    let version = |version_hours, cents| OrderVersion {
        version_at: at(version_hours),
        ..order("1", 0, cents, &["ANA10"])
    };
    bench.tell(Fact::Order(version(5, 80_00)));
    assert_eq!(bench.tell(Fact::Order(version(1, 100_00))), Applied::Known);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 8000"]);
    assert_eq!(bench.tell(Fact::Order(version(6, 60_00))), Applied::Changed);
    assert_eq!(postings(&bench, "1"), ["credit: ana 8000", "order changed: ana -2000"]);
}

#[test]
fn a_cancelled_order_is_worth_nothing() {
    let mut bench = Bench::new();
    bench.order("1", 0, 100_00, &["ANA10"]);
    let (state, version_at) = (OrderState::Cancelled, at(3));
    bench.tell(Fact::Order(OrderVersion {
        state,
        version_at,
        ..order("1", 0, 100_00, &["ANA10"])
    }));
    assert_eq!(bench.credits("1", Model::Linear), Vec::<String>::new());
    assert_eq!(bench.engine.query(&bench.query()).total.revenue_minor[Model::Linear], 0);
}

#[test]
fn a_late_click_moves_credit() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.order("1", 0, 100_00, &[]);
    bench.set_clock(9);
    bench.click(2, "ben", -3);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 5000", "ben 5000"]);
    let lines = postings(&bench, "1");
    assert_eq!(lines, ["credit: ana 10000", "a late touch: ana -5000", "a late touch: ben 5000"]);
}

#[test]
fn two_shoppers_that_are_one_restate_their_orders() {
    let mut bench = Bench::new();
    bench.tell(Fact::Click(click(1, "ana", -5)));
    bench.order("1", 0, 100_00, &[]);
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    let shopper = ShopperKeys { clicks: vec![click_id(1)], visitor: Some(SHOPPER), customer: None };
    bench.tell(visit("v1", -5, shopper, None));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
}

#[test]
fn an_order_that_joins_two_shoppers_restates_their_other_orders() {
    let mut bench = Bench::new();
    let buyer = |visitor, customer| ShopperKeys { clicks: Vec::new(), visitor, customer };
    let customer = Some(ShopperKey([8; 16]));
    bench.click(1, "ana", -5);
    let shopper = buyer(None, customer);
    bench.tell(Fact::Order(OrderVersion { shopper, ..order("1", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    let shopper = buyer(Some(SHOPPER), customer);
    bench.tell(Fact::Order(OrderVersion { shopper, ..order("2", 1, 50_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
}

#[test]
fn a_click_that_was_a_bot_loses_its_credit() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.order("1", 0, 100_00, &[]);
    let (click, verdict) = (click_id(1), Verdict::Bot);
    bench.tell(Fact::Reclassified { click, verdict, reason: None });
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    let total = bench.engine.query(&bench.query()).total;
    assert_eq!((total.n_clicks, total.n_clicks_put_aside), (0, 1));
}

#[test]
fn a_verdict_that_comes_before_its_click_holds() {
    let mut bench = Bench::new();
    let (click_id, verdict) = (click_id(1), Verdict::Bot);
    bench.tell(Fact::Reclassified { click: click_id, verdict, reason: None });
    bench.click(1, "ana", -5);
    bench.order("1", 0, 100_00, &[]);
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    let total = bench.engine.query(&bench.query()).total;
    assert_eq!((total.n_clicks, total.n_clicks_put_aside), (0, 1));
}

#[test]
fn clicks_inside_an_app_follow_their_verdict_and_their_link() {
    let mut bench = Bench::new();
    let in_app = Some(InApp::Instagram);
    bench.tell(Fact::Click(Click { in_app, ..click(1, "ana", -5) }));
    let verdict = |bench: &mut Bench, verdict| {
        let click = click_id(1);
        bench.tell(Fact::Reclassified { click, verdict, reason: None });
    };
    let in_app_of = |bench: &Bench, creator: &str| -> i64 {
        let number = bench.engine.registry.creators.find(creator);
        let cells = bench.engine.cells.iter().filter(|cell| cell.creator() == number);
        cells.map(|cell| cell.count(Count::ClicksInApp).total()).sum()
    };
    assert_eq!(in_app_of(&bench, "ana"), 1);
    verdict(&mut bench, Verdict::Bot);
    assert_eq!(in_app_of(&bench, "ana"), 0);
    verdict(&mut bench, Verdict::Human);
    assert_eq!(in_app_of(&bench, "ana"), 1);
    bench.tell(Fact::Link(Link { creator_id: "ben".into(), ..link("ana", "ana") }));
    assert_eq!((in_app_of(&bench, "ana"), in_app_of(&bench, "ben")), (0, 1));
}

/// What platforms reported for a creator: impressions and reach.
fn reported(bench: &Bench, creator: &str) -> [Option<i64>; 2] {
    let scope = Scope { creator: Some(creator.into()), ..Scope::default() };
    let total = bench.engine.query(&Query { scope, ..bench.query() }).total;
    [Metric::Impressions, Metric::Reach].map(|metric| total.metric(metric))
}

#[test]
fn a_placement_given_to_another_creator_takes_its_figures_along() {
    let mut bench = Bench::new();
    for (metric, value) in [(Metric::Impressions, 900), (Metric::Reach, 700)] {
        bench.tell(Fact::Metric(MetricPoint {
            connection: "instagram".into(),
            placement_id: "plc-ana".into(),
            content_id: None,
            metric,
            value,
            grain: Grain::Lifetime,
            as_of: at(-3),
        }));
    }
    bench.click(1, "ana", -5);
    bench.click(2, "ben", -5);
    assert_eq!(reported(&bench, "ana"), [Some(900), Some(700)]);
    let moved = |creator: &str| {
        let slot = placement("ana", Platform::Instagram);
        Fact::Placement(Placement { creator_id: creator.into(), ..slot })
    };
    bench.tell(moved("ben"));
    assert_eq!(reported(&bench, "ana"), [None, None]);
    assert_eq!(reported(&bench, "ben"), [Some(900), Some(700)]);
    bench.tell(moved("ana"));
    assert_eq!(reported(&bench, "ana"), [Some(900), Some(700)]);
    assert_eq!(reported(&bench, "ben"), [None, None]);
}

#[test]
fn changed_rules_restate_history() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -10 * 24);
    bench.order("1", 0, 100_00, &[]);
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    bench.declare_campaign(CountingRules { click_window_s: 14 * DAY_S, ..Default::default() });
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
}

#[test]
fn a_link_given_to_another_creator_takes_its_history_along() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.order("1", 0, 100_00, &[]);
    bench.tell(Fact::Link(Link { slug: "ana".to_owned(), ..link("ana", "cleo") }));
    assert_eq!(bench.credits("1", Model::Linear), ["cleo 10000"]);
}

#[test]
fn landings_go_with_the_link_that_they_came_by() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    let by_click = ShopperKeys { clicks: vec![click_id(1)], ..ShopperKeys::default() };
    bench.tell(visit("v1", -5, by_click, None));
    bench.tell(visit("v2", -4, ShopperKeys::default(), Some(link("ana", "ana").utm)));
    bench.tell(Fact::Link(Link { creator_id: "ben".into(), ..link("ana", "ana") }));
    let visits_of = |creator: &str| {
        let scope = Scope { creator: Some(creator.into()), ..Scope::default() };
        bench.engine.query(&Query { scope, ..bench.query() }).total.n_visits
    };
    assert_eq!([visits_of("ana"), visits_of("ben")], [Some(0), Some(2)]);
}

#[test]
fn a_code_declared_late_earns_its_past_orders() {
    let mut bench = Bench::new();
    bench.order("1", 0, 100_00, &["CLEO10"]);
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    bench.tell(Fact::Code(code("cleo")));
    assert_eq!(bench.credits("1", Model::Linear), ["cleo 10000"]);
}

#[test]
fn a_refund_of_a_cancelled_order_is_no_over_refund() {
    let mut bench = Bench::new();
    let state = OrderState::Cancelled;
    bench.tell(Fact::Order(OrderVersion { state, ..order("1", 0, 100_00, &["ANA10"]) }));
    bench.refund("r1", "1", 1, 100_00);
    let view = bench.engine.order("1").expect("known");
    assert_eq!((view.net_minor, view.over_refund_minor), (0, 0));
}

#[test]
fn a_link_that_gets_utm_fields_earns_the_orders_that_landed_with_them() {
    let mut bench = Bench::new();
    let utm = Utm { term: "late".to_owned(), ..link("ana", "ana").utm };
    let landed = Some(utm.clone());
    bench.tell(Fact::Order(OrderVersion { utm: landed, ..order("1", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    bench.tell(Fact::Link(Link { utm: utm.clone(), ..link("late", "cleo") }));
    assert_eq!(bench.credits("1", Model::Linear), ["cleo 10000"]);
    let other = Utm { term: "other".to_owned(), ..utm };
    bench.tell(Fact::Link(Link { utm: other, ..link("late", "cleo") }));
    assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
}

#[test]
fn links_that_share_utm_fields_do_not_lose_them_by_each_other() {
    let mut bench = Bench::new();
    let utm = link("ana", "ana").utm;
    bench.tell(Fact::Link(Link { utm: utm.clone(), ..link("second", "ben") }));
    bench.tell(Fact::Link(Link { is_paused: true, ..link("ana", "ana") }));
    let landed = Some(utm.clone());
    bench.tell(Fact::Order(OrderVersion { utm: landed, ..order("1", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["ben 10000"], "the newest link has them");
    bench.tell(Fact::Link(link("second", "ben")));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"], "the other has them still");
}

#[test]
fn a_landing_that_names_a_view_counts_for_no_link() {
    let mut bench = Bench::new();
    bench.tell(Fact::View(View {
        id: click_id(7),
        occurred_at: at(-1),
        placement_id: "plc-ana".into(),
        shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
        is_engaged: false,
    }));
    let by_view = ShopperKeys { clicks: vec![click_id(7)], ..ShopperKeys::default() };
    bench.tell(visit("v1", 0, by_view, None));
    assert_eq!(bench.engine.query(&bench.query()).total.n_visits, Some(0));
}

#[test]
fn another_reporting_currency_keeps_clicks_and_landings() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    let by_click = ShopperKeys { clicks: vec![click_id(1)], ..ShopperKeys::default() };
    bench.tell(visit("v1", -5, by_click, None));
    let euro = Currency::parse("EUR").expect("known");
    let summer = bench.engine.campaign("summer").expect("declared").clone();
    bench.tell(Fact::Campaign(Campaign { currency: euro, ..summer }));
    bench.tell(Fact::Link(Link { creator_id: "ben".into(), ..link("ana", "ana") }));
    let count = |currency| {
        let total = bench.engine.query(&Query { currency, ..bench.query() }).total;
        (total.n_clicks, total.n_visits)
    };
    assert_eq!(count(euro), (1, Some(1)));
    assert_eq!(count(Currency::USD), (0, Some(0)));
}

/// Everything that can happen in these tables, in one log.
fn eventful() -> Bench {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.click(2, "ben", -20);
    bench.refund("early", "2", 40, 10_00);
    bench.order("1", 0, 96_40, &["ANA10"]);
    bench.refund("r1", "1", 40, 24_10);
    bench.order("2", 3, 33_33, &["BEN10"]);
    bench.tell(Fact::Tick);
    bench.tell(Fact::Click(click(3, "cleo", 1)));
    let shopper = ShopperKeys { clicks: vec![click_id(3)], visitor: Some(SHOPPER), customer: None };
    bench.tell(visit("v1", 1, shopper, None));
    bench
}

#[test]
fn snapshot_and_tail_equal_a_replay() {
    let bench = eventful();
    assert_eq!(bench.engine.encode(), bench.replayed().encode());
    for cut in 0..bench.log.len() {
        let mut engine = Engine::new();
        for (position, entry) in (1..).zip(&bench.log) {
            if position == cut as u64 + 1 {
                engine = Engine::decode(&engine.encode()).expect("own bytes");
            }
            engine.apply(Position(position), entry);
        }
        assert_eq!(engine.encode(), bench.engine.encode(), "cut at {cut}");
    }
}

#[test]
fn broken_snapshots_are_refused() {
    let bytes = eventful().engine.encode();
    assert!(Engine::decode(&bytes[..3]).is_err());
    assert!(Engine::decode(&bytes[..bytes.len() / 2]).is_err());
    assert!(Engine::decode(&[0, 0, 0, 99, 1, 2, 3]).is_err());
}

#[test]
fn facts_in_any_order_say_the_same() {
    let bench = eventful();
    let n_declared = bench.log.iter().position(|e| matches!(e.fact, Fact::Click(_)));
    let n_declared = n_declared.expect("there are clicks");
    let expected = bench.engine.fingerprint();
    for rotation in 0..bench.log.len() - n_declared {
        let mut facts = bench.log.clone();
        facts[n_declared..].rotate_left(rotation);
        facts[n_declared..].reverse();
        let mut engine = Engine::new();
        for (position, entry) in (1..).zip(&facts) {
            engine.apply(Position(position), entry);
        }
        assert_eq!(engine.fingerprint(), expected, "rotated by {rotation}");
    }
}

#[test]
fn a_crowd_is_not_a_shopper() {
    let mut engine = Engine::new();
    let mut position = 0;
    let mut tell = |engine: &mut Engine, fact| {
        position += 1;
        let entry = Entry { received_at: at(0), fact, dedup: None, actor: None };
        engine.apply(Position(position), &entry);
    };
    tell(&mut engine, Fact::Link(link("ana", "ana")));
    for number in 0..5_000_u32 {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let (id, visitor) = (ClickId(id), Some(SHOPPER));
        tell(&mut engine, Fact::Click(Click { id, visitor, ..click(0, "ana", -1) }));
    }
    for number in 0..600 {
        tell(&mut engine, Fact::Order(order(&number.to_string(), 0, 100_00, &[])));
    }
    assert_eq!(engine.audit().differences, Vec::<String>::new());
    let longest = (0..600).map(|n| engine.order(&n.to_string()).expect("known").touches.len());
    assert_eq!(longest.max(), Some(1_023), "and its cookie");
}

/// What was earned stays, and whoever comes again is somebody new.
#[test]
fn who_is_forgotten_keeps_no_key() {
    let customer = ShopperKey([77; 16]);
    let of = |id: &str, hours| {
        let shopper = ShopperKeys { customer: Some(customer), ..ShopperKeys::default() };
        Fact::Order(OrderVersion { shopper, ..order(id, hours, 100_00, &[]) })
    };
    let clicked = ShopperKeys {
        clicks: vec![click_id(1)],
        customer: Some(customer),
        ..ShopperKeys::default()
    };
    let mut bench = Bench::new();
    bench.click(1, "ana", 0);
    bench.tell(Fact::Order(OrderVersion { shopper: clicked, ..order("1", 1, 50_00, &[]) }));
    bench.tell(of("2", 2));
    assert_eq!(bench.credits("2", Model::Linear), ["ana 10000"], "the customer clicked");

    assert_eq!(bench.tell(Fact::Forgotten(customer)), Applied::Changed);
    assert_eq!(bench.tell(Fact::Forgotten(customer)), Applied::Known);
    assert_eq!(bench.credits("2", Model::Linear), ["ana 10000"], "what was earned stays");
    bench.tell(of("3", 3));
    assert_eq!(bench.credits("3", Model::Linear), ["nobody 10000"]);
    let state = bench.engine.encode();
    let is_key = |window: &[u8]| window == customer.0;
    assert_eq!(state.windows(16).filter(|w| is_key(w)).count(), 2, "only the new order's");
}
