use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::order::{OrderState, OrderVersion, Refund};
use byline_core::time::Timestamp;
use serde_json::{Value, json};

use crate::keys::{self, CustomerKey};
use crate::signature;
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

mod events;
mod orders;
mod real;

const SECRET: &[u8] = b"whsec_test_secret";
const KEY: CustomerKey = CustomerKey([9; 32]);
const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";
/// 2026-11-20T12:00:00Z.
const NOW_S: i64 = 1_795_176_000;

/// One event on the test bench.
struct Sent {
    header: String,
    body: Vec<u8>,
    settings: BTreeMap<String, String>,
}

impl Sent {
    /// An event signed as Stripe signs, just now.
    fn signed(event: &Value) -> Self {
        let body = serde_json::to_vec(event).unwrap();
        let header = format!("t={NOW_S},v1={}", v1(SECRET, NOW_S, &body));
        Self { header, body, settings: BTreeMap::new() }
    }

    fn told(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    fn receive(&self) -> Result<Received, WebhookError> {
        self.receive_for(None, &[SECRET])
    }

    fn receive_for(
        &self,
        account: Option<&str>,
        secrets: &[&[u8]],
    ) -> Result<Received, WebhookError> {
        let headers = [("Stripe-Signature".to_owned(), self.header.clone().into_bytes())];
        let incoming = Incoming { headers: &headers, body: &self.body, method: "POST", url: "" };
        let (connection, received_at) =
            (&ConnectionId::from("con_1"), Timestamp::from_seconds(NOW_S));
        let (customer_key, settings) = (&KEY, &self.settings);
        let site = Site { connection, account, secrets, customer_key, settings, received_at };
        receive("stripe", &incoming, &site)
    }
}

fn v1(secret: &[u8], time: i64, body: &[u8]) -> String {
    signature::sha256_hex(secret, &[time.to_string().as_bytes(), b".", body])
}

fn event(kind: &str, object: Value) -> Value {
    json!({
        "id": "evt_1", "object": "event", "type": kind, "created": NOW_S - 60, "livemode": true,
        "data": {"object": object},
    })
}

/// A paid session of 115.00 USD with 5.00 tax and 10.00 shipping, changed by `change`.
fn session(change: Value) -> Value {
    let mut session = json!({
        "id": "cs_live_a1", "object": "checkout.session", "mode": "payment",
        "created": NOW_S - 600, "currency": "usd", "amount_subtotal": 10000, "amount_total": 11500,
        "total_details": {"amount_discount": 0, "amount_shipping": 1000, "amount_tax": 500},
        "payment_status": "paid", "status": "complete", "payment_intent": "pi_1",
        "client_reference_id": null, "metadata": {}, "livemode": true,
        "customer_details": {"email": "jo@shop.com", "phone": null},
    });
    for (name, value) in change.as_object().unwrap() {
        session[name] = value.clone();
    }
    session
}

fn completed(change: Value) -> Sent {
    Sent::signed(&event("checkout.session.completed", session(change)))
}

fn mapped(sent: &Sent) -> (Vec<Fact>, DedupKey) {
    match sent.receive().unwrap() {
        Received::Mapped(mapped) => (mapped.facts, mapped.dedup),
        other => panic!("not mapped: {other:?}"),
    }
}

fn order_in(sent: &Sent) -> OrderVersion {
    match mapped(sent).0.remove(0) {
        Fact::Order(order) => order,
        other => panic!("no order: {other:?}"),
    }
}

fn order_of(change: Value) -> OrderVersion {
    order_in(&completed(change))
}

/// The refunds of an event: id, order, minor units.
fn refunds_of(sent: &Sent) -> Vec<(String, String, i64)> {
    let told = |fact| match fact {
        Fact::Refund(Refund { id, order, amount, .. }) => {
            (id.to_string(), order.order.to_string(), amount.minor)
        }
        other => panic!("no refund: {other:?}"),
    };
    mapped(sent).0.into_iter().map(told).collect()
}

/// What became of an event, in one word.
fn outcome(received: Result<Received, WebhookError>) -> String {
    match received {
        Err(error) => error.code().to_owned(),
        Ok(Received::Ignored { code }) => code.to_owned(),
        Ok(Received::Aside { reason, .. }) => reason.code.to_owned(),
        Ok(Received::Mapped(mapped)) => format!("{} facts", mapped.facts.len()),
    }
}
