//! From an order as WooCommerce states it to an order version and its refunds.
//!
//! An order was placed at `date_created_gmt`, its version is of `date_modified_gmt`. Amounts are
//! the order's own: what the shopper owes is `total`; tax, shipping and surcharges are taken out
//! of it, and the rest is merchandise after discounts. Refunds stand inside the order without a
//! time, so they are of the version that first shows them.

use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::id::{ConnectionId, OrderKey, RefundId};
use byline_core::link::Utm;
use byline_core::link::landing::{CLICK_PARAM, Landing, host_of};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use super::payload::{self, Order};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json::Free;
use crate::keys::{self, Customer, CustomerKey};

/// What an order is read against.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub connection: &'a ConnectionId,
    pub customer_key: &'a CustomerKey,
    /// `state.shipped = paid` says what a state of a plugin's means.
    pub settings: &'a BTreeMap<String, String>,
    pub received_at: Timestamp,
    /// Whether the order came back from the bin, which its own times do not tell.
    pub is_restored: bool,
}

/// The order, and every refund inside it.
pub(super) fn order(body: &[u8], frame: &Frame<'_>) -> Result<Vec<Fact>, Unreadable> {
    let order: Order<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    let modified = said(&order.date_modified_gmt).filter(|_| !frame.is_restored);
    let version_at = match modified {
        Some(at) => field::utc_time("date_modified_gmt", at, frame.received_at)?,
        None => frame.received_at,
    };
    let placed_at = said(&order.date_created_gmt);
    let placed_at = placed_at.ok_or(Unreadable::TimeMissing("date_created_gmt"))?;
    let placed_at = field::utc_time("date_created_gmt", placed_at, frame.received_at)?;
    let currency = field::currency("order", &order.currency)?;
    let amounts = amounts(&order, currency)?;
    let key = key(&order, frame)?;
    let state = state(&order, frame)?;
    let standing = OrderVersion {
        key: key.clone(),
        version_at,
        placed_at,
        state,
        currency,
        amounts,
        ..named(&order, frame, key)
    };
    let mut facts = vec![Fact::Order(standing)];
    for refund in order.refunds.iter().flatten() {
        facts.extend(refunded(refund, &order, currency, (version_at, frame))?);
    }
    Ok(facts)
}

/// The order is gone. WooCommerce sends nothing but its id, so its money is zero and its currency
/// a stand-in: a deleted order is no revenue.
pub(super) fn deletion(body: &[u8], frame: &Frame<'_>) -> Result<Vec<Fact>, Unreadable> {
    let order: Order<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    let key = key(&order, frame)?;
    Ok(vec![Fact::Order(named(&order, frame, key))])
}

/// An order with its names and people, as if deleted at the time of arrival.
fn named(order: &Order<'_>, frame: &Frame<'_>, key: OrderKey) -> OrderVersion {
    let meta = Notes(order);
    let landing = meta.find("_wc_order_attribution_session_entry");
    let landing = landing.as_deref().map(Landing::read).unwrap_or_default();
    let referrer = meta.find("_wc_order_attribution_referrer");
    OrderVersion {
        key,
        version_at: frame.received_at,
        placed_at: frame.received_at,
        number: said(&order.number).map(str::to_owned),
        aliases: field::names([said(&order.transaction_id)]),
        state: OrderState::Deleted,
        currency: Currency::USD,
        amounts: OrderAmounts::default(),
        codes: field::codes(order.coupon_lines.iter().flatten().map(|line| said(&line.code))),
        shopper: shopper(order, &meta, &landing, frame.customer_key),
        utm: meta.utm().or_else(|| landing.channel()),
        referrer_host: referrer.as_deref().and_then(host_of),
        is_new_customer: None,
        tokens: field::names([said(&order.order_key)]),
        named: Vec::new(),
    }
}

fn key(order: &Order<'_>, frame: &Frame<'_>) -> Result<OrderKey, Unreadable> {
    let id = said(&order.id).ok_or(Unreadable::IdMissing("order"))?;
    Ok(OrderKey { connection: frame.connection.clone(), order: id.into() })
}

