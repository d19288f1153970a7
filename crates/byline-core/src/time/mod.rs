//! Time as a value: instants, lengths, and the buckets that readings are kept in.
//!
//! Byline never asks a clock here. An instant is microseconds since 1970 in UTC; a bucket is a
//! quarter of an hour, of which every time zone's day is a whole number. A [`Zone`] cuts instants
//! into the local hours and days in which people read them.
//!
//! Arithmetic stops at the ends of time, some 292,000 years away, instead of overflowing.

#[cfg(test)]
mod tests;
mod zone;

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use zone::{CivilDay, TimeError, Zone};

/// Microseconds in a second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;

/// Microseconds in a minute.
pub const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;

/// Microseconds in an hour.
pub const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;

/// Microseconds in a [`Bucket`].
pub const MICROS_PER_BUCKET: i64 = 15 * MICROS_PER_MINUTE;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] pub i64);

/// A quarter of an hour in UTC, counted from 1970. Instants before 1970 are in the first one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Bucket(pub u32);

/// A stretch of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Span {
    /// The first instant in the stretch.
    #[n(0)]
    pub from: Timestamp,
    /// The first instant after it.
    #[n(1)]
    pub to: Timestamp,
}

impl Timestamp {
    /// The first instant that can be named.
    pub const MIN: Self = Self(i64::MIN);

    /// The last instant that can be named.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant that is `seconds` after 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// The instant that is `millis` milliseconds after 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Whole seconds after 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// Whole milliseconds after 1970, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The quarter of an hour that it is in.
    pub fn bucket(self) -> Bucket {
        Bucket(whole(self.0, MICROS_PER_BUCKET))
    }

    /// The minute that it is in, counted from 1970.
    pub fn minute(self) -> u32 {
        whole(self.0, MICROS_PER_MINUTE)
    }

    /// The instant `seconds` later; earlier, if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// The instant `micros` microseconds later; earlier, if negative.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// The instant `seconds` later; `None` past the ends of time.
    pub fn checked_plus_seconds(self, seconds: i64) -> Option<Self> {
        let micros = seconds.checked_mul(MICROS_PER_SECOND)?;
        self.0.checked_add(micros).map(Self)
    }

    /// Whole seconds from `earlier` to this instant, rounded down.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.micros_since(earlier).div_euclid(MICROS_PER_SECOND)
    }

    /// Microseconds from `earlier` to this instant.
    pub const fn micros_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How many whole `unit`s fit before `micros`, within what 32 bits can count.
fn whole(micros: i64, unit: i64) -> u32 {
    u32::try_from(micros.max(0) / unit).unwrap_or(u32::MAX)
}

impl Bucket {
    /// Its first instant.
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0 as i64 * MICROS_PER_BUCKET)
    }

    /// The first instant after it.
    pub const fn end(self) -> Timestamp {
        Timestamp((self.0 as i64 + 1) * MICROS_PER_BUCKET)
    }

    /// From its first instant to the first after it.
    pub const fn span(self) -> Span {
        Span { from: self.start(), to: self.end() }
    }

    /// The one after it; the last has none.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

impl Span {
    /// Whether `at` is in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// Whether no instant is in it.
    pub fn is_empty(self) -> bool {
        self.to <= self.from
    }

    /// The instants that are in both; empty if there are none.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let from = self.from.max(other.from);
        Self { from, to: self.to.min(other.to).max(from) }
    }

    /// How long it is, in whole seconds, rounded down.
    pub fn seconds(self) -> i64 {
        self.to.seconds_since(self.from).max(0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Ok(Self(i64::deserialize(deserializer)?));
        }
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl std::str::FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant: jiff::Timestamp = text.parse()?;
        Ok(Self(instant.as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => write!(f, "{instant}"),
            Err(_) => write!(f, "{} µs", self.0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
