//! What people declare late: who goes by which name, and who works for which campaign.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::creator::{Creator, Deal};
use byline_core::order::NamedCreator;

use super::twins::check;
use super::*;

/// A campaign of autumn with one flight, in hours from noon.
fn autumn(from: i64, to: i64) -> Fact {
    let bench = Bench::new();
    let summer = bench.engine.campaign("summer").expect("declared").clone();
    let flights = vec![Span { from: at(from), to: at(to) }];
    Fact::Campaign(Campaign { id: "autumn".into(), flights, ..summer })
}

fn dora() -> Fact {
    let aliases = Alias::new(AliasKind::Affiliate, "impact", "77").into_iter().collect();
    Fact::Creator(Creator { aliases, ..creator("dora") })
}

fn deal(campaign: &str) -> Fact {
    Fact::Deal(Deal {
        id: "deal".into(),
        campaign_id: campaign.into(),
        creator_id: "dora".into(),
        fee: None,
        commission_bp: 0,
        amplification: None,
        terms: None,
        is_archived: false,
        week: Default::default(),
    })
}

/// An order whose shop names a creator by a name of this kind.
fn named(kind: AliasKind, text: &str) -> Fact {
    let alias = Alias::new(kind, "impact", text).expect("a name");
    let (content, line, line_minor, commission_bp) = (None, None, None, None);
    let named = vec![NamedCreator { alias, content, line, line_minor, commission_bp }];
    let shopper = ShopperKeys::default();
    Fact::Order(OrderVersion { named, shopper, ..order("1", 0, 100_00, &[]) })
}

/// A network's claim of order 1 for a creator by a name of this kind.
fn claimed(kind: AliasKind, text: &str) -> Fact {
    Fact::Claim(Claim {
        id: "c".into(),
        connection: "net".into(),
        revision: Revision::Whole(at(1)),
        state: ClaimState::Approved,
        basis: ClaimBasis::Click,
        occurred_at: at(0),
        clicked_at: Some(at(-24)),
        order_alias: Some("1".to_owned()),
        partner: Alias::new(kind, "impact", text).into_iter().collect(),
        codes: Vec::new(),
        amount: None,
        commission: None,
        window: None,
    })
}

/// Who is credited for order 1, and in which campaign.
fn whose(bench: &Bench) -> (Vec<String>, Option<String>) {
    let campaign = bench.engine.order("1").expect("known").campaign_id;
    (bench.credits("1", Model::Linear), campaign.map(|id| id.to_string()))
}

fn doras_of(campaign: &str) -> (Vec<String>, Option<String>) {
    (vec!["dora 10000".to_owned()], Some(campaign.to_owned()))
}

#[test]
fn a_deal_decides_the_campaign_of_a_named_creator_whenever_it_is_made() {
    let facts = [autumn(-24, 24), dora(), deal("autumn"), named(AliasKind::Affiliate, "77")];
    check(&facts, whose, &doras_of("autumn"));
    let plain =
        Fact::Order(OrderVersion { shopper: ShopperKeys::default(), ..order("1", 0, 100_00, &[]) });
    let claim = claimed(AliasKind::Affiliate, "77");
    let facts = [autumn(-24, 24), dora(), deal("autumn"), plain, claim];
    check(&facts, whose, &doras_of("autumn"));
}

#[test]
fn our_own_id_names_a_creator_from_the_day_when_there_is_one() {
    let facts = [dora(), deal("summer"), named(AliasKind::Creator, "dora")];
    check(&facts, whose, &doras_of("summer"));
}

#[test]
fn links_codes_and_placements_tell_the_campaign_too() {
    let utm = Utm { term: "dora".to_owned(), ..link("ana", "ana").utm };
    let by_link = Fact::Link(Link {
        campaign_id: "autumn".into(),
        placement_id: None,
        utm,
        ..link("dora", "dora")
    });
    let by_code = Fact::Code(PromoCode { campaign_id: "autumn".into(), ..code("dora") });
    let slot = placement("dora", Platform::Tiktok);
    let by_slot = Fact::Placement(Placement { campaign_id: "autumn".into(), ..slot });
    for work in [by_link, by_code, by_slot] {
        let facts = [autumn(-24, 24), dora(), work, named(AliasKind::Affiliate, "77")];
        check(&facts, whose, &doras_of("autumn"));
    }
}

#[test]
fn a_moved_flight_moves_what_was_named_in_it() {
    let mut bench = Bench::new();
    let facts = [dora(), deal("summer"), autumn(48, 96), named(AliasKind::Affiliate, "77")];
    for fact in facts {
        bench.tell(fact);
    }
    bench.tell(Fact::Code(PromoCode { campaign_id: "autumn".into(), ..code("dora") }));
    assert_eq!(whose(&bench), doras_of("summer"));
    bench.tell(autumn(-24, 96));
    assert_eq!(whose(&bench).1.as_deref(), Some("autumn"), "of two in flight the later one");
    bench.tell(autumn(48, 96));
    assert_eq!(whose(&bench), doras_of("summer"));
}

#[test]
fn a_deal_given_to_another_creator_is_nobodys_work_any_more() {
    let mut bench = Bench::new();
    for fact in [dora(), deal("summer"), named(AliasKind::Affiliate, "77")] {
        bench.tell(fact);
    }
    assert_eq!(whose(&bench), doras_of("summer"));
    let Fact::Deal(row) = deal("summer") else { unreachable!() };
    bench.tell(Fact::Deal(Deal { creator_id: "ana".into(), ..row }));
    assert_eq!(whose(&bench).1, None);
}
