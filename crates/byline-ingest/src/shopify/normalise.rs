//! From an order as Shopify states it to an order version.
//!
//! Which time counts: an order was placed at `processed_at`, else `created_at`; its version is of
//! `updated_at`, else of the delivery's trigger, else of its arrival. Which state: test before
//! cancelled before the financial status.

use byline_core::code::normal_form;
use byline_core::entry::Fact;
use byline_core::id::{ConnectionId, OrderKey};
use byline_core::link::Utm;
use byline_core::link::landing::{CLICK_PARAM, Landing, host_of};
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Timestamp;

use super::error::Unreadable;
use super::payload::{self, Order};
use super::{money, refund};
use crate::json::{Free, Scalar, text};
use crate::keys::{self, Customer, CustomerKey};
use crate::moment::{self, Wrong};

/// How many codes of one order are read.
const CODES_MAX: usize = 32;

/// What a delivery says besides its body.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub connection: &'a ConnectionId,
    pub customer_key: &'a CustomerKey,
    pub received_at: Timestamp,
    /// When the event behind the delivery happened, if a header says so.
    pub triggered_at: Option<Timestamp>,
    /// The order's id, if a header says so.
    pub order_id: Option<&'a str>,
    /// Whether a header says that the delivery is a test.
    pub is_test: bool,
}

/// The order, and every refund inside it that has moved money.
pub(super) fn order(body: &[u8], frame: &Frame<'_>) -> Result<Vec<Fact>, Unreadable> {
    let payload: Order<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    stated(&payload, frame)
}

/// What `payload` states: the order, and every refund inside it that has moved money.
pub(super) fn stated(payload: &Order<'_>, frame: &Frame<'_>) -> Result<Vec<Fact>, Unreadable> {
    let version_at = match text(&payload.updated_at) {
        Some(at) => time("updated_at", at, frame)?,
        None => frame.triggered_at.unwrap_or(frame.received_at),
    };
    let placed_at = placed_at(payload, frame)?.ok_or(Unreadable::TimeMissing("created_at"))?;
    let state = state(payload, frame)?;
    let worth = money::amounts(payload)?;
    let version = version(payload, frame, Standing { version_at, placed_at, state }, worth)?;
    let key = version.key.clone();
    let mut facts = vec![Fact::Order(version)];
    for refund in payload.refunds.iter().flatten() {
        facts.extend(refund::fact(refund, key.clone(), frame)?);
    }
    Ok(facts)
}

/// The order is gone. Newer versions of Shopify send nothing but its id, so its money is zero and
/// its currency a stand-in: a deleted order is no revenue.
pub(super) fn deletion(body: &[u8], frame: &Frame<'_>) -> Result<Vec<Fact>, Unreadable> {
    let payload: Order<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    let has_money = payload.total_price.is_some() || payload.total_price_set.is_some();
    let worth = match has_money {
        true => money::amounts(&payload)?,
        false => (Currency::USD, OrderAmounts::default()),
    };
    // The deletion is later than any `updated_at`.
    let version_at = frame.triggered_at.unwrap_or(frame.received_at);
    let placed_at = placed_at(&payload, frame)?.unwrap_or(version_at);
    let standing = Standing { version_at, placed_at, state: OrderState::Deleted };
    Ok(vec![Fact::Order(version(&payload, frame, standing, worth)?)])
}

/// Where an order stands, and since when.
struct Standing {
    version_at: Timestamp,
    placed_at: Timestamp,
    state: OrderState,
}

fn version(
    payload: &Order<'_>,
    frame: &Frame<'_>,
    standing: Standing,
    (currency, amounts): (Currency, OrderAmounts),
) -> Result<OrderVersion, Unreadable> {
    let landing = text(&payload.landing_site).map(Landing::read).unwrap_or_default();
    Ok(OrderVersion {
        key: key(payload, frame)?,
        version_at: standing.version_at,
        placed_at: standing.placed_at,
        number: text(&payload.name).map(str::to_owned),
        aliases: names([
            &payload.id,
            &payload.order_number,
            &payload.confirmation_number,
            &payload.checkout_id,
            &payload.source_identifier,
        ]),
        state: standing.state,
        currency,
        amounts,
        codes: codes(payload),
        shopper: shopper(payload, &landing, frame.customer_key),
        utm: utm_noted(payload).or_else(|| landing.channel()),
        referrer_host: text(&payload.referring_site).and_then(host_of),
        is_new_customer: is_new_customer(payload),
        tokens: names([&payload.checkout_token, &payload.cart_token, &payload.token]),
        named: Vec::new(),
    })
}

fn placed_at(order: &Order<'_>, frame: &Frame<'_>) -> Result<Option<Timestamp>, Unreadable> {
    let processed = text(&order.processed_at).map(|at| ("processed_at", at));
    let stated = processed.or(text(&order.created_at).map(|at| ("created_at", at)));
    stated.map(|(field, at)| time(field, at, frame)).transpose()
}

