//! Changes: which fields of a thing are others, as short texts.
//!
//! A thing is compared by the same fields that its document has in the API. Rows of a list are
//! named by what tells them apart (`gate.benchmarks.ctr.value_micro`, and of one kind of creators
//! `gate.benchmarks.ctr tiktok nano.value_micro`), or else by their number.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longer texts are cut, in characters.
const LONGEST: usize = 120;
/// Of one act so many changes are kept.
const MOST: usize = 40;
/// What tells rows of a list apart, the most telling first.
const NAMES: [&str; 5] = ["kpi", "handle", "issuer", "platform", "feed"];

/// What tells benchmarks of one KPI apart: of which creators they are.
const KINDS: [&str; 3] = ["platform", "size", "category"];

/// A field that is another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its name in the thing's document, such as `gate.floor_minor`.
    pub field: String,
    /// What it was; `None` if nothing.
    pub then: Option<String>,
    /// What it is; `None` if nothing.
    pub now: Option<String>,
}

/// What differs between two editions of a thing, by the names of the fields. Digests are left out:
/// they say nothing to anybody.
pub fn changes<T: Serialize>(then: &T, now: &T) -> Vec<Change> {
    let (then, now) = (leaves(then), leaves(now));
    let fields: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let changed = fields.into_iter().filter(|field| then.get(*field) != now.get(*field));
    // What was not there and is not so says nothing.
    let is_news = |field: &&String| then.contains_key(*field) || now[*field] != "false";
    let told = changed.filter(|field| !field.ends_with("digest") && is_news(field));
    let short = |text: Option<&String>| text.map(|text| text.chars().take(LONGEST).collect());
    let change = |field: &String| Change {
        field: field.clone(),
        then: short(then.get(field)),
        now: short(now.get(field)),
    };
    told.map(change).take(MOST).collect()
}

/// Every field that says something, with its text.
fn leaves<T: Serialize>(thing: &T) -> BTreeMap<String, String> {
    let document = serde_json::to_value(thing).expect("what the log holds is a document");
    let mut leaves = BTreeMap::new();
    gather("", &document, &mut leaves);
    leaves
}

fn gather(field: &str, value: &Value, leaves: &mut BTreeMap<String, String>) {
    let inner = |name: &str| match field {
        "" => name.to_owned(),
        _ => format!("{field}.{name}"),
    };
    match value {
        Value::Null => {}
        Value::Array(rows) if rows.is_empty() => {}
        Value::String(text) if text.is_empty() => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                gather(&inner(name), value, leaves);
            }
        }
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let mut taken = BTreeSet::new();
            for (n, row) in (1..).zip(rows) {
                let keys = keys_of(row);
                let said = keys.iter().filter_map(|key| row.get(key)?.as_str());
                let name = said.collect::<Vec<_>>().join(" ");
                let name = if name.is_empty() { n.to_string() } else { name };
                let name = if taken.insert(name.clone()) { name } else { format!("{name} {n}") };
                let mut row = row.clone();
                if let Some(fields) = row.as_object_mut().filter(|fields| keys.len() < fields.len())
                {
                    fields.retain(|key, _| !keys.contains(&key.as_str()));
                }
                gather(&inner(&name), &row, leaves);
            }
        }
        Value::Array(rows) => {
            let texts: Vec<String> = rows.iter().map(text).collect();
            leaves.insert(field.to_owned(), texts.join(", "));
        }
        scalar => {
            leaves.insert(field.to_owned(), text(scalar));
        }
    }
}

/// The fields that name a row of a list.
fn keys_of(row: &Value) -> Vec<&'static str> {
    let says = |key: &str| row.get(key).is_some_and(Value::is_string);
    let first = NAMES.into_iter().find(|key| says(key));
    let kinds = KINDS.into_iter().filter(|key| first == Some("kpi") && says(key));
    first.into_iter().chain(kinds).collect()
}

fn text(scalar: &Value) -> String {
    match scalar {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Reads as a table: a document, the next edition, and each change as `field: then > now`.
    #[track_caller]
    fn check(then: &Value, now: &Value, expected: &[&str]) {
        let told: Vec<String> = changes(then, now)
            .iter()
            .map(|change| {
                let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
                format!("{}: {} > {}", change.field, word(&change.then), word(&change.now))
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_differs_is_named() {
        check(&json!({ "name": "Ana" }), &json!({ "name": "Ana" }), &[]);
        check(
            &json!({ "gate": { "floor_minor": null }, "token_digest": "a" }),
            &json!({ "gate": { "floor_minor": 4000, "is_open": false }, "token_digest": "b" }),
            &["gate.floor_minor: - > 4000"],
        );
        let row = |kpi: &str, value: i64| json!({ "kpi": kpi, "value_micro": value });
        check(
            &json!({ "rows": [row("ctr", 1), row("roi", 2)] }),
            &json!({ "rows": [row("roi", 3), row("ctr", 1)] }),
            &["rows.roi.value_micro: 2 > 3"],
        );
        check(
            &json!({ "rows": [row("ctr", 1)], "is_paused": false }),
            &json!({ "rows": [row("ctr", 1), row("roi", 2)], "is_paused": true }),
            &["is_paused: false > true", "rows.roi.value_micro: - > 2"],
        );
        let of_nano = |value: i64| json!({ "kpi": "ctr", "size": "nano", "value_micro": value });
        check(
            &json!({ "rows": [row("ctr", 1), of_nano(2)] }),
            &json!({ "rows": [of_nano(3)] }),
            &["rows.ctr nano.value_micro: 2 > 3", "rows.ctr.value_micro: 1 > -"],
        );
        check(&json!({ "terms": ["a"] }), &json!({ "terms": ["a", "b"] }), &["terms: a > a, b"]);
        check(
            &json!({ "flights": [{ "to": "x" }] }),
            &json!({ "flights": [{ "to": "x" }, { "to": "y" }] }),
            &["flights.2.to: - > y"],
        );
    }

    #[test]
    fn long_texts_are_cut() {
        let change = changes(&json!({ "text": "" }), &json!({ "text": "é".repeat(500) }));
        assert_eq!(change[0].now.as_ref().map(|text| text.chars().count()), Some(LONGEST));
    }
}
