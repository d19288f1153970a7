use proptest::prelude::*;

use super::Input::*;
use super::*;
use crate::money::Currency;

fn kpi(key: &str) -> &'static Kpi {
    Kpi::from_key(key).expect("a KPI of the table")
}

fn inputs(figures: &[(Input, i64)]) -> KpiInputs {
    let mut inputs = KpiInputs::default();
    for (input, figure) in figures {
        inputs.set(*input, *figure);
    }
    inputs
}

/// Reads as a table: KPI, its figures in their own units, the reading in dollars, its band.
fn check(key: &str, figures: &[(Input, i64)], expected: &str, band: Option<&str>) {
    let kpi = kpi(key);
    let reading = kpi.evaluate(&inputs(figures)).expect("all figures are known");
    assert_eq!(kpi.text(reading, Currency::USD), expected, "{key}");
    let found = kpi.band(reading, InCurrency::DOLLARS);
    assert_eq!(found.map(|band| band.name), band, "{key} {expected}");
}

const MICRO: i64 = 1_000_000;

#[test]
fn the_golden_examples_of_the_rules() {
    check("reach", &[(Reach, 800_000)], "800,000", None);
    check("impressions", &[(Impressions, 1_400_000)], "1,400,000", None);
    check("cpm", &[(Cost, 500_000), (Impressions, 1_000_000)], "5.00 USD", None);
    let growth = [(FollowersBefore, 10_000), (FollowersAfter, 12_500)];
    check("audience_growth", &growth, "25.00%", Some("exceptional"));
    let engaged = [(Likes, 300), (Comments, 50), (Shares, 20), (Saves, 30), (Followers, 10_000)];
    check("engagement_rate", &engaged, "4.00%", Some("great"));
    check("brand_mentions", &[(Mentions, 50), (Posts, 10)], "5", Some("moderate"));
    check("ctr", &[(Clicks, 500), (Impressions, 20_000)], "2.50%", Some("strong"));
    check("roi", &[(Revenue, 1_500_000), (Cost, 500_000)], "200.00%", Some("strong"));
    check("roas", &[(Revenue, 1_500_000), (Cost, 500_000)], "3.00x", None);
    check("cpa", &[(Cost, 500_000), (Conversions, 50 * MICRO)], "100.00 USD", Some("typical"));
    check("cpc", &[(Cost, 500_000), (Clicks, 500)], "10.00 USD", Some("high"));
    check("cpv", &[(Cost, 500_000), (Views, 200_000)], "0.025 USD", Some("strong"));
    let converted = [(Conversions, 50 * MICRO), (Clicks, 500)];
    check("conversion_rate", &converted, "10.00%", Some("exceptional"));
}

/// 500 USD, one post: 114,200 views, 126 clicks, 23 registrations, 20 actions.
const GOLDEN_CAMPAIGN: [(Input, i64); 6] = [
    (Cost, 50_000),
    (Views, 114_200),
    (Clicks, 126),
    (Registrations, 23 * MICRO),
    (Actions, 20 * MICRO),
    (Conversions, 20 * MICRO),
];

#[test]
fn the_golden_campaign() {
    let check = |key, expected, band| check(key, &GOLDEN_CAMPAIGN, expected, band);
    check("ctr", "0.11%", Some("weak"));
    check("click_to_registration", "18.25%", None);
    check("registration_to_action", "86.96%", None);
    check("cpm", "4.38 USD", None);
    check("cpv", "0.0044 USD", Some("exceptional"));
    check("cpc", "3.97 USD", Some("high"));
    check("cpr", "21.74 USD", None);
    check("cpa", "25.00 USD", Some("good"));
}

/// Reads as a table: KPI, its value in millionths of its unit.
#[test]
fn the_golden_campaign_to_six_places() {
    let figures = inputs(&GOLDEN_CAMPAIGN);
    for (key, millionths) in [
        ("ctr", 1_103),
        ("click_to_registration", 182_540),
        ("registration_to_action", 869_565),
        ("cpm", 437_828_371),
        ("cpv", 437_828),
        ("cpc", 396_825_397),
        ("cpr", 2_173_913_043),
        ("cpa", 2_500_000_000),
    ] {
        let reading = kpi(key).evaluate(&figures).expect("all figures are known");
        assert_eq!(reading.ratio.rounded(6), millionths, "{key}");
    }
}

