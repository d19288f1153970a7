//! Signatures of HubSpot, versions 1 to 3.
//!
//! Versions 1 and 2 are plain digests that hold for ever. Version 3 signs a time, too, and holds
//! for five minutes; where a delivery carries it, it alone decides. Versions 2 and 3 sign the
//! public address: behind a proxy the setting `public_url` says it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::webhook::{Incoming, Site, WebhookError};

/// How old, and how far ahead, a signature of version 3 may be.
const AGE_MAX_MS: i64 = 300_000;

/// What HubSpot decodes in an address before it signs it.
const DECODED: [(&str, &str); 13] = [
    ("%3A", ":"),
    ("%2F", "/"),
    ("%3F", "?"),
    ("%40", "@"),
    ("%21", "!"),
    ("%24", "$"),
    ("%27", "'"),
    ("%28", "("),
    ("%29", ")"),
    ("%2A", "*"),
    ("%2C", ","),
    ("%3B", ";"),
    ("%20", " "),
];

/// Lets a delivery pass that HubSpot signed for this connection.
pub(super) fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let mut is_signed = false;
    for secret in site.secrets.iter().filter(|secret| !secret.is_empty()) {
        is_signed |= is_signed_with(secret, incoming, site);
    }
    if is_signed { Ok(()) } else { Err(WebhookError::Signature) }
}

fn is_signed_with(secret: &[u8], incoming: &Incoming<'_>, site: &Site<'_>) -> bool {
    let url = site.settings.get("public_url").map_or(incoming.url, String::as_str);
    let newest = incoming
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("x-hubspot-signature-v3"));
    if newest {
        return is_third(secret, incoming, url, site.received_at).unwrap_or(false);
    }
    let Some(shown) = incoming.header(&["X-HubSpot-Signature"]) else { return false };
    let digest = match incoming.header(&["X-HubSpot-Signature-Version"]) {
        None | Some("v1") => digest(&[secret, incoming.body]),
        Some("v2") => digest(&[secret, incoming.method.as_bytes(), url.as_bytes(), incoming.body]),
        Some(_) => return false,
    };
    shown.to_ascii_lowercase().as_bytes().ct_eq(digest.as_bytes()).into()
}

fn is_third(
    secret: &[u8],
    incoming: &Incoming<'_>,
    url: &str,
    received_at: Timestamp,
) -> Option<bool> {
    let shown = STANDARD.decode(incoming.header(&["X-HubSpot-Signature-v3"])?).ok()?;
    let time = incoming.header(&["X-HubSpot-Request-Timestamp"])?;
    let signed_ms: i64 = time.parse().ok()?;
    let is_fresh = received_at.millis().checked_sub(signed_ms)?.abs() <= AGE_MAX_MS;
    let mut decoded = url.to_owned();
    for (code, sign) in DECODED {
        decoded = decoded.replace(code, sign).replace(&code.to_ascii_lowercase(), sign);
    }
    let mut is_signed = false;
    for url in [url, &decoded] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
        for part in [incoming.method.as_bytes(), url.as_bytes(), incoming.body, time.as_bytes()] {
            mac.update(part);
        }
        is_signed |= mac.verify_slice(&shown).is_ok();
    }
    Some(is_fresh && is_signed)
}

pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
