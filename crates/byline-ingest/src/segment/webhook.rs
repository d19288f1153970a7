//! Events of Segment: who signed them, and whether they are single.
//!
//! `X-Signature` is the hexadecimal HMAC-SHA1 of the raw body. With batching on, only the first
//! event of a batch is signed, so a batch is refused with a code that says so.

use super::normalise::{self, Frame, Meaning};
use super::payload::Event;
use crate::dedup;
use crate::fault::Unreadable;
use crate::field::said;
use crate::json;
use crate::signature;
use crate::webhook::{Hook, Incoming, Mapped, Reason, Received, Site, WebhookError};

/// Segment, by webhook.
pub const HOOK: Hook =
    Hook { key: "segment", name: "Segment", headers: &["x-signature"], verify, map };

fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let is_batch = incoming.body.trim_ascii_start().starts_with(b"[");
    if is_batch {
        return Err(WebhookError::BatchUnsigned);
    }
    let signature = incoming.header(&["X-Signature"]).and_then(signature::unhex);
    let signature = signature.ok_or(WebhookError::Signature)?;
    let is_signed = signature::is_sha1(site.secrets, incoming.body, &signature);
    if is_signed { Ok(()) } else { Err(WebhookError::Signature) }
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let event: Result<Event<'_>, _> = json::read(incoming.body).map_err(Unreadable::JsonInvalid);
    let connection = site.connection.as_str().as_bytes();
    let by_body = dedup::digest(&[incoming.body]).map(|byte| format!("{byte:02x}")).concat();
    let id = event.as_ref().ok().and_then(|event| said(&event.message_id)).unwrap_or(&by_body);
    let dedup = dedup::key(&[b"segment", connection, id.as_bytes()]);
    if event.as_ref().is_ok_and(|event| event.batch.is_some()) {
        let detail = "several events in one; turn batching off in the destination".to_owned();
        let reason = Reason { code: "segment.batch", detail };
        return Received::Aside { reason, dedup: dedup::aside(dedup) };
    }
    let frame = Frame {
        connection: site.connection,
        customer_key: site.customer_key,
        settings: site.settings,
        received_at: site.received_at,
        id,
    };
    let meaning = match &event {
        Ok(event) => normalise::meaning(event, &frame),
        Err(why) => Err(why.clone()),
    };
    match meaning {
        Ok(Meaning::Facts(facts)) => {
            Received::Mapped(Mapped { facts, dedup, own_keys: Vec::new() })
        }
        Ok(Meaning::Nothing(code)) => Received::Ignored { code },
        Err(why) => Received::Aside { reason: why.into(), dedup: dedup::aside(dedup) },
    }
}
