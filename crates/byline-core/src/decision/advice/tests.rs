use super::Advised::{
    CheckCode, CheckPost, CheckPromise, Grow, IssueLink, Keep, MendOffer, Part, Renegotiate,
    RenewCode, ReviewCreative, Wait,
};
use super::*;
use crate::decision::standing::Evidence::{Confirmed, Insufficient, Leaning};
use crate::decision::standing::Standing::{Accelerate, Green, Red, Yellow};
use crate::kpi::Ratio;

/// Sales beside a price of 1,000.00 with 50.00 a conversion and twice the price wanted.
fn returns(revenue: i64) -> Option<Returns> {
    Some(Returns {
        revenue_minor: revenue * 100,
        price_minor: 1_000_00,
        wanted: Ratio::whole(2),
        conversion_minor: 50_00,
    })
}

fn footing(standing: Option<(Standing, Evidence)>, returns: Option<Returns>) -> Footing {
    let reason = |standing| match standing {
        Green => Reason::InRange,
        Accelerate => Reason::OverBenchmark,
        Red | Yellow => Reason::UnderBenchmark,
    };
    let reacted = |(standing, evidence)| Reacted { standing, evidence, reason: reason(standing) };
    Footing { standing: standing.map(reacted), returns, traffic: None, obstacle: None }
}

#[track_caller]
fn check(footing: &Footing, what: Advised, why: Why) {
    let found = advise(footing, &EvidenceRules::default());
    assert_eq!((found.what, found.whys[0]), (what, why), "{footing:?}");
}

type Row = (Option<(Standing, Evidence)>, Option<Returns>, Advised, Why);

/// Reads as a table: standing, returns, what is advised, and the first reason.
#[test]
fn reactions_and_returns_are_weighed_together() {
    let rows: [Row; 21] = [
        (Some((Red, Confirmed)), returns(300), Part, Why::LosesMost),
        (Some((Red, Confirmed)), returns(800), Renegotiate, Why::Loses),
        (Some((Red, Leaning)), returns(300), Part, Why::LosesMost),
        (Some((Red, Leaning)), returns(800), Renegotiate, Why::Loses),
        (Some((Yellow, Leaning)), returns(900), Renegotiate, Why::Loses),
        (Some((Green, Leaning)), returns(300), Renegotiate, Why::LosesMost),
        (Some((Accelerate, Confirmed)), returns(300), Renegotiate, Why::LosesMost),
        (Some((Red, Confirmed)), returns(1_500), Renegotiate, Why::Short),
        (Some((Yellow, Confirmed)), returns(1_500), ReviewCreative, Why::Short),
        (Some((Red, Confirmed)), returns(2_400), Keep, Why::PaysWell),
        (Some((Yellow, Confirmed)), returns(2_400), Keep, Why::PaysWell),
        (Some((Red, Confirmed)), None, Renegotiate, Why::FarUnder),
        (Some((Yellow, Leaning)), None, ReviewCreative, Why::NoPrice),
        (Some((Green, Confirmed)), returns(2_100), Keep, Why::PaysWell),
        (Some((Green, Confirmed)), returns(6_000), Grow, Why::PaysVeryWell),
        (Some((Accelerate, Confirmed)), returns(2_400), Grow, Why::FarOver),
        (Some((Accelerate, Confirmed)), None, Grow, Why::FarOver),
        (Some((Accelerate, Confirmed)), returns(1_200), Keep, Why::Short),
        (Some((Accelerate, Leaning)), None, Keep, Why::NoPrice),
        (Some((Red, Insufficient)), None, Keep, Why::NoPrice),
        (None, None, Keep, Why::NoPrice),
    ];
    for (standing, returns, what, why) in rows {
        check(&footing(standing, returns), what, why);
    }
}

/// Reads as a table: standing, returns, what is seen, what is advised, the first reason.
#[test]
fn where_people_click_and_do_not_buy_the_page_is_looked_at_before_the_price() {
    use TrafficSign::{Fault, Nothing, OthersSell};
    for (standing, returns, seen, what, why) in [
        (Green, returns(300), Fault, MendOffer, Why::NotSelling),
        (Green, returns(300), Nothing, Renegotiate, Why::LosesMost),
        (Green, returns(300), OthersSell, Renegotiate, Why::LosesMost),
        (Green, None, Nothing, MendOffer, Why::NotSelling),
        (Green, None, OthersSell, CheckPromise, Why::NotSelling),
        (Accelerate, returns(6_000), Fault, MendOffer, Why::NotSelling),
        (Accelerate, returns(6_000), Nothing, MendOffer, Why::NotSelling),
        (Green, returns(2_100), Nothing, MendOffer, Why::NotSelling),
        (Green, returns(2_100), OthersSell, CheckPromise, Why::NotSelling),
    ] {
        let traffic = Some(seen);
        let reacted = footing(Some((standing, Confirmed)), returns);
        check(&Footing { traffic, ..reacted }, what, why);
    }
}

