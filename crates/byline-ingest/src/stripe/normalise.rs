//! From a completed checkout session to an order version.
//!
//! An order was placed when its session was opened, which every event of the session says alike;
//! its version is of the event. What the shopper owes is `amount_total`; tax and shipping are
//! taken out of it, and the rest is merchandise after discounts.

use std::collections::BTreeMap;

use byline_core::id::{ConnectionId, OrderKey};
use byline_core::link::Utm;
use byline_core::link::landing::{CLICK_PARAM, Landing, host_of};
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use super::money;
use super::payload::{Discount, Session, Thing, id_of};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json::{Free, Scalar};
use crate::keys::{self, Customer, CustomerKey};

/// What an event says besides its object, and what it is read against.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub connection: &'a ConnectionId,
    pub customer_key: &'a CustomerKey,
    /// `code.promo_1Pgc = ANA10` says what shoppers type for a promotion code.
    pub settings: &'a BTreeMap<String, String>,
    pub received_at: Timestamp,
    /// When the event happened.
    pub occurred_at: Timestamp,
    pub is_live: bool,
}

/// What an event says of the money of its session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paid {
    /// The session says so itself.
    AsStated,
    /// Money that took its time has come.
    Yes,
    /// It will not come.
    Never,
}

/// The order that a session is.
pub(super) fn order(
    session: &Session<'_>,
    paid: Paid,
    frame: &Frame<'_>,
) -> Result<OrderVersion, Unreadable> {
    let id = said(&session.id).ok_or(Unreadable::IdMissing("session"))?;
    let opened_at = said(&session.created).ok_or(Unreadable::TimeMissing("created"))?;
    let currency = field::currency("session", &session.currency)?;
    let amounts = amounts(session, currency)?;
    let notes = Notes(session.metadata.as_ref());
    let landing = notes.first(&["landing_url", "landing_site", "landing_page"]);
    let landing = landing.as_deref().map(Landing::read).unwrap_or_default();
    Ok(OrderVersion {
        key: OrderKey { connection: frame.connection.clone(), order: id.into() },
        version_at: frame.occurred_at,
        placed_at: field::epoch_time("created", opened_at, frame.received_at)?,
        number: number(session, &notes),
        aliases: aliases(session, &notes),
        state: state(session, paid, amounts.total_minor, frame)?,
        currency,
        amounts,
        codes: codes(session, &notes, frame.settings),
        shopper: shopper(session, &notes, &landing, frame.customer_key),
        utm: notes.utm().or_else(|| landing.channel()),
        referrer_host: notes.first(&["referrer", "referring_site"]).as_deref().and_then(host_of),
        is_new_customer: None,
        tokens: field::names([Some(id)]),
        named: Vec::new(),
    })
}

fn amounts(session: &Session<'_>, currency: Currency) -> Result<OrderAmounts, Unreadable> {
    let total = money::minor("amount_total", &session.amount_total, currency)?;
    let total = total.ok_or(Unreadable::MoneyMissing("amount_total"))?;
    let details = session.total_details.as_ref();
    let or_zero = |field, part: Option<&Option<Scalar<'_>>>| match part {
        Some(scalar) => Ok(money::minor(field, scalar, currency)?.unwrap_or(0)),
        None => Ok(0),
    };
    let tax = or_zero("amount_tax", details.map(|of| &of.amount_tax))?;
    let shipping = or_zero("amount_shipping", details.map(|of| &of.amount_shipping))?;
    Ok(OrderAmounts {
        merchandise_minor: field::sum("amount_total", &[total, -tax, -shipping])?,
        discount_minor: or_zero("amount_discount", details.map(|of| &of.amount_discount))?,
        tax_minor: tax,
        shipping_minor: shipping,
        total_minor: total,
    })
}

fn state(
    session: &Session<'_>,
    paid: Paid,
    total_minor: i64,
    frame: &Frame<'_>,
) -> Result<OrderState, Unreadable> {
    if !frame.is_live || session.livemode == Some(false) {
        return Ok(OrderState::Test);
    }
    match (paid, said(&session.payment_status)) {
        (Paid::Never, _) => Ok(OrderState::Voided),
        // Nothing was asked for, so nothing was sold yet.
        _ if total_minor == 0 => Ok(OrderState::Pending),
        (Paid::Yes, _) | (_, Some("paid")) => Ok(OrderState::Paid),
        (_, Some("unpaid" | "no_payment_required")) => Ok(OrderState::Pending),
        (_, _) => Err(Unreadable::StateUnknown("payment_status")),
    }
}

