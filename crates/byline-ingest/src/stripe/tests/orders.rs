//! Where an order stands, what it is worth, what was given back, and what led to it.

use byline_core::shopper::ClickId;

use super::*;

#[test]
fn a_session_is_an_order_by_all_its_names() {
    let order = order_of(json!({"client_reference_id": "cart-17", "invoice": {"id": "in_1"}}));
    assert_eq!(&*order.key.order, "cs_live_a1");
    assert_eq!(order.aliases, ["pi_1", "in_1", "cart-17"]);
    assert_eq!(order.placed_at, Timestamp::from_seconds(NOW_S - 600));
    assert_eq!(order.version_at, Timestamp::from_seconds(NOW_S - 60));
    assert_eq!(order.shopper.customer, keys::email(&KEY, "jo@shop.com"));
}

/// Reads as a table: what differs, merchandise and total in minor units of ISO 4217.
#[test]
fn trap_2_amounts_are_in_stripes_own_units() {
    let details =
        |tax: Value, shipping: Value| json!({"amount_tax": tax, "amount_shipping": shipping});
    let table = [
        (json!({}), 100_00, 115_00),
        (json!({"amount_total": "11500"}), 100_00, 115_00),
        (json!({"total_details": null}), 115_00, 115_00),
        (json!({"total_details": details(json!(null), json!(1000))}), 105_00, 115_00),
        (json!({"currency": "jpy", "amount_total": 3000, "total_details": null}), 3000, 3000),
        (json!({"currency": "kwd", "amount_total": 10990, "total_details": null}), 10_990, 10_990),
        (json!({"currency": "ISK", "amount_total": 109900, "total_details": null}), 1099, 1099),
    ];
    for (change, merchandise, total) in table {
        let amounts = order_of(change.clone()).amounts;
        let found = (amounts.merchandise_minor, amounts.total_minor);
        assert_eq!(found, (merchandise, total), "{change}");
    }
}

/// Reads as a table: what differs, where the order stands.
#[test]
fn trap_3_what_is_a_sale() {
    let table = [
        (json!({"payment_status": "paid"}), OrderState::Paid),
        (json!({"payment_status": "unpaid"}), OrderState::Pending),
        (json!({"payment_status": "no_payment_required"}), OrderState::Pending),
        // A free trial: Stripe calls it paid.
        (json!({"amount_total": 0, "total_details": null}), OrderState::Pending),
        (json!({"livemode": false}), OrderState::Test),
    ];
    for (change, expected) in table {
        assert_eq!(order_of(change.clone()).state, expected, "{change}");
    }
    let kind = |kind: &str, status: &str| {
        order_in(&Sent::signed(&event(kind, session(json!({"payment_status": status}))))).state
    };
    assert_eq!(kind("checkout.session.async_payment_succeeded", "paid"), OrderState::Paid);
    assert_eq!(kind("checkout.session.async_payment_failed", "unpaid"), OrderState::Voided);
    let mut test = event("checkout.session.completed", session(json!({})));
    test["livemode"] = json!(false);
    assert_eq!(order_in(&Sent::signed(&test)).state, OrderState::Test);
}

/// Reads as a table: what differs, why the order is put aside.
#[test]
fn what_cannot_be_read_is_never_a_wrong_zero() {
    let table = [
        (json!({"amount_total": null}), "feed.money_missing"),
        (json!({"amount_total": 115.5}), "feed.money_invalid"),
        (json!({"amount_total": "lots"}), "feed.money_invalid"),
        (json!({"amount_total": -5}), "feed.money_invalid"),
        (json!({"currency": null}), "feed.currency_unknown"),
        (json!({"currency": "can"}), "feed.currency_unknown"),
        (json!({"id": null}), "feed.id_missing"),
        (json!({"created": null}), "feed.time_missing"),
        (json!({"created": "2026-11-20"}), "feed.time_invalid"),
        (json!({"created": 1_795_176_000_000_i64}), "feed.time_impossible"),
        (json!({"payment_status": "perhaps"}), "feed.state_unknown"),
        (json!({"metadata": 7}), "feed.json_invalid"),
    ];
    for (change, expected) in table {
        assert_eq!(outcome(completed(change.clone()).receive()), expected, "{change}");
    }
}

/// Reads as a table: reference, metadata, clicks.
#[test]
fn the_click_comes_by_reference_or_metadata() {
    let table = [
        (json!(CLICK), json!({}), 1),
        (json!(format!("byl_{CLICK}")), json!({}), 1),
        (json!(CLICK), json!({"byl": CLICK, "byline_click": CLICK}), 1),
        (json!(null), json!({"landing_url": format!("https://s.example/?byl={CLICK}")}), 1),
        (json!("dub_id_1"), json!({"byl": "nonsense"}), 0),
    ];
    for (reference, metadata, n_clicks) in table {
        let change = json!({"client_reference_id": reference, "metadata": metadata});
        assert_eq!(order_of(change).shopper.clicks, vec![ClickId([7; 16]); n_clicks], "{metadata}");
    }
    let noted = order_of(json!({"metadata": {"utm_source": "ig", "utm_campaign": "x"}}));
    assert_eq!(noted.utm.map(|utm| (utm.source, utm.campaign)), Some(("ig".into(), "x".into())));
}