/// Reads as a table: what keeps anybody from knowing, what is advised, and why.
#[test]
fn what_keeps_anybody_from_knowing_comes_first() {
    for (obstacle, what, why) in [
        (Obstacle::NoLink, IssueLink, Why::NoLink),
        (Obstacle::NeverClicked, CheckPost, Why::NeverClicked),
        (Obstacle::MayHaveLeaked, CheckCode, Why::MayHaveLeaked),
        (Obstacle::CodeIsPublic, RenewCode, Why::CodeIsPublic),
        (Obstacle::JustLinked, Wait, Why::JustLinked),
        (Obstacle::Waiting, Wait, Why::WaitingForData),
        (Obstacle::OutOfUse, Keep, Why::OutOfUse),
    ] {
        for standing in [None, Some((Red, Confirmed)), Some((Accelerate, Confirmed))] {
            for returns in [None, returns(0), returns(9_000)] {
                let traffic = Some(TrafficSign::Fault);
                let obstacle = Some(obstacle);
                check(&Footing { traffic, obstacle, ..footing(standing, returns) }, what, why);
            }
        }
    }
}

/// What a click costs is no fault of the content, however few orders are due.
#[test]
fn dear_clicks_are_a_matter_of_the_price() {
    let dear =
        |standing, evidence| Some(Reacted { standing, evidence, reason: Reason::CpcOverCeiling });
    let few = Some(Returns { conversion_minor: 900_00, ..returns(900).unwrap() });
    let ahead = Some(Returns { conversion_minor: 900_00, ..returns(1_000).unwrap() });
    for (standing, returns, what, why) in [
        (dear(Red, Confirmed), few, Renegotiate, Why::DearClicks),
        (dear(Red, Confirmed), ahead, Keep, Why::DearClicks),
        (dear(Red, Confirmed), returns(2_400), Keep, Why::PaysWell),
        (dear(Red, Leaning), few, Keep, Why::TooLittle),
        (dear(Yellow, Confirmed), few, Keep, Why::TooLittle),
    ] {
        check(&Footing { standing, ..footing(None, returns) }, what, why);
    }
}

#[test]
fn a_few_sales_part_nobody() {
    let few = Returns { conversion_minor: 900_00, ..returns(900).unwrap() };
    assert_eq!(few.pays(), Pays::Loses, "to the letter");
    check(&footing(Some((Red, Insufficient)), Some(few)), Keep, Why::TooLittle);
    check(&footing(Some((Red, Confirmed)), Some(few)), ReviewCreative, Why::TooLittle);
}

/// Reads as a table: why somebody is red, how surely, the returns, what is advised, the reasons.
#[test]
fn nobody_is_told_that_people_react_too_little_where_something_else_is_red() {
    for (reason, evidence, returns, what, whys) in [
        (
            Reason::CpcOverCeiling,
            Confirmed,
            returns(300),
            Part,
            &[Why::LosesMost, Why::DearClicks][..],
        ),
        (
            Reason::CpcOverCeiling,
            Confirmed,
            returns(800),
            Renegotiate,
            &[Why::Loses, Why::DearClicks],
        ),
        (Reason::CpcOverCeiling, Leaning, returns(2_400), Keep, &[Why::PaysWell]),
        (Reason::CpcOverCeiling, Confirmed, None, Renegotiate, &[Why::DearClicks, Why::NoPrice]),
        (Reason::Silent, Confirmed, returns(0), Part, &[Why::LosesMost, Why::Silent]),
        (Reason::Silent, Leaning, None, Keep, &[Why::NoPrice]),
    ] {
        let standing = Some(Reacted { standing: Red, evidence, reason });
        let found = advise(&Footing { standing, ..footing(None, returns) }, &Default::default());
        assert_eq!((found.what, found.whys.as_slice()), (what, whys), "{reason:?} {evidence:?}");
    }
}

#[test]
fn more_than_half_is_lost_only_where_the_data_confirms_it() {
    let rules = EvidenceRules::default();
    let at = |revenue| returns(revenue).unwrap();
    assert!(at(300).loses_most(&rules));
    assert!(!at(450).loses_most(&rules), "9 orders of the 10 that bring half may be luck");
    assert!(!at(500).loses_most(&rules), "half is not less than half");
    let few = Returns { conversion_minor: 300_00, ..at(0) };
    assert!(!few.loses_most(&rules), "of three orders that are due none may come by chance");
}

/// Barely far more than wanted is not sure, and what is wanted surely came.
#[test]
fn whoever_is_at_the_edge_is_judged_by_what_is_sure() {
    let edge = Returns { conversion_minor: 66_84, ..returns(2_600).unwrap() };
    assert_eq!(edge.pays(), Pays::VeryWell, "130% of what is wanted, to the letter");
    assert_eq!(edge.judged(&EvidenceRules::default()), (Pays::Well, Confirmed));
    check(&footing(Some((Green, Confirmed)), Some(edge)), Keep, Why::PaysWell);
}
