//! Every boundary of the rules as a table, and the evidence beside them.

use super::*;
use crate::creator::{CreatorSize, Deal, Platform};
use crate::time::Span;

const HOUR_S: i64 = 3_600;

fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).expect("a denominator above zero")
}

fn live_at() -> Timestamp {
    Timestamp::from_seconds(1_780_000_000)
}

/// A creator with a benchmark of 1.2% whose first content has been live for an hour.
fn showing(n_clicks: u64, n_impressions: u64) -> Showing {
    Showing {
        trials: Some(Trials { n_successes: n_clicks, n_trials: n_impressions }),
        benchmark: Some(ratio(12, 1_000)),
        n_clicks,
        n_conversions: 1,
        first_live_at: Some(live_at()),
        ..Showing::default()
    }
}

fn after_s(showing: &Showing, seconds: i64) -> Result<Standing, Unjudged> {
    let now = live_at().plus_seconds(seconds);
    literal(showing, &Rules::default(), now).map(|(standing, _)| standing)
}

/// Reads: clicks of a million impressions at a benchmark of 12,000, and the standing.
#[track_caller]
fn check_share(n_clicks: u64, expected: Standing) {
    assert_eq!(after_s(&showing(n_clicks, 1_000_000), HOUR_S), Ok(expected), "{n_clicks} clicks");
}

#[test]
fn a_quarter_under_is_red_and_a_tenth_under_is_yellow() {
    check_share(0, Standing::Red);
    check_share(8_999, Standing::Red);
    check_share(9_000, Standing::Red); // -25% exactly
    check_share(9_001, Standing::Yellow);
    check_share(10_800, Standing::Yellow); // -10% exactly
    check_share(10_801, Standing::Green);
    check_share(12_000, Standing::Green);
}

#[test]
fn three_tenths_over_is_accelerated() {
    check_share(15_599, Standing::Green);
    check_share(15_600, Standing::Accelerate); // +30% exactly
    check_share(1_000_000, Standing::Accelerate);
}

#[test]
fn boundaries_hold_where_floating_point_does_not() {
    // 0.3 * 0.75 is not what a computer's 0.225 is; the ratio of whole numbers is.
    let at = |n_clicks| Showing { benchmark: Some(ratio(3, 10)), ..showing(n_clicks, 1_000) };
    assert_eq!(after_s(&at(225), HOUR_S), Ok(Standing::Red));
    assert_eq!(after_s(&at(226), HOUR_S), Ok(Standing::Yellow));
    let third = Showing { benchmark: Some(ratio(1, 3)), ..showing(3 << 50, 10 << 50) };
    assert_eq!(after_s(&third, HOUR_S), Ok(Standing::Yellow)); // 0.3 of 1/3 is 0.9
}

/// Reads: seconds since the first content, conversions, seconds no feed covered, the standing.
#[track_caller]
fn check_silence(seconds: i64, n_conversions: u64, uncovered_s: i64, expected: Standing) {
    let showing = Showing { n_conversions, uncovered_s, ..showing(12_000, 1_000_000) };
    assert_eq!(after_s(&showing, seconds), Ok(expected), "{seconds} s, {n_conversions}");
}

#[test]
fn seventy_two_hours_without_a_conversion_are_red() {
    check_silence(72 * HOUR_S - 1, 0, 0, Standing::Green);
    check_silence(72 * HOUR_S, 0, 0, Standing::Red);
    check_silence(72 * HOUR_S, 1, 0, Standing::Green);
}

#[test]
fn hours_in_which_no_feed_could_tell_do_not_count() {
    check_silence(72 * HOUR_S, 0, 1, Standing::Green);
    check_silence(80 * HOUR_S, 0, 8 * HOUR_S, Standing::Red);
}

#[test]
fn the_clock_starts_with_the_first_live_content() {
    let not_live = Showing { first_live_at: None, n_conversions: 0, ..showing(12_000, 1_000_000) };
    assert_eq!(after_s(&not_live, 1_000 * HOUR_S), Ok(Standing::Green));
}

