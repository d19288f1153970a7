//! A fake Shopify shop: it sells, tells by webhook what happened, gives up what nobody takes, and
//! answers its Admin API.
//!
//! A delivery that is not taken is tried again, 8 times in 4 hours, and then never again. That is
//! what a poll has to make good. Time is the caller's.

use std::sync::{Arc, Mutex, MutexGuard};

use byline_core::time::Timestamp;
use serde_json::{Value, json};

use super::desk::{Desk, Refusal, lock, serve};
use super::{Asked, Fake, Fault, Said};
use crate::shopify::{self, ShopOrder, ShopRefund, refund_body};

/// Minutes after what happened at which a delivery is tried, the first time at once.
const TRIES_MIN: [i64; 9] = [0, 1, 4, 12, 30, 60, 110, 170, 240];
/// Orders of one page of the Admin API.
const PAGE_ROWS: usize = 10;

/// A shop with books, deliveries on their way, and an Admin API.
#[derive(Debug)]
pub struct FakeShop {
    books: Arc<Mutex<Books>>,
    admin: Fake,
}

/// A delivery that is due.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its number in the shop's books.
    pub n: usize,
    /// Its headers, signature included.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

#[derive(Debug)]
struct Books {
    domain: String,
    secret: String,
    desk: Desk,
    orders: Vec<(Timestamp, ShopOrder)>,
    deliveries: Vec<Sent>,
}

#[derive(Debug)]
struct Sent {
    topic: &'static str,
    at: Timestamp,
    body: Vec<u8>,
    n_tries: usize,
    is_taken: bool,
}

impl FakeShop {
    /// A shop that signs its webhooks with `secret` and whose API wants `token`.
    pub fn open(domain: &str, secret: &str, token: &str) -> Self {
        let books = Books {
            domain: domain.to_owned(),
            secret: secret.to_owned(),
            desk: Desk::new(token),
            orders: Vec::new(),
            deliveries: Vec::new(),
        };
        let books = Arc::new(Mutex::new(books));
        let admin = serve(&books, Books::answer);
        Self { books, admin }
    }

    /// Its Admin API.
    pub fn admin(&self) -> &Fake {
        &self.admin
    }

    /// Faults of its next requests, in order.
    pub fn will_fail(&self, faults: &[Option<Fault>]) {
        self.books().desk.will_fail(faults);
    }

    /// Somebody buys.
    pub fn sell(&self, at: Timestamp, mut order: ShopOrder) {
        order.created_at = at.to_string();
        order.updated_at = at.to_string();
        let mut books = self.books();
        books.tell("orders/create", at, order.body());
        books.orders.push((at, order));
    }

    /// Money goes back on the order with this number, counted from 0.
    pub fn refund(&self, at: Timestamp, n: usize, amount_minor: i64) {
        let mut books = self.books();
        let (changed_at, order) = &mut books.orders[n];
        *changed_at = at;
        order.updated_at = at.to_string();
        let id = order.id + 500_000 + order.refunds.len() as u64;
        let created_at = at.to_string();
        let refund = ShopRefund { id, created_at, amount_minor, lines: Vec::new() };
        order.refunds.push(refund.clone());
        let (alone, whole) = (refund_body(order, &refund), order.body());
        books.tell("refunds/create", at, alone);
        books.tell("orders/updated", at, whole);
    }

    /// The deliveries that are due by `now`. Each is tried once for this call.
    pub fn due(&self, now: Timestamp) -> Vec<Delivery> {
        let mut books = self.books();
        let (domain, secret) = (books.domain.clone(), books.secret.clone());
        let mut due = Vec::new();
        for (n, sent) in books.deliveries.iter_mut().enumerate() {
            let next = TRIES_MIN.get(sent.n_tries).map(|min| sent.at.plus_seconds(min * 60));
            if sent.is_taken || next.is_none_or(|at| now < at) {
                continue;
            }
            sent.n_tries += 1;
            let delivery = shopify::Delivery {
                topic: sent.topic,
                shop: &domain,
                webhook_id: &format!("delivery-{n}"),
                triggered_at: &sent.at.to_string(),
                is_test: false,
                has_short_names: false,
            };
            let headers = shopify::headers(delivery, &secret, &sent.body);
            due.push(Delivery { n, headers, body: sent.body.clone() });
        }
        due
    }

    /// A delivery was answered with success.
    pub fn taken(&self, n: usize) {
        self.books().deliveries[n].is_taken = true;
    }

    /// How many deliveries were given up.
    pub fn n_given_up(&self) -> usize {
        let is_lost = |sent: &&Sent| !sent.is_taken && TRIES_MIN.len() <= sent.n_tries;
        self.books().deliveries.iter().filter(is_lost).count()
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        lock(&self.books)
    }
}

impl Books {
    fn tell(&mut self, topic: &'static str, at: Timestamp, body: Vec<u8>) {
        self.deliveries.push(Sent { topic, at, body, n_tries: 0, is_taken: false });
    }

    /// Answers the question for orders that changed in a stretch of time.
    fn answer(&mut self, asked: &Asked) -> Said {
        let page = self.page(asked);
        self.desk.answer(asked.header("x-shopify-access-token"), page, refusal)
    }

    fn page(&self, asked: &Asked) -> Vec<u8> {
        let question: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let variables = &question["variables"];
        // updated_at:>='…' AND updated_at:<'…'
        let mut words = variables["changed"].as_str().unwrap_or_default().split('\'');
        let mut bound = || words.nth(1).and_then(|text| text.parse::<Timestamp>().ok());
        let from = bound().unwrap_or(Timestamp::MIN);
        let to = bound().unwrap_or(Timestamp::MAX);
        let mut rows: Vec<&(Timestamp, ShopOrder)> =
            self.orders.iter().filter(|(at, _)| from <= *at && *at < to).collect();
        rows.sort_by_key(|(at, order)| (*at, order.id));
        let first = variables["cursor"].as_str().and_then(|cursor| cursor.parse().ok());
        let first: usize = first.unwrap_or(0);
        let nodes = rows.iter().skip(first).take(PAGE_ROWS).map(|(_, order)| order.node());
        let end = first + PAGE_ROWS;
        json!({
            "data": { "orders": {
                "nodes": nodes.collect::<Value>(),
                "pageInfo": { "hasNextPage": end < rows.len(), "endCursor": end.to_string() },
            } },
            "extensions": { "cost": cost(1_990) },
        })
        .to_string()
        .into_bytes()
    }
}

/// Shopify throttles inside a success.
fn refusal(why: Refusal) -> (u16, Vec<u8>) {
    let (status, words) = match why {
        Refusal::Throttled => {
            let error = json!({ "message": "Throttled", "extensions": { "code": "THROTTLED" } });
            (200, json!({ "errors": [error], "extensions": { "cost": cost(10) } }))
        }
        Refusal::Expired => (401, json!({ "errors": "[API] Invalid API key or access token" })),
        Refusal::Down => return (502, b"<html>Bad Gateway</html>".into()),
    };
    (status, words.to_string().into_bytes())
}

fn cost(n_available: u32) -> Value {
    json!({
        "requestedQueryCost": 310,
        "throttleStatus": {
            "maximumAvailable": 2_000.0, "currentlyAvailable": n_available, "restoreRate": 100.0,
        },
    })
}
