//! Deliveries of WooCommerce: who signed them, for which shop, and what they are about.
//!
//! The signature is the base64 of HMAC-SHA256 over the raw body. When a webhook is switched on,
//! WooCommerce first sends `webhook_id=…` as a form, unsigned and without a topic; a refusal there
//! would keep it from being switched on, so exactly that is let pass, and it says nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::entry::DedupKey;

use super::normalise::{self, Frame};
use crate::field;
use crate::signature;
use crate::webhook::{Hook, Incoming, Mapped, Received, Site, WebhookError};
use crate::{dedup, fault::Unreadable};

/// WooCommerce, by webhook.
pub const HOOK: Hook =
    Hook { key: "woocommerce", name: "WooCommerce", headers: &["x-wc-webhook-"], verify, map };

fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    if is_ping(incoming) {
        return Ok(());
    }
    let signature = header(incoming, "Signature").ok_or(WebhookError::Signature)?;
    let signature = STANDARD.decode(signature).map_err(|_| WebhookError::Signature)?;
    if !signature::is_sha256(site.secrets, &[incoming.body], &signature) {
        return Err(WebhookError::Signature);
    }
    let shop = plain(header(incoming, "Source").unwrap_or_default());
    match site.account {
        Some(account) if plain(account) != shop => Err(WebhookError::AccountMismatch),
        _ => Ok(()),
    }
}

fn is_ping(incoming: &Incoming<'_>) -> bool {
    let number = incoming.body.strip_prefix(b"webhook_id=");
    let is_number = |digits: &[u8]| {
        !digits.is_empty() && digits.len() <= 20 && digits.iter().all(u8::is_ascii_digit)
    };
    header(incoming, "Topic").is_none() && number.is_some_and(is_number)
}

/// The address of a shop without what may differ: case, scheme, `www.`, slash at the end.
fn plain(address: &str) -> String {
    let address = address.trim().to_ascii_lowercase();
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    if is_ping(incoming) {
        return Received::Ignored { code: "woocommerce.ping" };
    }
    let topic = header(incoming, "Topic").unwrap_or_default();
    let frame = Frame {
        connection: site.connection,
        customer_key: site.customer_key,
        settings: site.settings,
        received_at: site.received_at,
        is_restored: topic.split_once('.') == Some(("order", "restored")),
    };
    let is_deleted = topic.split_once('.') == Some(("order", "deleted"));
    let outcome = match topic.split_once('.') {
        Some(("order", "created" | "updated" | "restored")) => {
            normalise::order(incoming.body, &frame)
        }
        Some(("order", "deleted")) => normalise::deletion(incoming.body, &frame),
        _ if topic.is_empty() => Err(Unreadable::TopicUnknown("X-WC-Webhook-Topic")),
        _ => return Received::Ignored { code: "woocommerce.topic_ignored" },
    };
    let by_arrival = delivery_key(incoming, site, topic);
    match outcome {
        Ok(facts) => {
            // The time of a deletion or its undoing is that of its arrival, so its words differ
            // each time, and only the delivery itself can be recognised.
            let is_dated = !is_deleted && !frame.is_restored;
            let by_content = || field::content_key("woocommerce", site.connection, &facts);
            let dedup = if is_dated { by_content() } else { by_arrival };
            Received::Mapped(Mapped { facts, dedup, own_keys: Vec::new() })
        }
        Err(why) => Received::Aside { reason: why.into(), dedup: dedup::aside(by_arrival) },
    }
}

/// The delivery's id, which is new at every try, with the body; without one, the body alone.
fn delivery_key(incoming: &Incoming<'_>, site: &Site<'_>, topic: &str) -> DedupKey {
    let id = header(incoming, "Delivery-ID").unwrap_or_default();
    let connection = site.connection.as_str().as_bytes();
    dedup::key(&[b"woocommerce", connection, topic.as_bytes(), id.as_bytes(), incoming.body])
}

fn header<'a>(incoming: &Incoming<'a>, name: &str) -> Option<&'a str> {
    incoming.header(&[&format!("X-WC-Webhook-{name}")]).filter(|value| !value.is_empty())
}
