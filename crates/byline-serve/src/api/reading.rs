//! Reading: from the JSON that somebody sent to a whole thing, or which field was not understood.
//!
//! Nothing is taken for something else and nothing is left out in silence: a field that the thing
//! does not have is named, at every depth, with the known one that is nearest to it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::kind::{Object, json};
use crate::problem::Problem;

/// Reads a whole thing.
pub fn read<T: DeserializeOwned + Serialize>(object: Object) -> Result<T, Problem> {
    let asked = Value::Object(object);
    let thing: T = read_wish(&asked)?;
    match stranger(&asked, &json(&thing), "") {
        None => Ok(thing),
        Some((field, known)) => Err(unknown_field(&field, &known)),
    }
}

/// Reads what somebody wants done. It refuses fields that it does not have by itself.
pub fn read_wish<T: DeserializeOwned>(asked: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(asked).map_err(|error| {
        let field = error.path().to_string();
        let said = value_at(asked, error.path());
        not_understood(&field, said, &error.inner().to_string())
    })
}

/// A field that a thing does not have; `known` are those that it has at that place.
pub fn unknown_field(field: &str, known: &[String]) -> Problem {
    let (within, name) =
        field.rsplit_once('.').map_or(("", field), |(within, name)| (within, name));
    // What is not a slip of the finger has no nearest one.
    let is_near = |known: &&String| {
        strsim::damerau_levenshtein(known, name) <= 2
            || (4 <= name.len() && (known.starts_with(name) || name.starts_with(known.as_str())))
    };
    let similarity = |known: &&String| strsim::jaro_winkler(known, name);
    let near = known.iter().filter(is_near);
    let nearest = near.max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
    let nearest = nearest.map_or(String::new(), |name| match within {
        "" => format!("; the nearest known one is `{name}`"),
        _ => format!("; the nearest known one is `{within}.{name}`"),
    });
    Problem::new(422, "api.field_unknown", format!("there is no field `{field}`{nearest}"))
        .next_step(format!("the fields there are {}", known.join(", ")))
        .at(field, Value::Null)
        .allowed(known)
}

/// A value that a field cannot hold, by the words of the reader.
fn not_understood(field: &str, said: &Value, words: &str) -> Problem {
    let known = words_known(words);
    if words.starts_with("unknown field") {
        return unknown_field(field, &known);
    }
    let is_whole = said.as_str().is_some_and(|text| text.parse::<i64>().is_ok());
    let (detail, next_step) = if words.starts_with("missing field") {
        (format!("`{field}`: {words}"), "add the field that is missing".to_owned())
    } else if !known.is_empty() {
        (format!("`{field}` holds {said}"), format!("use one of {}", known.join(", ")))
    } else if words == "unknown currency" {
        let detail = format!("`{field}` holds {said}, which is not in ISO 4217");
        (detail, "use an ISO 4217 code in capitals, such as USD".to_owned())
    } else if words.starts_with("invalid type") || words.starts_with("invalid value") {
        let expected = words.rsplit_once("expected ").map_or("something else", |(_, what)| what);
        let expected = plain(expected);
        let next_step = match (is_whole, expected) {
            (true, "a whole number") => format!("send {} without quotes", unquoted(said)),
            _ => format!("send {expected}"),
        };
        (format!("`{field}` holds {said}, and not {expected}"), next_step)
    } else if said.is_string() {
        let detail = format!("`{field}` holds {said}, which is no RFC 3339 instant with a zone");
        (detail, "write instants such as 2026-06-01T00:00:00Z".to_owned())
    } else {
        let next_step = "see /api/v1/openapi.json for what each field holds";
        (format!("`{field}` holds {said}: {words}"), next_step.to_owned())
    };
    let problem = Problem::new(422, "api.field_invalid", detail).next_step(next_step);
    problem.at(field, said.clone()).allowed(known)
}

/// The words that a field knows, if the reader names them, as "expected one of `a`, `b`".
fn words_known(words: &str) -> Vec<String> {
    let Some((_, list)) = words.split_once("expected").filter(|_| words.starts_with("unknown"))
    else {
        return Vec::new();
    };
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What a field holds, as people say it.
fn plain(expected: &str) -> &str {
    match expected {
        "i64" | "u64" | "u32" | "i32" | "u16" | "usize" => "a whole number",
        "a boolean" => "true or false",
        "a string" => "text",
        "a sequence" => "a list",
        other if other.starts_with("struct") || other == "a map" => "an object",
        other => other,
    }
}

fn unquoted(said: &Value) -> &str {
    said.as_str().unwrap_or_default()
}

fn value_at<'v>(whole: &'v Value, path: &serde_path_to_error::Path) -> &'v Value {
    use serde_path_to_error::Segment;
    let mut value = whole;
    for segment in path {
        let next = match segment {
            Segment::Seq { index } => value.get(index),
            Segment::Map { key } => value.get(key),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        value = next.unwrap_or(value);
    }
    value
}

/// The first field that was asked for and is not held, and the names that are held beside it.
fn stranger(asked: &Value, held: &Value, path: &str) -> Option<(String, Vec<String>)> {
    match (asked, held) {
        (Value::Object(asked), Value::Object(held)) => asked.iter().find_map(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match held.get(name) {
                Some(held) => stranger(value, held, &path),
                None => Some((path, held.keys().cloned().collect())),
            }
        }),
        (Value::Array(asked), Value::Array(held)) => {
            let mut pairs = asked.iter().zip(held).enumerate();
            pairs.find_map(|(at, (asked, held))| stranger(asked, held, &format!("{path}[{at}]")))
        }
        _ => None,
    }
}
