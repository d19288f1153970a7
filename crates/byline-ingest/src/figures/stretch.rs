//! Days and hours as platforms name them, into stretches of time.
//!
//! A platform's day is a day of the account's zone, not of UTC: `2025-11-12` in `Etc/GMT+5` begins
//! at 05:00 UTC. Times come with and without a zone, with `Z`, `+00:00` and `-0800`.

use byline_core::time::{CivilDay, MICROS_PER_HOUR, Span, Timestamp, Zone};

/// A day as a platform names it: `2025-11-12`, `20251112`, or with a midnight after it.
pub(crate) fn day(text: &str) -> Option<CivilDay> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let is_midnight = time.chars().all(|c| matches!(c, '0' | ':' | '.'));
    if !is_midnight {
        return None;
    }
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]).parse().ok();
    }
    date.parse().ok()
}

/// The stretch of a day in `zone`; `None` for what is no day there.
pub(crate) fn day_span(text: &str, zone: &Zone) -> Option<Span> {
    let span = zone.day_span(day(text)?);
    (!span.is_empty()).then_some(span)
}

/// The stretch of the hour that begins at a local time in `zone`: `2025-11-12 5:00:00`. Of an hour
/// that comes twice, the first counts.
pub(crate) fn hour_span(text: &str, zone: &Zone) -> Option<Span> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let hour: u8 = time.split(':').next()?.parse().ok().filter(|hour| *hour < 24)?;
    let past = time.split_once(':').map_or("", |(_, past)| past);
    let is_whole = past.chars().all(|c| matches!(c, '0' | ':' | '.'));
    let date: CivilDay = date.parse().ok()?;
    let from = zone.instant_of(&format!("{date}T{hour:02}:00:00")).filter(|_| is_whole)?;
    Some(Span { from, to: from.plus_micros(MICROS_PER_HOUR) })
}

/// An instant: RFC 3339, an offset without its colon, ` UTC` behind it, or without a zone. One
/// without a zone is read in `zone`.
pub(crate) fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    if let Some(universal) = text.strip_suffix(" UTC") {
        return Zone::utc().instant_of(universal);
    }
    if let Some(place) = text.len().checked_sub(5).filter(|place| text.is_char_boundary(*place)) {
        let (local, offset) = text.split_at(place);
        if offset.starts_with(['+', '-']) && local.contains(['T', ' ']) {
            let (hours, minutes) = offset.split_at(3);
            return format!("{local}{hours}:{minutes}").parse().ok();
        }
    }
    zone.instant_of(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(span: Option<Span>) -> String {
        span.map_or("none".to_owned(), |span| format!("{} {} h", span.from, span.seconds() / 3600))
    }

    /// Reads as a table: day, zone, stretch.
    #[test]
    fn days_are_of_the_accounts_zone() {
        let table = [
            ("2025-11-12 00:00:00", "Etc/GMT+5", "2025-11-12T05:00:00Z 24 h"),
            ("2025-11-12", "Asia/Jakarta", "2025-11-11T17:00:00Z 24 h"),
            ("2026-03-08", "America/Los_Angeles", "2026-03-08T08:00:00Z 23 h"),
            ("2026-11-01", "America/Los_Angeles", "2026-11-01T07:00:00Z 25 h"),
            ("20260301", "UTC", "2026-03-01T00:00:00Z 24 h"),
            ("2026-03-01T00:00:00.000", "UTC", "2026-03-01T00:00:00Z 24 h"),
            ("2026-03-01 07:00:00", "UTC", "none"),
            ("2026-02-30", "UTC", "none"),
            ("2011-12-30", "Pacific/Apia", "none"),
            ("03/01/2026", "UTC", "none"),
            ("", "UTC", "none"),
        ];
        for (text, zone, expected) in table {
            assert_eq!(told(day_span(text, &Zone::parse(zone).unwrap())), expected, "{text}");
        }
    }

    /// Reads as a table: local hour, zone, stretch.
    #[test]
    fn hours_may_lack_a_digit_and_no_more() {
        let table = [
            ("2021-09-15 5:00:00", "Etc/GMT+5", "2021-09-15T10:00:00Z 1 h"),
            ("2021-09-15T23:00:00", "UTC", "2021-09-15T23:00:00Z 1 h"),
            ("2021-09-15 05:30:00", "UTC", "none"),
            ("2021-09-15 24:00:00", "UTC", "none"),
            ("2021-09-15", "UTC", "none"),
        ];
        for (text, zone, expected) in table {
            assert_eq!(told(hour_span(text, &Zone::parse(zone).unwrap())), expected, "{text}");
        }
    }

    /// Reads as a table: text, instant when the zone is that of New York.
    #[test]
    fn instants_come_in_all_the_forms_of_platforms() {
        let table = [
            ("2021-02-09T15:04:15-0800", Some("2021-02-09T23:04:15Z")),
            ("2021-02-09T15:04:15+00:00", Some("2021-02-09T15:04:15Z")),
            ("2017-05-04T07:00:00+0000", Some("2017-05-04T07:00:00Z")),
            ("2021-07-29 14:22:11.919 UTC", Some("2021-07-29T14:22:11.919Z")),
            ("2025-04-21 10:00:00", Some("2025-04-21T14:00:00Z")),
            ("soon", None),
            ("é000", None),
        ];
        let zone = Zone::parse("America/New_York").unwrap();
        for (text, expected) in table {
            let expected = expected.map(|text| text.parse().unwrap());
            assert_eq!(instant(text, &zone), expected, "{text}");
        }
    }
}
