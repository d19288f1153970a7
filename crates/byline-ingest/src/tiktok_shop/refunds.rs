//! Money that went back: `POST /return_refund/202309/returns/search`.
//!
//! A return is a refund once TikTok says that the buyer has been refunded. Until then, and when it
//! was rejected, cancelled or replaced, no money has moved.

use byline_core::entry::Fact;
use byline_core::id::{OrderKey, RefundId};
use byline_core::money::Money;
use byline_core::order::Refund;

use super::client::{self, API_URL, Question};
use super::normalise::Frame;
use super::orders::{changed_in, frame};
use super::payload::{Return, Rows};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};

/// Returns and refunds that changed.
pub const REFUNDS: Poll = Poll {
    feed: "tiktok_shop",
    what: "refunds",
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
    let path = "/return_refund/202309/returns/search";
    let body = changed_in(ask.span);
    client::request(ask, Question { method: "POST", path, query, body, cursor: page_token })
}

fn read(_: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let rows: Rows<'_> = client::open(answer)?;
    let frame = frame(ask, answer);
    let mut page = Page::default();
    for row in rows.return_orders.iter().flatten() {
        match refund(row.get(), &frame) {
            Ok(refund) => {
                let facts: Vec<Fact> = refund.into_iter().map(Fact::Refund).collect();
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

fn refund(row: &str, frame: &Frame<'_>) -> Result<Option<Refund>, Unreadable> {
    let row: Return<'_> = crate::json::read(row.as_bytes()).map_err(Unreadable::JsonInvalid)?;
    let has_moved = matches!(
        said(&row.return_status),
        Some("RETURN_OR_REFUND_REQUEST_COMPLETE" | "REPLACEMENT_REQUEST_REFUND_SUCCESS")
    );
    if !has_moved {
        return Ok(None);
    }
    let id = said(&row.return_id).ok_or(Unreadable::IdMissing("return"))?;
    let order = said(&row.order_id).ok_or(Unreadable::IdMissing("order"))?;
    let amount = row.refund_amount.as_ref().ok_or(Unreadable::MoneyMissing("refund_amount"))?;
    let currency = field::currency("refund_amount", &amount.currency)?;
    let minor = field::needed_minor("refund_total", &amount.refund_total, currency)?;
    let occurred_at = said(&row.update_time).ok_or(Unreadable::TimeMissing("update_time"))?;
    let refund = Refund {
        id: RefundId::from(id),
        order: OrderKey { connection: frame.connection.clone(), order: order.into() },
        occurred_at: field::epoch_time("update_time", occurred_at, frame.received_at)?,
        amount: Money::new(minor.abs(), currency),
    };
    Ok((minor != 0).then_some(refund))
}
