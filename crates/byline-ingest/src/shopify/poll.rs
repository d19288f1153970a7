//! Asking Shopify for the orders that changed, by its GraphQL Admin API.
//!
//! An order that is asked for is a microsecond older than the same state by webhook: the webhook
//! knows more (the cart's and the checkout's tokens), so where both came, it holds, and where it
//! was lost, this does. Throttling comes inside a success, with the points that are missing and
//! how quickly they come back.

use byline_core::entry::Fact;
use byline_core::time::Timestamp;
use serde_json::json;

use super::graphql::{Answered, Cost, Error, Node, Orders};
use super::normalise::{self, Frame};
use crate::field;
use crate::json::{self, text};
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};
use crate::webhook::Reason;

/// Orders that changed.
pub const ORDERS: Poll = Poll {
    feed: "shopify",
    what: "orders",
    // Every shop has its own: the connection's account, or its setting `api_url`.
    api_url: "",
    look_back_days: 2,
    requests_per_min: 40,
    begin,
    read,
};

/// The version of the API that is asked.
const VERSION: &str = "2026-07";

/// Ten orders, with five refunds each, cost less than the thousand points that one question may.
const QUESTION: &str = "\
query($cursor: String, $changed: String!) {
  orders(first: 10, after: $cursor, query: $changed, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name confirmationNumber createdAt processedAt updatedAt cancelledAt
      displayFinancialStatus test currencyCode taxesIncluded discountCodes email phone
      subtotalPriceSet { shopMoney { amount currencyCode } }
      totalDiscountsSet { shopMoney { amount currencyCode } }
      totalTaxSet { shopMoney { amount currencyCode } }
      totalShippingPriceSet { shopMoney { amount currencyCode } }
      totalPriceSet { shopMoney { amount currencyCode } }
      customAttributes { key value }
      customer { numberOfOrders }
      customerJourneySummary { lastVisit { landingPage referrerUrl } }
      shippingLines(first: 3) {
        nodes { taxLines { priceSet { shopMoney { amount currencyCode } } } }
      }
      refunds(first: 5) {
        id createdAt
        transactions(first: 3) {
          nodes { kind status amountSet { shopMoney { amount currencyCode } } }
        }
      }
    }
  }
}";

fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, None)
}

fn request(ask: &Ask<'_>, cursor: Option<&str>) -> Result<Request, PollError> {
    let token = ask.labelled("access_token")?;
    let changed = format!("updated_at:>='{}' AND updated_at:<'{}'", ask.span.from, ask.span.to);
    let variables = json!({"cursor": cursor, "changed": changed});
    let body = json!({"query": QUESTION, "variables": variables}).to_string().into_bytes();
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("x-shopify-access-token", token.to_owned()),
    ];
    let url = format!("{}/admin/api/{VERSION}/graphql.json", base(ask)?);
    let cursor = cursor.unwrap_or_default().to_owned();
    Ok(Request { method: "POST", url, headers, body, cursor })
}

fn base(ask: &Ask<'_>) -> Result<String, PollError> {
    if !ask.api_url.is_empty() {
        return Ok(ask.api_url.to_owned());
    }
    let shop = ask.account.filter(|shop| !shop.is_empty());
    let shop = shop.ok_or(PollError::Incomplete("an account: the shop's domain"))?;
    Ok(format!("https://{shop}"))
}

fn read(_: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let orders = open(answer)?;
    let frame = Frame {
        connection: ask.connection,
        customer_key: ask.customer_key,
        received_at: answer.received_at,
        triggered_at: None,
        order_id: None,
        is_test: false,
    };
    let mut page = Page::default();
    for row in &orders.nodes {
        match order(row.get().as_bytes(), &frame) {
            Ok(facts) => page.facts.extend(field::keyed("shopify", ask.connection, facts)),
            Err(reason) => page.refused.push(reason),
        }
    }
    if orders.page_info.has_next_page {
        let lost = || PollError::Unreadable("a next page has no cursor".into());
        let cursor = text(&orders.page_info.end_cursor).ok_or_else(lost)?;
        page.next = Some(request(ask, Some(cursor))?);
    }
    Ok(page)
}

fn order(row: &[u8], frame: &Frame<'_>) -> Result<Vec<Fact>, Reason> {
    let invalid = |detail| Reason { code: "feed.json_invalid", detail };
    let node: Node<'_> = json::read(row).map_err(invalid)?;
    let mut facts = normalise::stated(&node.into_payload(), frame)?;
    for fact in &mut facts {
        if let Fact::Order(order) = fact {
            order.version_at = Timestamp(order.version_at.0 - 1);
        }
    }
    Ok(facts)
}

/// The orders of an answer; or what its status or its errors say went wrong.
fn open(answer: &Answer) -> Result<Orders<'_>, PollError> {
    let body = match answer.status {
        // The shop owes Shopify money, is locked, or is gone.
        402 | 423 => return Err(PollError::Refused(format!("HTTP {}", answer.status))),
        430 => return Err(PollError::Throttled { retry_after_s: answer.retry_after_s() }),
        _ => answer.success()?,
    };
    let answered: Answered<'_> = json::read(body).map_err(PollError::Unreadable)?;
    if let Some(errors) = answered.errors {
        let cost = answered.extensions.and_then(|extensions| extensions.cost);
        return Err(refusal(errors.get(), cost));
    }
    let orders = answered.data.and_then(|data| data.orders);
    orders.ok_or_else(|| PollError::Unreadable("the answer has no orders".into()))
}

/// What the errors of an answer come to. Some versions write them as one text.
fn refusal(errors: &str, cost: Option<Cost>) -> PollError {
    let errors: Vec<Error<'_>> = serde_json::from_str(errors).unwrap_or_default();
    let code = |error: &Error<'_>| error.extensions.as_ref()?.code.as_ref()?.text();
    let codes: Vec<String> = errors.iter().filter_map(code).collect();
    let is = |wanted: &str| codes.iter().any(|code| code == wanted);
    let message = errors.iter().find_map(|error| error.message.as_ref()?.text());
    let message: String = message.unwrap_or_default().chars().take(120).collect();
    match () {
        () if is("THROTTLED") => PollError::Throttled { retry_after_s: cost.and_then(wait_s) },
        () if is("ACCESS_DENIED") => PollError::NeedsLogin(message),
        () if is("INTERNAL_SERVER_ERROR") || is("TIMEOUT") => PollError::Down(message),
        () => PollError::Refused(message),
    }
}

/// The seconds until the points for a question are there again.
fn wait_s(cost: Cost) -> Option<u32> {
    let missing = cost.requested_query_cost - cost.throttle_status.currently_available;
    let seconds = (missing / cost.throttle_status.restore_rate).ceil();
    let can_be = (0.0..=3600.0).contains(&seconds);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole seconds between none and an hour"
    )]
    let seconds = can_be.then_some(seconds as u32);
    seconds.map(|seconds| seconds.max(1))
}
