//! ShareASale: the old transaction report, from before the move to Awin.
//!
//! Cells are separated by `|`, amounts are US dollars, days are month first, and clocks show the
//! time of Chicago, whatever the mapping says.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};
use byline_core::money::Currency;
use byline_core::time::{Timestamp, Zone};

use super::claim::{Draft, partner};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Clock, DayOrder, Digits, instant, unreadable};

const FEED: &str = "awin";

/// Transactions of the time before Awin.
pub const TRANSACTIONS: Export = Export {
    feed: FEED,
    what: "shareasale_transactions",
    about: "Reports, Transaction details, download",
    columns: COLUMNS,
    map: transaction,
};

const COLUMNS: &[ExportColumn] = &[
    must("transaction_id", &["Trans ID", "transID"], "the transaction"),
    must("affiliate_id", &["User ID", "userID"], "the affiliate's number"),
    must("transaction_date", &["Trans Date", "transdate"], "when it happened"),
    must("amount", &["Trans Amount", "transamount"], "what it was worth"),
    may("commission", &[], "the commission"),
    may("comment", &[], "the order, as `Sale - 1001`"),
    may("voided", &[], "whether it was taken back"),
    may("locked", &[], "whether it can still change"),
    may("sub_id", &["Aff Comment", "affcomment"], "a sub id"),
    may("coupon", &["Used Coupon", "couponCode"], "the code that was used"),
    may("paid", &["Paid Date"], "when it was paid"),
];

fn transaction(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = Some(Currency::USD);
    let is_set = |column| cells.text(column).is_some_and(|text| text != "0");
    let state = match (is_set("voided"), is_set("paid"), is_set("locked")) {
        (true, _, _) => ClaimState::Reversed,
        (_, true, _) => ClaimState::Paid,
        (_, _, true) => ClaimState::Locked,
        _ => ClaimState::Pending,
    };
    let order = cells.text("comment").map(|text| text.strip_prefix("Sale - ").unwrap_or(text));
    let draft = Draft {
        id: cells.must_id("transaction_id")?,
        revision: Revision::Whole(ground.received_at),
        state,
        basis: ClaimBasis::Unstated,
        occurred_at: in_chicago(&cells)?,
        clicked_at: None,
        order,
        partner: partner("shareasale", &cells, &["sub_id"], "affiliate_id", ""),
        codes: cells.text("coupon"),
        amount: cells.money("amount", currency)?,
        commission: cells.money("commission", currency)?,
    };
    draft.mapped(FEED, &cells)
}

fn in_chicago(cells: &Cells<'_>) -> Result<Timestamp, RowRefused> {
    let text = cells.must("transaction_date")?;
    let zone = Zone::parse("America/Chicago").expect("the tables that are compiled in have it");
    let clock = Clock { zone: &zone, digits: Digits::Refused, day_order: DayOrder::MonthFirst };
    instant(text, &clock).ok_or_else(|| unreadable("transaction_date", text, "time"))
}
