//! Orders by their time of change: `POST /order/202309/orders/search`.

use byline_core::entry::Fact;
use byline_core::time::{MICROS_PER_SECOND, Span};
use serde_json::json;

use super::client::{self, API_URL, Question};
use super::normalise::{self, Frame};
use super::payload::Rows;
use crate::field::{self, said};
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};

/// Orders that changed.
pub const ORDERS: Poll = Poll {
    feed: "tiktok_shop",
    what: "orders",
    api_url: API_URL,
    look_back_days: 2,
    requests_per_min: 60,
    begin,
    read,
};

fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, String::new())
}

fn request(ask: &Ask<'_>, page_token: String) -> Result<Request, PollError> {
    let query = vec![
        ("page_size", "50".to_owned()),
        ("sort_field", "update_time".to_owned()),
        ("sort_order", "ASC".to_owned()),
        ("page_token", page_token.clone()),
    ];
    let path = "/order/202309/orders/search";
    let body = changed_in(ask.span);
    client::request(ask, Question { method: "POST", path, query, body, cursor: page_token })
}

/// The question for what changed in a stretch of time.
pub(super) fn changed_in(span: Span) -> Vec<u8> {
    let (from, to) = seconds(span);
    json!({"update_time_ge": from, "update_time_lt": to}).to_string().into_bytes()
}

/// A stretch of time in whole seconds, not less than it is.
pub(super) fn seconds(span: Span) -> (i64, i64) {
    let up = span.to.0.saturating_add(MICROS_PER_SECOND - 1).div_euclid(MICROS_PER_SECOND);
    (span.from.0.div_euclid(MICROS_PER_SECOND), up)
}

pub(super) fn frame<'a>(ask: &Ask<'a>, answer: &Answer) -> Frame<'a> {
    let (connection, customer_key) = (ask.connection, ask.customer_key);
    Frame { connection, customer_key, received_at: answer.received_at }
}

fn read(_: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let rows: Rows<'_> = client::open(answer)?;
    let frame = frame(ask, answer);
    let mut page = Page::default();
    for row in rows.orders.iter().flatten() {
        match normalise::order(row.get(), &[], &frame) {
            Ok(order) => {
                let facts = vec![Fact::Order(order)];
                page.facts.extend(field::keyed("tiktok_shop", ask.connection, facts));
            }
            Err(why) => page.refused.push(why.into()),
        }
    }
    if let Some(token) = said(&rows.next_page_token) {
        page.next = Some(request(ask, token.to_owned())?);
    }
    Ok(page)
}