/// The number of the shop's order that the session pays for.
fn number(session: &Session<'_>, notes: &Notes<'_, '_>) -> Option<String> {
    let own = said(&session.client_reference_id).filter(|text| field::click(text).is_none());
    notes.first(&["order_number", "order_id"]).or_else(|| own.map(str::to_owned))
}

/// What others call the order: above all the payment, which is all that a refund knows.
fn aliases(session: &Session<'_>, notes: &Notes<'_, '_>) -> Vec<String> {
    let own = said(&session.client_reference_id).filter(|text| field::click(text).is_none());
    let things = [session.payment_intent, session.invoice, session.subscription].map(id_of);
    let noted = ["order_id", "order_number"].map(|name| notes.first(&[name]));
    let things = things.iter().chain(&noted).map(Option::as_deref);
    field::names(things.chain([own]))
}

fn codes(
    session: &Session<'_>,
    notes: &Notes<'_, '_>,
    settings: &BTreeMap<String, String>,
) -> Vec<String> {
    let details = session.total_details.as_ref().and_then(|of| of.breakdown.as_ref());
    let applied = details.and_then(|of| of.discounts.as_ref()).into_iter().flatten();
    let applied = applied.filter_map(|applied| applied.discount.as_ref());
    let given = applied.chain(session.discounts.iter().flatten());
    let mut codes: Vec<String> = given.filter_map(|discount| code(discount, settings)).collect();
    codes.extend(notes.first(&["promo_code", "discount_code", "coupon_code", "coupon"]));
    field::codes(codes.iter().map(|code| Some(code.as_str())))
}

/// What the shopper typed, as far as the event tells: a promotion code is often sent by its id
/// only, and then goes by that, unless the connection knows better.
fn code(discount: &Discount<'_>, settings: &BTreeMap<String, String>) -> Option<String> {
    let thing = Thing::read(discount.promotion_code).or_else(|| Thing::read(discount.coupon))?;
    let id = said(&thing.id).unwrap_or_default();
    let told = settings.get(&format!("code.{id}")).map(String::as_str);
    let code = said(&thing.code).or(told).unwrap_or(id);
    (!code.is_empty()).then(|| code.to_owned())
}

fn shopper(
    session: &Session<'_>,
    notes: &Notes<'_, '_>,
    landing: &Landing,
    customer_key: &CustomerKey,
) -> ShopperKeys {
    let handed_on = said(&session.client_reference_id).and_then(field::click);
    let noted = [CLICK_PARAM, "byline_click"].map(|name| notes.first(&[name]));
    let noted = noted.iter().map(|note| note.as_deref().and_then(field::click));
    let person = session.customer_details.as_ref();
    let customer = Customer {
        email: person.and_then(|of| said(&of.email)).or(said(&session.customer_email)),
        phone: person.and_then(|of| said(&of.phone)),
        id: None,
    };
    ShopperKeys {
        clicks: field::clicks(noted.chain([handed_on, landing.click])),
        visitor: notes.first(&["byline_visitor"]).and_then(|value| keys::visitor(&value)),
        customer: customer.key(customer_key),
    }
}

/// What the brand's site noted with the session.
struct Notes<'s, 'a>(Option<&'s BTreeMap<String, Free<'a>>>);

impl Notes<'_, '_> {
    /// The first of `names` under which something is noted.
    fn first(&self, names: &[&str]) -> Option<String> {
        let notes = self.0?;
        names.iter().find_map(|name| notes.get(*name)?.text())
    }

    fn utm(&self) -> Option<Utm> {
        let mut utm = Utm::default();
        for name in ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"] {
            if let (Some(field), Some(value)) = (utm.field_mut(name), self.first(&[name])) {
                *field = value;
            }
        }
        (!utm.is_empty()).then_some(utm)
    }
}
