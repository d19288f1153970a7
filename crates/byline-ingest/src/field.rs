//! Fields of outside payloads: amounts, currencies, times, names and codes, read strictly.
//!
//! In: the text that stands in a field, if any. Out: the value, nothing where the feed has nothing
//! (null, blank, a dash), or an [`Unreadable`] that names the field. Missing is never zero.

use byline_core::code::normal_form;
use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::money::Currency;
use byline_core::shopper::ClickId;
use byline_core::time::{MICROS_PER_SECOND, Timestamp};

use crate::amount;
use crate::dedup;
use crate::fault::{NoCurrency, Unreadable};
use crate::json::Scalar;
use crate::moment::{self, Wrong};

/// How many codes, clicks or names of one order are read.
const LIST_MAX: usize = 32;

/// What feeds write where they have nothing.
const NOTHING: [&str; 5] = ["-", "--", "null", "None", "NULL"];

/// The text of a field; `None` where it is absent, null, blank or a dash.
pub(crate) fn said<'s>(scalar: &'s Option<Scalar<'_>>) -> Option<&'s str> {
    scalar.as_ref().and_then(Scalar::text).filter(|text| !NOTHING.contains(text))
}

/// The currency in `field`, in any case.
pub(crate) fn currency(
    field: &'static str,
    scalar: &Option<Scalar<'_>>,
) -> Result<Currency, Unreadable> {
    let code = said(scalar).map(str::to_ascii_uppercase);
    let known = code.as_deref().and_then(Currency::parse);
    known.ok_or_else(|| Unreadable::CurrencyUnknown(field, NoCurrency::of(code.as_deref())))
}

/// The decimal amount in `field` as minor units, if there is one.
pub(crate) fn minor(
    field: &'static str,
    scalar: &Option<Scalar<'_>>,
    currency: Currency,
) -> Result<Option<i64>, Unreadable> {
    let read = |text| amount::minor(text, currency).ok_or(Unreadable::MoneyInvalid(field));
    said(scalar).map(read).transpose()
}

/// The decimal amount that `field` must hold.
pub(crate) fn needed_minor(
    field: &'static str,
    scalar: &Option<Scalar<'_>>,
    currency: Currency,
) -> Result<i64, Unreadable> {
    minor(field, scalar, currency)?.ok_or(Unreadable::MoneyMissing(field))
}

/// A sum that still is an amount.
pub(crate) fn sum(field: &'static str, parts: &[i64]) -> Result<i64, Unreadable> {
    let mut sum = 0_i64;
    for part in parts {
        sum = sum.checked_add(*part).ok_or(Unreadable::MoneyInvalid(field))?;
    }
    Ok(sum)
}

/// The RFC 3339 time in `field`.
pub(crate) fn time(
    field: &'static str,
    text: &str,
    received_at: Timestamp,
) -> Result<Timestamp, Unreadable> {
    moment::read(text, received_at).map_err(|wrong| why(field, wrong))
}

/// The time in `field`, which is written in UTC without saying so.
pub(crate) fn utc_time(
    field: &'static str,
    text: &str,
    received_at: Timestamp,
) -> Result<Timestamp, Unreadable> {
    let (day, clock) = text.split_at_checked(10).unwrap_or((text, ""));
    let has_zone = clock.contains(['Z', 'z', '+', '-']);
    if has_zone {
        return time(field, text, received_at);
    }
    let clock = clock.trim_start_matches(['T', 't', ' ']);
    time(field, &format!("{day}T{clock}Z"), received_at)
}

/// The seconds since 1970 in `field`.
pub(crate) fn epoch_time(
    field: &'static str,
    text: &str,
    received_at: Timestamp,
) -> Result<Timestamp, Unreadable> {
    let seconds: i64 = text.parse().map_err(|_| Unreadable::TimeInvalid(field))?;
    let micros = seconds.checked_mul(MICROS_PER_SECOND).ok_or(Unreadable::TimeInvalid(field))?;
    moment::check(Timestamp(micros), received_at).map_err(|wrong| why(field, wrong))
}

fn why(field: &'static str, wrong: Wrong) -> Unreadable {
    match wrong {
        Wrong::Unreadable => Unreadable::TimeInvalid(field),
        Wrong::Impossible => Unreadable::TimeImpossible(field),
    }
}

/// Those of the given names that there are, each once.
pub(crate) fn names<'a>(given: impl IntoIterator<Item = Option<&'a str>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in given.into_iter().flatten().take(LIST_MAX) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Promo codes in normal form, in the given order, each once.
pub(crate) fn codes<'a>(given: impl IntoIterator<Item = Option<&'a str>>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in given.into_iter().flatten().take(LIST_MAX).map(normal_form) {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// What shops put before a click id that they hand on, where a field is shared.
const CLICK_PREFIXES: [&str; 4] = ["byline_click_", "byline_", "byl_", "byl-"];

/// Our click in a field that a shop handed on: as it is, or with a word of ours before it.
pub(crate) fn click(text: &str) -> Option<ClickId> {
    let text = text.trim();
    let cut = CLICK_PREFIXES.iter().filter_map(|prefix| text.strip_prefix(prefix));
    ClickId::parse(text).or_else(|| cut.filter_map(ClickId::parse).next())
}

/// The given clicks, each once.
pub(crate) fn clicks(given: impl IntoIterator<Item = Option<ClickId>>) -> Vec<ClickId> {
    let mut clicks: Vec<ClickId> = Vec::new();
    for click in given.into_iter().flatten().take(LIST_MAX) {
        if !clicks.contains(&click) {
            clicks.push(click);
        }
    }
    clicks
}

/// The key of what `facts` say. Whichever way they came (a webhook, a poll, an export), the same
/// words of the same connection are the same delivery; a word more or less is another.
pub(crate) fn content_key(feed: &str, connection: &ConnectionId, facts: &[Fact]) -> DedupKey {
    let words = format!("{facts:?}");
    dedup::key(&[feed.as_bytes(), connection.as_str().as_bytes(), b"content", words.as_bytes()])
}

/// `facts`, each with a key of its own under that of what they say.
pub(crate) fn keyed(
    feed: &str,
    connection: &ConnectionId,
    facts: Vec<Fact>,
) -> Vec<(Fact, DedupKey)> {
    let key = content_key(feed, connection, &facts);
    let keyed = facts.into_iter().enumerate().map(|(n, fact)| (fact, dedup::nth(key, n)));
    keyed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: text, the time it means in UTC.
    #[test]
    fn times_without_a_zone_are_utc() {
        let noon: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let table = [
            ("2026-11-19T10:00:00", Some("2026-11-19T10:00:00Z")),
            ("2026-11-19 10:00:00", Some("2026-11-19T10:00:00Z")),
            ("2026-11-19T10:00:00Z", Some("2026-11-19T10:00:00Z")),
            ("2026-11-19T10:00:00-05:00", Some("2026-11-19T15:00:00Z")),
            ("2026-11-19", None),
            ("2099-11-19T10:00:00", None),
            ("ä", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = utc_time("t", text, noon).ok().map(|at| at.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_click_is_found_behind_a_word_of_ours() {
        let id = "BwcHBwcHBwcHBwcHBwcHBw";
        for text in [id.to_owned(), format!("byl_{id}"), format!(" byline_click_{id} ")] {
            assert_eq!(click(&text), Some(ClickId([7; 16])), "{text}");
        }
        assert_eq!(click("dub_id_123"), None);
    }
}