/// A worked example's figures as inputs: amounts in dollars, everything else in whole things.
fn inputs_of_example(example: &serde_json::Value) -> KpiInputs {
    let mut inputs = KpiInputs::default();
    for (key, figure) in example.as_object().expect("an object") {
        let input = match key.as_str() {
            "before" => FollowersBefore,
            "after" => FollowersAfter,
            key => match Input::ALL.iter().find(|input| input.key() == key) {
                Some(input) => *input,
                None => continue,
            },
        };
        let scale = match input.kind() {
            InputKind::Count => 1,
            InputKind::Money => 100,
            InputKind::Micro => MICRO,
        };
        inputs.set(input, figure.as_i64().expect("a whole number") * scale);
    }
    inputs
}

/// Reads as a table: the KPI as the example calls it, ours, and how much larger its number is.
const EXAMPLES: [(&str, &str, f64); 13] = [
    ("CPM", "cpm", 0.01),
    ("audience_growth_pct", "audience_growth", 100.0),
    ("engagement_rate_pct", "engagement_rate", 100.0),
    ("brand_mentions", "brand_mentions", 1.0),
    ("CTR_pct", "ctr", 100.0),
    ("ROI_pct", "roi", 100.0),
    ("CPA", "cpa", 0.01),
    ("CPC", "cpc", 0.01),
    ("CPV", "cpv", 0.01),
    ("conversion_rate_pct", "conversion_rate", 100.0),
    ("click_to_registration_pct", "click_to_registration", 100.0),
    ("registration_to_action_pct", "registration_to_action", 100.0),
    ("CPR", "cpr", 0.01),
];

#[test]
fn the_worked_examples_of_the_oracle() {
    let Some(text) = crate::oracles::text("worked_examples/examples.json") else { return };
    let examples: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let value = |name: &str, inputs: &KpiInputs| {
        let row = EXAMPLES.iter().find(|(theirs, ..)| *theirs == name);
        let (_, ours, scale) = row.unwrap_or_else(|| panic!("no KPI for {name}"));
        let ratio = kpi(ours).evaluate(inputs).expect("all figures are known").ratio;
        ratio.numerator() as f64 / ratio.denominator() as f64 * scale
    };
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    for example in examples["formulas"].as_array().expect("a list") {
        let name = example["kpi"].as_str().expect("a name");
        let ours = value(name, &inputs_of_example(example));
        crate::oracles::assert_close(ours, number(&example["printed"]), name);
    }
    let campaign = &examples["golden_campaign"];
    let mut inputs = inputs_of_example(campaign);
    inputs.set(Actions, campaign["actions"].as_i64().map(|n_actions| n_actions * MICRO));
    inputs.set(Conversions, inputs.get(Actions));
    for (name, exact) in campaign["exact"].as_object().expect("an object") {
        crate::oracles::assert_close(value(name, &inputs), number(exact), name);
    }
}

#[test]
fn what_a_rate_was_divided_by_is_recorded() {
    let ctr = |figures: &[(Input, i64)]| kpi("ctr").evaluate(&inputs(figures));
    let of_views = ctr(&GOLDEN_CAMPAIGN).expect("views are known");
    assert_eq!(of_views.divided_by, Some(Views));
    let both = ctr(&[(Clicks, 1), (Views, 100), (Impressions, 200)]).expect("both are known");
    assert_eq!(both.divided_by, Some(Impressions));
    assert_eq!(ctr(&[(Clicks, 1)]), Err(NotAvailable::InputMissing(Impressions)));
}

#[test]
fn baseline_growth_is_not_won() {
    // 280 in the 28 days before are 10 a day; 30 days would have brought 300 anyway.
    let expected = KpiInputs::expected_followers_micro(280, 28, 30).expect("28 days are enough");
    let figures =
        [(FollowersBefore, 10_000), (FollowersAfter, 11_000), (FollowersExpected, expected)];
    check("new_followers", &figures, "700", None);
    assert_eq!(KpiInputs::expected_followers_micro(280, 13, 30), None, "too short a baseline");
}

