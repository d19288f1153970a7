//! The orders that Shopify's admin exports: several rows for each order, one for each of its lines.
//!
//! Only an order's first row says what it is worth; those below say further lines and go with it.
//! Money is read as the export sums it up, so lines are not added up again: `Subtotal` is after
//! discounts and before shipping. Where `Total` has no room for the taxes beside it, prices hold
//! their tax, and it is taken out of merchandise and shipping by their share.
//!
//! The export does not tell when an order changed, so the latest time in the row stands in: the
//! word of a webhook that came since is kept. What was refunded so far is one refund of the order,
//! which grows from export to export.

use byline_core::entry::Fact;
use byline_core::id::OrderKey;
use byline_core::link::Utm;
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use super::normalise::CLICK_NOTES;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::field;
use crate::files::{Cells, Digits, unreadable};
use crate::keys;

const FEED: &str = "shopify";

/// Orders, exported from the admin.
pub const ORDERS_EXPORT: Export = Export {
    feed: FEED,
    what: "orders",
    about: "Orders, Export, as CSV: a row for each line of an order",
    columns: COLUMNS,
    map: order,
};

const COLUMNS: &[ExportColumn] = &[
    must("name", &["Order Name"], "the order's number, such as #1001"),
    must("financial_status", &[], "paid, pending, refunded, …"),
    must("created_at", &[], "when it was placed"),
    must("subtotal", &[], "goods after discounts, before shipping"),
    must("total", &[], "all that the shopper owes"),
    must("lineitem_name", &[], "a line of the order"),
    may("id", &["Order ID"], "the order's own id; else its number"),
    may("currency", &[], "of all amounts"),
    may("shipping", &[], "shipping"),
    may("taxes", &["Tax"], "tax"),
    may("discount_code", &["Discount Codes"], "promo codes"),
    may("discount_amount", &[], "all discounts, as a positive number"),
    may("refunded_amount", &[], "what was given back so far"),
    may("paid_at", &[], "when it was paid"),
    may("fulfilled_at", &[], "when it was sent"),
    may("cancelled_at", &["Canceled at"], "when it was cancelled"),
    may("payment_method", &[], "tells the tests of the shop's owner"),
    may("test", &["Is Test"], "whether it is a test"),
    may("email", &[], "only a keyed digest is kept"),
    may("phone", &["Billing Phone"], "only a keyed digest is kept"),
    may("note_attributes", &[], "click id and UTM fields that the theme noted"),
    may("landing_page", &["Landing Site"], "where the visit landed"),
    may("referrer", &["Referring Site"], "where the visit came from"),
];

/// What stands in the first row of an order only.
const OF_ORDER: [&str; 4] = ["financial_status", "currency", "subtotal", "total"];

fn order(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let name = cells.must("name")?;
    if OF_ORDER.iter().all(|column| cells.text(column).is_none()) {
        return Err(RowRefused::Continues(name.to_owned()));
    }
    let currency = cells.currency("currency")?.ok_or(RowRefused::Missing("currency"))?;
    let placed_at = cells.must_time("created_at", Digits::Refused)?;
    let version_at = latest(&cells, placed_at)?;
    let id = cells.id("id")?.unwrap_or(name);
    let key = OrderKey { connection: ground.connection.clone(), order: id.into() };
    let notes = Notes(cells.text("note_attributes").unwrap_or_default());
    let landing = cells.text("landing_page").map(Landing::read).unwrap_or_default();
    let version = OrderVersion {
        key: key.clone(),
        version_at,
        placed_at,
        number: Some(name.to_owned()),
        aliases: field::names([Some(id).filter(|id| *id != name), name.strip_prefix('#')]),
        state: state(&cells)?,
        currency,
        amounts: amounts(&cells, currency)?,
        codes: field::codes(cells.list("discount_code").into_iter().map(Some)),
        shopper: shopper(&cells, &notes, &landing),
        utm: notes.utm().or_else(|| landing.channel()),
        referrer_host: cells.text("referrer").and_then(host_of),
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    };
    let refunded = cells.money("refunded_amount", Some(currency))?;
    let refund = refunded
        .filter(|amount| 0 < amount.minor)
        .map(|amount: Money| Fact::Refund(Refund::running_total(key, version_at, amount)));
    let facts = std::iter::once(Fact::Order(version)).chain(refund).collect();
    Ok(field::keyed(FEED, ground.connection, facts))
}

