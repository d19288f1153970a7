//! Which order it is, where it stands, who bought and what led to it.

use byline_core::shopper::ClickId;

use super::*;

const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";

#[test]
fn the_global_id_tells_the_truth_about_rounded_numbers() {
    let order = order_of(json!({
        "id": 820982911946154500_i64,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "confirmation_number": "XPAV284CT", "checkout_token": "c0ffee", "cart_token": "c0ffee",
        "token": "123456abcd", "checkout_id": 901414060_i64, "order_number": 1234,
    }));
    assert_eq!(&*order.key.order, "820982911946154508");
    assert_eq!(order.number.as_deref(), Some("#17"));
    assert_eq!(order.aliases, ["820982911946154500", "1234", "XPAV284CT", "901414060"]);
    assert_eq!(order.tokens, ["c0ffee", "123456abcd"]);
}

/// Reads as a table: global id, header, number, order id.
#[test]
fn an_order_without_a_global_id_goes_by_the_next_best() {
    let table = [
        (json!("gid://shopify/Order/3?shop=1"), "4", json!(5), "3"),
        (json!("gid://shopify/Order/"), "4", json!(5), "4"),
        (json!(null), "", json!(5), "5"),
        (json!(null), "", json!("6"), "6"),
    ];
    for (global, header, number, expected) in table {
        let body = order_json(json!({"admin_graphql_api_id": global, "id": number}));
        let delivery = Delivery::signed("orders/paid", &body).with("X-Shopify-Order-Id", header);
        let Fact::Order(order) = facts(delivery).remove(0) else { panic!("no order") };
        assert_eq!(&*order.key.order, expected);
    }
    let nameless = order_json(json!({"admin_graphql_api_id": null, "id": null}));
    let delivery = Delivery::signed("orders/paid", &nameless);
    assert_eq!(outcome(delivery.receive()), "shopify.id_missing");
}

/// Reads as a table: what differs, where the order stands.
#[test]
fn an_order_stands_where_its_money_stands() {
    let table = [
        (json!({"financial_status": "paid"}), OrderState::Paid),
        (json!({"financial_status": "partially_paid"}), OrderState::Paid),
        (json!({"financial_status": "partially_refunded"}), OrderState::Paid),
        (json!({"financial_status": "refunded"}), OrderState::Paid),
        (json!({"financial_status": "authorized"}), OrderState::Authorised),
        (json!({"financial_status": "pending"}), OrderState::Pending),
        (json!({"financial_status": null}), OrderState::Pending),
        (json!({"financial_status": "voided"}), OrderState::Voided),
        (json!({"financial_status": "expired"}), OrderState::Voided),
        (json!({"cancelled_at": "2026-11-19T12:00:00Z"}), OrderState::Cancelled),
        (json!({"cancelled_at": "2026-11-19T12:00:00Z", "test": true}), OrderState::Test),
    ];
    for (change, expected) in table {
        assert_eq!(order_of(change.clone()).state, expected, "{change}");
    }
    let odd = Delivery::signed("orders/paid", &order_json(json!({"financial_status": "gifted"})));
    assert_eq!(outcome(odd.receive()), "shopify.state_unknown");
    let test = Delivery::signed("orders/paid", &order_json(json!({})));
    let Fact::Order(order) = facts(test.with("X-Shopify-Test", "true")).remove(0) else { panic!() };
    assert_eq!(order.state, OrderState::Test);
}

