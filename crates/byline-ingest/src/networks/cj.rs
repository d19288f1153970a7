//! CJ: commissions. A correction is a new row with `original` false and negative amounts.
//!
//! A row may have its amounts in three currencies. One pair is taken, never mixed: the advertiser's
//! own, else US dollars, else the publisher's.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};
use byline_core::id::EventId;
use byline_core::money::{Currency, Money};

use super::claim::{Draft, partner, state};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits};

const FEED: &str = "cj";

/// Commissions and their corrections.
pub const COMMISSIONS: Export = Export {
    feed: FEED,
    what: "commissions",
    about: "Transactions report as CSV; or advertiserCommissions of the GraphQL API as CSV",
    columns: COLUMNS,
    map: commission,
};

const COLUMNS: &[ExportColumn] = &[
    must("commission_id", &["Commission ID"], "the row's own id"),
    must("event_date", &["Event Date", "Action Date"], "when the action happened"),
    must("publisher_id", &["CID", "Publisher ID"], "the publisher's number"),
    may("posting_date", &["Posting Date"], "when the row was written"),
    may("original", &["is_original"], "whether it is no correction"),
    may("original_action_id", &["Original Action ID", "action_id"], "the action that is meant"),
    may("order_id", &["Order ID"], "the order"),
    may("status", &["actionStatus", "Action Status"], "new, extended, locked or closed"),
    may("sale_advertiser", &["saleAmountAdvCurrency"], "worth in the advertiser's currency"),
    may("commission_advertiser", &["advCommissionAmountAdvCurrency"], "commission in it"),
    may("currency", &["advCurrency", "Advertiser Currency"], "the advertiser's currency"),
    may("sale_usd", &["saleAmountUsd", "Sale Amount (USD)"], "worth in US dollars"),
    may(
        "commission_usd",
        &["advCommissionAmountUsd", "commissionAmountUsd", "pubCommissionAmountUsd"],
        "commission in US dollars",
    ),
    may("sale_publisher", &["saleAmountPubCurrency"], "worth in the publisher's currency"),
    may("commission_publisher", &["pubCommissionAmountPubCurrency"], "commission in it"),
    may("publisher_currency", &["pubCurrency"], "the publisher's currency"),
    may("publisher_name", &["Publisher Name"], "the publisher's name"),
    may("sid", &["shopperId", "Shopper ID"], "a sub id"),
    may("website_id", &["PID", "Website ID"], "the publisher's site"),
    may("coupon", &["Coupon Code"], "the code that was used"),
    may("click_date", &["Click Date"], "when the click was"),
];

const STATES: [(&str, ClaimState); 6] = [
    ("new", ClaimState::Pending),
    ("extended", ClaimState::Pending),
    ("pending", ClaimState::Pending),
    ("locked", ClaimState::Locked),
    ("closed", ClaimState::Paid),
    ("corrected", ClaimState::Reversed),
];

fn commission(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let commission_id = cells.must_id("commission_id")?;
    let occurred_at = cells.must_time("event_date", Digits::Refused)?;
    let posted_at = cells.time("posting_date", Digits::Refused)?;
    let is_correction = cells.flag("original")? == Some(false);
    let action = cells.id("original_action_id")?;
    let id = match (action, is_correction) {
        (Some(action), _) => action,
        (None, false) => commission_id,
        (None, true) => return Err(RowRefused::Missing("original_action_id")),
    };
    let at = posted_at.unwrap_or(if is_correction { occurred_at } else { ground.received_at });
    let revision = match is_correction {
        true => Revision::Difference { id: EventId::from(commission_id), at },
        false => Revision::Whole(at),
    };
    let is_stated = cells.text("status").is_some();
    let (amount, commission) = amounts(&cells)?;
    let draft = Draft {
        id,
        revision,
        state: if is_stated { state(&cells, "status", &STATES)? } else { ClaimState::Pending },
        basis: ClaimBasis::Unstated,
        occurred_at,
        clicked_at: cells.time("click_date", Digits::Refused)?,
        order: cells.id("order_id")?,
        partner: partner(FEED, &cells, &["sid"], "publisher_id", "publisher_name"),
        codes: cells.text("coupon"),
        amount,
        commission,
    };
    draft.mapped(FEED, &cells)
}

/// Worth and commission in one currency.
fn amounts(cells: &Cells<'_>) -> Result<(Option<Money>, Option<Money>), RowRefused> {
    if cells.text("sale_advertiser").is_some() {
        let currency = cells.currency("currency")?;
        let sale = cells.money("sale_advertiser", currency)?;
        return Ok((sale, cells.money("commission_advertiser", currency)?));
    }
    if cells.text("sale_usd").is_some() {
        let currency = Some(Currency::USD);
        return Ok((cells.money("sale_usd", currency)?, cells.money("commission_usd", currency)?));
    }
    let currency = match cells.text("publisher_currency") {
        Some(_) => cells.currency("publisher_currency")?,
        None => None,
    };
    let sale = cells.money("sale_publisher", currency)?;
    Ok((sale, cells.money("commission_publisher", currency)?))
}
