use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::id::ConnectionId;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::time::{Span, Timestamp, Zone};
use serde_json::{Value, json};

use crate::keys::CustomerKey;
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};
use crate::signature;
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

mod creators;
mod notices;
mod orders;
mod real;

const KEY: CustomerKey = CustomerKey([9; 32]);
/// 2026-11-20T12:00:00Z.
const NOW_S: i64 = 1_795_176_000;

/// Receives a notice for an app with this key and secret.
fn notice(
    authorization: &str,
    body: &[u8],
    app: (&str, &[u8]),
    account: Option<&str>,
) -> Result<Received, WebhookError> {
    let headers = [("Authorization".to_owned(), authorization.as_bytes().to_vec())];
    let incoming = Incoming { headers: &headers, body, method: "POST", url: "" };
    let settings = BTreeMap::from([("app_key".to_owned(), app.0.to_owned())]);
    let site = Site {
        connection: &ConnectionId::from("con_1"),
        account,
        secrets: &[app.1],
        customer_key: &KEY,
        settings: &settings,
        received_at: Timestamp::from_seconds(NOW_S),
    };
    receive("tiktok_shop", &incoming, &site)
}

/// Asks as the node would, with the bench's app and shop.
fn with_ask<T>(then: impl Fn(&Ask<'_>) -> T) -> T {
    let settings = [("app_key", "key1"), ("shop_cipher", "GCP_x/+=")];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (from, to) = (Timestamp::from_seconds(NOW_S - 3600), Timestamp::from_seconds(NOW_S));
    then(&Ask {
        connection: &ConnectionId::from("con_1"),
        account: Some("7494726673780148744"),
        settings: &BTreeMap::from(settings),
        secrets: &[b"hush", b"access_token=ROW_token"],
        api_url: "https://api.example",
        customer_key: &KEY,
        zone: &Zone::parse("UTC").unwrap(),
        span: Span { from, to },
        subjects: &[],
        own_hosts: &[],
        now: to,
    })
}

fn begin(poll: &Poll) -> Request {
    with_ask(|ask| (poll.begin)(ask).unwrap())
}

fn read(poll: &Poll, request: &Request, answered: &Value) -> Result<Page, PollError> {
    read_raw(poll, request, 200, answered.to_string().as_bytes())
}

fn read_raw(poll: &Poll, request: &Request, status: u16, body: &[u8]) -> Result<Page, PollError> {
    let received_at = Timestamp::from_seconds(NOW_S);
    let answer = Answer { status, headers: Vec::new(), body: body.to_vec(), received_at };
    with_ask(|ask| (poll.read)(request, &answer, ask))
}

fn ok(data: Value) -> Value {
    json!({"code": 0, "message": "Success", "request_id": "r", "data": data})
}

/// An order of 149 BRL, changed by `change`.
fn order(change: Value) -> Value {
    let mut order = json!({
        "id": "585744548141827839", "status": "DELIVERED", "create_time": NOW_S - 9000,
        "update_time": NOW_S - 60, "user_id": "7495", "buyer_email": "x@scs.tiktokw.us",
        "payment": {
            "currency": "BRL", "original_total_product_price": "179", "platform_discount": "10",
            "seller_discount": "20", "shipping_fee": "0", "sub_total": "149", "tax": "",
            "total_amount": "149",
        },
    });
    for (name, value) in change.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

fn order_in(page: &Page) -> OrderVersion {
    match &page.facts[0].0 {
        Fact::Order(order) => order.clone(),
        other => panic!("no order: {other:?}"),
    }
}

/// What became of something, in one word.
fn outcome(received: Result<Received, WebhookError>) -> String {
    match received {
        Err(error) => error.code().to_owned(),
        Ok(Received::Ignored { code }) => code.to_owned(),
        Ok(Received::Aside { reason, .. }) => reason.code.to_owned(),
        Ok(Received::Mapped(mapped)) => format!("{} facts", mapped.facts.len()),
    }
}