fn amounts(order: &Order<'_>, currency: Currency) -> Result<OrderAmounts, Unreadable> {
    let or_zero = |field, scalar| Ok(field::minor(field, scalar, currency)?.unwrap_or(0));
    let total = field::needed_minor("total", &order.total, currency)?;
    let tax = or_zero("total_tax", &order.total_tax)?;
    let shipping = or_zero("shipping_total", &order.shipping_total)?;
    let mut surcharges = 0;
    for fee in order.fee_lines.iter().flatten() {
        // A negative fee is a discount and stays in merchandise.
        let fee = or_zero("fee_lines", &fee.total)?.max(0);
        surcharges = field::sum("fee_lines", &[surcharges, fee])?;
    }
    Ok(OrderAmounts {
        merchandise_minor: field::sum("total", &[total, -tax, -shipping, -surcharges])?,
        discount_minor: or_zero("discount_total", &order.discount_total)?,
        tax_minor: tax,
        shipping_minor: shipping,
        total_minor: total,
    })
}

fn state(order: &Order<'_>, frame: &Frame<'_>) -> Result<OrderState, Unreadable> {
    let status = said(&order.status).ok_or(Unreadable::StateUnknown("status"))?;
    let status = status.strip_prefix("wc-").unwrap_or(status);
    let told = frame.settings.get(&format!("state.{status}"));
    match told.map_or(status, String::as_str) {
        "processing" | "completed" | "refunded" | "paid" => Ok(OrderState::Paid),
        "pending" | "on-hold" => Ok(OrderState::Pending),
        "authorised" => Ok(OrderState::Authorised),
        "cancelled" => Ok(OrderState::Cancelled),
        "failed" | "voided" => Ok(OrderState::Voided),
        "draft" | "auto-draft" | "checkout-draft" => Ok(OrderState::Draft),
        "trash" => Ok(OrderState::Deleted),
        "test" => Ok(OrderState::Test),
        // A plugin's own state: its money is known all the same.
        _ if said(&order.date_paid_gmt).is_some() => Ok(OrderState::Paid),
        _ => Err(Unreadable::StateUnknown("status")),
    }
}

fn refunded(
    refund: &payload::Refund<'_>,
    order: &Order<'_>,
    currency: Currency,
    (occurred_at, frame): (Timestamp, &Frame<'_>),
) -> Result<Option<Fact>, Unreadable> {
    let minor = field::needed_minor("refunds", &refund.total, currency)?.abs();
    if minor == 0 {
        return Ok(None);
    }
    let id = RefundId::from(said(&refund.id).ok_or(Unreadable::IdMissing("refund"))?);
    let amount = Money::new(minor, currency);
    Ok(Some(Fact::Refund(Refund { id, order: key(order, frame)?, occurred_at, amount })))
}

fn shopper(
    order: &Order<'_>,
    meta: &Notes<'_, '_>,
    landing: &Landing,
    customer_key: &CustomerKey,
) -> ShopperKeys {
    let noted = [CLICK_PARAM, "byline_click", "_byline_click"].map(|name| meta.find(name));
    let noted = noted.iter().map(|note| note.as_deref().and_then(field::click));
    let person = order.billing.as_ref();
    let customer = Customer {
        email: person.and_then(|person| said(&person.email)),
        phone: person.and_then(|person| said(&person.phone)),
        id: None,
    };
    ShopperKeys {
        clicks: field::clicks(noted.chain([landing.click])),
        visitor: meta.find("byline_visitor").and_then(|value| keys::visitor(&value)),
        customer: customer.key(customer_key),
    }
}

/// What is kept with an order by name.
struct Notes<'o, 'a>(&'o Order<'a>);

impl Notes<'_, '_> {
    fn find(&self, wanted: &str) -> Option<String> {
        let mut pairs = self.0.meta_data.iter().flatten();
        let pair = pairs.find(|pair| {
            let name = pair.key.as_ref().and_then(Free::text);
            name.as_deref() == Some(wanted)
        });
        pair?.value.as_ref()?.text()
    }

    /// The UTM fields that WooCommerce, or the theme, kept. `(direct)` and its like are none.
    fn utm(&self) -> Option<Utm> {
        let mut utm = Utm::default();
        for name in ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"] {
            let kept = self.find(&format!("_wc_order_attribution_{name}"));
            let kept = kept.or_else(|| self.find(name)).filter(|value| !value.starts_with('('));
            if let (Some(field), Some(value)) = (utm.field_mut(name), kept) {
                *field = value;
            }
        }
        (!utm.is_empty()).then_some(utm)
    }
}
