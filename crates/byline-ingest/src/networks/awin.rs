//! Awin: transactions by file and by push.
//!
//! A push is a form with one field, `AwinTransactionPush`, whose value is JSON as text. Nobody
//! signs it and it is never sent again, so the file of transactions completes it. Its times are in
//! UTC and do not say so; those of a file are in the zone that was asked for.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};

use super::claim::{Draft, partner, state};
use super::postback;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, may, must};
use crate::files::{Cells, Digits, fields};
use crate::webhook::{Hook, Incoming, Received, Site};

const FEED: &str = "awin";

/// Awin, by push.
pub const HOOK: Hook =
    Hook { key: FEED, name: "Awin", headers: &[], verify: postback::verify, map: map_push };

/// Transactions, each as it now stands.
pub const TRANSACTIONS: Export = Export {
    feed: FEED,
    what: "transactions",
    about: "Reports, Transactions, download as CSV; or the API's transactions",
    columns: COLUMNS,
    map: transaction,
};

const COLUMNS: &[ExportColumn] = &[
    must("transaction_id", &["ID", "TransactionId"], "the transaction"),
    must("transaction_date", &["Date", "TransactionDate"], "when it happened"),
    must(
        "sale_amount",
        &["saleAmount.amount", "transactionAmount", "Sale Amount (tracked)"],
        "what it was worth",
    ),
    must("publisher_id", &["affiliateId", "Publisher ID"], "the publisher's number"),
    may("status", &["commissionStatus", "Commission Status"], "pending, approved, declined"),
    may(
        "currency",
        &["saleAmount.currency", "transactionCurrency", "Sale Currency"],
        "of the amount",
    ),
    may("commission", &["commissionAmount.amount", "Commission Amount"], "the commission"),
    may(
        "commission_currency",
        &["commissionAmount.currency"],
        "of the commission, if it is another",
    ),
    may("publisher_name", &["siteName", "Publisher"], "the publisher's name"),
    may("click_ref", &["clickRefs.clickRef", "Click Ref"], "a sub id"),
    may("click_ref_2", &["clickRefs.clickRef2", "clickRef2"], "a sub id"),
    may("click_ref_3", &["clickRefs.clickRef3", "clickRef3"], "a sub id"),
    may("click_ref_4", &["clickRefs.clickRef4", "clickRef4"], "a sub id"),
    may("click_ref_5", &["clickRefs.clickRef5", "clickRef5"], "a sub id"),
    may("click_ref_6", &["clickRefs.clickRef6", "clickRef6"], "a sub id"),
    may("order_ref", &["Order Reference"], "the order"),
    may("voucher_code", &["Voucher Code Used"], "the code that was used"),
    may("click_date", &["clickTime", "Click Date"], "when the click was"),
    may("validation_date", &["Validation Date"], "when it was judged"),
    may("type", &[], "what kind of transaction"),
];

const CLICK_REFS: [&str; 6] =
    ["click_ref", "click_ref_2", "click_ref_3", "click_ref_4", "click_ref_5", "click_ref_6"];

const STATES: [(&str, ClaimState); 6] = [
    ("pending", ClaimState::Pending),
    ("approved", ClaimState::Approved),
    ("confirmed", ClaimState::Approved),
    ("declined", ClaimState::Rejected),
    ("deleted", ClaimState::Reversed),
    ("paid", ClaimState::Paid),
];

fn transaction(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let commission_currency = match cells.text("commission_currency") {
        Some(_) => cells.currency("commission_currency")?,
        None => currency,
    };
    let judged_at = cells.time("validation_date", Digits::Refused)?;
    let is_stated = cells.text("status").is_some();
    let draft = Draft {
        id: cells.must_id("transaction_id")?,
        revision: Revision::Whole(judged_at.unwrap_or(ground.received_at)),
        state: if is_stated { state(&cells, "status", &STATES)? } else { ClaimState::Pending },
        basis: ClaimBasis::Unstated,
        occurred_at: cells.must_time("transaction_date", Digits::Refused)?,
        clicked_at: cells.time("click_date", Digits::Refused)?,
        order: cells.id("order_ref")?,
        partner: partner(FEED, &cells, &CLICK_REFS, "publisher_id", "publisher_name"),
        codes: cells.text("voucher_code"),
        amount: cells.money("sale_amount", currency)?,
        commission: cells.money("commission", commission_currency)?,
    };
    draft.mapped(FEED, &cells)
}

fn map_push(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let form = std::str::from_utf8(incoming.body).unwrap_or_default();
    let field = fields::pairs(form).into_iter().find(|(name, _)| name == "AwinTransactionPush");
    let found = field.and_then(|(_, text)| fields::object(&text));
    postback::map(&TRANSACTIONS, found, incoming, site)
}
