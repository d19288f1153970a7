//! What is reported about an order: refunds and sightings, by the names that they use.

use byline_core::credit::Model;
use byline_core::entry::Fact;
use byline_core::event::{Sighting, Signal};
use byline_core::order::{OrderVersion, Refund};
use byline_core::shopper::ShopperKeys;

use super::restated::postings;
use super::*;
use crate::{OrderFilter, OrderStage};

/// The table's shopper was seen with an order.
fn seen(id: &str, signal: Signal, order_alias: &str) -> Fact {
    Fact::Sighting(Sighting {
        id: EventId::from(id),
        signal,
        reporter: signal.key().to_owned(),
        occurred_at: at(0),
        order_alias: order_alias.to_owned(),
        shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
        claimed: None,
        partner: Vec::new(),
    })
}

/// An order by somebody of whom nothing is known.
fn unknown(id: &str) -> OrderVersion {
    OrderVersion { shopper: ShopperKeys::default(), ..order(id, 0, 100_00, &[]) }
}

/// Reads as a table: who saw an order of ana's shopper, by which of its names, who is credited.
/// It must not matter whether the sighting or the order comes first.
fn check_sighting(signal: Signal, name: &str, expected: &[&str]) {
    for comes_first in [true, false] {
        let mut bench = Bench::new();
        bench.click(1, "ana", -5);
        let mut facts = vec![Fact::Order(unknown("1")), seen("s1", signal, name)];
        if comes_first {
            facts.reverse();
        }
        for fact in facts {
            bench.tell(fact);
        }
        assert_eq!(bench.credits("1", Model::Linear), expected, "{signal:?} {name} {comes_first}");
        let evidence = bench.engine.order("1").expect("known").evidence;
        assert!(evidence.iter().any(|seen| seen.signal == signal), "{signal:?} {name}");
        let total = bench.engine.query(&bench.query()).total;
        assert_eq!(total.orders_micro[Model::Linear], 1_000_000, "one order, seen twice");
    }
}

#[test]
fn the_pixel_tells_the_shopper_only_by_a_token_of_the_checkout() {
    check_sighting(Signal::Pixel, "token-1", &["ana 10000"]);
    check_sighting(Signal::Pixel, "1", &["nobody 10000"]);
    check_sighting(Signal::Pixel, "#1", &["nobody 10000"]);
    check_sighting(Signal::Pixel, "alias-1", &["nobody 10000"]);
}

#[test]
fn whoever_signed_in_tells_the_shopper_by_any_name() {
    check_sighting(Signal::Affiliate, "token-1", &["ana 10000"]);
    check_sighting(Signal::Affiliate, "1", &["ana 10000"]);
    check_sighting(Signal::Crm, "#1", &["ana 10000"]);
    check_sighting(Signal::Native, "alias-1", &["ana 10000"]);
}

#[test]
fn the_pixel_tells_the_shopper_by_a_click_of_theirs() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.tell(Fact::Click(click(2, "ben", -4)));
    let by_click = ShopperKeys { clicks: vec![click_id(2)], ..ShopperKeys::default() };
    let bought = order("1", 0, 100_00, &[]);
    bench.tell(Fact::Order(OrderVersion { shopper: by_click.clone(), ..bought }));
    let Fact::Sighting(mut sighting) = seen("s1", Signal::Pixel, "#1") else { unreachable!() };
    sighting.shopper.clicks = by_click.clicks;
    bench.tell(Fact::Sighting(sighting));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 5000", "ben 5000"]);
}

#[test]
fn a_guessed_name_joins_no_strangers_while_it_waits() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    bench.tell(seen("s1", Signal::Pixel, "#1"));
    let Fact::Sighting(mut other) = seen("s2", Signal::Pixel, "#1") else { unreachable!() };
    let visitor = Some(ShopperKey([4; 16]));
    other.shopper.visitor = visitor;
    bench.tell(Fact::Sighting(other));
    let shopper = ShopperKeys { visitor, ..ShopperKeys::default() };
    bench.tell(Fact::Order(OrderVersion { shopper, ..unknown("9") }));
    assert_eq!(bench.credits("9", Model::Linear), ["nobody 10000"]);
}

#[test]
fn a_sighting_of_an_order_number_that_two_shops_have_joins_nobody() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -5);
    for shop in ["shop", "outlet"] {
        let mut version = unknown("1");
        version.key = OrderKey { connection: shop.into(), order: format!("{shop}-1").into() };
        bench.tell(Fact::Order(version));
    }
    assert_eq!(bench.tell(seen("s1", Signal::Affiliate, "#1")), Applied::Waits);
    assert_eq!(bench.credits("shop-1", Model::Linear), ["nobody 10000"]);
    assert_eq!(bench.credits("outlet-1", Model::Linear), ["nobody 10000"]);
}