/// Reads: spend in minor units for 100 clicks under a ceiling of 200 a click, and the standing.
#[track_caller]
fn check_cpc(spend_minor: i64, expected: Standing) {
    let showing = Showing {
        n_clicks: 100,
        spend_minor: Some(spend_minor),
        cpc_ceiling_minor: Some(ratio(200, 1)),
        ..showing(12_000, 1_000_000)
    };
    assert_eq!(after_s(&showing, HOUR_S), Ok(expected), "{spend_minor}");
}

#[test]
fn clicks_over_the_ceiling_are_yellow_and_far_over_it_red() {
    check_cpc(200_00, Standing::Green); // at the ceiling
    check_cpc(200_01, Standing::Yellow);
    check_cpc(249_99, Standing::Yellow);
    check_cpc(250_00, Standing::Red); // +25% exactly
}

#[test]
fn the_worst_that_holds_is_said_with_every_reason_for_it() {
    // Accelerated by its clicks, silent for three days, and too dear.
    let showing = Showing {
        n_conversions: 0,
        spend_minor: Some(100_000_00),
        cpc_ceiling_minor: Some(ratio(200, 1)),
        ..showing(20_000, 1_000_000)
    };
    let now = live_at().plus_seconds(72 * HOUR_S);
    let (standing, reasons) = literal(&showing, &Rules::default(), now).expect("judged");
    assert_eq!((standing, reasons), (Standing::Red, vec![Reason::Silent, Reason::CpcOverCeiling]));
}

#[test]
fn without_impressions_or_benchmark_nobody_is_judged() {
    let no_impressions = Err(Unjudged::NoImpressions);
    assert_eq!(after_s(&showing(0, 0), 100 * HOUR_S), no_impressions);
    assert_eq!(after_s(&Showing { trials: None, ..showing(5, 9) }, HOUR_S), no_impressions);
    let unknown = Showing { benchmark: None, ..showing(12_000, 1_000_000) };
    assert_eq!(after_s(&unknown, HOUR_S), Err(Unjudged::BenchmarkMissing));
    let silent = Showing { n_conversions: 0, ..unknown };
    assert_eq!(after_s(&silent, 72 * HOUR_S), Ok(Standing::Red), "silence needs no benchmark");
}

#[test]
fn every_share_is_in_exactly_one_standing() {
    let order = [Standing::Red, Standing::Yellow, Standing::Green, Standing::Accelerate];
    let rank = |standing| order.iter().position(|one| *one == standing).expect("one of four");
    let mut last = 0;
    for n_clicks in 0..20_000 {
        let now = rank(after_s(&showing(n_clicks, 1_000_000), HOUR_S).expect("judged"));
        assert!(last <= now && now <= last + 1, "{n_clicks}");
        last = now;
    }
    assert_eq!(last, 3);
}

fn prior() -> Prior {
    Prior { of_benchmark_ppm: 1_000_000, strength_milli: 6_000, borrowed: Borrowed::OwnSegment }
}

/// Reads: clicks, impressions, standing and evidence, beside a prior worth six clicks.
#[track_caller]
fn check_evidence(n_clicks: u64, n_impressions: u64, expected: (Standing, Evidence)) {
    let now = live_at().plus_seconds(HOUR_S);
    let showing = showing(n_clicks, n_impressions);
    let judgement = judge(&showing, prior(), &Rules::default(), now).expect("judged");
    assert_eq!((judgement.standing, judgement.evidence), expected, "{judgement:?}");
}