/// Maps an order as it stands in an export of Shopify's own, outside any delivery.
pub fn order_line(
    body: &[u8],
    connection: &ConnectionId,
    customer_key: &CustomerKey,
    received_at: Timestamp,
) -> Result<Vec<Fact>, crate::webhook::Reason> {
    let (triggered_at, order_id) = (None, None);
    let frame =
        Frame { connection, customer_key, received_at, triggered_at, order_id, is_test: false };
    order(body, &frame).map_err(Into::into)
}

/// Reads the time in `field`.
pub(super) fn time(
    field: &'static str,
    at: &str,
    frame: &Frame<'_>,
) -> Result<Timestamp, Unreadable> {
    moment::read(at, frame.received_at).map_err(|wrong| match wrong {
        Wrong::Unreadable => Unreadable::TimeInvalid(field),
        Wrong::Impossible => Unreadable::TimeImpossible(field),
    })
}

fn key(order: &Order<'_>, frame: &Frame<'_>) -> Result<OrderKey, Unreadable> {
    let global = payload::id(&order.admin_graphql_api_id, &None);
    let id = global.or(frame.order_id).or(text(&order.id)).ok_or(Unreadable::IdMissing("order"))?;
    Ok(OrderKey { connection: frame.connection.clone(), order: id.into() })
}

/// Those of the given names that there are, each once.
fn names<const N: usize>(given: [&Option<Scalar<'_>>; N]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in given.into_iter().filter_map(text) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn state(order: &Order<'_>, frame: &Frame<'_>) -> Result<OrderState, Unreadable> {
    if order.test == Some(true) || frame.is_test {
        return Ok(OrderState::Test);
    }
    if text(&order.cancelled_at).is_some() {
        return Ok(OrderState::Cancelled);
    }
    match text(&order.financial_status) {
        Some("voided" | "expired") => Ok(OrderState::Voided),
        Some("pending") | None => Ok(OrderState::Pending),
        Some("authorized") => Ok(OrderState::Authorised),
        Some("paid" | "partially_paid" | "partially_refunded" | "refunded") => Ok(OrderState::Paid),
        Some(_) => Err(Unreadable::StateUnknown),
    }
}

/// The codes of the order in normal form, in Shopify's order, each once.
fn codes(order: &Order<'_>) -> Vec<String> {
    let used = order.discount_codes.iter().flatten();
    let applied = order.discount_applications.iter().flatten();
    let mut codes: Vec<String> = Vec::new();
    for discount in used.chain(applied).take(CODES_MAX) {
        let code = text(&discount.code).map(normal_form).unwrap_or_default();
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// The names under which a theme hands our click on: the parameter's own, and a plain one.
pub(super) const CLICK_NOTES: [&str; 2] = [CLICK_PARAM, "byline_click"];

fn shopper(order: &Order<'_>, landing: &Landing, customer_key: &CustomerKey) -> ShopperKeys {
    let mut clicks: Vec<ClickId> = Vec::new();
    let noted = CLICK_NOTES.iter().filter_map(|name| note(order, name));
    let noted = noted.filter_map(|value| ClickId::parse(&value));
    for click in noted.chain(landing.click) {
        if !clicks.contains(&click) {
            clicks.push(click);
        }
    }
    let person = order.customer.as_ref();
    let email = text(&order.email).or(text(&order.contact_email));
    let customer = Customer {
        email: email.or(person.and_then(|person| text(&person.email))),
        phone: text(&order.phone).or(person.and_then(|person| text(&person.phone))),
        id: None,
    };
    ShopperKeys {
        clicks,
        visitor: note(order, "byline_visitor").and_then(|value| keys::visitor(&value)),
        customer: customer.key(customer_key),
    }
}

/// The UTM fields that the theme noted.
fn utm_noted(order: &Order<'_>) -> Option<Utm> {
    let mut noted = Utm::default();
    for attribute in order.note_attributes.iter().flatten() {
        let name = attribute.name.as_ref().and_then(Free::text);
        let field = name.as_deref().and_then(|name| noted.field_mut(name));
        let value = attribute.value.as_ref().and_then(Free::text);
        if let (Some(field), Some(value)) = (field, value) {
            *field = value;
        }
    }
    (!noted.is_empty()).then_some(noted)
}

fn note(order: &Order<'_>, wanted: &str) -> Option<String> {
    let attributes = order.note_attributes.iter().flatten();
    let named = attributes.filter(|attribute| {
        let name = attribute.name.as_ref().and_then(Free::text);
        name.as_deref() == Some(wanted)
    });
    named.filter_map(|attribute| attribute.value.as_ref()?.text()).next()
}

/// Shopify counts the order itself, sometimes only after the delivery was written.
fn is_new_customer(order: &Order<'_>) -> Option<bool> {
    let count = text(&order.customer.as_ref()?.orders_count)?;
    let n_orders: u64 = count.parse().ok()?;
    Some(n_orders <= 1)
}
