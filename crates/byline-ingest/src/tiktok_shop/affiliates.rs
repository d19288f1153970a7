//! Orders that creators sold: `POST /affiliate_seller/202410/orders/search`, and for each page the
//! orders themselves: `GET /order/202309/orders`.
//!
//! The search tells the creator of each line and no sum, the order its sums and no creator. So two
//! questions take turns, and the cursor carries the creators of one page to the orders behind it.
//! The search is by the time of placing; creators of an order do not change.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::entry::Fact;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{self, API_URL, Question};
use super::normalise::{self, OfLine};
use super::orders::{frame, seconds};
use super::payload::{Order, Rows, Sold};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json;
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};
use crate::webhook::Reason;

/// Orders that creators sold, with the creator of each line.
pub const AFFILIATES: Poll = Poll {
    feed: "tiktok_shop",
    what: "creators",
    api_url: API_URL,
    look_back_days: 7,
    requests_per_min: 60,
    begin,
    read,
};

/// The most orders that can be asked for at once by their ids.
const PAGE_ROWS: &str = "50";

/// Where a turn stands.
#[derive(Serialize, Deserialize)]
struct Place {
    /// The page that comes next, or is asked for; empty for the first.
    page_token: String,
    /// The creators of the orders that are asked for, by order; none while searching.
    creators: BTreeMap<String, Vec<OfLine>>,
}

fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    search(ask, String::new())
}

fn search(ask: &Ask<'_>, page_token: String) -> Result<Request, PollError> {
    let (from, to) = seconds(ask.span);
    let body = json!({"create_time_ge": from, "create_time_lt": to}).to_string().into_bytes();
    let query = vec![("page_size", PAGE_ROWS.to_owned()), ("page_token", page_token.clone())];
    let path = "/affiliate_seller/202410/orders/search";
    let cursor = cursor(&Place { page_token, creators: BTreeMap::new() });
    client::request(ask, Question { method: "POST", path, query, body, cursor })
}

fn detail(ask: &Ask<'_>, place: &Place) -> Result<Request, PollError> {
    let ids: Vec<&str> = place.creators.keys().map(String::as_str).collect();
    let query = vec![("ids", ids.join(","))];
    let path = "/order/202309/orders";
    let cursor = cursor(place);
    client::request(ask, Question { method: "GET", path, query, body: Vec::new(), cursor })
}

fn cursor(place: &Place) -> String {
    serde_json::to_string(place).expect("text and numbers can be written")
}

fn read(asked: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let place: Place = serde_json::from_str(&asked.cursor)
        .map_err(|_| PollError::Unreadable("the cursor is lost".into()))?;
    let rows: Rows<'_> = client::open(answer)?;
    match place.creators.is_empty() {
        true => searched(&rows, ask),
        false => detailed(&rows, place, answer, ask),
    }
}

/// Keeps the creators of a page, and asks for its orders.
fn searched(rows: &Rows<'_>, ask: &Ask<'_>) -> Result<Page, PollError> {
    let mut page = Page::default();
    let mut creators: BTreeMap<String, Vec<OfLine>> = BTreeMap::new();
    for row in rows.orders.iter().flatten() {
        let sold: Result<Sold<'_>, _> =
            json::read(row.get().as_bytes()).map_err(Unreadable::JsonInvalid);
        match sold.and_then(|sold| of_order(&sold)) {
            Ok((id, named)) if !named.is_empty() => creators.entry(id).or_default().extend(named),
            Ok(_) => {}
            Err(why) => page.refused.push(why.into()),
        }
    }
    let page_token = said(&rows.next_page_token).unwrap_or_default().to_owned();
    page.next = match (creators.is_empty(), page_token.is_empty()) {
        (false, _) => Some(detail(ask, &Place { page_token, creators })?),
        (true, false) => Some(search(ask, page_token)?),
        (true, true) => None,
    };
    Ok(page)
}

fn of_order(sold: &Sold<'_>) -> Result<(String, Vec<OfLine>), Unreadable> {
    let id = said(&sold.id).ok_or(Unreadable::IdMissing("order"))?;
    let named = sold.skus.iter().flatten().filter_map(normalise::of_line).collect();
    Ok((id.to_owned(), named))
}

/// Puts the creators of a page to its orders, and goes on to the next.
fn detailed(
    rows: &Rows<'_>,
    place: Place,
    answer: &Answer,
    ask: &Ask<'_>,
) -> Result<Page, PollError> {
    let frame = frame(ask, answer);
    let mut page = Page::default();
    let mut awaited: BTreeSet<&str> = place.creators.keys().map(String::as_str).collect();
    for row in rows.orders.iter().flatten() {
        let order: Order<'_> = json::read(row.get().as_bytes()).unwrap_or_default();
        let named = said(&order.id).and_then(|id| place.creators.get_key_value(id));
        if let Some((id, _)) = named {
            awaited.remove(id.as_str());
        }
        let named = named.map_or(&[][..], |(_, named)| named);
        match normalise::order(row.get(), named, &frame) {
            Ok(order) => {
                let facts = vec![Fact::Order(order)];
                page.facts.extend(field::keyed("tiktok_shop", ask.connection, facts));
            }
            Err(why) => page.refused.push(why.into()),
        }
    }
    page.refused.extend(awaited.into_iter().map(missing));
    if !place.page_token.is_empty() {
        page.next = Some(search(ask, place.page_token)?);
    }
    Ok(page)
}

fn missing(id: &str) -> Reason {
    let detail = format!("order {id} was sold by a creator, and the shop does not give it");
    Reason { code: "tiktok_shop.order_missing", detail }
}
