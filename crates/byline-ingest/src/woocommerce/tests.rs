use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::order::{OrderState, OrderVersion, Refund};
use byline_core::time::{Span, Timestamp, Zone};
use serde_json::{Value, json};

use crate::keys::{self, CustomerKey};
use crate::poll::{Answer, Ask};
use crate::signature;
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

mod deliveries;
mod orders;
mod polls;
mod real;

const SECRET: &[u8] = b"hush";
const KEY: CustomerKey = CustomerKey([9; 32]);
const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";

/// One delivery on the test bench.
struct Delivery {
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    settings: BTreeMap<String, String>,
}

impl Delivery {
    /// A delivery signed as WooCommerce signs.
    fn signed(topic: &str, body: &[u8]) -> Self {
        let mac = signature::unhex(&signature::sha256_hex(SECRET, &[body])).unwrap();
        let delivery = Self::plain(body);
        delivery
            .with("X-WC-Webhook-Topic", topic)
            .with("X-WC-Webhook-Signature", &STANDARD.encode(mac))
    }

    fn plain(body: &[u8]) -> Self {
        Self { headers: Vec::new(), body: body.to_vec(), settings: BTreeMap::new() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    fn told(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    fn receive(&self) -> Result<Received, WebhookError> {
        self.receive_for(None, &[SECRET], "2026-11-20T12:00:00Z")
    }

    fn receive_for(
        &self,
        account: Option<&str>,
        secrets: &[&[u8]],
        now: &str,
    ) -> Result<Received, WebhookError> {
        let incoming =
            Incoming { headers: &self.headers, body: &self.body, method: "POST", url: "" };
        let (connection, received_at) = (&ConnectionId::from("con_1"), at(now));
        let (customer_key, settings) = (&KEY, &self.settings);
        let site = Site { connection, account, secrets, customer_key, settings, received_at };
        receive("woocommerce", &incoming, &site)
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A paid order of 100.00 USD with 5.00 tax and 10.00 shipping, changed by `change`.
fn order_json(change: Value) -> Vec<u8> {
    let mut order = json!({
        "id": 727, "number": "727", "order_key": "wc_order_58d2d042d1d", "status": "processing",
        "currency": "USD", "total": "115.00", "total_tax": "5.00", "shipping_total": "10.00",
        "discount_total": "0.00",
        "date_created": "2026-11-19T05:00:00", "date_created_gmt": "2026-11-19T10:00:00",
        "date_modified": "2026-11-19T05:00:05", "date_modified_gmt": "2026-11-19T10:00:05",
        "refunds": [], "coupon_lines": [], "fee_lines": [], "meta_data": [],
        "billing": {"email": "", "phone": ""},
    });
    for (name, value) in change.as_object().unwrap() {
        order[name] = value.clone();
    }
    serde_json::to_vec(&order).unwrap()
}

fn mapped(delivery: &Delivery) -> (Vec<Fact>, DedupKey) {
    match delivery.receive().unwrap() {
        Received::Mapped(mapped) => (mapped.facts, mapped.dedup),
        other => panic!("not mapped: {other:?}"),
    }
}

fn facts_of(change: Value) -> Vec<Fact> {
    mapped(&Delivery::signed("order.updated", &order_json(change))).0
}

fn order_in(facts: &[Fact]) -> OrderVersion {
    match &facts[0] {
        Fact::Order(order) => order.clone(),
        other => panic!("no order: {other:?}"),
    }
}

fn order_of(change: Value) -> OrderVersion {
    order_in(&facts_of(change))
}

fn refunds_in(facts: &[Fact]) -> Vec<Refund> {
    let refunds = facts.iter().filter_map(|fact| match fact {
        Fact::Refund(refund) => Some(refund.clone()),
        _ => None,
    });
    refunds.collect()
}

/// What became of a delivery, in one word.
fn outcome(received: Result<Received, WebhookError>) -> String {
    match received {
        Err(error) => error.code().to_owned(),
        Ok(Received::Ignored { code }) => code.to_owned(),
        Ok(Received::Aside { reason, .. }) => reason.code.to_owned(),
        Ok(Received::Mapped(mapped)) => format!("{} facts", mapped.facts.len()),
    }
}
