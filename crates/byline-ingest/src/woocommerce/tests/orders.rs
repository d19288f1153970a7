//! Which order it is, where it stands, what it is worth, who bought and what led to it.

use byline_core::shopper::ClickId;

use super::*;

#[test]
fn an_order_of_the_documentation_adds_up() {
    // 6.00 + 12.00 of goods, 10.00 shipping, 1.35 tax.
    let order = order_of(json!({
        "total": "29.35", "total_tax": "1.35", "shipping_total": "10.00", "discount_total": "0.00",
    }));
    let amounts = order.amounts;
    assert_eq!((amounts.merchandise_minor, amounts.total_minor), (18_00, 29_35));
    assert_eq!((amounts.tax_minor, amounts.shipping_minor), (1_35, 10_00));
}

/// Reads as a table: what differs, merchandise and total in minor units.
#[test]
fn amounts_come_as_text_or_number_in_the_currency_of_the_order() {
    let table = [
        (json!({}), 100_00, 115_00),
        (json!({"total": 115, "total_tax": 5.0, "shipping_total": "10"}), 100_00, 115_00),
        (json!({"total": "115.000000"}), 100_00, 115_00),
        (json!({"total_tax": null, "shipping_total": "-"}), 115_00, 115_00),
        (json!({"fee_lines": [{"total": "3.00"}, {"total": null}, {}]}), 97_00, 115_00),
        (json!({"fee_lines": [{"total": "-3.00"}]}), 100_00, 115_00),
        (
            json!({"currency": "jpy", "total": "1150", "total_tax": "50", "shipping_total": "100"}),
            1000,
            1150,
        ),
        (
            json!({"currency": "KWD", "total": "11.500", "total_tax": "0.5",
                "shipping_total": "1"}),
            10_000,
            11_500,
        ),
        (
            json!({"currency": "XOF", "total": "150", "total_tax": "0", "shipping_total": "0"}),
            150,
            150,
        ),
    ];
    for (change, merchandise, total) in table {
        let amounts = order_of(change.clone()).amounts;
        let found = (amounts.merchandise_minor, amounts.total_minor);
        assert_eq!(found, (merchandise, total), "{change}");
    }
}

/// Reads as a table: what differs, why the order is put aside.
#[test]
fn what_cannot_be_read_is_never_a_wrong_zero() {
    let table = [
        (json!({"total": null}), "feed.money_missing"),
        (json!({"total": ""}), "feed.money_missing"),
        (json!({"total": "115,00"}), "feed.money_invalid"),
        (json!({"total": "1e3"}), "feed.money_invalid"),
        (json!({"currency": "JPY", "total": "11.5"}), "feed.money_invalid"),
        (json!({"total_tax": "lots"}), "feed.money_invalid"),
        (json!({"currency": "CAN"}), "feed.currency_unknown"),
        (json!({"currency": null}), "feed.currency_unknown"),
        (json!({"id": null}), "feed.id_missing"),
        (json!({"date_created_gmt": null}), "feed.time_missing"),
        (json!({"date_created_gmt": "19.11.2026"}), "feed.time_invalid"),
        (json!({"date_created_gmt": "1970-01-01T00:00:00"}), "feed.time_impossible"),
        (json!({"date_modified_gmt": "2027-01-01T00:00:00"}), "feed.time_impossible"),
        (json!({"status": null}), "feed.state_unknown"),
        (json!({"status": "teleported"}), "feed.state_unknown"),
        (json!({"refunds": [{"id": 1}]}), "feed.money_missing"),
        (json!({"refunds": [{"total": "-1.00"}]}), "feed.id_missing"),
        (json!({"refunds": "none"}), "feed.json_invalid"),
    ];
    for (change, expected) in table {
        let delivery = Delivery::signed("order.created", &order_json(change.clone()));
        assert_eq!(outcome(delivery.receive()), expected, "{change}");
    }
}

#[test]
fn trap_3_what_is_a_sale() {
    let table = [
        ("pending", OrderState::Pending),
        ("on-hold", OrderState::Pending),
        ("processing", OrderState::Paid),
        ("wc-completed", OrderState::Paid),
        ("refunded", OrderState::Paid),
        ("cancelled", OrderState::Cancelled),
        ("failed", OrderState::Voided),
        ("checkout-draft", OrderState::Draft),
        ("auto-draft", OrderState::Draft),
        ("draft", OrderState::Draft),
        ("trash", OrderState::Deleted),
    ];
    for (status, expected) in table {
        assert_eq!(order_of(json!({"status": status})).state, expected, "{status}");
    }
    let shipped = json!({"status": "shipped", "date_paid_gmt": "2026-11-19T10:00:01"});
    assert_eq!(order_of(shipped).state, OrderState::Paid);
    let told = Delivery::signed("order.updated", &order_json(json!({"status": "teleported"})));
    let told = told.told("state.teleported", "cancelled");
    assert_eq!(order_in(&mapped(&told).0).state, OrderState::Cancelled);
}