#[test]
fn a_refund_waits_for_its_order() {
    let mut bench = Bench::new();
    assert_eq!(bench.refund("r1", "1", 40, 10_00), Applied::Waits);
    assert_eq!(bench.engine.counters().n_waiting, 1);
    assert!(bench.engine.order("1").expect("visible").state.is_none());
    bench.order("1", 0, 100_00, &["ANA10"]);
    assert_eq!(bench.engine.counters().n_waiting, 0);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 9000"]);
}

#[test]
fn a_refund_finds_its_order_by_another_name() {
    let mut bench = Bench::new();
    bench.refund("r1", "token-1", 40, 10_00);
    bench.order("1", 0, 100_00, &["ANA10"]);
    bench.refund("r2", "alias-1", 41, 5_00);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 8500"]);
}

#[test]
fn a_waiting_refund_that_grows_is_one_that_waits() {
    let mut bench = Bench::new();
    assert_eq!(bench.refund("r1", "1", 40, 10_00), Applied::Waits);
    assert_eq!(bench.refund("r1", "1", 40, 20_00), Applied::Changed);
    assert_eq!(bench.engine.counters().n_waiting, 1);
    bench.order("1", 0, 100_00, &["ANA10"]);
    assert_eq!(bench.engine.counters().n_waiting, 0);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 8000"]);
}

#[test]
fn a_refund_belongs_to_the_order_whose_id_it_names() {
    let mut bench = Bench::new();
    let aliases = vec!["2".to_owned()];
    bench.tell(Fact::Order(OrderVersion { aliases, ..order("1", 0, 100_00, &["ANA10"]) }));
    bench.refund("r1", "2", 40, 10_00);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 9000"], "no better order is known yet");
    bench.order("2", 1, 50_00, &["BEN10"]);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
    assert_eq!(bench.credits("2", Model::Linear), ["ben 4000"]);
    bench.refund("r2", "2", 41, 5_00);
    assert_eq!(bench.credits("2", Model::Linear), ["ben 3500"]);
}

#[test]
fn a_refund_that_two_orders_may_mean_is_taken_off_none_whatever_came_first() {
    let shared = |id: &str| {
        let aliases = vec!["cart".to_owned()];
        Fact::Order(OrderVersion { aliases, ..order(id, 0, 100_00, &["ANA10"]) })
    };
    let refund = || Fact::Refund(refund("r1", "cart", 40, 10_00));
    for facts in [
        [shared("1"), shared("2"), refund()],
        [shared("1"), refund(), shared("2")],
        [refund(), shared("2"), shared("1")],
    ] {
        let mut bench = Bench::new();
        for fact in facts {
            bench.tell(fact);
        }
        for id in ["1", "2"] {
            assert_eq!(bench.credits(id, Model::Linear), ["ana 10000"]);
            let hints = bench.engine.order(id).expect("known").hints;
            let text = "refund r1 of 10.00 USD names `cart`, as several orders are called; it is \
                        taken off none";
            assert_eq!(hints, [text]);
        }
        assert_eq!(bench.engine.counters().n_waiting, 1);
        let filter = OrderFilter { stage: OrderStage::Waiting, limit: 9, ..OrderFilter::default() };
        let waiting = bench.engine.orders(&filter);
        let text = "2 orders go by `cart`; what names only that counts for none";
        assert_eq!(waiting[0].hints, [text]);
    }
}

#[test]
fn a_refund_in_another_currency_is_seen_and_not_taken_off() {
    let mut bench = Bench::new();
    bench.order("1", 0, 100_00, &["ANA10"]);
    let amount = Money { minor: 9_00, currency: Currency::parse("EUR").expect("known") };
    bench.tell(Fact::Refund(Refund { amount, ..refund("r1", "1", 40, 0) }));
    let view = bench.engine.order("1").expect("known");
    assert_eq!((view.net_minor, view.refunds[0].is_taken_off), (100_00, false));
    let text = "refund r1 is 9.00 EUR and the order is in USD; it is not taken off";
    assert_eq!(view.hints, [text]);
    let listed = bench.engine.orders(&OrderFilter { limit: 9, ..OrderFilter::default() });
    assert_eq!(listed[0].hints, [text]);
}

#[test]
fn the_first_credit_is_posted_as_such_whatever_waited() {
    let mut bench = Bench::new();
    bench.refund("r1", "1", 40, 10_00);
    bench.order("1", 0, 100_00, &["ANA10"]);
    assert_eq!(postings(&bench, "1"), ["credit: ana 9000"]);
}
