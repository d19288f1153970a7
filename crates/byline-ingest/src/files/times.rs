//! Times as exports write them, and the zone that they are meant in.
//!
//! In: a cell, the zone of the file, and what the export says of bare digits. Out: an instant, or
//! nothing. The unit of bare digits is never guessed from their number: a 17-digit account id and
//! microseconds look alike. Nor is the order of `01/02/2026`: it is said, or the cell is refused.

use byline_core::time::{CivilDay, Timestamp, Zone};

/// What bare digits in a column of times are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Digits {
    /// No time.
    Refused,
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// Microseconds since 1970.
    Micros,
    /// Eight digits are a day, `20260301`.
    CompactDay,
}

/// Which comes first in `01/02/2026`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayOrder {
    /// Nobody says: only a number above twelve can tell.
    Unsaid,
    /// The day.
    DayFirst,
    /// The month.
    MonthFirst,
}

/// How the times of a column are read.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    /// In which zone times without one are meant.
    pub zone: &'a Zone,
    /// What bare digits are.
    pub digits: Digits,
    /// Which comes first between slashes.
    pub day_order: DayOrder,
}

/// The instant that a cell names.
pub fn instant(text: &str, clock: &Clock<'_>) -> Option<Timestamp> {
    let text = text.trim();
    let is_bare = text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    if is_bare && !text.is_empty() {
        return from_digits(text, clock);
    }
    if let Ok(exact) = text.parse() {
        return Some(exact);
    }
    let (day, rest) = take_day(text, clock.day_order)?;
    let (time, offset) = take_offset(rest);
    let time = clock_time(time.trim_start_matches([',', ' ']).trim())?;
    match offset {
        Some(offset) => format!("{day}T{time}{offset}").parse().ok(),
        None => clock.zone.instant_of(&format!("{day}T{time}")),
    }
}

/// The local day that a cell names, whether or not it names a time of that day.
pub fn day(text: &str, day_order: DayOrder) -> Option<CivilDay> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text);
    }
    take_day(text, day_order).map(|(day, _)| day)
}

fn from_digits(text: &str, clock: &Clock<'_>) -> Option<Timestamp> {
    let n: i64 = text.parse().ok()?;
    match clock.digits {
        Digits::Refused => None,
        Digits::Seconds => Some(Timestamp::from_seconds(n)),
        Digits::Millis => Some(Timestamp::from_millis(n)),
        Digits::Micros => Some(Timestamp(n)),
        Digits::CompactDay => Some(clock.zone.day_span(compact(text)?).from),
    }
}

fn compact(text: &str) -> Option<CivilDay> {
    let is_day = text.len() == 8;
    is_day.then(|| civil(&text[..4], &text[4..6], &text[6..]))?
}

/// The day at the beginning of a text, and what follows it.
fn take_day(text: &str, order: DayOrder) -> Option<(CivilDay, &str)> {
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return named_month(text);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.'));
    let (date, rest) = text.split_at(end.unwrap_or(text.len()));
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest);
    let sign = date.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = date.split(sign).collect();
    let [first, second, third] = parts[..] else { return None };
    let day = match (first.len(), sign) {
        (4, '-' | '/' | '.') => civil(first, second, third),
        (1..=2, '.') => civil(third, second, first),
        (1..=2, '/') => slashed(first, second, third, order),
        _ => None,
    };
    day.map(|day| (day, rest))
}