#[test]
fn trap_5_ids_are_text_from_the_first_byte_on() {
    let order = order_of(json!({
        "id": 820982911946154508_u64, "number": "A-17", "transaction_id": "pi_3Nx",
    }));
    assert_eq!(&*order.key.order, "820982911946154508");
    assert_eq!(order.number.as_deref(), Some("A-17"));
    assert_eq!(
        order.names().collect::<Vec<_>>(),
        ["820982911946154508", "A-17", "pi_3Nx", "wc_order_58d2d042d1d"]
    );
    assert_eq!(order.tokens, ["wc_order_58d2d042d1d"]);
    assert_eq!(&*order_of(json!({"id": "1"})).key.order, "1");
}

#[test]
fn trap_8_only_the_utc_twin_of_a_time_is_read() {
    let order = order_of(json!({}));
    assert_eq!(order.placed_at, at("2026-11-19T10:00:00Z"));
    assert_eq!(order.version_at, at("2026-11-19T10:00:05Z"));
    let undated = order_of(json!({"date_modified_gmt": null}));
    assert_eq!(undated.version_at, at("2026-11-20T12:00:00Z"));
}

#[test]
fn refunds_stand_inside_the_order() {
    let refunds = json!([
        {"id": 73, "reason": "", "total": "-10.00"}, {"id": "74", "total": 2.5},
        {"id": 75, "total": "0"},
    ]);
    let refunds = refunds_in(&facts_of(json!({"refunds": refunds})));
    let told: Vec<_> = refunds.iter().map(|r| (r.id.as_str(), r.amount.minor)).collect();
    assert_eq!(told, [("73", 10_00), ("74", 2_50)]);
    assert!(refunds.iter().all(|refund| refund.occurred_at == at("2026-11-19T10:00:05Z")));
}

#[test]
fn trap_13_every_code_of_an_order_is_kept() {
    let lines = json!([{"code": "ana10"}, {"code": " Ben 20 "}, {"code": "ANA10"}, {}]);
    assert_eq!(order_of(json!({"coupon_lines": lines})).codes, ["ANA10", "BEN20"]);
}

/// Reads as a table: notes of the order, `utm_source`, clicks.
#[test]
fn what_led_to_the_order_is_in_its_notes() {
    let note = |name: &str, value: Value| json!({"id": 1, "key": name, "value": value});
    let source = "_wc_order_attribution_utm_source";
    let entry = "_wc_order_attribution_session_entry";
    let table = [
        (json!([note(source, json!("ig")), note(entry, json!("https://s.example/"))]), "ig", 0),
        (json!([note(source, json!("(direct)"))]), "", 0),
        (
            json!([note(entry, json!(format!("https://s.example/?byl={CLICK}&utm_source=x")))]),
            "x",
            1,
        ),
        (json!([note("byl", json!(CLICK)), note("byline_click", json!(CLICK))]), "", 1),
        (json!([note("_byline_click", json!(format!("byl_{CLICK}")))]), "", 1),
        (json!([note("byl", json!({"a": [1]})), note("x", json!(null)), {}]), "", 0),
    ];
    for (notes, source, n_clicks) in table {
        let order = order_of(json!({"meta_data": notes}));
        assert_eq!(order.utm.map(|utm| utm.source).unwrap_or_default(), source, "{notes}");
        assert_eq!(order.shopper.clicks, vec![ClickId([7; 16]); n_clicks], "{notes}");
    }
    let referrer =
        json!([{"key": "_wc_order_attribution_referrer", "value": "https://l.instagram.com/"}]);
    let order = order_of(json!({"meta_data": referrer}));
    assert_eq!(order.referrer_host.as_deref(), Some("l.instagram.com"));
}

#[test]
fn who_bought_is_known_by_digest_only() {
    let order = order_of(json!({"billing": {"email": " Jo@Shop.com ", "phone": "1"}}));
    assert_eq!(order.shopper.customer, keys::email(&KEY, "jo@shop.com"));
    assert_eq!(order_of(json!({"billing": null})).shopper.customer, None);
}
