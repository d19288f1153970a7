use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::entry::Fact;
use byline_core::id::ConnectionId;
use byline_core::order::{OrderState, OrderVersion, Refund};
use byline_core::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::keys::{self, CustomerKey};
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

mod deliveries;
mod export;
mod money;
mod orders;
mod polls;
mod real;

const SECRET: &[u8] = b"hush";
const KEY: CustomerKey = CustomerKey([9; 32]);

/// One delivery on the test bench.
struct Delivery {
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Delivery {
    /// A delivery signed as Shopify signs.
    fn signed(topic: &str, body: &[u8]) -> Self {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET).unwrap();
        mac.update(body);
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let delivery = Self { headers: Vec::new(), body: body.to_vec() };
        delivery.with("X-Shopify-Topic", topic).with("X-Shopify-Hmac-Sha256", &signature)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
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
        let incoming =
            Incoming { headers: &self.headers, body: &self.body, method: "POST", url: "" };
        let connection = ConnectionId::from("con_1");
        let (customer_key, received_at) = (&KEY, at("2026-11-20T12:00:00Z"));
        let settings = &Default::default();
        let connection = &connection;
        let site = Site { connection, account, secrets, customer_key, settings, received_at };
        receive("shopify", &incoming, &site)
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A paid order of 100.00 USD with 5.00 tax and 10.00 shipping, changed by `change`.
fn order_json(change: Value) -> Vec<u8> {
    let mut order = json!({
        "id": 1001, "admin_graphql_api_id": "gid://shopify/Order/1001", "name": "#17",
        "created_at": "2026-11-19T10:00:00-05:00", "updated_at": "2026-11-19T10:00:05-05:00",
        "financial_status": "paid", "currency": "USD",
        "subtotal_price": "100.00", "total_tax": "5.00", "total_discounts": "0.00",
        "total_price": "115.00",
        "total_shipping_price_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"}},
    });
    for (name, value) in change.as_object().unwrap() {
        order[name] = value.clone();
    }
    serde_json::to_vec(&order).unwrap()
}

/// The facts of an order changed by `change`.
fn facts_of(change: Value) -> Vec<Fact> {
    facts(Delivery::signed("orders/updated", &order_json(change)))
}

fn facts(delivery: Delivery) -> Vec<Fact> {
    match delivery.receive().unwrap() {
        Received::Mapped(mapped) => mapped.facts,
        other => panic!("not mapped: {other:?}"),
    }
}

fn order_of(change: Value) -> OrderVersion {
    match facts_of(change).remove(0) {
        Fact::Order(order) => order,
        other => panic!("no order: {other:?}"),
    }
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
