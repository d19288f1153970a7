//! Deliveries of Shopify: who signed them, for which shop, and what they are about.
//!
//! Shopify signs the raw body with HMAC-SHA256 and retries for hours with the same webhook id and
//! the same payload. While a secret is replaced, the old one still signs, so two are tried. Header
//! names come as `X-Shopify-…` and as `Shopify-…`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::entry::DedupKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::error::Unreadable;
use super::normalise::{self, Frame};
use super::{redact, refund};
use crate::dedup;
use crate::moment;
use crate::webhook::{Hook, Incoming, Mapped, Received, Site, WebhookError};

/// Shopify, by webhook.
pub const HOOK: Hook =
    Hook { key: "shopify", name: "Shopify", headers: &["x-shopify-", "shopify-"], verify, map };

fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let signature = header(incoming, "Hmac-Sha256").ok_or(WebhookError::Signature)?;
    let signature = STANDARD.decode(signature).map_err(|_| WebhookError::Signature)?;
    let mut is_signed = false;
    for secret in site.secrets.iter().filter(|secret| !secret.is_empty()) {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(incoming.body);
        is_signed |= mac.verify_slice(&signature).is_ok();
    }
    if !is_signed {
        return Err(WebhookError::Signature);
    }
    let shop = header(incoming, "Shop-Domain").unwrap_or_default();
    match site.account {
        Some(account) if !account.eq_ignore_ascii_case(shop) => Err(WebhookError::AccountMismatch),
        _ => Ok(()),
    }
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let topic = header(incoming, "Topic").unwrap_or_default();
    let dedup = dedup_key(incoming, site, topic);
    let triggered_at = header(incoming, "Triggered-At");
    let frame = Frame {
        connection: site.connection,
        customer_key: site.customer_key,
        received_at: site.received_at,
        triggered_at: triggered_at.and_then(|at| moment::read(at, site.received_at).ok()),
        order_id: header(incoming, "Order-Id").filter(|id| !id.is_empty()),
        is_test: header(incoming, "Test").is_some_and(|value| value.eq_ignore_ascii_case("true")),
    };
    let outcome = match topic {
        "orders/create"
        | "orders/paid"
        | "orders/updated"
        | "orders/cancelled"
        | "orders/fulfilled"
        | "orders/partially_fulfilled" => normalise::order(incoming.body, &frame),
        "orders/delete" => normalise::deletion(incoming.body, &frame),
        "refunds/create" if frame.is_test => return ignored("shopify.test_refund"),
        "refunds/create" => match refund::alone(incoming.body, &frame) {
            Ok(None) => return ignored("shopify.refund_without_money"),
            Ok(Some(fact)) => Ok(vec![fact]),
            Err(why) => Err(why),
        },
        // It lists lines without prices; `orders/updated` follows with the order as it now is.
        "orders/edited" => return ignored("shopify.edit_acknowledged"),
        "customers/redact" => redact::customer(incoming.body, site.customer_key),
        "customers/data_request" => return ignored("shopify.data_request_noted"),
        "shop/redact" => return ignored("shopify.shop_redact_noted"),
        "discounts/redeemcode_added" | "discounts/redeemcode_removed" => {
            return ignored("shopify.code_noted");
        }
        // Somebody may still buy; the order says so when they did.
        "checkouts/create" | "checkouts/update" | "checkouts/delete" => {
            return ignored("shopify.checkout_ignored");
        }
        "" => Err(Unreadable::TopicUnknown),
        _ => return ignored("shopify.topic_ignored"),
    };
    match outcome {
        Ok(facts) => Received::Mapped(Mapped { facts, dedup, own_keys: Vec::new() }),
        Err(why) => Received::Aside { reason: why.into(), dedup: dedup::aside(dedup) },
    }
}

fn ignored(code: &'static str) -> Received {
    Received::Ignored { code }
}

/// One webhook id is one delivery, however often it comes. Without one, the body stands for it.
fn dedup_key(incoming: &Incoming<'_>, site: &Site<'_>, topic: &str) -> DedupKey {
    let connection = site.connection.as_str().as_bytes();
    let (kind, name) = match header(incoming, "Webhook-Id").filter(|id| !id.is_empty()) {
        Some(id) => (b"id", id.as_bytes()),
        None => (b"by", incoming.body),
    };
    dedup::key(&[b"shopify", connection, topic.as_bytes(), kind, name])
}

fn header<'a>(incoming: &Incoming<'a>, name: &str) -> Option<&'a str> {
    incoming.header(&[&format!("X-Shopify-{name}"), &format!("Shopify-{name}")])
}