#[test]
fn split_conversions_count_in_parts() {
    check("cpa", &[(Cost, 10_000), (Conversions, 500_000)], "200.00 USD", Some("high"));
    check("sales", &[(Orders, 1_333_333)], "1.33", None);
    check("sales", &[(Orders, 2_000_000)], "2", None);
}

/// Orders by code come without a click: three of them on two clicks are no rate of 150%.
#[test]
fn a_share_is_never_more_than_its_whole() {
    let of = |n_orders: i64, n_clicks| {
        let figures = [(Conversions, n_orders * MICRO), (Clicks, n_clicks)];
        kpi("conversion_rate").evaluate(&inputs(&figures)).map(|reading| reading.ratio)
    };
    assert_eq!(of(2, 2), Ok(Ratio::whole(1)));
    assert_eq!(of(3, 2), Err(NotAvailable::MoreThanClicks(Conversions)));
    assert_eq!(of(3, 0), Err(NotAvailable::DivisorZero(Clicks)));
}

#[test]
fn the_other_kpis() {
    check("revenue_rate", &[(Revenue, 30_000), (Minutes, 90)], "200.00 USD", None);
    check(
        "over_claim",
        &[(ConversionsClaimed, 4_416_667), (ConversionsConfirmed, 2_000_000)],
        "2.21x",
        None,
    );
    check("revenue_share", &[(Revenue, 10), (TotalRevenue, 30)], "33.33%", None);
    check("media_roi", &[(MediaValue, 15_000), (Cost, 10_000)], "50.00%", None);
    check(
        "cpe",
        &[(Cost, 10_000), (Likes, 1), (Comments, 1), (Shares, 1), (Saves, 1)],
        "25.00 USD",
        None,
    );
    check("aov", &[(Revenue, 90_00), (Orders, 2 * MICRO)], "45.00 USD", None);
    check("epc", &[(Revenue, 90_00), (Clicks, 60)], "1.50 USD", None);
    check("recovered_conversions", &[(OrdersRecovered, 1), (OrdersOwn, 8)], "12.50%", None);
    check("budget_moved", &[(BudgetMoved, 35), (Budget, 100)], "35.00%", None);
    check("roi", &[(Revenue, 0), (Cost, 5)], "-100.00%", Some("low"));
}

/// Reads as a table: KPI, the edge in its own unit, the band just below, at and just above it.
#[test]
fn edges_belong_to_one_band() {
    let check = |key: &str, edge: (i128, i128), expected: [&str; 3]| {
        let kpi = kpi(key);
        let (numerator, denominator) = (edge.0 * 1_000_000, edge.1 * 1_000_000);
        let bands = [-1, 0, 1].map(|step| {
            let ratio = Ratio::new(numerator + step, denominator).expect("a number");
            let band = kpi.band(Reading { ratio, divided_by: None }, InCurrency::DOLLARS);
            band.expect("it has bands").name
        });
        assert_eq!(bands, expected, "{key} {edge:?}");
    };
    check("audience_growth", (3, 100), ["below typical", "typical", "typical"]);
    check("audience_growth", (8, 100), ["typical", "strong", "strong"]);
    check("audience_growth", (15, 100), ["strong", "exceptional", "exceptional"]);
    check("engagement_rate", (2, 100), ["below average", "average", "average"]);
    check("engagement_rate", (6, 100), ["great", "stellar", "stellar"]);
    check("brand_mentions", (30, 1), ["strong", "exceptional", "exceptional"]);
    check("ctr", (5, 1_000), ["weak", "average", "average"]);
    check("ctr", (15, 1_000), ["average", "strong", "strong"]);
    check("target_actions", (50, 1), ["minimal", "solid", "solid"]);
    check("roi", (1, 1), ["low", "solid", "solid"]);
    check("roi", (4, 1), ["strong", "exceptional", "exceptional"]);
    check("cpa", (2_000, 1), ["exceptional", "good", "good"]);
    check("cpa", (5_000, 1), ["good", "typical", "typical"]);
    check("cpa", (10_000, 1), ["typical", "typical", "high"]);
    check("cpc", (50, 1), ["exceptional", "efficient", "efficient"]);
    check("cpc", (200, 1), ["standard", "standard", "high"]);
    check("cpv", (10, 1), ["average", "average", "inefficient"]);
    check("conversion_rate", (1, 100), ["failed", "standard", "standard"]);
    check("conversion_rate", (5, 100), ["strong", "exceptional", "exceptional"]);
}

