//! Traffic that may be filed under the wrong name.

use byline_core::click::InApp;
use byline_core::code::CodePolicy;
use byline_core::entry::Fact;
use byline_core::placement::Content;

use super::*;
use crate::view::{MisfiledRow, Suspicion};

fn utm(term: &str, campaign: &str) -> Utm {
    Utm { campaign: campaign.to_owned(), term: term.to_owned(), ..link("ana", "ana").utm }
}

fn landing(n: u8, said: Utm) -> Fact {
    visit(&format!("landing-{n}"), 1, ShopperKeys::default(), Some(said))
}

fn found(bench: &Bench, suspicion: Suspicion) -> Vec<MisfiledRow> {
    let rows = bench.engine.misfiled_view().rows.into_iter();
    rows.filter(|row| row.suspicion == suspicion).collect()
}

/// Reads as a table: `utm_term` and `utm_campaign` of a landing, whose link was probably meant.
#[test]
fn fields_that_no_link_has_are_given_to_the_likeliest() {
    let own = link("ana", "ana").utm;
    for (term, campaign, likely) in [
        (&*own.term, &*own.campaign, None),
        (&*own.term, "sumer", Some("ana")),
        (&*own.term, "SUMMER ", None),
        ("stranger", &*own.campaign, Some("ana")),
        ("stranger", "black-friday", None),
    ] {
        let mut bench = Bench::new();
        bench.tell(landing(1, utm(term, campaign)));
        let rows = found(&bench, Suspicion::UnissuedFields);
        let party = rows.first().and_then(|row| row.likely.as_ref());
        let name = party.map(|it| it.name.as_str());
        assert_eq!(name.is_some(), likely.is_some(), "{term} {campaign}: {rows:?}");
        if term != "stranger" {
            assert_eq!(name, likely, "{term} {campaign}");
        }
    }
}

#[test]
fn an_order_that_says_another_is_named_with_its_money() {
    let mut bench = Bench::new();
    bench.tell(Fact::Code(PromoCode { policy: CodePolicy::Always, ..code("ben") }));
    let mut sold = order("one", 0, 100_00, &["BEN10"]);
    sold.utm = Some(link("ana", "ana").utm);
    sold.shopper = ShopperKeys::default();
    bench.tell(Fact::Order(sold));
    assert_eq!(bench.credits("one", Model::Last), ["ben 10000"]);
    let rows = found(&bench, Suspicion::OrderSaysAnother);
    assert_eq!((rows.len(), rows[0].n_orders, rows[0].money[0].minor), (1, 1, 100_00));
    assert_eq!(rows[0].counted_for.as_ref().unwrap().name, "ben");
    assert_eq!(rows[0].likely.as_ref().unwrap().name, "ana");
}

#[test]
fn people_from_another_platform_are_named_once_they_are_many() {
    let mut bench = Bench::new();
    let from = |n: u8, app| {
        let mut click = click(n, "ana", 1);
        click.in_app = Some(app);
        Fact::Click(click)
    };
    // Ana's placement is on Instagram.
    let (same, other) = (InApp::Instagram, InApp::Tiktok);
    for n in 1..=20 {
        bench.tell(from(n, same));
    }
    for n in 21..=24 {
        bench.tell(from(n, other));
    }
    assert!(found(&bench, Suspicion::OtherPlatform).is_empty(), "people send links around");
    bench.tell(from(25, other));
    let rows = found(&bench, Suspicion::OtherPlatform);
    assert_eq!((rows.len(), rows[0].n_clicks), (1, 5));
    assert_eq!(bench.replayed().encode(), bench.engine.encode());
}

/// What a verdict or a click says that comes late counts as if it had come at once.
#[test]
fn neither_bots_nor_the_order_of_arrival_make_a_suspicion() {
    let judged = |n: u8, verdict| Fact::Reclassified { click: click_id(n), verdict, reason: None };
    let mut bench = Bench::new();
    for n in 1..=5 {
        let mut click = click(n, "ana", 1);
        click.in_app = Some(InApp::Tiktok);
        bench.tell(Fact::Click(click));
    }
    assert_eq!(found(&bench, Suspicion::OtherPlatform).len(), 1);
    bench.tell(judged(5, Verdict::Bot));
    assert_eq!(found(&bench, Suspicion::OtherPlatform).len(), 0, "bots are no people");
    bench.tell(judged(5, Verdict::Human));
    assert_eq!(found(&bench, Suspicion::OtherPlatform)[0].n_clicks, 5);

    let keys = ShopperKeys { clicks: vec![click_id(9)], ..ShopperKeys::default() };
    let landed = visit("landing", 2, keys, Some(link("ben", "ben").utm));
    let clicked = Fact::Click(click(9, "ana", 2));
    for facts in [[landed.clone(), clicked.clone()], [clicked, landed]] {
        let mut bench = Bench::new();
        bench.tell_all(facts);
        let rows = found(&bench, Suspicion::CrossedFields);
        assert_eq!((rows.len(), rows[0].n_visits, &*rows[0].says), (1, 1, "ben"));
    }
}

#[test]
fn clicks_outside_of_a_posts_life_are_named() {
    let mut bench = Bench::new();
    bench.click(1, "ana", 1);
    bench.click(2, "ana", 9);
    bench.tell(Fact::Content(Content {
        id: "post".into(),
        placement_id: "plc-ana".into(),
        url: None,
        published_at: at(4),
        title: None,
        subjects: Vec::new(),
    }));
    let n = |bench: &Bench, what| found(bench, what).iter().map(|row| row.n_clicks).sum::<u64>();
    assert_eq!(n(&bench, Suspicion::BeforeThePost), 1);
    bench.set_clock(6);
    bench.tell(Fact::Creator(Creator { is_archived: true, ..creator("ana") }));
    assert_eq!(n(&bench, Suspicion::AfterTheCreator), 1);
    bench.tell(Fact::Creator(creator("ana")));
    assert_eq!(n(&bench, Suspicion::AfterTheCreator), 0);
}