#[test]
fn a_deletion_needs_no_more_than_the_id() {
    let delivery = Delivery::signed("orders/delete", br#"{"id": 820982911946154500}"#);
    let delivery = delivery.with("X-Shopify-Triggered-At", "2026-11-20T11:59:02.728860151Z");
    let Fact::Order(order) = facts(delivery).remove(0) else { panic!("no order") };
    assert_eq!((&*order.key.order, order.state), ("820982911946154500", OrderState::Deleted));
    assert_eq!(order.version_at, at("2026-11-20T11:59:02.728860Z"));
    assert_eq!(order.amounts.total_minor, 0);
}

#[test]
fn an_order_is_placed_when_it_was_processed_and_as_new_as_its_update() {
    let order = order_of(json!({"processed_at": "2026-11-19T09:00:00-05:00"}));
    assert_eq!(order.placed_at, at("2026-11-19T14:00:00Z"));
    assert_eq!(order.version_at, at("2026-11-19T15:00:05Z"));
    assert_eq!(order_of(json!({})).placed_at, at("2026-11-19T15:00:00Z"));
    assert_eq!(order_of(json!({"updated_at": null})).version_at, at("2026-11-20T12:00:00Z"));
}

/// Reads as a table: what differs, why the order is put aside.
#[test]
fn times_that_cannot_be_true_are_put_aside() {
    let table = [
        (json!({"created_at": null}), "shopify.time_missing"),
        (json!({"created_at": "1970-01-01T00:00:00Z"}), "shopify.time_impossible"),
        (json!({"processed_at": "2099-01-01T00:00:00Z"}), "shopify.time_impossible"),
        (json!({"updated_at": "2026-11-20T12:10:01Z"}), "shopify.time_impossible"),
        (json!({"updated_at": "2026-11-20 12:10"}), "shopify.time_invalid"),
    ];
    for (change, expected) in table {
        let delivery = Delivery::signed("orders/paid", &order_json(change.clone()));
        assert_eq!(outcome(delivery.receive()), expected, "{change}");
    }
}

#[test]
fn codes_are_read_in_normal_form_and_once() {
    let order = order_of(json!({
        "discount_codes": [{"code": " ana 10 "}, {"code": "Ben20", "amount": "5.00"}, {}],
        "discount_applications": [
            {"type": "discount_code", "code": "ANA10"}, {"type": "automatic", "title": "SALE"},
            {"type": "discount_code", "code": "cleo"},
        ],
    }));
    assert_eq!(order.codes, ["ANA10", "BEN20", "CLEO"]);
}

/// Reads as a table: landing site, notes, `utm_source`, clicks.
#[test]
fn the_click_comes_by_the_landing_address_or_by_the_cart() {
    let note = |name: &str, value: &str| json!({"name": name, "value": value});
    let table = [
        (format!("/?byl={CLICK}&utm_source=ig"), vec![], Some("ig"), 1),
        (format!("https://shop.com/p?byl={CLICK}#x"), vec![], None, 1),
        ("/".to_owned(), vec![note("byline_click", CLICK)], None, 1),
        ("/".to_owned(), vec![note("byl", CLICK)], None, 1),
        (format!("/?byl={CLICK}"), vec![note("byl", CLICK)], None, 1),
        ("/?utm_source=old".to_owned(), vec![note("utm_source", "tiktok")], Some("tiktok"), 0),
        ("/?byl=nonsense".to_owned(), vec![json!({"name": "byl", "value": {"a": 1}})], None, 0),
        ("/?gclid=x".to_owned(), vec![json!({"name": 5}), json!({})], Some("google"), 0),
    ];
    for (landing, notes, source, n_clicks) in table {
        let order = order_of(json!({"landing_site": landing, "note_attributes": notes}));
        assert_eq!(order.utm.map(|utm| utm.source).as_deref(), source, "{landing}");
        assert_eq!(order.shopper.clicks.len(), n_clicks, "{landing}");
        assert!(order.shopper.clicks.iter().all(|click| *click == ClickId([7; 16])));
    }
}

#[test]
fn who_bought_is_known_by_digest_only() {
    let order = order_of(json!({
        "email": "Jo@Example.com ", "customer": {"email": "other@example.com", "orders_count": 1},
        "note_attributes": [{"name": "byline_visitor", "value": "v-1"}],
        "referring_site": "https://www.instagram.com/ana",
    }));
    assert_eq!(order.shopper.customer, keys::email(&KEY, "jo@example.com"));
    assert_eq!(order.shopper.visitor, keys::visitor("v-1"));
    assert_eq!(order.referrer_host.as_deref(), Some("instagram.com"));
    assert_eq!(order.is_new_customer, Some(true));
    assert!(!format!("{order:?}").to_lowercase().contains("example.com"));
    let returning = order_of(json!({"customer": {"orders_count": "7", "phone": "+1 555 0100"}}));
    assert_eq!(returning.is_new_customer, Some(false));
    assert_eq!(returning.shopper.customer, keys::phone(&KEY, "15550100"));
}

#[test]
fn why_an_order_was_put_aside_repeats_nothing_personal() {
    let body = order_json(json!({"email": {"jo@example.com": 1}, "test": "jo@example.com"}));
    let Ok(Received::Aside { reason, .. }) = Delivery::signed("orders/paid", &body).receive()
    else {
        panic!("taken in");
    };
    assert_eq!(reason.code, "shopify.json_invalid");
    assert!(!reason.detail.contains("jo@"), "{}", reason.detail);
}