#[test]
fn dollar_bands_need_a_rate() {
    let yen = Currency::parse("JPY").expect("a currency of the table");
    let ratio = Ratio::whole(3_000);
    let reading = Reading { ratio, divided_by: None };
    assert_eq!(kpi("cpa").band(reading, InCurrency::of(yen)), None, "no rate is guessed");
    // 150 yen are a dollar: one and a half for each cent, so 3,000 yen are 20 dollars.
    let at_rate = InCurrency::at_rate(Ratio::new(3, 2).expect("a rate"));
    assert_eq!(kpi("cpa").band(reading, at_rate).map(|band| band.grade), Some(Grade::Strong));
    let growth = Reading { ratio: Ratio::whole(0), divided_by: None };
    assert!(kpi("audience_growth").band(growth, InCurrency::of(yen)).is_some());
}

#[test]
fn text_is_rounded_and_ratios_are_not() {
    let rounded = |numerator, denominator, places| {
        Ratio::new(numerator, denominator).expect("a number").rounded(places)
    };
    assert_eq!(rounded(1, 2, 0), 1, "halves away from zero");
    assert_eq!(rounded(-1, 2, 0), -1, "halves away from zero");
    assert_eq!(rounded(1, 3, 4), 3_333);
    assert_eq!(rounded(2, 3, 4), 6_667);
    assert_eq!(rounded(i128::MAX, 1 << 120, 2), 12_800);
    let tiny = [(Clicks, 1), (Impressions, 30_000)];
    check("ctr", &tiny, "0.0033%", Some("weak"));
    check("ctr", &[(Clicks, 0), (Impressions, 30_000)], "0.00%", Some("weak"));
    check("revenue", &[(Revenue, -123_456_789)], "-1,234,567.89 USD", None);
}

#[test]
fn formulas_fill_in() {
    let figures = inputs(&GOLDEN_CAMPAIGN);
    assert_eq!(kpi("cpc").filled_in(&figures, Currency::USD), "500.00 USD / 126");
    assert_eq!(kpi("ctr").filled_in(&figures, Currency::USD), "126 / 114,200");
    assert_eq!(kpi("roi").filled_in(&figures, Currency::USD), "(? - 500.00 USD) / 500.00 USD");
}

#[test]
fn the_table_says_it_all() {
    let mut text = String::new();
    for kpi in KPIS {
        let number = kpi.number.map_or(String::new(), |number| number.to_string());
        let bands = kpi.bands.map_or(String::new(), |bands| {
            let named = bands.all().map(|(edge, band)| match edge {
                None => band.name.to_owned(),
                Some(Edge::From(at)) => {
                    format!("{}/{} ≤ {}", at.numerator(), at.denominator(), band.name)
                }
                Some(Edge::Above(at)) => {
                    format!("{}/{} < {}", at.numerator(), at.denominator(), band.name)
                }
            });
            format!(" | {}", named.join(" | "))
        });
        text += &format!(
            "{number:>2} {} = {} [{:?} {:?}]{bands}\n",
            kpi.key, kpi.formula, kpi.unit, kpi.direction
        );
    }
    insta::assert_snapshot!(text);
}

#[test]
fn rows_are_complete() {
    let numbers: std::collections::BTreeSet<_> = KPIS.iter().filter_map(|kpi| kpi.number).collect();
    assert_eq!(numbers, (1..=19).collect(), "all nineteen");
    for kpi in KPIS {
        assert!(std::ptr::eq(kpi, self::kpi(kpi.key)), "{} is there once", kpi.key);
        assert!(kpi.doc.ends_with('.') && !kpi.inputs().is_empty(), "{}", kpi.key);
        assert_eq!(kpi.bands.is_some_and(|bands| !bands.is_rising), {
            kpi.bands.is_some() && kpi.direction == Direction::Down
        });
    }
    for goal in [Goal::Awareness, Goal::Traffic, Goal::Engagement, Goal::Leads, Goal::Sales] {
        let kpis: Vec<_> = Kpi::for_goal(goal).collect();
        assert_eq!(kpis.len(), goals::keys(goal).len(), "every key of {goal:?} is a KPI");
        assert!(kpis.iter().all(|kpi| kpi.goals().contains(&goal)));
    }
}

