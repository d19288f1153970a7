//! From a row of an export to an order version.
//!
//! Amounts are net, and each stands for itself, so sites that count tax inside their prices read
//! the same. An order is promised money once it is placed, and paid when the export says so.

use byline_core::entry::Fact;
use byline_core::id::OrderKey;
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::shopper::ShopperKeys;

use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::field;
use crate::files::{Cells, Digits, unreadable};
use crate::keys;

/// Orders, each as it stood when it was exported.
pub const ORDERS: Export = Export {
    feed: "sfcc",
    what: "orders",
    about: "Business Manager, Merchant Tools, Ordering, Import & Export, Orders; or a report",
    columns: COLUMNS,
    map: order,
};

const COLUMNS: &[ExportColumn] = &[
    must("order_no", &["Order Number", "orderNo"], "the order"),
    must("order_date", &["Creation Date", "Date Created", "Order Created"], "when it was placed"),
    must("order_status", &["Status"], "created, new, open, completed, cancelled, failed"),
    must(
        "merchandise",
        &["Adjusted Merchandize Total Net", "Adjusted Merchandise Total", "productSubTotal"],
        "goods after discounts, before tax",
    ),
    must(
        "order_total",
        &["Order Total Gross", "Total Gross Price", "orderTotal"],
        "all there is to pay",
    ),
    may("currency", &["Currency Code"], "ISO 4217 code of all amounts"),
    may("merchandise_before", &["Merchandize Total Net", "Merchandise Total"], "before discounts"),
    may("tax", &["Total Tax", "taxTotal"], "tax"),
    may("shipping", &["Adjusted Shipping Total Net", "Shipping Total"], "shipping, before tax"),
    may("payment_status", &[], "paid, part paid, not paid"),
    may("last_modified", &["Last Modified Date"], "when it changed last"),
    may("customer_email", &["Email"], "only a keyed digest is kept"),
    may("phone", &["Billing Phone"], "only a keyed digest is kept"),
    may("customer_no", &["Customer Number"], "only a keyed digest is kept"),
    may("codes", &["Coupon Codes", "Coupon Code", "Coupons"], "promo codes, separated by |"),
    may("click", &["byl", "byline_click"], "the value of the landing parameter byl"),
    may("visitor", &["byline_visitor"], "the visitor of the site"),
    may("landing_url", &["Landing Page"], "where the visit landed"),
    may("referrer", &[], "where the visit came from"),
    may("utm_source", &[], "of the visit"),
    may("utm_medium", &[], "of the visit"),
    may("utm_campaign", &[], "of the visit"),
    may("utm_content", &[], "of the visit"),
    may("utm_term", &[], "of the visit"),
    may("original_order_no", &["Original Order Number"], "the order that this one replaces"),
];

const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

fn order(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let number = cells.must_id("order_no")?;
    let currency = cells.currency("currency")?.ok_or(RowRefused::Missing("currency"))?;
    let changed_at = cells.time("last_modified", Digits::Refused)?;
    let landing = cells.text("landing_url").map(Landing::read).unwrap_or_default();
    let version = OrderVersion {
        key: OrderKey { connection: ground.connection.clone(), order: number.into() },
        version_at: changed_at.unwrap_or(ground.received_at),
        placed_at: cells.must_time("order_date", Digits::Refused)?,
        number: Some(number.to_owned()),
        aliases: field::names([cells.id("original_order_no")?.filter(|it| *it != number)]),
        state: state(&cells)?,
        currency,
        amounts: amounts(&cells, currency)?,
        codes: field::codes(cells.list("codes").into_iter().map(Some)),
        shopper: shopper(&cells, &landing),
        utm: cells.utm(UTM).or_else(|| landing.channel()),
        referrer_host: cells.text("referrer").and_then(host_of),
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    };
    Ok(vec![(Fact::Order(version), cells.row_key("sfcc"))])
}

fn amounts(cells: &Cells<'_>, currency: Currency) -> Result<OrderAmounts, RowRefused> {
    let minor = |column| -> Result<Option<i64>, RowRefused> {
        let money = cells.money(column, Some(currency))?;
        Ok(money.map(|money| money.minor))
    };
    let must = |column| minor(column)?.ok_or(RowRefused::Missing(column));
    let merchandise = must("merchandise")?;
    let before = minor("merchandise_before")?.unwrap_or(merchandise);
    Ok(OrderAmounts {
        merchandise_minor: merchandise,
        discount_minor: before.saturating_sub(merchandise).max(0),
        tax_minor: minor("tax")?.unwrap_or(0),
        shipping_minor: minor("shipping")?.unwrap_or(0),
        total_minor: must("order_total")?,
    })
}

fn state(cells: &Cells<'_>) -> Result<OrderState, RowRefused> {
    let stated = cells.must("order_status")?;
    let is_paid = match plain(cells.text("payment_status").unwrap_or_default()).as_str() {
        "paid" | "partpaid" => true,
        "" | "notpaid" => false,
        _ => return Err(unreadable("payment_status", stated, "payment status")),
    };
    match plain(stated).as_str() {
        // Placed, and its payment not yet looked at.
        "created" => Ok(OrderState::Pending),
        "new" | "open" | "completed" if is_paid => Ok(OrderState::Paid),
        "new" | "open" | "completed" => Ok(OrderState::Authorised),
        "failed" => Ok(OrderState::Voided),
        // Another order took the place of a replaced one.
        "cancelled" | "canceled" | "replaced" => Ok(OrderState::Cancelled),
        _ => Err(unreadable("order_status", stated, "order status")),
    }
}

/// A status without what versions write differently: `NOT_PAID`, `NOTPAID`, `Not Paid`.
fn plain(status: &str) -> String {
    status.to_ascii_lowercase().replace(['_', ' ', '-'], "")
}

fn shopper(cells: &Cells<'_>, landing: &Landing) -> ShopperKeys {
    let number = cells.text("customer_no").map(|number| format!("sfcc:{number}"));
    let noted = cells.text("click").and_then(field::click);
    ShopperKeys {
        clicks: field::clicks([noted, landing.click]),
        visitor: cells.text("visitor").and_then(keys::visitor),
        ..cells.customer("customer_email", "phone", number.as_deref())
    }
}
