//! Claims beside the ledger, as a reader gets them.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::Claim;
use byline_core::creator::Creator;
use byline_core::entry::Fact;

use super::sources::{claim, stage};
use super::{page, world};

/// What a claim and the ledger disagree about stands first, and what all rows share is said once.
#[tokio::test]
async fn claims_that_name_somebody_else_are_listed_first() {
    let stage = stage().await;
    let html = page(&stage, "/claims").await.text;
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
    assert!(place("id=\"disputed\"") < place("id=\"unreconciled\""));
    let disputed =
        html.split("id=\"disputed\"").nth(1).and_then(|it| it.split("</section>").next());
    let disputed = disputed.expect("the list");
    for expected in ["#1002", "10078", "/creators/mika", "$100.00"] {
        assert!(disputed.contains(expected), "{expected}: {disputed}");
    }
    assert!(html.contains("<th scope=\"col\">Stands as</th>"), "one row shares nothing: {html}");
    let Fact::Claim(named) = claim("A-4", "9902", 90_00) else { unreachable!("a claim") };
    let of_nobody = Fact::Claim(Claim { partner: Vec::new(), ..named });
    world::take(&stage, "2026-06-09T09:46:00Z", of_nobody).await;
    let html = page(&stage, "/claims").await.text;
    assert!(html.contains("1 claim is on an order that counts and names no creator"), "{html}");
    world::take(&stage, "2026-06-09T09:46:00Z", claim("A-3", "IR-3", 20_00)).await;
    let html = page(&stage, "/claims").await.text;
    assert!(html.contains("claims all of them. <bdi>Each is pending"), "{html}");
    assert!(!html.contains("<th scope=\"col\">Stands as</th>"), "{html}");
}

/// A network is compared with the orders of those whom it names, and the page says who they are.
#[tokio::test]
async fn claims_are_compared_with_the_orders_of_those_whom_they_name() {
    let stage = stage().await;
    let html = page(&stage, "/claims").await.text;
    assert!(html.contains("Our network names no creator we know, so nobody can say"), "{html}");
    let Fact::Creator(mika) = world::creator("mika", "Mika Sand", None) else { unreachable!() };
    let aliases = Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect();
    let known = Fact::Creator(Creator { aliases, ..mika });
    world::take(&stage, "2026-06-09T09:46:00Z", known).await;
    let html = page(&stage, "/claims").await.text;
    for expected in [
        "Our network names 1 creator. The ledger credits them with 1 order since each was first \
         named: Our network claims 1 (100%) of these.",
        "<td class=\"number\" data-label=\"Same creator, of those named\">1 of 1</td>",
        "<a href=\"/creators/mika\"><bdi>Mika Sand</bdi></a> since Tue 9 Jun",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
}

/// A claim that names a second entry of the same person leads to where the two are compared.
#[tokio::test]
async fn a_claim_for_the_same_person_leads_to_their_merge() {
    let stage = stage().await;
    let aliases = Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect();
    let again = Fact::Creator(Creator { aliases, ..world::mika_again() });
    world::take(&stage, "2026-06-09T09:46:00Z", again).await;
    let html = page(&stage, "/claims").await.text;
    assert!(html.contains("#pair-mika-mika.again\">Compare and merge</a>"), "{html}");
}