fn slashed(first: &str, second: &str, year: &str, order: DayOrder) -> Option<CivilDay> {
    let is_day = |part: &str| part.parse::<u8>().is_ok_and(|n| 12 < n);
    if year.len() == 2 {
        // `13/02/26` could begin with the year; `02/13/26` cannot.
        let is_clear = order != DayOrder::Unsaid || is_day(second);
        return is_clear.then(|| slashed(first, second, &format!("20{year}"), order))?;
    }
    match order {
        DayOrder::DayFirst => civil(year, second, first),
        DayOrder::MonthFirst => civil(year, first, second),
        DayOrder::Unsaid if is_day(first) => civil(year, second, first),
        DayOrder::Unsaid if is_day(second) || first == second => civil(year, first, second),
        DayOrder::Unsaid => None,
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Mar 1, 2026` and `March 1, 2026 14:30`.
fn named_month(text: &str) -> Option<(CivilDay, &str)> {
    let (name, rest) = text.split_once(' ')?;
    let short = name.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|known| *known == short)? + 1;
    let (day, rest) = rest.split_once(", ").or_else(|| rest.split_once(' '))?;
    let (year, rest) = rest.split_at_checked(4)?;
    Some((civil(year, &month.to_string(), day)?, rest))
}

fn civil(year: &str, month: &str, day: &str) -> Option<CivilDay> {
    let is_year = year.len() == 4;
    is_year.then(|| CivilDay::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
}

/// Cuts the offset off a time: `+02:00`, `-0800`, `+00`, ` UTC`, `Z`.
fn take_offset(rest: &str) -> (&str, Option<String>) {
    let rest = rest.trim_end();
    for universal in ["UTC", "GMT", "Z", "z"] {
        if let Some(time) = rest.strip_suffix(universal) {
            return (time, Some("Z".to_owned()));
        }
    }
    let Some(place) = rest.rfind(['+', '-']) else { return (rest, None) };
    let (time, offset) = rest.split_at(place);
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let offset = match digits.len() {
        2 => format!("{}{digits}:00", &offset[..1]),
        4 => format!("{}{}:{}", &offset[..1], &digits[..2], &digits[2..]),
        _ => return (rest, None),
    };
    (time, Some(offset))
}

/// `H:MM`, `HH:MM:SS.fff`, with AM or PM, as `HH:MM:SS.fff`. No time is midnight.
fn clock_time(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("00:00:00".to_owned());
    }
    let lower = text.to_ascii_lowercase();
    let (time, is_afternoon) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(time), _) => (time.trim_end(), Some(false)),
        (_, Some(time)) => (time.trim_end(), Some(true)),
        _ => (lower.as_str(), None),
    };
    let (hour, rest) = time.split_once(':')?;
    let hour: u8 = hour.parse().ok()?;
    let hour = match (is_afternoon, hour) {
        (None, 0..=23) => hour,
        (Some(false), 1..=12) => hour % 12,
        (Some(true), 1..=12) => hour % 12 + 12,
        _ => return None,
    };
    let (whole, fraction) = rest.split_once(['.', ',']).unwrap_or((rest, "0"));
    let (minute, second) = whole.split_once(':').unwrap_or((whole, "00"));
    let is_two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let fraction = &fraction[..fraction.len().min(9)];
    (is_two(minute) && is_two(second) && is_fraction)
        .then(|| format!("{hour:02}:{minute}:{second}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, zone: &str, digits: Digits, day_order: DayOrder) -> Option<String> {
        let zone = Zone::parse(zone).unwrap();
        instant(text, &Clock { zone: &zone, digits, day_order }).map(|at| at.to_string())
    }

    /// Reads as a table: cell in a file of New York, the instant.
    #[test]
    fn the_nine_forms_of_the_census() {
        let table = [
            ("2026-03-01T12:00:00Z", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01 12:00:00", Some("2026-03-01T17:00:00Z")),
            ("2026-03-01 12:00:00 UTC", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01 12:00:00.123456 UTC", Some("2026-03-01T12:00:00.123456Z")),
            ("2026-03-01T12:00:00", Some("2026-03-01T17:00:00Z")),
            ("2021-02-09T15:04:15-0800", Some("2021-02-09T23:04:15Z")),
            ("2026-03-01T12:00:00.000+0000", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01 12:00:00+00:00", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01 12:00:00 +0200", Some("2026-03-01T10:00:00Z")),
            ("2026-03-01", Some("2026-03-01T05:00:00Z")),
            ("03/13/2026", Some("2026-03-13T04:00:00Z")),
            ("13/03/2026 1:05 PM", Some("2026-03-13T17:05:00Z")),
            ("01.02.2026 14:30", Some("2026-02-01T19:30:00Z")),
            ("2022-04-14 4:30:42", Some("2022-04-14T08:30:42Z")),
            ("Mar 1, 2026", Some("2026-03-01T05:00:00Z")),
            ("Mar 1, 2026, 12:00:00 AM", Some("2026-03-01T05:00:00Z")),
            // Which is the month? And what is PST in summer?
            ("01/02/2026", None),
            ("2026-03-01 12:00 PST", None),
            ("2026-13-01", None),
            ("2026-03-01 25:00:00", None),
            ("1772366400", None),
            ("1772366400000", None),
            ("12:00", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = read(text, "America/New_York", Digits::Refused, DayOrder::Unsaid);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn digits_have_the_unit_that_is_said_and_no_other() {
        let noon = Some("2026-03-01T12:00:00Z".to_owned());
        let unsaid = DayOrder::Unsaid;
        assert_eq!(read("1772366400", "UTC", Digits::Seconds, unsaid), noon);
        assert_eq!(read("1772366400000", "UTC", Digits::Millis, unsaid), noon);
        assert_eq!(read("1772366400000000", "UTC", Digits::Micros, unsaid), noon);
        let midnight = Some("2026-03-01T05:00:00Z".to_owned());
        assert_eq!(read("20260301", "America/New_York", Digits::CompactDay, unsaid), midnight);
    }

    /// Reads as a table: cell, what is said of the order, the day.
    #[test]
    fn years_of_two_digits_are_of_this_century_where_the_order_is_clear() {
        use DayOrder::{DayFirst, MonthFirst, Unsaid};
        let table = [
            ("1/5/26", MonthFirst, Some("2026-01-05T00:00:00Z")),
            ("1/5/26 13:05", MonthFirst, Some("2026-01-05T13:05:00Z")),
            ("1/5/26", DayFirst, Some("2026-05-01T00:00:00Z")),
            ("2/13/26", Unsaid, Some("2026-02-13T00:00:00Z")),
            ("13/2/26", Unsaid, None),
            ("1/5/26", Unsaid, None),
            ("1/5/126", MonthFirst, None),
        ];
        for (text, order, expected) in table {
            let read = read(text, "UTC", Digits::Refused, order);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn between_slashes_the_order_is_said() {
        let first = |order| read("01/02/2026", "UTC", Digits::Refused, order);
        assert_eq!(first(DayOrder::MonthFirst).as_deref(), Some("2026-01-02T00:00:00Z"));
        assert_eq!(first(DayOrder::DayFirst).as_deref(), Some("2026-02-01T00:00:00Z"));
        assert_eq!(first(DayOrder::Unsaid), None);
        assert_eq!(
            read("13/02/2026", "UTC", Digits::Refused, DayOrder::MonthFirst),
            None,
            "there is no thirteenth month"
        );
    }
}
