//! What an order is worth and what was given back.

use super::*;

/// Reads as a table: what differs, then merchandise, discount, tax, shipping, total in cents.
fn check(change: Value, expected: [i64; 5]) {
    let amounts = order_of(change.clone()).amounts;
    let found = [
        amounts.merchandise_minor,
        amounts.discount_minor,
        amounts.tax_minor,
        amounts.shipping_minor,
        amounts.total_minor,
    ];
    assert_eq!(found, expected, "{change}");
}

fn usd(amount: &str) -> Value {
    json!({"shop_money": {"amount": amount, "currency_code": "USD"},
           "presentment_money": {"amount": "9999.99", "currency_code": "EUR"}})
}

#[test]
fn the_shops_own_money_counts_and_never_the_shoppers() {
    check(json!({}), [100_00, 0, 5_00, 10_00, 115_00]);
    check(
        json!({"subtotal_price_set": usd("90.00"), "total_discounts_set": usd("10.00")}),
        [90_00, 10_00, 5_00, 10_00, 115_00],
    );
    check(json!({"subtotal_price": 100.1, "total_tax": null}), [100_10, 0, 0, 10_00, 115_00]);
}

#[test]
fn prices_that_hold_their_tax_are_taken_apart() {
    let shipping = json!([{"price": "10.00", "tax_lines": [{"price": "1.60"}]}]);
    check(json!({"taxes_included": true}), [95_00, 0, 5_00, 10_00, 115_00]);
    check(
        json!({"taxes_included": true, "total_tax": "17.56", "total_price": "110.00",
               "shipping_lines": shipping}),
        [84_04, 0, 17_56, 8_40, 110_00],
    );
}

#[test]
fn without_a_sum_of_shipping_its_lines_are_added() {
    let lines = json!([{"price": "3.00"}, {"price": "4.00", "discounted_price": "1.50"}]);
    check(
        json!({"total_shipping_price_set": null, "shipping_lines": lines}),
        [100_00, 0, 5_00, 4_50, 115_00],
    );
    check(json!({"total_shipping_price_set": null}), [100_00, 0, 5_00, 0, 115_00]);
}

#[test]
fn currencies_keep_their_own_minor_units() {
    let yen = json!({"currency": "JPY", "subtotal_price": "1200", "total_price": "1200.00",
                     "total_tax": "0", "total_shipping_price_set": null});
    let order = order_of(yen);
    assert_eq!((order.currency.as_str(), order.amounts.merchandise_minor), ("JPY", 1200));
}

/// Reads as a table: what differs, why the order is put aside.
#[test]
fn money_that_cannot_be_read_is_never_zero() {
    let eur = json!({"shop_money": {"amount": "1.00", "currency_code": "EUR"}});
    let table = [
        (json!({"currency": "XYZ"}), "shopify.currency_unknown"),
        (json!({"currency": null}), "shopify.currency_unknown"),
        (json!({"total_tax_set": eur}), "shopify.currency_mixed"),
        (json!({"subtotal_price": null}), "shopify.money_missing"),
        (json!({"subtotal_price": ""}), "shopify.money_missing"),
        (json!({"total_price": null}), "shopify.money_missing"),
        (json!({"subtotal_price": "12,34"}), "shopify.money_invalid"),
        (json!({"subtotal_price": "1e3"}), "shopify.money_invalid"),
        (json!({"subtotal_price": "1.001"}), "shopify.money_invalid"),
        (json!({"subtotal_price": "99999999999999999999"}), "shopify.money_invalid"),
        (json!({"subtotal_price": {}}), "shopify.json_invalid"),
    ];
    for (change, expected) in table {
        let delivery = Delivery::signed("orders/paid", &order_json(change.clone()));
        assert_eq!(outcome(delivery.receive()), expected, "{change}");
    }
}

