//! Asking WooCommerce for the orders that changed: `GET /wp-json/wc/v3/orders`.
//!
//! Rows come by their time of change, oldest first. Numbered pages would skip a row whenever one
//! before it changes, so a full page is followed by the question from its last time on, a second
//! earlier; only where a whole page is of one second does the next number follow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::time::{MICROS_PER_SECOND, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::normalise::{self, Frame};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json::{self, Scalar};
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};
use crate::webhook::Reason;

/// Orders that changed.
pub const ORDERS: Poll = Poll {
    feed: "woocommerce",
    what: "orders",
    // Every shop has its own: the connection's account, or its setting `api_url`.
    api_url: "",
    look_back_days: 2,
    requests_per_min: 60,
    begin,
    read,
};

/// Rows of one page; the most that WooCommerce gives.
const PAGE_ROWS: usize = 100;

fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    let second_before = ask.span.from.0.saturating_sub(MICROS_PER_SECOND);
    request(ask, Place { after: Timestamp(second_before), page: 1 })
}

/// Where a turn stands: the orders changed after an instant, and which page of them.
#[derive(Clone, Copy)]
struct Place {
    after: Timestamp,
    page: u32,
}

fn request(ask: &Ask<'_>, place: Place) -> Result<Request, PollError> {
    let key = ask.labelled("api_key")?;
    let base = base(ask)?;
    let (after, before) = (seconds(place.after), seconds(ask.span.to));
    let page = place.page;
    let url = format!(
        "{base}/wp-json/wc/v3/orders?status=any&orderby=modified&order=asc&dates_are_gmt=true\
         &modified_after={after}&modified_before={before}&per_page={PAGE_ROWS}&page={page}"
    );
    let headers = vec![("authorization", format!("Basic {}", STANDARD.encode(key)))];
    let cursor = format!("{}|{page}", place.after.0);
    Ok(Request { method: "GET", url, headers, body: Vec::new(), cursor })
}

fn base(ask: &Ask<'_>) -> Result<String, PollError> {
    let given = if ask.api_url.is_empty() { ask.account } else { Some(ask.api_url) };
    let given = given.map(|url| url.trim().trim_end_matches('/')).filter(|url| !url.is_empty());
    let given = given.ok_or(PollError::Incomplete("an account: the shop's address"))?;
    Ok(if given.contains("://") { given.to_owned() } else { format!("https://{given}") })
}

/// An instant to the second, in UTC, as the API wants it beside `dates_are_gmt`.
fn seconds(at: Timestamp) -> String {
    let whole = Timestamp(at.0.div_euclid(MICROS_PER_SECOND) * MICROS_PER_SECOND);
    whole.to_string().trim_end_matches('Z').to_owned()
}

fn place(request: &Request) -> Option<Place> {
    let (after, page) = request.cursor.split_once('|')?;
    Some(Place { after: Timestamp(after.parse().ok()?), page: page.parse().ok()? })
}

/// What of a row decides where the next page begins.
#[derive(Deserialize)]
struct Dated<'a> {
    #[serde(borrow, default)]
    date_modified_gmt: Option<Scalar<'a>>,
}

fn read(asked: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let rows: Vec<&RawValue> = json::read(answer.success()?).map_err(PollError::Unreadable)?;
    let frame = Frame {
        connection: ask.connection,
        customer_key: ask.customer_key,
        settings: ask.settings,
        received_at: answer.received_at,
        is_restored: false,
    };
    let mut page = Page::default();
    let mut newest = None;
    for row in &rows {
        newest = changed_at(row, answer.received_at).or(newest);
        match normalise::order(row.get().as_bytes(), &frame) {
            Ok(facts) => page.facts.extend(field::keyed("woocommerce", ask.connection, facts)),
            Err(why) => page.refused.push(Reason::from(why)),
        }
    }
    if rows.len() < PAGE_ROWS {
        return Ok(page);
    }
    let here = place(asked).ok_or_else(|| PollError::Unreadable("the cursor is lost".into()))?;
    page.next = Some(request(ask, following(here, newest))?);
    Ok(page)
}

fn following(here: Place, newest: Option<Timestamp>) -> Place {
    let from_there = newest.map(|at| Timestamp(at.0 - MICROS_PER_SECOND));
    match from_there.filter(|after| here.after < *after) {
        Some(after) => Place { after, page: 1 },
        None => Place { page: here.page.saturating_add(1), ..here },
    }
}

fn changed_at(row: &RawValue, received_at: Timestamp) -> Option<Timestamp> {
    let dated: Result<Dated<'_>, Unreadable> =
        json::read(row.get().as_bytes()).map_err(Unreadable::JsonInvalid);
    let dated = dated.ok()?;
    field::utc_time("date_modified_gmt", said(&dated.date_modified_gmt)?, received_at).ok()
}
