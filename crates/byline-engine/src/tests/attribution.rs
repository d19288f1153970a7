//! Who had a part in orders, which journeys led to them, and what changed since.

use byline_core::click::InApp;
use byline_core::credit::Model;

use super::*;
use crate::view::BuyingOf;

/// A shopper clicks on ana's link, then on ben's, and buys three times: an order does not begin the
/// journey anew.
fn sold() -> Bench {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.click(2, "ben", -20);
    bench.order("1", 0, 96_40, &["BEN10"]);
    bench.order("2", 1, 50_00, &["BEN10"]);
    bench.order("3", 2, 12_34, &[]);
    bench
}

#[test]
fn who_helps_and_who_closes() {
    let bench = sold();
    let all = bench.engine.involvements(&bench.query());
    let rows: Vec<_> = all
        .iter()
        .map(|row| (row.creator_id.as_str(), row.n_orders, row.n_closed, row.n_assisted()))
        .collect();
    assert_eq!(rows, [("ana", 3, 0, 3), ("ben", 3, 3, 0)]);
}

#[test]
fn a_journey_names_whoever_led_to_the_order() {
    let bench = sold();
    let journeys = bench.engine.journeys(&bench.query(), 10);
    let rows: Vec<_> =
        journeys.iter().map(|row| (row.order_id.as_str(), row.who.join(" > "))).collect();
    let both = "ana > ben".to_owned();
    assert_eq!(rows, [("3", both.clone()), ("2", both.clone()), ("1", both)]);
    assert_eq!(bench.engine.journeys(&bench.query(), 1).len(), 1);
}

#[test]
fn an_order_counts_where_its_last_click_of_the_creator_was() {
    let mut bench = Bench::new();
    let in_app = Some(InApp::Instagram);
    bench.click(9, "ana", -60);
    let visitor = Some(SHOPPER);
    bench.tell(Fact::Click(Click { visitor, in_app, ..click(1, "ana", -50) }));
    bench.click(2, "ben", -20);
    bench.order("1", 0, 96_40, &[]);
    bench.order("2", 1, 50_00, &["BEN10"]);
    let buying = bench.engine.buying(&"summer".into(), &"ana".into(), bench.query().range);
    let none = BuyingOf::default();
    let own = BuyingOf { n_clicks: 2, n_in_app: 1, n_orders_in_app: 2, ..none };
    assert_eq!(buying.own, own);
    assert_eq!(buying.others, BuyingOf { n_clicks: 1, n_orders_elsewhere: 2, ..none });
}

#[test]
fn an_order_with_a_code_and_a_click_is_not_one_without_a_click() {
    let mut bench = Bench::new();
    bench.order("0", -100, 40_00, &["ANA10"]);
    bench.click(1, "ana", -50);
    bench.order("1", 0, 96_40, &["ANA10"]);
    let (campaign, range) = ("summer".into(), bench.query().range);
    let own = bench.engine.buying(&campaign, &"ana".into(), range).own;
    assert_eq!((own.n_orders_elsewhere, own.n_orders_without_click), (1, 1));
    assert_eq!(["ana", "ben"].map(|id| without(&bench, Some(id))), [1_000_000, 0]);
    assert_eq!(without(&bench, None), 1_000_000);
}

/// What creators are credited with of orders that no click of theirs came before.
fn without(bench: &Bench, creator: Option<&str>) -> i64 {
    let creator = creator.map(byline_core::id::CreatorId::from);
    let range = bench.query().range;
    bench.engine.without_click_micro(&"summer".into(), creator.as_ref(), Model::Linear, range)
}

/// Whoever lands with the fields of a link has clicked it, also where the click was lost.
#[test]
fn an_order_that_a_landing_address_tells_of_is_not_one_without_a_click() {
    let mut bench = Bench::new();
    let utm = Some(link("ana", "ana").utm);
    bench.tell(Fact::Order(OrderVersion { utm: utm.clone(), ..order("1", 0, 96_40, &[]) }));
    bench.tell(Fact::Order(OrderVersion { utm, ..order("2", 1, 96_40, &["ANA10"]) }));
    assert_eq!(without(&bench, Some("ana")), 0);
    bench.tell(Fact::Order(OrderVersion {
        shopper: ShopperKeys::default(),
        ..order("3", 2, 96_40, &["ANA10"])
    }));
    assert_eq!(without(&bench, Some("ana")), 1_000_000);
    let filter = crate::OrderFilter {
        kind: Some(crate::OrderKind::NoClick),
        model: Some(Model::Linear),
        limit: 9,
        ..crate::OrderFilter::default()
    };
    let listed = bench.engine.orders(&filter).into_iter();
    assert_eq!(listed.map(|order| order.id).collect::<Vec<_>>(), ["3"]);
}

