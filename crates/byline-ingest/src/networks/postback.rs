//! Postbacks: one row of an export that comes over HTTP, by GET or POST.
//!
//! The fields of the query, of a form and of a JSON object are one thing here: names with values,
//! mapped like a row under a header. Nobody signs a postback, so a secret stands in its address:
//! `…?token=SECRET`, or as the last part of the path. It is compared in constant time.

use std::collections::BTreeMap;

use byline_core::entry::DedupKey;
use byline_core::id::LinkId;
use byline_core::time::Zone;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::dedup;
use crate::directory::Directory;
use crate::export::{Export, Ground, Row, RowRefused};
use crate::json::json_depth_ok;
use crate::webhook::{Incoming, Mapped, Reason, Received, Site, WebhookError};

/// The parameter that carries the secret.
const TOKEN: &str = "token";

/// The most fields that are read.
const FIELDS_MAX: usize = 400;

/// Names and values, in the order in which they came.
pub(super) type Fields = Vec<(String, String)>;

/// A delivery comes with no directory: ids are told apart by their form alone.
struct Nobody;

impl Directory for Nobody {
    fn link(&self, _: &str) -> Option<LinkId> {
        None
    }

    fn has_creator(&self, _: &str) -> bool {
        false
    }

    fn has_campaign(&self, _: &str) -> bool {
        false
    }

    fn has_placement(&self, _: &str) -> bool {
        false
    }
}

/// Lets a delivery pass whose address holds a secret of the connection.
pub(super) fn verify(incoming: &Incoming<'_>, site: &Site<'_>) -> Result<(), WebhookError> {
    let (path, query) = incoming.url.split_once('?').unwrap_or((incoming.url, ""));
    let last_part = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let token = pairs(query).into_iter().find(|(name, _)| name == TOKEN);
    let shown = token.map_or_else(|| decode(last_part), |(_, value)| value);
    let mut is_known = false;
    for secret in site.secrets.iter().filter(|secret| !secret.is_empty()) {
        is_known |= bool::from(shown.as_bytes().ct_eq(secret));
    }
    if is_known { Ok(()) } else { Err(WebhookError::Signature) }
}

/// The fields of a delivery: of its query without the secret, and of its body.
pub(super) fn fields(incoming: &Incoming<'_>) -> Option<Fields> {
    let query = incoming.url.split_once('?').map_or("", |(_, query)| query);
    let mut fields = pairs(query);
    fields.retain(|(name, _)| name != TOKEN);
    let body = std::str::from_utf8(incoming.body).ok()?.trim();
    match body.as_bytes().first() {
        None => {}
        Some(b'{') => fields.extend(object(body)?),
        Some(b'[') => return None,
        Some(_) => fields.extend(pairs(body)),
    }
    (fields.len() <= FIELDS_MAX).then_some(fields)
}

/// The names and values of a form or a query.
pub(super) fn pairs(text: &str) -> Fields {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(FIELDS_MAX + 1);
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    pairs.map(pair).collect()
}

/// The scalars of a JSON object by their paths, `saleAmount.currency`, digits as they stand.
pub(super) fn object(text: &str) -> Option<Fields> {
    if !json_depth_ok(text.as_bytes()) {
        return None;
    }
    let mut fields = Fields::new();
    flatten("", text, &mut fields)?;
    Some(fields)
}

fn flatten(path: &str, text: &str, fields: &mut Fields) -> Option<()> {
    let parts: BTreeMap<String, &serde_json::value::RawValue> = serde_json::from_str(text).ok()?;
    for (name, raw) in parts {
        let path = if path.is_empty() { name } else { format!("{path}.{name}") };
        let raw = raw.get();
        match raw.as_bytes().first()? {
            b'{' => flatten(&path, raw, fields)?,
            b'"' => match serde_json::from_str(raw).ok()? {
                Value::String(text) => fields.push((path, text)),
                _ => return None,
            },
            b'[' | b'n' => {}
            _ => fields.push((path, raw.to_owned())),
        }
        if FIELDS_MAX < fields.len() {
            return None;
        }
    }
    Some(())
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
    let Some(fields) = fields else {
        return aside(key, "postback.unreadable", "neither a form nor a JSON object".to_owned());
    };
    let (header, cells): (Vec<&str>, Vec<&str>) =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).unzip();
    let Some(places) = export.places(&header) else {
        let needed = export.columns.iter().filter(|column| column.is_needed);
        let needed: Vec<&str> = needed.map(|column| column.name).collect();
        return aside(key, "postback.field_missing", format!("it needs {}", needed.join(", ")));
    };
    let mut settings = site.settings.clone();
    settings.entry("decimal_mark".to_owned()).or_insert_with(|| ".".to_owned());
    let zone = settings.get("time_zone").and_then(|name| Zone::parse(name).ok());
    let ground = Ground {
        connection: site.connection,
        settings: &settings,
        customer_key: site.customer_key,
        zone: &zone.unwrap_or_else(Zone::utc),
        directory: &Nobody,
        received_at: site.received_at,
    };
    match (export.map)(&Row::new(&places, &cells), &ground) {
        Ok(facts) if facts.is_empty() => Received::Ignored { code: "postback.nothing_counts" },
        Ok(facts) => {
            let facts = facts.into_iter().map(|(fact, _)| fact).collect();
            Received::Mapped(Mapped { facts, dedup: key })
        }
        Err(RowRefused::Empty(_)) => Received::Ignored { code: "postback.nothing_counts" },
        Err(refused) => aside(key, refused.code(), refused.to_string()),
    }
}

/// Puts a delivery aside.
pub(super) fn aside(delivery: DedupKey, code: &'static str, detail: String) -> Received {
    Received::Aside { reason: Reason { code, detail }, dedup: dedup::aside(delivery) }
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
