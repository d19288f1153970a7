//! Rakuten: a report that each brand builds for itself. One row for each line of an order;
//! cancellations are rows with negative sales.
//!
//! A line is known by its transaction id, else by order and SKU. A negative row is a difference to
//! that line, known by all that it says.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};
use byline_core::id::EventId;
use byline_core::time::Timestamp;

use super::claim::{Draft, partner};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits};

const FEED: &str = "rakuten";

/// Lines of orders, and their cancellations.
pub const TRANSACTIONS: Export = Export {
    feed: FEED,
    what: "transactions",
    about: "Reporting, a signature or individual item report as CSV",
    columns: COLUMNS,
    map: transaction,
};

const COLUMNS: &[ExportColumn] = &[
    must("order_id", &["Order ID"], "the order"),
    must("transaction_date", &["Transaction Date", "Event Date"], "the day of the sale"),
    must(
        "sales",
        &["Sale Amount", "Sales ($)", "Gross Sales"],
        "worth of the line; may be negative",
    ),
    must("publisher_id", &["SID", "Publisher ID", "Affiliate ID"], "the publisher's number"),
    may("transaction_time", &["Transaction Time"], "its time of day"),
    may("process_date", &["Process Date"], "when the row was written"),
    may("transaction_id", &["Transaction ID", "etransaction_id"], "the line"),
    may("sku", &["SKU Number", "SKU"], "the product"),
    may("commission", &["Total Commission", "Commissions", "Publisher Commission"], "commission"),
    may("currency", &["Currency Code"], "of both amounts"),
    may("publisher_name", &["Publisher Name"], "the publisher's name"),
    may("u1", &["Member ID (U1)", "Member ID"], "a sub id"),
    may("coupon", &["Coupon Code"], "the code that was used"),
];

fn transaction(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let order = cells.must_id("order_id")?;
    let line = cells.id("transaction_id")?.map(str::to_owned);
    let by_product = || format!("{order}:{}", cells.text("sku").unwrap_or_default());
    let amount = cells.money("sales", currency)?.ok_or(RowRefused::Missing("sales"))?;
    let occurred_at = occurred_at(&cells)?;
    let processed_at = cells.time("process_date", Digits::Refused)?;
    let is_taken_back = amount.minor < 0;
    let at = processed_at.unwrap_or(occurred_at);
    let revision = match is_taken_back {
        true => Revision::Difference { id: EventId::from(cells.row_id()), at },
        false => Revision::Whole(at),
    };
    let draft = Draft {
        id: &line.unwrap_or_else(by_product),
        revision,
        state: ClaimState::Pending,
        basis: ClaimBasis::Unstated,
        occurred_at,
        clicked_at: None,
        order: Some(order),
        partner: partner(FEED, &cells, &["u1"], "publisher_id", "publisher_name"),
        codes: cells.text("coupon"),
        amount: Some(amount),
        commission: cells.money("commission", currency)?,
    };
    draft.mapped(FEED, &cells)
}

/// Day and time of day stand in two columns.
fn occurred_at(cells: &Cells<'_>) -> Result<Timestamp, RowRefused> {
    let at = cells.must_time("transaction_date", Digits::Refused)?;
    let Some(time) = cells.text("transaction_time") else { return Ok(at) };
    let day = cells.must_day("transaction_date")?;
    cells.instant("transaction_time", &format!("{day} {time}"), Digits::Refused)
}
