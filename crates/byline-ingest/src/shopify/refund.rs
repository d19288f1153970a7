//! From money given back, as Shopify states it, to refunds.
//!
//! The amount is the sum of the refund's successful money transactions, never of its lines: one
//! real order lists 391.33 by lines and 209.00 by transaction. A refund without a successful
//! transaction (goods taken back for nothing, or money still on its way) is no refund yet; when
//! the money moves, Shopify states the order again with the refund in it.

use byline_core::entry::Fact;
use byline_core::id::{OrderKey, RefundId};
use byline_core::money::Money;
use byline_core::order::Refund;

use super::error::Unreadable;
use super::money;
use super::normalise::{Frame, time};
use super::payload::{self, Transaction};
use crate::json::text;

/// A refund from `refunds/create`; nothing if no money has moved.
pub(super) fn alone(body: &[u8], frame: &Frame<'_>) -> Result<Option<Fact>, Unreadable> {
    let refund: payload::Refund<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    let order = frame.order_id.or(text(&refund.order_id)).ok_or(Unreadable::IdMissing("order"))?;
    let order = OrderKey { connection: frame.connection.clone(), order: order.into() };
    fact(&refund, order, frame)
}

/// The refund of `order`; nothing if no money has moved.
pub(super) fn fact(
    refund: &payload::Refund<'_>,
    order: OrderKey,
    frame: &Frame<'_>,
) -> Result<Option<Fact>, Unreadable> {
    let Some(amount) = amount(refund)? else {
        return Ok(None);
    };
    let id = payload::id(&refund.admin_graphql_api_id, &refund.id);
    let id = RefundId::from(id.ok_or(Unreadable::IdMissing("refund"))?);
    let stated = text(&refund.processed_at).or(text(&refund.created_at));
    let occurred_at = match stated {
        Some(at) => time("created_at", at, frame)?,
        None => frame.triggered_at.unwrap_or(frame.received_at),
    };
    Ok(Some(Fact::Refund(Refund { id, order, occurred_at, amount })))
}

fn amount(refund: &payload::Refund<'_>) -> Result<Option<Money>, Unreadable> {
    const FIELD: &str = "transactions";
    let mut sum: Option<Money> = None;
    for transaction in refund.transactions.iter().flatten().filter(|t| has_moved(t)) {
        let plain_currency = text(&transaction.currency);
        let set = &transaction.amount_set;
        let stated = money::stated(FIELD, set, &transaction.amount, plain_currency)?;
        let (minor, currency) = stated.ok_or(Unreadable::MoneyMissing(FIELD))?;
        if minor < 0 {
            return Err(Unreadable::MoneyInvalid(FIELD));
        }
        let earlier = sum.unwrap_or(Money::new(0, currency));
        if earlier.currency != currency {
            return Err(Unreadable::CurrencyMixed(FIELD));
        }
        let together = earlier.minor.checked_add(minor).ok_or(Unreadable::MoneyInvalid(FIELD))?;
        sum = Some(Money::new(together, currency));
    }
    Ok(sum.filter(|money| money.minor > 0))
}

fn has_moved(transaction: &Transaction<'_>) -> bool {
    text(&transaction.kind) == Some("refund") && text(&transaction.status) == Some("success")
}
