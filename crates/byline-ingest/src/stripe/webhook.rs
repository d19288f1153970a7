//! Events of Stripe: who signed them and when, and what they are about.
//!
//! `Stripe-Signature: t=…,v1=…,v1=…,v0=…` holds the time of sending and a hexadecimal HMAC-SHA256
//! of `t.body` for each secret in force. `v0` is for tests of Stripe's own and proves nothing. What
//! was sent more than five minutes ago, or will be, is refused, so a captured event cannot be sent
//! again later.

use byline_core::entry::DedupKey;
use byline_core::entry::Fact;
use byline_core::time::{MICROS_PER_SECOND, Timestamp};

use super::normalise::{self, Frame, Paid};
use super::payload::{Charge, Event, Refund, Session};
use super::refund::{self, Told};
use crate::dedup;
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::json;
use crate::signature;
use crate::webhook::{Hook, Incoming, Mapped, Reason, Received, Site, WebhookError};

/// Stripe Checkout, by webhook.
pub const HOOK: Hook =
    Hook { key: "stripe", name: "Stripe Checkout", headers: &["stripe-signature"], verify, map };

/// How far the time of sending may lie from ours, in microseconds: five minutes.
const TOLERANCE_US: u64 = 300 * MICROS_PER_SECOND.unsigned_abs();

fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let header = incoming.header(&["Stripe-Signature"]).ok_or(WebhookError::Signature)?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let mut times = parts().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let (Some(time), None) = (times.next(), times.next()) else {
        return Err(WebhookError::Signature);
    };
    let signed = [time.as_bytes(), b".", incoming.body];
    let mut is_signed = false;
    for (_, value) in parts().filter(|(name, _)| *name == "v1").take(16) {
        let signature = signature::unhex(value);
        is_signed |= signature.is_some_and(|s| signature::is_sha256(site.secrets, &signed, &s));
    }
    if !is_signed || !is_timely(time, site.received_at) {
        return Err(WebhookError::Signature);
    }
    is_of_account(incoming, site)
}

fn is_timely(time: &str, received_at: Timestamp) -> bool {
    let sent_us = time.parse::<i64>().ok().and_then(|s| s.checked_mul(MICROS_PER_SECOND));
    sent_us.is_some_and(|sent_us| sent_us.abs_diff(received_at.0) <= TOLERANCE_US)
}

/// Events of connected accounts say whose they are; those of one's own account do not.
fn is_of_account(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let Some(account) = site.account else { return Ok(()) };
    let event: Option<Event<'_>> = json::read(incoming.body).ok();
    let of = event.as_ref().and_then(|event| said(&event.account));
    match of {
        Some(of) if of != account => Err(WebhookError::AccountMismatch),
        _ => Ok(()),
    }
}

/// What an event comes to, if it can be read.
enum Outcome {
    Facts(Vec<Fact>),
    Nothing(&'static str),
    Unlisted,
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let event: Result<Event<'_>, _> = json::read(incoming.body).map_err(Unreadable::JsonInvalid);
    let id = event.as_ref().ok().and_then(|event| said(&event.id));
    let dedup = dedup_key(id, incoming, site);
    match event.and_then(|event| outcome(&event, site)) {
        Ok(Outcome::Facts(facts)) => {
            Received::Mapped(Mapped { facts, dedup, own_keys: Vec::new() })
        }
        Ok(Outcome::Nothing(code)) => Received::Ignored { code },
        Ok(Outcome::Unlisted) => Received::Aside { reason: unlisted(), dedup: dedup::aside(dedup) },
        Err(why) => Received::Aside { reason: why.into(), dedup: dedup::aside(dedup) },
    }
}

fn unlisted() -> Reason {
    let detail = "the charge does not list its refunds; listen to `refund.created` and \
                  `refund.updated` instead, or give the connection the setting `refunds = charge`";
    Reason { code: "stripe.refunds_unlisted", detail: detail.to_owned() }
}

fn outcome(event: &Event<'_>, site: &Site<'_>) -> Result<Outcome, Unreadable> {
    let kind = said(&event.kind).ok_or(Unreadable::TopicUnknown("type"))?;
    let paid = match kind {
        "checkout.session.completed" => Paid::AsStated,
        "checkout.session.async_payment_succeeded" => Paid::Yes,
        "checkout.session.async_payment_failed" => Paid::Never,
        "charge.refunded"
        | "refund.created"
        | "refund.updated"
        | "refund.failed"
        | "charge.refund.updated" => return refunds(kind, event, site),
        // A session that was never completed is no order.
        "checkout.session.expired" => return Ok(Outcome::Nothing("stripe.checkout_expired")),
        _ => return Ok(Outcome::Nothing("stripe.type_ignored")),
    };
    let session: Session<'_> = object(event)?;
    if said(&session.mode) == Some("setup") {
        return Ok(Outcome::Nothing("stripe.setup_ignored"));
    }
    let order = normalise::order(&session, paid, &frame(event, site)?)?;
    Ok(Outcome::Facts(vec![Fact::Order(order)]))
}

fn refunds(kind: &str, event: &Event<'_>, site: &Site<'_>) -> Result<Outcome, Unreadable> {
    let frame = frame(event, site)?;
    if !frame.is_live {
        return Ok(Outcome::Nothing("stripe.test_refund"));
    }
    let told = match kind {
        "charge.refunded" => refund::of_charge(&object::<Charge<'_>>(event)?, &frame)?,
        _ => refund::alone(&object::<Refund<'_>>(event)?, &frame)?,
    };
    Ok(match told {
        Told::Facts(facts) => Outcome::Facts(facts),
        Told::Nothing(code) => Outcome::Nothing(code),
        Told::Unlisted => Outcome::Unlisted,
    })
}

fn object<'a, T: serde::Deserialize<'a>>(event: &Event<'a>) -> Result<T, Unreadable> {
    let missing = || Unreadable::JsonInvalid("missing field `data.object`".to_owned());
    let object = event.data.as_ref().ok_or_else(missing)?.object;
    json::read(object.get().as_bytes()).map_err(Unreadable::JsonInvalid)
}

fn frame<'s>(event: &Event<'_>, site: &Site<'s>) -> Result<Frame<'s>, Unreadable> {
    let created = said(&event.created).ok_or(Unreadable::TimeMissing("created"))?;
    Ok(Frame {
        connection: site.connection,
        customer_key: site.customer_key,
        settings: site.settings,
        received_at: site.received_at,
        occurred_at: field::epoch_time("created", created, site.received_at)?,
        is_live: event.livemode != Some(false),
    })
}

/// One event id is one event, however often it comes. Without one, the body stands for it.
fn dedup_key(id: Option<&str>, incoming: &Incoming<'_>, site: &Site<'_>) -> DedupKey {
    let connection = site.connection.as_str().as_bytes();
    let (kind, name) = match id {
        Some(id) => (&b"id"[..], id.as_bytes()),
        None => (&b"by"[..], incoming.body),
    };
    dedup::key(&[b"stripe", connection, kind, name])
}
