//! Time zones: which local day and hour an instant belongs to.
//!
//! In: an IANA name, looked up in the tables that are compiled in, so that a zone means the same
//! on every machine. Out: local hours and days as spans of instants.
//!
//! Invariant: the days of a zone follow each other without gap or overlap, and so do its hours,
//! whatever its clocks do. A day may have 23, 24.5 or 25 hours; a day that was skipped is empty.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{MICROS_PER_HOUR, Span, Timestamp};

/// A time zone of the IANA database. Copies are cheap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone(TimeZone);

/// A day of the calendar, in no zone; written `2026-03-08`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CivilDay(Date);

/// Why a zone or a day cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum TimeError {
    /// The IANA database has no such zone.
    #[error("there is no time zone `{0}`: use an IANA name such as `Europe/Berlin`")]
    ZoneUnknown(String),
    /// The text is no day of the calendar.
    #[error("`{0}` is not a day: write it as `2026-03-08`")]
    NotADay(String),
}

impl TimeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ZoneUnknown(_) => "time.zone_unknown",
            Self::NotADay(_) => "time.not_a_day",
        }
    }
}

impl Zone {
    /// The zone of the IANA name, such as `Europe/Berlin`, in any case.
    pub fn parse(name: &str) -> Result<Self, TimeError> {
        let zone = TimeZoneDatabase::bundled().get(name);
        zone.map(Self).map_err(|_| TimeError::ZoneUnknown(name.to_owned()))
    }

    /// Universal time.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant at which a local clock shows `text`, such as `2026-03-08 14:30` or, for its
    /// midnight, `2026-03-08`. A time that the zone skips is read as if it had not; of one that
    /// comes twice, the first counts.
    pub fn instant_of(&self, text: &str) -> Option<Timestamp> {
        let shown: jiff::civil::DateTime = text.parse().ok()?;
        shown.to_zoned(self.0.clone()).ok().map(|zoned| timestamp(zoned.timestamp()))
    }

    /// The local day that `at` belongs to.
    pub fn day_of(&self, at: Timestamp) -> CivilDay {
        let at = instant(at);
        let day = CivilDay(self.0.to_datetime(at).date());
        // Where clocks once went back over midnight, an evening came twice. It belongs to the day
        // that had begun by then.
        match day.next() {
            Some(next) if self.start_of(next) <= at => next,
            _ => day,
        }
    }

    /// The hour that a local clock shows at `at`, 0 to 23.
    pub fn hour_of(&self, at: Timestamp) -> u8 {
        self.0.to_datetime(instant(at)).hour().unsigned_abs()
    }

    /// The instants of the local `day`; empty if the zone skipped it.
    pub fn day_span(&self, day: CivilDay) -> Span {
        let from = timestamp(self.start_of(day));
        let to = day.next().map_or(Timestamp::MAX, |next| timestamp(self.start_of(next)));
        Span { from, to: to.max(from) }
    }

    /// The span of the local hour that `at` belongs to: the time in which a local clock shows the
    /// same hour without being changed. Shorter than an hour where it is changed within one.
    pub fn hour_span(&self, at: Timestamp) -> Span {
        let micros = instant(at).as_microsecond();
        let offset = |micros| self.0.to_offset(instant(Timestamp(micros))).seconds();
        let offset_micros = i64::from(offset(micros)) * super::MICROS_PER_SECOND;
        let into_hour = (micros + offset_micros).rem_euclid(MICROS_PER_HOUR);
        let (from, to) = (micros - into_hour, micros - into_hour + MICROS_PER_HOUR);
        let is_whole = offset(from) == offset(micros) && offset(to - 1) == offset(micros);
        if is_whole {
            return Span { from: Timestamp(from), to: Timestamp(to) };
        }
        let at = instant(Timestamp(micros));
        let before = self.0.preceding(at + SignedDuration::from_nanos(1)).next();
        let after = self.0.following(at).next();
        let from = before.map_or(from, |change| change.timestamp().as_microsecond().max(from));
        let to = after.map_or(to, |change| change.timestamp().as_microsecond().min(to));
        Span { from: Timestamp(from), to: Timestamp(to) }
    }

    /// The starts of all local days that have an instant in `span`, in order. The first may lie
    /// before it. One for each day: mind the length of the span.
    pub fn day_starts(&self, span: Span) -> Vec<Timestamp> {
        self.starts(span, |at| self.day_span(self.day_of(at)))
    }

    /// The starts of all local hours that have an instant in `span`, in order. The first may lie
    /// before it. One for each hour: mind the length of the span.
    pub fn hour_starts(&self, span: Span) -> Vec<Timestamp> {
        self.starts(span, |at| self.hour_span(at))
    }

    fn starts(&self, span: Span, part_at: impl Fn(Timestamp) -> Span) -> Vec<Timestamp> {
        let mut starts = Vec::new();
        let mut at = span.from;
        while at < span.to {
            let part = part_at(at);
            starts.push(part.from);
            if part.to <= at {
                break;
            }
            at = part.to;
        }
        starts
    }

    /// The first instant of a local day; of a skipped day, the first after it.
    fn start_of(&self, day: CivilDay) -> jiff::Timestamp {
        let midnight = day.0.to_datetime(Time::midnight());
        let ambiguous = self.0.to_ambiguous_timestamp(midnight);
        let is_skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        let Ok(start) = ambiguous.compatible() else {
            return clamped(day);
        };
        if !is_skipped {
            return start;
        }
        let just_after = start + SignedDuration::from_nanos(1);
        self.0.preceding(just_after).next().map_or(start, |change| change.timestamp())
    }
}

/// Midnight at an end of the calendar, where zones have no answer.
fn clamped(day: CivilDay) -> jiff::Timestamp {
    if day.0.year() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX }
}

/// The instant within the years that calendars reach, -9999 to 9999.
fn instant(at: Timestamp) -> jiff::Timestamp {
    let nearest = if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(nearest)
}

fn timestamp(instant: jiff::Timestamp) -> Timestamp {
    Timestamp(instant.as_microsecond())
}

impl CivilDay {
    /// The day of a year, a month and a day of the month; `None` if the calendar has none such.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The day after; `None` at the end of the year 9999.
    pub fn next(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// The day `n_days` later; earlier, if negative. `None` outside the calendar.
    pub fn plus_days(self, n_days: i32) -> Option<Self> {
        self.0.checked_add(n_days.days()).ok().map(Self)
    }

    /// Days from `earlier` to this one.
    pub fn days_since(self, earlier: Self) -> i32 {
        earlier.0.until(self.0).map_or(0, |span| span.get_days())
    }

    /// The day of the week, Monday 0 to Sunday 6.
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }
}

impl fmt::Display for CivilDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CivilDay {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let is_plain = text.len() == "2026-03-08".len();
        let day = Date::from_str(text).ok().filter(|_| is_plain);
        day.map(Self).ok_or_else(|| TimeError::NotADay(text.to_owned()))
    }
}

impl Serialize for CivilDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
