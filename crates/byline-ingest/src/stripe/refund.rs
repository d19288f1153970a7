//! From money given back, as Stripe states it, to refunds.
//!
//! Two families of events tell of refunds. `refund.*` names each by its id. `charge.refunded` told
//! of each until 2022; since then it tells only what was given back of the charge in all, which
//! cannot be told apart from refunds that are known by their ids. So a connection listens to one
//! family: to `refund.*`, or, with the setting `refunds = charge`, to the charge's own total,
//! which only grows and is one refund that grows with it.

use byline_core::entry::Fact;
use byline_core::id::{OrderKey, RefundId};
use byline_core::money::Money;
use byline_core::order;
use serde_json::value::RawValue;

use super::money;
use super::normalise::Frame;
use super::payload::{Charge, Refund, id_of};
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json::Scalar;

/// What an event about refunds comes to.
pub(super) enum Told {
    /// Money went back.
    Facts(Vec<Fact>),
    /// None did, or another event tells.
    Nothing(&'static str),
    /// The charge tells a sum only, and the connection listens to refunds by id.
    Unlisted,
}

/// The refunds that a charge tells of.
pub(super) fn of_charge(charge: &Charge<'_>, frame: &Frame<'_>) -> Result<Told, Unreadable> {
    if is_by_charge(frame) {
        return whole(charge, frame);
    }
    let listed = charge.refunds.as_ref().and_then(|refunds| refunds.data.as_ref());
    let Some(listed) = listed.filter(|listed| !listed.is_empty()) else {
        return Ok(Told::Unlisted);
    };
    let names = [id_of(charge.payment_intent), said(&charge.id).map(str::to_owned)];
    let mut facts = Vec::new();
    for refund in listed.iter().filter(|refund| has_moved(refund)) {
        facts.extend(fact(refund, &names, frame)?);
    }
    Ok(if facts.is_empty() { Told::Nothing("stripe.refund_pending") } else { Told::Facts(facts) })
}

/// All that was given back of a charge, as one refund by the charge's id.
fn whole(charge: &Charge<'_>, frame: &Frame<'_>) -> Result<Told, Unreadable> {
    let id = said(&charge.id).ok_or(Unreadable::IdMissing("charge"))?;
    let names = [id_of(charge.payment_intent), Some(id.to_owned())];
    let money = given_back(("amount_refunded", &charge.amount_refunded), &charge.currency)?;
    let occurred_at = frame.occurred_at;
    let order = order_key(&names, frame)?;
    let refund = order::Refund { id: RefundId::from(id), order, occurred_at, amount: money };
    let has_money = 0 < money.minor;
    let told = Told::Facts(vec![Fact::Refund(refund)]);
    Ok(if has_money { told } else { Told::Nothing("stripe.refund_pending") })
}

/// A refund that tells of itself.
pub(super) fn alone(refund: &Refund<'_>, frame: &Frame<'_>) -> Result<Told, Unreadable> {
    if is_by_charge(frame) {
        return Ok(Told::Nothing("stripe.refund_by_charge"));
    }
    match said(&refund.status) {
        Some("pending" | "requires_action") => return Ok(Told::Nothing("stripe.refund_pending")),
        Some("failed" | "canceled") => return Ok(Told::Nothing("stripe.refund_failed")),
        Some("succeeded") | None => {}
        Some(_) => return Err(Unreadable::StateUnknown("status")),
    }
    let fact = fact(refund, &[None, None], frame)?;
    Ok(fact.map_or(Told::Nothing("stripe.refund_pending"), |fact| Told::Facts(vec![fact])))
}

fn is_by_charge(frame: &Frame<'_>) -> bool {
    frame.settings.get("refunds").is_some_and(|told| told == "charge")
}

fn has_moved(refund: &Refund<'_>) -> bool {
    matches!(said(&refund.status), Some("succeeded") | None)
}

fn fact(
    refund: &Refund<'_>,
    of_charge: &[Option<String>],
    frame: &Frame<'_>,
) -> Result<Option<Fact>, Unreadable> {
    let amount = given_back(("amount", &refund.amount), &refund.currency)?;
    if amount.minor == 0 {
        return Ok(None);
    }
    let id = RefundId::from(said(&refund.id).ok_or(Unreadable::IdMissing("refund"))?);
    let own: [Option<&RawValue>; 2] = [refund.payment_intent, refund.charge];
    let mut names: Vec<Option<String>> = own.into_iter().map(id_of).collect();
    // The payment is what the order goes by, whoever names it; the charge only stands in.
    names.splice(1..1, of_charge.iter().cloned());
    let occurred_at = match said(&refund.created) {
        Some(at) => field::epoch_time("created", at, frame.received_at)?,
        None => frame.occurred_at,
    };
    let order = order_key(&names, frame)?;
    Ok(Some(Fact::Refund(order::Refund { id, order, occurred_at, amount })))
}

fn given_back(
    (name, amount): (&'static str, &Option<Scalar<'_>>),
    currency: &Option<Scalar<'_>>,
) -> Result<Money, Unreadable> {
    let currency = field::currency("refund", currency)?;
    let minor = money::minor(name, amount, currency)?.ok_or(Unreadable::MoneyMissing(name))?;
    Ok(Money::new(minor, currency))
}

/// The order by the first name that there is.
fn order_key(names: &[Option<String>], frame: &Frame<'_>) -> Result<OrderKey, Unreadable> {
    let name = names.iter().flatten().next().ok_or(Unreadable::IdMissing("payment_intent"))?;
    Ok(OrderKey { connection: frame.connection.clone(), order: name.as_str().into() })
}
