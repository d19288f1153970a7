//! Deliveries of TikTok Shop: who signed them, for which shop, and what to ask for next.
//!
//! `Authorization` holds the hexadecimal HMAC-SHA256 of the app's key and the raw body, without
//! `Bearer`. A delivery names an order and its state and nothing else, so it only says that the
//! polls have something to fetch; they go by the time of change, so nothing hangs on a delivery.

use super::payload::Notice;
use crate::dedup;
use crate::fault::Unreadable;
use crate::field::said;
use crate::json;
use crate::signature;
use crate::webhook::{Hook, Incoming, Received, Site, WebhookError};

/// TikTok Shop, by webhook.
pub const HOOK: Hook = Hook {
    key: "tiktok_shop",
    name: "TikTok Shop",
    // The signature alone; nobody keeps an authorization longer than it takes to check it.
    headers: &[],
    verify,
    map,
};

fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let header = incoming.header(&["Authorization"]).ok_or(WebhookError::Signature)?;
    let signature = signature::unhex(header).ok_or(WebhookError::Signature)?;
    let app_key = site.settings.get("app_key").ok_or(WebhookError::Signature)?;
    let secrets: Vec<&[u8]> = site.secrets.iter().map(|secret| unlabelled(secret)).collect();
    let signed = [app_key.as_bytes(), incoming.body];
    if !signature::is_sha256(&secrets, &signed, &signature) {
        return Err(WebhookError::Signature);
    }
    let notice: Notice<'_> = json::read(incoming.body).unwrap_or_default();
    match site.account {
        Some(account) if said(&notice.shop_id) != Some(account) => {
            Err(WebhookError::AccountMismatch)
        }
        _ => Ok(()),
    }
}

/// The app's secret, however the connection keeps it beside its token.
fn unlabelled(secret: &[u8]) -> &[u8] {
    secret.strip_prefix(b"app_secret=").unwrap_or(secret)
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let notice: Result<Notice<'_>, _> = json::read(incoming.body).map_err(Unreadable::JsonInvalid);
    let kind = notice.and_then(|notice| {
        let kind = said(&notice.kind).ok_or(Unreadable::TopicUnknown("type"))?;
        Ok(kind.to_owned())
    });
    match kind.as_deref() {
        // A change of an order's state, and of its address.
        Ok("1" | "3") => Received::Ignored { code: "tiktok_shop.order_noted" },
        // Cancelled, or being taken back.
        Ok("11" | "12" | "2") => Received::Ignored { code: "tiktok_shop.return_noted" },
        Ok(_) => Received::Ignored { code: "tiktok_shop.type_ignored" },
        Err(why) => {
            let connection = site.connection.as_str().as_bytes();
            let key = dedup::key(&[b"tiktok_shop", connection, incoming.body]);
            Received::Aside { reason: why.clone().into(), dedup: dedup::aside(key) }
        }
    }
}