#[test]
fn few_impressions_confirm_nothing() {
    check_evidence(0, 100, (Standing::Red, Evidence::Insufficient));
    check_evidence(6, 1_000, (Standing::Red, Evidence::Leaning));
    check_evidence(30, 5_000, (Standing::Red, Evidence::Confirmed));
    check_evidence(10_500, 1_000_000, (Standing::Yellow, Evidence::Confirmed));
    check_evidence(3, 150, (Standing::Accelerate, Evidence::Insufficient));
    check_evidence(220, 10_000, (Standing::Accelerate, Evidence::Confirmed));
    check_evidence(12_000, 1_000_000, (Standing::Green, Evidence::Confirmed));
}

/// Reads: clicks without a conversion, and the evidence, at a benchmark of 2%.
#[track_caller]
fn check_silence_evidence(n_clicks: u64, expected: Evidence) {
    let showing = Showing {
        n_clicks,
        n_conversions: 0,
        conversion_benchmark: Some(ratio(2, 100)),
        ..showing(12_000, 1_000_000)
    };
    let now = live_at().plus_seconds(72 * HOUR_S);
    let judgement = judge(&showing, prior(), &Rules::default(), now).expect("judged");
    assert_eq!(judgement.standing, Standing::Red);
    assert_eq!(judgement.evidence, expected, "{n_clicks} clicks: {judgement:?}");
}

#[test]
fn silence_is_confirmed_by_clicks_that_should_have_sold() {
    check_silence_evidence(0, Evidence::Insufficient);
    check_silence_evidence(35, Evidence::Leaning);
    check_silence_evidence(148, Evidence::Leaning); // 0.98^148 = 0.0503
    check_silence_evidence(149, Evidence::Confirmed); // 0.98^149 = 0.0493
}

#[test]
fn a_dear_click_is_confirmed_by_many_of_them() {
    let evidence = |n_clicks, spend_minor| {
        let showing = Showing {
            n_clicks,
            spend_minor: Some(spend_minor),
            cpc_ceiling_minor: Some(ratio(200, 1)),
            ..showing(12_000, 1_000_000)
        };
        let judgement = judge(&showing, prior(), &Rules::default(), live_at()).expect("judged");
        (judgement.standing, judgement.evidence)
    };
    assert_eq!(evidence(2, 6_00), (Standing::Red, Evidence::Insufficient));
    assert_eq!(evidence(200, 600_00), (Standing::Red, Evidence::Confirmed));
}

#[test]
fn the_number_of_wrong_flags_is_stated() {
    let now = live_at().plus_seconds(HOUR_S);
    let judged = |n_clicks, n_impressions| {
        judge(&showing(n_clicks, n_impressions), prior(), &Rules::default(), now).expect("judged")
    };
    let sure = expected_wrong_ppm(&[judged(300, 100_000), judged(12_000, 1_000_000)]);
    assert!(sure < 1_000, "a sure flag and a green one: {sure}");
    let unsure = expected_wrong_ppm(&[judged(0, 100), judged(6, 1_000)]);
    assert!((500_000..1_500_000).contains(&unsure), "two guesses: {unsure}");
}

fn members(platform: Platform, size: CreatorSize, n: usize, n_clicks: u64) -> Vec<Member> {
    let trials = Trials { n_successes: n_clicks, n_trials: 1_000 };
    vec![Member { platform, size: Some(size), trials, benchmark: ratio(12, 1_000) }; n]
}

#[test]
fn a_segment_of_fewer_than_eight_borrows_from_its_parent() {
    let mut roster = members(Platform::Tiktok, CreatorSize::Nano, 8, 12);
    roster.extend(members(Platform::Tiktok, CreatorSize::Micro, 7, 24));
    roster.extend(members(Platform::Instagram, CreatorSize::Nano, 7, 6));
    let priors = Priors::fit(&roster, &Rules::default().evidence);
    let of = |platform, size| priors.of(platform, Some(size));
    let nano = of(Platform::Tiktok, CreatorSize::Nano);
    assert_eq!((nano.borrowed, nano.of_benchmark_ppm), (Borrowed::OwnSegment, 1_000_000));
    assert_eq!(of(Platform::Tiktok, CreatorSize::Micro).borrowed, Borrowed::Platform);
    assert_eq!(of(Platform::Instagram, CreatorSize::Nano).borrowed, Borrowed::Roster);
    assert_eq!(of(Platform::Youtube, CreatorSize::Mega).borrowed, Borrowed::Roster);

    let few = Priors::fit(&roster[..7], &Rules::default().evidence);
    let alone = few.of(Platform::Tiktok, Some(CreatorSize::Nano));
    assert_eq!(alone, Prior::of_benchmark(&Rules::default().evidence));
}

