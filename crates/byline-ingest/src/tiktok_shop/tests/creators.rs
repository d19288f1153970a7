//! The creator of each line of an order.

use super::*;
use crate::tiktok_shop::AFFILIATES;

fn sku(line: &str, creator: &str, base: &str) -> Value {
    json!({"sku_id": line, "creator_username": creator, "content_id": "7494337156519332665",
        "content_type": "VIDEO", "commission_rate": "1000", "quantity": 2,
        "price": {"amount": "10", "currency": "BRL"},
        "estimated_commission_base": {"amount": base, "currency": "BRL"}})
}

/// The orders that two answers, to the search and to the question behind it, come to.
fn sold(orders: Value, detail: Value) -> Page {
    let searched = read(&AFFILIATES, &begin(&AFFILIATES), &ok(json!({"orders": orders}))).unwrap();
    assert!(searched.facts.is_empty());
    read(&AFFILIATES, &searched.next.unwrap(), &ok(json!({"orders": detail}))).unwrap()
}

#[test]
fn trap_13_an_order_has_a_creator_for_each_line() {
    let id = "585744548141827839";
    let skus = json!([sku("1", "@ana", "99.5"), sku("2", "ben", "49.5"), sku("3", "", "1")]);
    let page = sold(json!([{"id": id, "create_time": 1, "skus": skus}]), json!([order(json!({}))]));
    let order = order_in(&page);
    let told: Vec<_> = order
        .named
        .iter()
        .map(|named| {
            let alias = (&*named.alias.issuer, &*named.alias.text);
            (alias, named.line.as_deref().unwrap(), named.line_minor, named.commission_bp)
        })
        .collect();
    assert_eq!(
        told,
        [
            (("tiktok", "ana"), "1", Some(99_50), Some(10_00)),
            (("tiktok", "ben"), "2", Some(49_50), Some(10_00)),
        ]
    );
    assert_eq!(order.named[0].content.as_deref(), Some("7494337156519332665"));
    let plain = Timestamp::from_seconds(NOW_S - 60);
    assert!(plain < order.version_at, "it holds over the same order without its creators");
}

#[test]
fn the_search_and_the_orders_behind_it_take_turns() {
    let rows = ok(json!({"next_page_token": "p2", "orders": [
        {"id": "2", "skus": [sku("1", "ana", "1")]}, {"id": "1", "skus": [sku("1", "ben", "1")]},
        {"id": "3", "skus": []}, {"skus": [sku("1", "cleo", "1")]},
    ]}));
    let searched = read(&AFFILIATES, &begin(&AFFILIATES), &rows).unwrap();
    assert_eq!(searched.refused[0].code, "feed.id_missing");
    let detail = searched.next.unwrap();
    assert_eq!((detail.method, detail.body.len()), ("GET", 0));
    assert!(detail.url.contains("/order/202309/orders?app_key=key1&ids=1%2C2&"), "{}", detail.url);
    let page = read(&AFFILIATES, &detail, &ok(json!({"orders": [order(json!({"id": "1"}))]})));
    let page = page.unwrap();
    assert_eq!((page.facts.len(), page.refused[0].code), (1, "tiktok_shop.order_missing"));
    let next = page.next.unwrap();
    assert!(next.url.contains("/affiliate_seller/202410/orders/search?"), "{}", next.url);
    assert!(next.url.contains("page_token=p2"), "{}", next.url);
    assert_eq!(read(&AFFILIATES, &next, &ok(json!({"orders": []}))).unwrap(), Page::default());
}

/// Reads as a table: rate as it stands, hundredths of a percent.
#[test]
fn trap_14_a_rate_is_hundredths_of_a_percent_and_never_guessed() {
    let table = [
        ("1000", Some(10_00)),
        ("502", Some(5_02)),
        ("0", Some(0)),
        ("10.0", Some(10_00)),
        ("3.25", Some(3_25)),
        ("3.0 OR 5.0", None),
        ("-", None),
        ("", None),
        ("10%", None),
    ];
    for (rate, expected) in table {
        let mut sku = sku("1", "ana", "1");
        sku["commission_rate"] = json!(rate);
        let id = "585744548141827839";
        let page = sold(json!([{"id": id, "skus": [sku]}]), json!([order(json!({}))]));
        assert_eq!(order_in(&page).named[0].commission_bp, expected, "{rate}");
    }
}

/// Reads as a table: what differs in the line, what it is worth.
#[test]
fn a_line_is_worth_its_base_or_price_times_quantity_in_the_orders_currency() {
    let table = [
        (json!({}), Some(7_00)),
        (json!({"estimated_commission_base": {}}), Some(20_00)),
        (json!({"estimated_commission_base": null, "quantity": null}), None),
        (json!({"estimated_commission_base": {"amount": "7", "currency": "USD"}}), None),
        (json!({"estimated_commission_base": {"amount": "-", "currency": "BRL"}}), Some(20_00)),
    ];
    for (change, expected) in table {
        let mut sku = sku("1", "ana", "7");
        for (name, value) in change.as_object().unwrap() {
            sku[name] = value.clone();
        }
        let id = "585744548141827839";
        let page = sold(json!([{"id": id, "skus": [sku]}]), json!([order(json!({}))]));
        assert_eq!(order_in(&page).named[0].line_minor, expected, "{change}");
    }
}