#[test]
fn codes_are_what_the_shopper_typed_as_far_as_it_is_told() {
    let applied = |promotion: Value, coupon: Value| {
        let discount = json!({"discount": {"promotion_code": promotion, "coupon": coupon}});
        json!({"total_details": {"breakdown": {"discounts": [discount]}}})
    };
    let codes = |change: Value| order_of(change).codes;
    let whole = json!({"id": "promo_1", "code": "Ana10"});
    assert_eq!(codes(applied(whole, json!({"id": "x"}))), ["ANA10"]);
    assert_eq!(codes(applied(json!("promo_1"), json!(null))), ["PROMO_1"]);
    assert_eq!(codes(applied(json!(null), json!({"id": "BEN20"}))), ["BEN20"]);
    assert_eq!(codes(json!({"discounts": [{"coupon": null, "promotion_code": null}]})).len(), 0);
    assert_eq!(codes(json!({"metadata": {"promo_code": "cleo"}})), ["CLEO"]);
    let told = completed(json!({"discounts": [{"promotion_code": "promo_1"}]}));
    assert_eq!(order_in(&told.told("code.promo_1", "ana10")).codes, ["ANA10"]);
}

fn refund(change: Value) -> Value {
    let mut refund = json!({
        "id": "re_1", "object": "refund", "amount": 2500, "currency": "usd", "status": "succeeded",
        "created": NOW_S - 90, "payment_intent": "pi_1", "charge": "ch_1",
    });
    for (name, value) in change.as_object().unwrap() {
        refund[name] = value.clone();
    }
    refund
}

#[test]
fn a_refund_is_joined_by_the_payment_and_told_once_by_all_its_events() {
    let expected = [("re_1".to_owned(), "pi_1".to_owned(), 25_00)];
    for kind in ["refund.created", "refund.updated", "charge.refund.updated"] {
        assert_eq!(refunds_of(&Sent::signed(&event(kind, refund(json!({}))))), expected, "{kind}");
    }
    let charge = json!({
        "id": "ch_1", "currency": "usd", "amount_refunded": 2500, "payment_intent": "pi_1",
        "refunds": {"data": [
            refund(json!({"payment_intent": null})),
            refund(json!({"id": "re_2", "status": "pending"})),
        ]},
    });
    assert_eq!(refunds_of(&Sent::signed(&event("charge.refunded", charge))), expected);
    let whole = json!({"payment_intent": {"id": "pi_1", "object": "payment_intent"}});
    assert_eq!(refunds_of(&Sent::signed(&event("refund.created", refund(whole)))), expected);
}

#[test]
fn a_charge_that_lists_no_refunds_is_told_by_one_family_of_events_only() {
    let charge = json!({
        "id": "ch_1", "currency": "usd", "amount_refunded": 2500, "payment_intent": "pi_1",
    });
    let charge = event("charge.refunded", charge);
    assert_eq!(outcome(Sent::signed(&charge).receive()), "stripe.refunds_unlisted");
    let by_charge = |event: &Value| Sent::signed(event).told("refunds", "charge");
    let expected = [("ch_1".to_owned(), "pi_1".to_owned(), 25_00)];
    assert_eq!(refunds_of(&by_charge(&charge)), expected);
    let alone = by_charge(&event("refund.created", refund(json!({}))));
    assert_eq!(outcome(alone.receive()), "stripe.refund_by_charge");
}

/// Reads as a table: what differs, what becomes of the refund.
#[test]
fn a_refund_counts_when_its_money_moves() {
    let table = [
        (json!({}), "1 facts"),
        (json!({"status": null}), "1 facts"),
        (json!({"status": "pending"}), "stripe.refund_pending"),
        (json!({"status": "requires_action"}), "stripe.refund_pending"),
        (json!({"status": "failed"}), "stripe.refund_failed"),
        (json!({"status": "canceled"}), "stripe.refund_failed"),
        (json!({"amount": 0}), "stripe.refund_pending"),
        (json!({"amount": null}), "feed.money_missing"),
        (json!({"currency": null}), "feed.currency_unknown"),
        (json!({"id": null}), "feed.id_missing"),
        (json!({"payment_intent": null}), "1 facts"),
        (json!({"payment_intent": null, "charge": null}), "feed.id_missing"),
    ];
    for (change, expected) in table {
        let sent = Sent::signed(&event("refund.updated", refund(change.clone())));
        assert_eq!(outcome(sent.receive()), expected, "{change}");
    }
    let mut test = event("refund.created", refund(json!({})));
    test["livemode"] = json!(false);
    assert_eq!(outcome(Sent::signed(&test).receive()), "stripe.test_refund");
}
