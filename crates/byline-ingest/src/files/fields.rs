//! Fields: names with values that come over HTTP or in a line of JSON, mapped like a row.
//!
//! In: a query, a form, or a JSON object of any depth. Out: its scalars by their paths, digits as
//! they stand: `saleAmount.currency`. A list of `{"key": …, "value": …}` becomes a path a key, as
//! GA4 writes parameters. What is mapped is judged by the same columns as a file's row.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::time::Zone;
use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use crate::dedup;
use crate::directory::Nothing;
use crate::export::{Export, Ground, Row, RowRefused};
use crate::json::json_depth_ok;
use crate::webhook::{Mapped, Reason, Received, Site};

/// The most fields that are read of one thing.
pub(crate) const FIELDS_MAX: usize = 1_000;

/// Names and values, in the order in which they came.
pub(crate) type Fields = Vec<(String, String)>;

/// The names and values of a form or a query.
pub(crate) fn pairs(text: &str) -> Fields {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(FIELDS_MAX + 1);
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    pairs.map(pair).collect()
}

/// Percent-decoding with `+` for a space.
pub(crate) fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// The scalars of a JSON object by their paths; `None` if it is none, or is too large.
pub(crate) fn object(text: &str) -> Option<Fields> {
    if !json_depth_ok(text.as_bytes()) {
        return None;
    }
    let mut fields = Fields::new();
    flatten("", text.trim(), &mut fields)?;
    Some(fields)
}

fn flatten(path: &str, text: &str, fields: &mut Fields) -> Option<()> {
    let parts: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    for (name, raw) in parts {
        let path = if path.is_empty() { name } else { format!("{path}.{name}") };
        let raw = raw.get();
        match raw.as_bytes().first()? {
            b'{' => flatten(&path, raw, fields)?,
            b'[' => parameters(&path, raw, fields),
            b'"' => fields.push((path, serde_json::from_str(raw).ok()?)),
            b'n' => {}
            _ => fields.push((path, raw.to_owned())),
        }
        if FIELDS_MAX < fields.len() {
            return None;
        }
    }
    Some(())
}

/// A list of keys with values, of which each has one of several types; other lists are left out.
fn parameters(path: &str, text: &str, fields: &mut Fields) {
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) else { return };
    for item in items.into_iter().take(FIELDS_MAX) {
        let mut parts = Fields::new();
        if !item.get().starts_with('{') || flatten("", item.get(), &mut parts).is_none() {
            continue;
        }
        let key = parts.iter().find(|(name, _)| name == "key").map(|(_, key)| key.clone());
        let value = parts.into_iter().find(|(name, _)| name.starts_with("value"));
        if let (Some(key), Some((_, value))) = (key, value) {
            fields.push((format!("{path}.{key}"), value));
        }
    }
}

/// What one thing of a delivery gives: facts with their keys, perhaps none, or why it cannot be
/// read.
pub(crate) type Outcome = Result<Vec<(Fact, DedupKey)>, Reason>;

/// What the fields of one thing give as a row of `export`, under the keys of that row.
pub(crate) fn mapped(export: &Export, fields: &Fields, site: &Site<'_>) -> Outcome {
    let (header, cells): (Vec<&str>, Vec<&str>) =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).unzip();
    let Some(places) = export.places(&header) else {
        let needed = export.columns.iter().filter(|column| column.is_needed);
        let needed: Vec<&str> = needed.map(|column| column.name).collect();
        let detail = format!("it needs {}", needed.join(", "));
        return Err(Reason { code: "postback.field_missing", detail });
    };
    let mut settings = site.settings.clone();
    settings.entry("decimal_mark".to_owned()).or_insert_with(|| ".".to_owned());
    let zone = settings.get("time_zone").and_then(|name| Zone::parse(name).ok());
    let ground = Ground {
        connection: site.connection,
        settings: &settings,
        customer_key: site.customer_key,
        zone: &zone.unwrap_or_else(Zone::utc),
        // A delivery comes with no directory: ids are told apart by their form alone.
        directory: &Nothing,
        received_at: site.received_at,
    };
    match (export.map)(&Row::new(&places, &cells), &ground) {
        Ok(facts) => Ok(facts),
        Err(RowRefused::Empty(_)) => Ok(Vec::new()),
        Err(refused) => Err(Reason { code: refused.code(), detail: refused.to_string() }),
    }
}

/// What became of a delivery of several things. A bad one costs no other: beside good ones it is
/// noted as put aside; alone it puts the delivery aside.
///
/// What is good is known by what it says, in whatever delivery it comes, so that one session that
/// is told twice is one.
pub(crate) fn gathered(
    outcomes: Vec<Outcome>,
    dedup: DedupKey,
    site: &Site<'_>,
    ignored: &'static str,
) -> Received {
    let (mut facts, mut own_keys, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (n, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Ok(more) => {
                let (more, keys): (Vec<Fact>, Vec<DedupKey>) = more.into_iter().unzip();
                facts.extend(more);
                own_keys.extend(keys);
            }
            Err(reason) => refused.push((n, reason)),
        }
    }
    if facts.is_empty() {
        return match refused.into_iter().next() {
            Some((_, reason)) => Received::Aside { reason, dedup: dedup::aside(dedup) },
            None => Received::Ignored { code: ignored },
        };
    }
    for (n, reason) in refused {
        facts.push(reason.into_fact(site.connection, None));
        own_keys.push(dedup::aside(dedup::nth(dedup, n)));
    }
    Received::Mapped(Mapped { facts, dedup, own_keys })
}