#[test]
fn money_named_twice_is_refused() {
    let twice = String::from_utf8(order_json(json!({}))).unwrap();
    let twice = twice.replacen('{', r#"{"subtotal_price": "1.00", "#, 1);
    let delivery = Delivery::signed("orders/paid", twice.as_bytes());
    assert_eq!(outcome(delivery.receive()), "shopify.json_invalid");
}

/// Reads as a table: transactions as kind, status, amount; refunded cents.
fn check_refund(transactions: &[(&str, &str, &str)], expected: Option<i64>) {
    let transactions: Vec<Value> = transactions.iter().map(|(kind, status, amount)| {
        json!({"kind": kind, "status": status, "amount": amount, "currency": "USD"})
    }).collect();
    let refunds = json!([{
        "id": 7, "admin_graphql_api_id": "gid://shopify/Refund/8",
        "created_at": "2026-11-19T20:00:00Z", "transactions": transactions,
        "refund_line_items": [{"subtotal": 50.5}],
    }]);
    let refunds = refunds_in(&facts_of(json!({"refunds": refunds})));
    let amounts: Vec<i64> = refunds.iter().map(|refund| refund.amount.minor).collect();
    assert_eq!(amounts, Vec::from_iter(expected));
    assert!(refunds.iter().all(|refund| refund.id.as_str() == "8"));
}

#[test]
fn a_refund_is_the_money_that_went_back_and_not_its_lines() {
    check_refund(&[("refund", "success", "209.00")], Some(209_00));
    check_refund(&[("refund", "success", "10.00"), ("refund", "success", "5.50")], Some(15_50));
    check_refund(&[("refund", "pending", "10.00")], None);
    check_refund(&[("refund", "success", "10.00"), ("refund", "failure", "90.00")], Some(10_00));
    check_refund(&[("void", "success", "10.00")], None);
    check_refund(&[("refund", "success", "0.00")], None);
    check_refund(&[], None);
}

#[test]
fn a_refund_alone_finds_its_order() {
    let body = json!({
        "id": 890088186047892400_i64, "order_id": 820982911946154500_i64, "created_at": null,
        "admin_graphql_api_id": "gid://shopify/Refund/890088186047892319",
        "transactions": [{"kind": "refund", "status": "success", "amount": 41.94,
            "amount_set": {"shop_money": {"amount": "38.10", "currency_code": "CAD"}}}],
    });
    let body = serde_json::to_vec(&body).unwrap();
    let refund = |delivery: Delivery| refunds_in(&facts(delivery)).remove(0);
    let alone = refund(Delivery::signed("refunds/create", &body));
    assert_eq!(alone.id.as_str(), "890088186047892319");
    assert_eq!(&*alone.order.order, "820982911946154500");
    assert_eq!(alone.amount.to_string(), "38.10 CAD");
    assert_eq!(alone.occurred_at, at("2026-11-20T12:00:00Z"));
    let named = Delivery::signed("refunds/create", &body);
    let named = refund(named.with("X-Shopify-Order-Id", "820982911946154508"));
    assert_eq!(&*named.order.order, "820982911946154508");
}

/// Reads as a table: transactions of a refund alone, what becomes of it.
#[test]
fn refunds_that_say_nothing_sure_move_no_money() {
    let table = [
        (json!([]), "shopify.refund_without_money"),
        (
            json!([{"kind": "refund", "status": "success", "currency": "USD"}]),
            "shopify.money_missing",
        ),
        (
            json!([{"kind": "refund", "status": "success", "amount": "1"}]),
            "shopify.currency_unknown",
        ),
        (
            json!([{"kind": "refund", "status": "success", "amount": "-1", "currency": "USD"}]),
            "shopify.money_invalid",
        ),
    ];
    for (transactions, expected) in table {
        let body = json!({"id": 1, "order_id": 2, "transactions": transactions});
        let delivery = Delivery::signed("refunds/create", &serde_json::to_vec(&body).unwrap());
        assert_eq!(outcome(delivery.receive()), expected, "{body}");
    }
    let test = Delivery::signed("refunds/create", b"{}").with("X-Shopify-Test", "true");
    assert_eq!(outcome(test.receive()), "shopify.test_refund");
}
