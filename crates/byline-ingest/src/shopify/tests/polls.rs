//! What the webhook missed comes by asking, and what comes both ways is the same order.

use std::collections::BTreeMap;

use byline_core::time::{Span, Zone};

use super::*;
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::shopify::ORDERS;

fn with_ask<T>(account: Option<&str>, then: impl Fn(&Ask<'_>) -> T) -> T {
    let span = Span { from: at("2026-11-19T00:00:00Z"), to: at("2026-11-20T12:00:00Z") };
    then(&Ask {
        connection: &ConnectionId::from("con_1"),
        account,
        settings: &BTreeMap::new(),
        secrets: &[SECRET, b"access_token=shpat_1"],
        api_url: "",
        customer_key: &KEY,
        zone: &Zone::parse("UTC").unwrap(),
        span,
        subjects: &[],
        own_hosts: &[],
        now: span.to,
    })
}

fn begin() -> Request {
    with_ask(Some("ours.myshopify.com"), |ask| (ORDERS.begin)(ask).unwrap())
}

fn read(status: u16, body: &str) -> Result<Page, PollError> {
    let received_at = at("2026-11-20T12:00:00Z");
    let answer =
        Answer { status, headers: Vec::new(), body: body.as_bytes().to_vec(), received_at };
    with_ask(Some("ours.myshopify.com"), |ask| (ORDERS.read)(&begin(), &answer, ask))
}

fn page(nodes: Vec<Value>, cursor: Option<&str>) -> Page {
    let page_info = json!({"hasNextPage": cursor.is_some(), "endCursor": cursor});
    let orders = json!({"nodes": nodes, "pageInfo": page_info});
    read(200, &json!({"data": {"orders": orders}}).to_string()).unwrap()
}

fn set(amount: &str) -> Value {
    json!({"shopMoney": {"amount": amount, "currencyCode": "USD"}})
}

/// The order of `order_json`, as the GraphQL API states it, changed by `change`.
fn node(change: Value) -> Value {
    let mut node = json!({
        "id": "gid://shopify/Order/1001", "name": "#17", "createdAt": "2026-11-19T15:00:00Z",
        "processedAt": "2026-11-19T15:00:00Z", "updatedAt": "2026-11-19T15:00:05Z",
        "cancelledAt": null, "displayFinancialStatus": "PAID", "test": false,
        "currencyCode": "USD", "taxesIncluded": false, "discountCodes": [],
        "subtotalPriceSet": set("100.0"), "totalTaxSet": set("5.0"),
        "totalDiscountsSet": set("0.0"), "totalPriceSet": set("115.0"),
        "totalShippingPriceSet": set("10.0"), "customAttributes": [], "refunds": [],
        "customer": null, "customerJourneySummary": null,
    });
    for (name, value) in change.as_object().unwrap() {
        node[name] = value.clone();
    }
    node
}

fn polled(change: Value) -> Vec<Fact> {
    page(vec![node(change)], None).facts.into_iter().map(|(fact, _)| fact).collect()
}

fn order_in(facts: &[Fact]) -> OrderVersion {
    match &facts[0] {
        Fact::Order(order) => order.clone(),
        other => panic!("no order: {other:?}"),
    }
}

#[test]
fn a_turn_asks_by_time_of_change_with_the_token() {
    let request = begin();
    assert_eq!(request.url, "https://ours.myshopify.com/admin/api/2026-07/graphql.json");
    assert!(request.headers.contains(&("x-shopify-access-token", "shpat_1".to_owned())));
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let changed = "updated_at:>='2026-11-19T00:00:00Z' AND updated_at:<'2026-11-20T12:00:00Z'";
    assert_eq!(body["variables"], json!({"cursor": null, "changed": changed}));
    let lacking = with_ask(None, |ask| (ORDERS.begin)(ask));
    assert!(matches!(lacking, Err(PollError::Incomplete(_))));
}

#[test]
fn an_order_by_poll_is_the_order_by_webhook_and_gives_way_to_it() {
    let refund = |gid: &str| {
        json!({"id": gid, "createdAt": "2026-11-19T15:00:04Z",
        "transactions": {"nodes": [
            {"kind": "REFUND", "status": "SUCCESS", "amountSet": set("9.0")},
            {"kind": "REFUND", "status": "FAILURE", "amountSet": set("1.0")},
        ]}})
    };
    let by_poll = polled(json!({"refunds": [refund("gid://shopify/Refund/5")]}));
    let by_webhook = facts_of(json!({"refunds": [{
        "id": 5, "created_at": "2026-11-19T15:00:04Z", "transactions": [
            {"kind": "refund", "status": "success", "amount": "9.00", "currency": "USD"},
        ],
    }]}));
    assert_eq!(refunds_in(&by_poll), refunds_in(&by_webhook));
    let (polled, delivered) = (order_in(&by_poll), order_in(&by_webhook));
    assert_eq!((&polled.key, polled.amounts), (&delivered.key, delivered.amounts));
    assert_eq!((polled.state, polled.placed_at), (delivered.state, delivered.placed_at));
    assert!(polled.version_at < delivered.version_at);
    assert_eq!(delivered.version_at.0 - polled.version_at.0, 1);
}

#[test]
fn what_led_to_the_order_is_the_last_visit_and_the_notes() {
    let click = "BwcHBwcHBwcHBwcHBwcHBw";
    let order = order_in(&polled(json!({
        "discountCodes": ["ana10", "BEN20"], "email": "jo@shop.com",
        "customer": {"numberOfOrders": "1"},
        "customAttributes": [{"key": "byline_click", "value": click}, {"key": "x", "value": null}],
        "customerJourneySummary": {"lastVisit": {
            "landingPage": "https://shop.example/?utm_source=ig",
            "referrerUrl": "https://l.instagram.com/"}},
    })));
    assert_eq!(order.codes, ["ANA10", "BEN20"]);
    assert_eq!((order.shopper.clicks.len(), order.is_new_customer), (1, Some(true)));
    assert_eq!(order.shopper.customer, keys::email(&KEY, "jo@shop.com"));
    assert_eq!(order.utm.map(|utm| utm.source).as_deref(), Some("ig"));
    assert_eq!(order.referrer_host.as_deref(), Some("l.instagram.com"));
    let unready = json!({"customerJourneySummary": {"lastVisit": null}});
    assert_eq!(order_in(&polled(unready)).utm, None);
}

/// Reads as a table: state in capitals, state here.
#[test]
fn states_are_those_of_the_webhook() {
    let table = [
        ("PAID", OrderState::Paid),
        ("PARTIALLY_REFUNDED", OrderState::Paid),
        ("AUTHORIZED", OrderState::Authorised),
        ("PENDING", OrderState::Pending),
        ("VOIDED", OrderState::Voided),
        ("EXPIRED", OrderState::Voided),
    ];
    for (status, expected) in table {
        let order = order_in(&polled(json!({"displayFinancialStatus": status})));
        assert_eq!(order.state, expected, "{status}");
    }
}

#[test]
fn pages_follow_by_cursor_and_one_bad_row_never_costs_the_good_ones() {
    let nodes = vec![node(json!({})), node(json!({"totalPriceSet": null})), json!(7)];
    let first = page(nodes, Some("abc"));
    let codes: Vec<_> = first.refused.iter().map(|reason| reason.code).collect();
    assert_eq!((first.facts.len(), codes), (1, vec!["shopify.money_missing", "feed.json_invalid"]));
    let next = first.next.unwrap();
    assert_eq!(next.cursor, "abc");
    let body: Value = serde_json::from_slice(&next.body).unwrap();
    assert_eq!(body["variables"]["cursor"], "abc");
    let again = page(vec![node(json!({})), node(json!({}))], None);
    assert_eq!(again.facts[0].1, again.facts[1].1, "the same row twice is one");
}

#[test]
fn trap_9_throttling_comes_inside_a_success() {
    let throttled = |available: f64, rate: f64| {
        let cost = json!({"requestedQueryCost": 700, "actualQueryCost": null, "throttleStatus":
            {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": rate}});
        let error = json!([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]);
        read(200, &json!({"errors": error, "extensions": {"cost": cost}}).to_string()).unwrap_err()
    };
    assert_eq!(throttled(20.0, 100.0), PollError::Throttled { retry_after_s: Some(7) });
    assert_eq!(throttled(900.0, 100.0), PollError::Throttled { retry_after_s: None });
    assert_eq!(throttled(20.0, 0.0), PollError::Throttled { retry_after_s: None });
}

/// Reads as a table: status, body, what the node hears.
#[test]
fn answers_that_give_nothing_say_why() {
    let table = [
        (200, r#"{"errors": [{"extensions": {"code": "ACCESS_DENIED"}}]}"#, "poll.needs_login"),
        (200, r#"{"errors": [{"extensions": {"code": "TIMEOUT"}}]}"#, "poll.down"),
        (200, r#"{"errors": [{"message": "Field 'x' does not exist"}]}"#, "poll.refused"),
        (200, r#"{"errors": "Not Found"}"#, "poll.refused"),
        (401, r#"{"errors": "[API] Invalid API key or access token"}"#, "poll.needs_login"),
        (402, "", "poll.refused"),
        (429, "", "poll.throttled"),
        (430, "", "poll.throttled"),
        (502, "<html>", "poll.down"),
        (200, r#"{"data": {"orders": {"nodes": ["#, "poll.unreadable"),
        (200, r#"{"data": null}"#, "poll.unreadable"),
        (200, "{}", "poll.unreadable"),
    ];
    for (status, body, expected) in table {
        assert_eq!(read(status, body).unwrap_err().code(), expected, "{body}");
    }
}