/// The latest time in the row.
fn latest(cells: &Cells<'_>, placed_at: Timestamp) -> Result<Timestamp, RowRefused> {
    let mut latest = placed_at;
    for column in ["paid_at", "fulfilled_at", "cancelled_at"] {
        latest = latest.max(cells.time(column, Digits::Refused)?.unwrap_or(latest));
    }
    Ok(latest)
}

/// Test before cancelled before the financial status, as in Shopify's own deliveries.
fn state(cells: &Cells<'_>) -> Result<OrderState, RowRefused> {
    let pays_with = cells.text("payment_method").unwrap_or_default().to_lowercase();
    if cells.flag("test")? == Some(true) || pays_with.contains("bogus") {
        return Ok(OrderState::Test);
    }
    if cells.text("cancelled_at").is_some() {
        return Ok(OrderState::Cancelled);
    }
    let said = cells.text("financial_status").unwrap_or("pending");
    match said.to_lowercase().replace(' ', "_").as_str() {
        "voided" | "expired" => Ok(OrderState::Voided),
        "pending" | "unpaid" => Ok(OrderState::Pending),
        "authorized" => Ok(OrderState::Authorised),
        "paid" | "partially_paid" | "partially_refunded" | "refunded" => Ok(OrderState::Paid),
        _ => Err(unreadable("financial_status", said, "financial status of Shopify")),
    }
}

fn amounts(cells: &Cells<'_>, currency: Currency) -> Result<OrderAmounts, RowRefused> {
    let minor = |column| -> Result<Option<i64>, RowRefused> {
        Ok(cells.money(column, Some(currency))?.map(|money| money.minor))
    };
    let subtotal = minor("subtotal")?.ok_or(RowRefused::Missing("subtotal"))?;
    let shipping = minor("shipping")?.unwrap_or(0);
    let tax = minor("taxes")?.unwrap_or(0);
    let before_tax = subtotal.saturating_add(shipping);
    let total = minor("total")?.unwrap_or_else(|| before_tax.saturating_add(tax));
    // Cash is rounded and tips are given, so the total is near to one of the two and seldom it.
    let is_tax_inside = total.abs_diff(before_tax) < total.abs_diff(before_tax.saturating_add(tax));
    let shipping_tax = if is_tax_inside { share(tax, shipping, before_tax) } else { 0 };
    let line_tax = if is_tax_inside { tax - shipping_tax } else { 0 };
    Ok(OrderAmounts {
        merchandise_minor: subtotal - line_tax,
        discount_minor: minor("discount_amount")?.unwrap_or(0).abs(),
        tax_minor: tax,
        shipping_minor: shipping - shipping_tax,
        total_minor: total,
    })
}

/// The share that `part` of `whole` has of `amount`, to the nearest unit.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let doubled = 2 * i128::from(amount) * i128::from(part) + i128::from(whole);
    i64::try_from(doubled / (2 * i128::from(whole))).unwrap_or(0)
}

/// What the theme noted: a line `name: value` for each.
struct Notes<'r>(&'r str);

impl<'r> Notes<'r> {
    fn get(&self, name: &str) -> Option<&'r str> {
        let pairs = self.0.lines().filter_map(|line| line.split_once(':'));
        let mut named = pairs.filter(|(known, _)| known.trim() == name);
        named.next().map(|(_, value)| value.trim())
    }

    fn utm(&self) -> Option<Utm> {
        let mut noted = Utm::default();
        for (name, value) in self.0.lines().filter_map(|line| line.split_once(':')) {
            if let Some(field) = noted.field_mut(name.trim()) {
                value.trim().clone_into(field);
            }
        }
        (!noted.is_empty()).then_some(noted)
    }
}

fn shopper(cells: &Cells<'_>, notes: &Notes<'_>, landing: &Landing) -> ShopperKeys {
    let noted = CLICK_NOTES.iter().map(|name| notes.get(name).and_then(field::click));
    ShopperKeys {
        clicks: field::clicks(noted.chain([landing.click])),
        visitor: notes.get("byline_visitor").and_then(keys::visitor),
        ..cells.customer("email", "phone", None)
    }
}
