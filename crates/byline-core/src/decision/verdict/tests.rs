use super::*;
use crate::kpi::Input::{
    Actions, Clicks, Comments, Conversions, Cost, Followers, Likes, Revenue, Saves, Shares, Views,
};

const MICRO: i64 = 1_000_000;

fn case(figures: &[(Input, i64)]) -> Case {
    let mut inputs = KpiInputs::default();
    for (input, figure) in figures {
        inputs.set(*input, *figure);
    }
    Case {
        inputs,
        goal: Goal::Sales,
        money: InCurrency::DOLLARS,
        ctr: None,
        conversion_rate: None,
        cpa_minor: None,
        due_minor: None,
    }
}

/// Clicks of 10,000 views, conversions, revenue for 1,000.00.
fn of(clicks: i64, conversions: i64, revenue: i64) -> Case {
    case(&[
        (Cost, 1_000_00),
        (Views, 10_000),
        (Clicks, clicks),
        (Conversions, conversions * MICRO),
        (Revenue, revenue * 100),
    ])
}

/// 500 USD, one post: 114,200 views, 126 clicks, 20 actions. Seen cheaply, hardly clicked, bought
/// by those who did: the creative, to learn from and repeat.
#[test]
fn the_golden_campaign_is_to_learn_from_and_repeat() {
    let golden = case(&[
        (Cost, 500_00),
        (Views, 114_200),
        (Clicks, 126),
        (Actions, 20 * MICRO),
        (Conversions, 20 * MICRO),
    ]);
    let found = verdict(&Case { goal: Goal::Leads, ..golden });
    assert_eq!((found.label, found.diagnosis), (Label::LearnAndRepeat, Diagnosis::Creative));
    let marks = found.takeaways.each_ref().map(|row| (row.topic, row.mark, row.band));
    assert_eq!(
        marks,
        [
            (Topic::Audience, Mark::Pass, Some("exceptional")),
            (Topic::Engagement, Mark::Unknown, None),
            (Topic::Conversions, Mark::Pass, Some("exceptional")),
            (Topic::Path, Mark::Pass, Some("weak")),
        ]
    );
    assert!(found.tests[0].contains("openings"), "tests belong to the stage");
}

/// Reads as a table: clicks of 10,000 views, conversions, revenue for 1,000; diagnosis and label.
#[test]
fn where_people_are_lost() {
    for (clicks, conversions, revenue, diagnosis, label) in [
        (200, 10, 5_000, Diagnosis::Nowhere, Label::Scale),
        (200, 10, 1_500, Diagnosis::Nowhere, Label::Repeat),
        (200, 10, 900, Diagnosis::Price, Label::RepeatCheaper),
        (200, 1, 100, Diagnosis::PageOrOffer, Label::FixAndRepeat),
        (49, 5, 500, Diagnosis::TooLittle, Label::TooEarly),
    ] {
        let found = verdict(&of(clicks, conversions, revenue));
        assert_eq!((found.diagnosis, found.label), (diagnosis, label), "{clicks} {conversions}");
    }
    let both = case(&[(Views, 100_000), (Clicks, 60), (Conversions, 0)]);
    assert_eq!(verdict(&both).diagnosis, Diagnosis::Audience);
    assert_eq!(verdict(&both).takeaways[3].mark, Mark::Fail, "no single stage to improve");
}

/// The campaign's own benchmark goes before the bands: more than 20% under it fails.
#[test]
fn own_benchmarks_go_first() {
    let wanted = |percent: i128| Ratio::new(percent, 100);
    for (ctr, diagnosis) in [
        (wanted(2), Diagnosis::Nowhere),
        (Ratio::new(25, 1_000), Diagnosis::Nowhere),
        (Ratio::new(251, 10_000), Diagnosis::Creative),
    ] {
        let found = verdict(&Case { ctr, ..of(200, 10, 5_000) });
        assert_eq!(found.diagnosis, diagnosis, "{ctr:?}");
    }
    let dear = Case { cpa_minor: Some(Ratio::whole(99_99)), ..of(200, 10, 5_000) };
    assert_eq!(verdict(&dear).diagnosis, Diagnosis::Price, "100.00 each, 99.99 allowed");
    let young = Case { due_minor: Some(999_90), ..dear.clone() };
    assert_ne!(verdict(&young).diagnosis, Diagnosis::Price, "99.99 each of what is due");
    let begun = Case { due_minor: Some(100_00), ..of(200, 10, 500) };
    assert_eq!(verdict(&begun).label, Label::Scale, "five times what is due came");
    let whole = Case { due_minor: None, ..begun.clone() };
    assert_eq!(verdict(&whole).label, Label::RepeatCheaper, "half of the price came");
    let fair = Case { cpa_minor: Some(Ratio::whole(100_00)), ..of(200, 10, 5_000) };
    assert_eq!(verdict(&fair).diagnosis, Diagnosis::Nowhere);
}

/// Where no stage fails, the one that is least of its benchmark is named and tested first.
#[test]
fn the_weakest_stage_is_tested_first() {
    let percent = |percent: i128| Ratio::new(percent, 100);
    for (ctr, rate, weakest, first) in [
        (None, None, "ctr", "more of the same"),
        (percent(2), percent(5), "ctr", "more of the same"),
        (Ratio::new(24, 1_000), percent(5), "ctr", "openings"),
        (percent(2), percent(6), "conversion_rate", "Open the link"),
        (Ratio::new(24, 1_000), percent(7), "conversion_rate", "Open the link"),
        (None, percent(6), "conversion_rate", "Open the link"),
        (None, percent(4), "ctr", "more of the same"),
        (percent(4), percent(50), "conversion_rate", "Compare where"),
        (percent(40), percent(50), "ctr", "Compare where"),
    ] {
        let found = verdict(&Case { ctr, conversion_rate: rate, ..of(200, 10, 5_000) });
        assert!(found.tests[0].contains(first), "{ctr:?} {rate:?}: {:?}", found.tests);
        assert_eq!(found.takeaways[3].kpi, Some(weakest), "{ctr:?} {rate:?}");
    }
    let mut quiet = of(200, 10, 5_000);
    for (input, n) in [(Likes, 100), (Comments, 0), (Shares, 0), (Saves, 0), (Followers, 10_000)] {
        quiet.inputs.set(input, n);
    }
    let found = verdict(&quiet);
    assert_eq!(found.takeaways[1].mark, Mark::Fail, "100 reactions of 10,000 followers");
    assert!(found.tests[0].contains("Ask for one thing"), "{:?}", found.tests);
}

/// Reads as a table: views, clicks, whether anybody bought, and the clicks expected at 1%.
#[test]
fn views_without_clicks_are_hype() {
    let ctr = Ratio::new(1, 100).unwrap();
    for (views, clicks, has_conversions, expected) in [
        (1_000_000, 30, false, Some(10_000)),
        (2_000, 5, false, Some(20)),
        (1_999, 0, false, None),
        (2_000, 6, false, None),
        (1_000_000, 30, true, None),
        (1_000_000, 2_501, false, None),
    ] {
        let found = hype(views, clicks, has_conversions, ctr);
        assert_eq!(found.map(|hype| hype.n_expected), expected, "{views} {clicks}");
    }
}