#[test]
fn the_catalogue_is_readable_by_programs() {
    insta::assert_json_snapshot!(kpi("cpc"));
    let reading = kpi("ctr").evaluate(&inputs(&GOLDEN_CAMPAIGN)).expect("known");
    let json = serde_json::to_string(&reading).expect("it can be written");
    assert_eq!(
        json,
        r#"{"ratio":{"numerator":"126","denominator":"114200"},"divided_by":"views"}"#
    );
    assert_eq!(serde_json::from_str::<Reading>(&json).expect("it can be read"), reading);
    let missing = serde_json::to_string(&NotAvailable::InputMissing(Clicks));
    assert_eq!(missing.expect("it can be written"), r#"{"code":"input_missing","input":"clicks"}"#);
}

fn figures() -> impl Strategy<Value = KpiInputs> {
    let figure = prop_oneof![Just(None), Just(Some(0)), any::<i64>().prop_map(Some)];
    proptest::collection::vec(figure, Input::ALL.len()).prop_map(|figures| {
        let mut inputs = KpiInputs::default();
        for (input, figure) in Input::ALL.iter().zip(figures) {
            inputs.set(*input, figure);
        }
        inputs
    })
}

proptest! {
    #[test]
    fn missing_and_zero_are_never_a_value(figures in figures(), row in 0..KPIS.len()) {
        let kpi = &KPIS[row];
        let is_missing = |input: &&Input| figures.get(**input).is_none();
        match kpi.evaluate(&figures) {
            Ok(reading) => prop_assert!(0 < reading.ratio.denominator()),
            Err(NotAvailable::InputMissing(input)) => prop_assert!(is_missing(&&input)),
            Err(NotAvailable::DivisorZero(input)) => {
                prop_assert!(kpi.inputs().contains(&input));
                prop_assert!(!is_missing(&&input));
            }
            Err(NotAvailable::MoreThanClicks(input)) => {
                prop_assert!(kpi.formula.is_share_of_clicks);
                prop_assert!(!is_missing(&&input));
            }
        }
    }

    #[test]
    fn every_value_is_in_exactly_one_band(numerator: i64, denominator in 1..=i64::MAX) {
        let ratio = Ratio::new(i128::from(numerator), i128::from(denominator)).expect("a number");
        for bands in KPIS.iter().filter_map(|kpi| kpi.bands) {
            let all = bands.all();
            let is_in = |index: usize| {
                let has_begun = |(edge, _): &(Option<Edge>, Band)| match edge {
                    None => true,
                    Some(Edge::From(at)) => *at <= ratio,
                    Some(Edge::Above(at)) => *at < ratio,
                };
                has_begun(&all[index]) && !all.get(index + 1).is_some_and(has_begun)
            };
            let found: Vec<_> = (0..4).filter(|index| is_in(*index)).collect();
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(all[found[0]].1, bands.band_of(ratio));
        }
    }

    #[test]
    fn ratios_compare_like_their_products(a: i64, b in 1..=i64::MAX, c: i64, d in 1..=i64::MAX) {
        let [a, b, c, d] = [a, b, c, d].map(i128::from);
        let (one, other) = (Ratio::new(a, b).expect("a ratio"), Ratio::new(c, d).expect("a ratio"));
        prop_assert_eq!(one.cmp(&other), (a * d).cmp(&(c * b)));
        prop_assert_eq!(Ratio::new(a * 3, b * 3), Some(one));
    }

    #[test]
    fn rounding_is_off_by_at_most_a_half(a: i64, b in 1..=i64::MAX, places in 0_u32..6) {
        let scale = 10_i128.pow(places);
        let rounded = Ratio::new(a.into(), b.into()).expect("a ratio").rounded(places);
        let off = (rounded * i128::from(b) - i128::from(a) * scale).abs() * 2;
        prop_assert!(off <= i128::from(b), "{rounded}");
    }
}
