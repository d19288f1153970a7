use super::Advised::{
    CheckCode, CheckPost, Grow, IssueLink, Keep, MendOffer, Part, Renegotiate, ReviewCreative, Wait,
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
    Footing { standing, returns, traffic: None, obstacle: None }
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
    let rows: [Row; 18] = [
        (Some((Red, Confirmed)), returns(300), Part, Why::FarUnder),
        (Some((Red, Leaning)), returns(300), Renegotiate, Why::Loses),
        (Some((Yellow, Leaning)), returns(900), Renegotiate, Why::Loses),
        (Some((Green, Leaning)), returns(300), Renegotiate, Why::Loses),
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
        (Some((Accelerate, Confirmed)), returns(1_200), Renegotiate, Why::Short),
        (Some((Accelerate, Leaning)), None, Keep, Why::NoPrice),
        (Some((Red, Insufficient)), None, Keep, Why::NoPrice),
        (None, None, Keep, Why::NoPrice),
    ];
    for (standing, returns, what, why) in rows {
        check(&footing(standing, returns), what, why);
    }
}

/// Reads as a table: standing, returns, whether a fault is seen, what is advised, the first reason.
#[test]
fn where_people_click_and_do_not_buy_the_page_is_looked_at_before_the_price() {
    for (standing, returns, has_cause, what, why) in [
        (Green, returns(300), true, MendOffer, Why::NotSelling),
        (Green, returns(300), false, Renegotiate, Why::NoFaultSeen),
        (Green, None, false, MendOffer, Why::NotSelling),
        (Accelerate, returns(6_000), true, MendOffer, Why::NotSelling),
        (Accelerate, returns(6_000), false, MendOffer, Why::NotSelling),
        (Green, returns(2_100), false, MendOffer, Why::NotSelling),
    ] {
        let traffic = Some(TrafficSign { has_cause });
        let standing = Some((standing, Confirmed));
        check(&Footing { traffic, ..footing(standing, returns) }, what, why);
    }
}

/// Reads as a table: what keeps anybody from knowing, what is advised, and why.
#[test]
fn what_keeps_anybody_from_knowing_comes_first() {
    for (obstacle, what, why) in [
        (Obstacle::NoLink, IssueLink, Why::NoLink),
        (Obstacle::NeverClicked, CheckPost, Why::NeverClicked),
        (Obstacle::MayHaveLeaked, CheckCode, Why::MayHaveLeaked),
        (Obstacle::Waiting, Wait, Why::WaitingForData),
        (Obstacle::OutOfUse, Keep, Why::OutOfUse),
    ] {
        for standing in [None, Some((Red, Confirmed)), Some((Accelerate, Confirmed))] {
            for returns in [None, returns(0), returns(9_000)] {
                let traffic = Some(TrafficSign { has_cause: true });
                let obstacle = Some(obstacle);
                check(&Footing { standing, returns, traffic, obstacle }, what, why);
            }
        }
    }
}

#[test]
fn a_few_sales_part_nobody() {
    let few = Returns { conversion_minor: 900_00, ..returns(900).unwrap() };
    assert_eq!(few.pays(), Pays::Loses, "to the letter");
    check(&footing(Some((Red, Insufficient)), Some(few)), Keep, Why::TooLittle);
    check(&footing(Some((Red, Confirmed)), Some(few)), ReviewCreative, Why::TooLittle);
}
