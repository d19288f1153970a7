//! JSON as others write it: numbers as text, text as numbers, and nesting without end.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// How deep objects and arrays may nest.
pub const DEPTH_MAX: usize = 64;

/// Whether `bytes` nest no deeper than [`DEPTH_MAX`]. Says nothing else about them.
pub fn json_depth_ok(bytes: &[u8]) -> bool {
    let mut depth = 0usize;
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => skip_text(&mut rest),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if DEPTH_MAX < depth {
            return false;
        }
    }
    true
}

/// Goes on to after the closing quote.
fn skip_text(rest: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = rest.find(|byte| matches!(byte, b'"' | b'\\')) {
        if *byte == b'"' {
            return;
        }
        rest.next();
    }
}

/// A JSON string or number, as text: exactly the digits that stand in the source.
///
/// Ids pass 2^53 and amounts are decimal, so neither may go through a float.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scalar<'a>(pub Cow<'a, str>);

impl<'a> Scalar<'a> {
    /// The text without surrounding white space; `None` if nothing is left.
    pub fn text(&self) -> Option<&str> {
        let text = self.0.trim();
        (!text.is_empty()).then_some(text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        match raw.as_bytes().first() {
            Some(b'"') => match unquote(raw) {
                Ok(text) => Ok(Self(text)),
                Err(_) => Err(D::Error::custom("text is no Unicode")),
            },
            Some(b'-' | b'0'..=b'9') => Ok(Self(Cow::Borrowed(raw))),
            _ => Err(D::Error::custom("expected text or a number")),
        }
    }
}

/// Any JSON value, of which only text and numbers are of use.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Free<'a>(#[serde(borrow)] &'a RawValue);

impl<'a> Free<'a> {
    /// The text, if it is text or a number and not blank.
    pub(crate) fn text(&self) -> Option<String> {
        let scalar: Scalar<'a> = serde_json::from_str(self.0.get()).ok()?;
        scalar.text().map(str::to_owned)
    }
}

fn unquote(raw: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    let inside = &raw[1..raw.len() - 1];
    if inside.contains('\\') {
        return serde_json::from_str(raw).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(inside))
}

/// The text of an optional scalar, `None` where it is absent, null or blank.
pub(crate) fn text<'s>(scalar: &'s Option<Scalar<'_>>) -> Option<&'s str> {
    scalar.as_ref().and_then(Scalar::text)
}

/// Reads `bytes` as `T`, or says where that failed: the path of the field, never its value.
pub(crate) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    if !json_depth_ok(bytes) {
        return Err(format!("nested deeper than {DEPTH_MAX}"));
    }
    // Checked once for the whole, so that no text in it is checked by itself.
    let source = std::str::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    serde_json::from_str(source).map_err(|error| where_it_failed::<T>(source, &error))
}

fn where_it_failed<'a, T: Deserialize<'a>>(source: &'a str, error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    if !error.is_data() {
        return format!("not JSON at {place}");
    }
    // Read again to learn the path: only what failed pays for it.
    let mut again = serde_json::Deserializer::from_str(source);
    match serde_path_to_error::deserialize::<_, T>(&mut again) {
        Err(error) => format!("unexpected value at `{}`, {place}", error.path()),
        Ok(_) => format!("unexpected text at {place}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Deserialize, Debug)]
    struct Order<'a> {
        #[serde(borrow)]
        id: Option<Scalar<'a>>,
    }

    /// Reads as a table: source, text of `id`.
    fn check(source: &str, expected: Result<Option<&str>, &str>) {
        let order = read::<Order>(source.as_bytes());
        let found = order.as_ref().map(|order| text(&order.id)).map_err(String::as_str);
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn digits_come_out_as_they_stand() {
        check(r#"{"id": 820982911946154508}"#, Ok(Some("820982911946154508")));
        check(r#"{"id": "820982911946154508"}"#, Ok(Some("820982911946154508")));
        check(r#"{"id": 195.660}"#, Ok(Some("195.660")));
        check(r#"{"id": 1e400}"#, Ok(Some("1e400")));
        check(r#"{"id": "a\u00e4\"b"}"#, Ok(Some("aä\"b")));
        check(r#"{"id": " "}"#, Ok(None));
        check(r#"{"id": null}"#, Ok(None));
        check(r#"{}"#, Ok(None));
    }

    #[test]
    fn what_fails_is_named_without_its_value() {
        check(r#"{"id": {}}"#, Err("unexpected value at `id`, line 1 column 10"));
        check(r#"{"id": true}"#, Err("unexpected value at `id`, line 1 column 12"));
        check(r#"{"id": "\ud800"}"#, Err("unexpected value at `id`, line 1 column 16"));
        check(r#"{"id": 1, "id": 2}"#, Err("unexpected value at `.`, line 1 column 14"));
        check(r#"{"id": NaN}"#, Err("not JSON at line 1 column 8"));
        check("\u{feff}{}", Err("not JSON at line 1 column 1"));
        assert_eq!(read::<Order>(b"{\"id\": \"\xff\"}").unwrap_err(), "not UTF-8 at byte 8");
        check("", Err("not JSON at line 1 column 0"));
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(json_depth_ok(nested(64).as_bytes()));
        assert!(!json_depth_ok(nested(65).as_bytes()));
        assert!(!json_depth_ok("[".repeat(10_000).as_bytes()));
        assert!(json_depth_ok(format!(r#"{{"a": "\"{}"}}"#, "[".repeat(100)).as_bytes()));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_stumble(bytes: Vec<u8>) {
            let _ = read::<Order>(&bytes);
        }
    }
}
