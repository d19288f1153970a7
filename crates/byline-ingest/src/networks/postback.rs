//! Postbacks: one row of an export that comes over HTTP, by GET or POST.
//!
//! The fields of the query, of a form and of a JSON object are one thing here: names with values,
//! mapped like a row under a header. Nobody signs a postback, so a secret stands in its address:
//! `…?token=SECRET`, or as the last part of the path. It is compared in constant time.

use subtle::ConstantTimeEq;

use crate::dedup;
use crate::export::Export;
use crate::files::fields::{self, Fields};
use crate::webhook::{Incoming, Reason, Received, Site, WebhookError};

/// The parameters that may carry the secret; the second is Google's word.
const TOKENS: [&str; 2] = ["token", "api_secret"];

/// Lets a delivery pass whose address holds a secret of the connection.
pub(crate) fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let (path, query) = incoming.url.split_once('?').unwrap_or((incoming.url, ""));
    let last_part = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let token = fields::pairs(query).into_iter().find(|(name, _)| TOKENS.contains(&name.as_str()));
    let shown = token.map_or_else(|| fields::decode(last_part), |(_, value)| value);
    let mut is_known = false;
    for secret in site.secrets.iter().filter(|secret| !secret.is_empty()) {
        is_known |= bool::from(shown.as_bytes().ct_eq(secret));
    }
    if is_known { Ok(()) } else { Err(WebhookError::Signature) }
}

/// The fields of a delivery: of its query without the secret, and of its body.
pub(crate) fn fields(incoming: &Incoming<'_>) -> Option<Fields> {
    let query = incoming.url.split_once('?').map_or("", |(_, query)| query);
    let mut found = fields::pairs(query);
    found.retain(|(name, _)| !TOKENS.contains(&name.as_str()));
    let body = std::str::from_utf8(incoming.body).ok()?.trim();
    match body.as_bytes().first() {
        None => {}
        Some(b'{') => found.extend(fields::object(body)?),
        Some(b'[') => return None,
        Some(_) => found.extend(fields::pairs(body)),
    }
    (found.len() <= fields::FIELDS_MAX).then_some(found)
}

/// Maps the fields of a delivery as a row of `export`.
pub(super) fn map(
    export: &Export,
    fields: Option<Fields>,
    incoming: &Incoming<'_>,
    site: &Site<'_>,
) -> Received {
    let query = incoming.url.split_once('?').map_or("", |(_, query)| query);
    let connection = site.connection.as_str().as_bytes();
    let feed = export.feed.as_bytes();
    let key = dedup::key(&[b"postback", feed, connection, query.as_bytes(), incoming.body]);
    let unreadable = || {
        let detail = "neither a form nor a JSON object".to_owned();
        Reason { code: "postback.unreadable", detail }
    };
    let outcome = fields.ok_or_else(unreadable);
    let outcome = outcome.and_then(|fields| fields::mapped(export, &fields, site));
    fields::gathered(vec![outcome], key, site, "postback.nothing_counts")
}