/// A click that comes to light late, an order in a currency without a rate, and a merger.
#[test]
fn orders_without_a_click_follow_what_becomes_known() {
    let mut bench = Bench::new();
    bench.order("1", 0, 96_40, &["ANA10"]);
    bench.order("2", 1, 96_40, &["ANA10"]);
    let eur = Currency::parse("EUR").expect("known");
    bench.tell(Fact::Order(OrderVersion { currency: eur, ..order("3", 2, 5_00, &["ANA10"]) }));
    assert_eq!(without(&bench, None), 2_000_000, "euros count apart");
    bench.click(1, "ana", -700);
    assert_eq!(without(&bench, None), 0, "however long ago");
    bench.tell(Fact::Reclassified { click: click_id(1), verdict: Verdict::Bot, reason: None });
    assert_eq!(without(&bench, Some("ana")), 2_000_000);
    let merged = byline_core::identity::verdict::Merged {
        kept: "ben".into(),
        gone: "ana".into(),
        reason: None,
    };
    bench.tell(Fact::Merged(merged));
    assert_eq!(["ana", "ben"].map(|id| without(&bench, Some(id))), [2_000_000; 2]);
}

#[test]
fn then_and_the_changes_add_up_to_now() {
    let mut bench = sold();
    let then = bench.engine.query(&bench.query());
    let since = (bench.engine.stand().position, at(4));
    assert!(bench.engine.changes_since(since, (&bench.query(), Model::Linear), 10).is_empty());
    bench.refund("r1", "1", 40, 24_10);
    bench.order("4", 3, 20_00, &["ANA10"]);
    bench.refund("r2", "4", 41, 5_00);
    bench.order("5", 5, 10_00, &["ANA10"]);
    let changes = bench.engine.changes_since(since, (&bench.query(), Model::Linear), 10);
    let now = bench.engine.query(&bench.query());
    let (new, restated, afterwards) = (&changes.new, &changes.restated, &changes.afterwards);
    for (part, why, order) in [
        (new, vec!["credit", "refund"], "4"),
        (restated, vec!["refund"], "1"),
        (afterwards, vec!["credit"], "5"),
    ] {
        let reasons: Vec<_> = part.reasons.iter().map(|reason| reason.why).collect();
        assert_eq!((part.n_orders, reasons), (1, why));
        assert_eq!(part.newest[0].order_id, order);
    }
    for model in Model::ALL {
        let changes = bench.engine.changes_since(since, (&bench.query(), model), 10);
        let of = |part: &crate::view::Changed| part.credited_minor + part.unattributed_minor;
        let sum = of(&changes.new) + of(&changes.restated) + of(&changes.afterwards);
        let of = |answer: &crate::view::Answer| answer.total.revenue_minor[model];
        assert_eq!(of(&then) + sum, of(&now), "{model:?}");
    }
    assert!(
        bench.engine.changes_since(since, (&bench.query(), Model::Linear), 0).new.newest.is_empty()
    );
}

/// Reads as a table: a model, and how many orders a late click changed under it. Money that only
/// moves between creators is a change of theirs.
#[test]
fn a_change_that_moves_money_between_creators_is_one_under_models_that_move_it() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.order("1", 0, 100_00, &[]);
    let since = (bench.engine.stand().position, at(4));
    bench.click(2, "ben", -2);
    for (model, n_orders) in [(Model::First, 0), (Model::Linear, 1), (Model::Last, 1)] {
        let changes = bench.engine.changes_since(since, (&bench.query(), model), 10);
        assert_eq!(changes.restated.n_orders, n_orders, "{model:?}");
        assert_eq!(changes.restated.credited_minor, 0, "{model:?}");
        assert_eq!(changes.is_empty(), n_orders == 0, "{model:?}");
    }
}

/// What a rule drops leads to nothing; what stands beside its like counts as one with it.
#[test]
fn a_journey_holds_what_may_earn() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.click(2, "ana", -40);
    bench.order("1", 0, 96_40, &["BEN10"]);
    bench.order("2", 1, 50_00, &["BEN10"]);
    let of = |bench: &Bench, id: &str| {
        let journeys = bench.engine.journeys(&bench.query(), 9);
        let found = journeys.into_iter().find(|journey| journey.order_id == id);
        found.map(|journey| (journey.who, journey.n_touches, journey.is_without_click))
    };
    let who = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let both = who(&["ana", "ben"]);
    assert_eq!(of(&bench, "1"), Some((both, 3, false)), "one of the two was clicked");
    let joined = bench.engine.order("1").expect("an order").touches;
    let said: Vec<_> = joined.iter().map(|it| (it.is_eligible, it.is_joined)).collect();
    assert_eq!(said, [(false, true), (true, false), (true, false)]);
    let repeats = byline_core::campaign::RepeatPolicy::First;
    let rules = byline_core::campaign::CountingRules::default();
    bench.declare_campaign(byline_core::campaign::CountingRules { repeats, ..rules });
    let first = bench.engine.order("1").expect("an order").touches;
    assert!(first.iter().all(|touch| !touch.is_joined), "{first:?}");
    assert!(first[1].why_not.contains("only the first"), "{first:?}");
}
