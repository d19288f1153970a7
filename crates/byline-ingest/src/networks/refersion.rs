//! Refersion: conversions by webhook and by file.
//!
//! How Refersion signs is not documented to our knowledge, so a secret stands in the address. Test
//! conversions are known as such and claim nothing.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};

use super::claim::{Draft, partner, state};
use super::postback;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, may, must};
use crate::files::{Cells, Digits};
use crate::webhook::{Hook, Incoming, Received, Site};

const FEED: &str = "refersion";

/// Refersion, by webhook.
pub const HOOK: Hook =
    Hook { key: FEED, name: "Refersion", headers: &[], verify: postback::verify, map: map_webhook };

/// Conversions, each as it now stands.
pub const CONVERSIONS: Export = Export {
    feed: FEED,
    what: "conversions",
    about: "Conversions, Manage, export as CSV",
    columns: COLUMNS,
    map: conversion,
};

const COLUMNS: &[ExportColumn] = &[
    must("conversion_id", &["Conversion ID", "id"], "the conversion"),
    must("affiliate_id", &["Affiliate ID", "affiliate.id"], "the affiliate's number"),
    must("created", &["created_at", "Date", "Created", "conversion_date"], "when it happened"),
    must("status", &["Conversion Status"], "pending, approved, denied or unqualified"),
    may("order_id", &["Order ID", "platform_order_id"], "the order"),
    may("type", &["conversion_type", "Trigger"], "what triggered it"),
    may("total", &["Order Total", "Sale Amount", "Conversion Total", "sub_total"], "its worth"),
    may("commission", &["commission_total", "Commission Amount"], "the commission"),
    may("currency", &["Currency Code"], "of both amounts"),
    may("affiliate_name", &["Affiliate", "Affiliate Name", "affiliate.name"], "the affiliate"),
    may("coupon", &["Coupon Code", "trigger_value", "Code"], "the code that was used"),
    may("is_test", &["test", "Test Conversion", "is_test_conversion"], "whether it is a test"),
    may("updated", &["updated_at", "modified"], "as of when"),
];

const STATES: [(&str, ClaimState); 6] = [
    ("PENDING", ClaimState::Pending),
    ("APPROVED", ClaimState::Approved),
    ("PAID", ClaimState::Paid),
    ("DENIED", ClaimState::Rejected),
    ("UNQUALIFIED", ClaimState::Rejected),
    ("CANCELLED", ClaimState::Reversed),
];

fn conversion(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let kind = cells.text("type").unwrap_or_default().to_ascii_uppercase();
    let stated = state(&cells, "status", &STATES)?;
    let state = match cells.flag("is_test")? {
        Some(true) => ClaimState::Test,
        _ if kind.starts_with("CANCELLATION") => ClaimState::Reversed,
        _ => stated,
    };
    let as_of = cells.time("updated", Digits::Refused)?;
    let draft = Draft {
        id: cells.must_id("conversion_id")?,
        revision: Revision::Whole(as_of.unwrap_or(ground.received_at)),
        state,
        basis: basis(&kind),
        occurred_at: cells.must_time("created", Digits::Refused)?,
        clicked_at: None,
        order: cells.id("order_id")?,
        partner: partner(FEED, &cells, &[], "affiliate_id", "affiliate_name"),
        codes: cells.text("coupon").filter(|_| kind == "COUPON"),
        amount: cells.money("total", currency)?,
        commission: cells.money("commission", currency)?,
    };
    draft.mapped(FEED, &cells)
}

fn basis(kind: &str) -> ClaimBasis {
    match kind {
        "LINK" | "CLICK" => ClaimBasis::Click,
        "COUPON" => ClaimBasis::Code,
        "SKU" => ClaimBasis::Product,
        "EMAIL" => ClaimBasis::Email,
        "MANUAL" => ClaimBasis::Manual,
        _ => ClaimBasis::Unstated,
    }
}

fn map_webhook(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    postback::map(&CONVERSIONS, postback::fields(incoming), incoming, site)
}