#[test]
fn a_lent_prior_keeps_its_distance_to_the_benchmark() {
    let roster = members(Platform::Tiktok, CreatorSize::Nano, 8, 6);
    let prior = Priors::fit(&roster, &Rules::default().evidence).of(Platform::Youtube, None);
    assert!((prior.at(0.005).mean() - 0.0025).abs() < 1e-9, "half of another benchmark");
}

/// Reads: what each evaluation judges (r, y, g, a, or - for nothing), and what is then held.
#[track_caller]
fn check_held(judged: &str, expected: &str) {
    let standing = |letter: char| match letter {
        'r' => Some(Standing::Red),
        'y' => Some(Standing::Yellow),
        'g' => Some(Standing::Green),
        'a' => Some(Standing::Accelerate),
        _ => None,
    };
    let mut held = None;
    let mut shown = String::new();
    for (n, letter) in (0..).zip(judged.chars()) {
        let now = live_at().plus_seconds(n * HOUR_S);
        (held, _) = Held::step(held, standing(letter), &Rules::default().standing, now);
        shown.push(held.map_or('-', |held| held.standing.key().chars().next().unwrap_or('?')));
    }
    assert_eq!(shown, expected, "{judged}");
}

#[test]
fn a_standing_is_left_after_two_evaluations() {
    check_held("g", "g");
    check_held("grgrgr", "gggggg");
    check_held("grr", "ggr");
    check_held("gryy", "ggyy");
    check_held("rgg", "rrg");
    check_held("-g", "-g");
    check_held("gr-r", "gggr"); // an evaluation without data says nothing, either way
    check_held("g--------", "ggggggggg");
}

#[test]
fn the_age_of_trouble_runs_on_from_yellow_to_red() {
    let rules = Rules::default().standing;
    let at = |n: i64| live_at().plus_seconds(n * HOUR_S);
    let step = |held, standing, n| Held::step(held, Some(standing), &rules, at(n)).0;
    let mut held = step(None, Standing::Yellow, 0);
    held = step(held, Standing::Red, 1);
    held = step(held, Standing::Red, 2);
    let held = held.expect("judged");
    assert_eq!((held.standing, held.since, held.bad_since), (Standing::Red, at(2), Some(at(0))));
}

#[test]
fn paid_spend_is_offered_only_where_the_deal_allows_it() {
    let mut deal = Deal {
        id: "deal_1".into(),
        campaign_id: "cmp_1".into(),
        creator_id: "crt_1".into(),
        fee: None,
        commission_bp: 0,
        amplification: Some(Span { from: live_at(), to: live_at().plus_seconds(HOUR_S) }),
        terms: None,
        is_archived: false,
        week: Default::default(),
    };
    let offered = |deal: Option<&Deal>, now| steps(Standing::Accelerate, deal, now)[1];
    assert_eq!(offered(Some(&deal), live_at()), Step::Amplify);
    let over = live_at().plus_seconds(HOUR_S);
    assert_eq!(offered(Some(&deal), over), Step::AskForAmplification);
    assert_eq!(offered(None, live_at()), Step::AskForAmplification);
    deal.is_archived = true;
    assert_eq!(offered(Some(&deal), live_at()), Step::AskForAmplification);
    assert_eq!(steps(Standing::Green, None, live_at()), []);
}
