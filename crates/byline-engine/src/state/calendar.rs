//! Calendars: which local day a bucket belongs to.
//!
//! A zone's days are whole numbers of buckets. Looking one up in the tables of a zone is slow, so
//! every day in which anything happened is kept, and most questions are about the newest one.

use std::collections::BTreeMap;

use byline_core::time::{Bucket, MICROS_PER_BUCKET, Timestamp, Zone};

/// The buckets of one local day.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct LocalDay {
    /// The first bucket of the day.
    pub from: u32,
    /// The first bucket after it.
    pub to: u32,
}

/// The local days of one zone, as far as anybody asked for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    zone: Zone,
    ends: BTreeMap<u32, u32>,
    latest: LocalDay,
}

impl LocalDay {
    /// Whether a bucket is within the day.
    pub fn contains(self, bucket: u32) -> bool {
        self.from <= bucket && bucket < self.to
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::of(Zone::utc())
    }
}

impl Calendar {
    /// The calendar of a zone.
    pub fn of(zone: Zone) -> Self {
        Self { zone, ends: BTreeMap::new(), latest: LocalDay::default() }
    }

    /// Whose days these are.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The day in which a bucket begins.
    pub fn day_of(&mut self, bucket: u32) -> LocalDay {
        if !self.latest.contains(bucket) {
            self.latest = self.find(bucket);
        }
        self.latest
    }

    fn find(&mut self, bucket: u32) -> LocalDay {
        if let Some((from, to)) = self.ends.range(..=bucket).next_back() {
            let known = LocalDay { from: *from, to: *to };
            if known.contains(bucket) {
                return known;
            }
        }
        let span = self.zone.day_span(self.zone.day_of(Bucket(bucket).start()));
        let day = LocalDay { from: first_from(span.from), to: first_from(span.to) };
        // At the ends of time a zone has no days any more.
        let day = if day.contains(bucket) {
            day
        } else {
            LocalDay { from: bucket, to: bucket.saturating_add(1) }
        };
        self.ends.insert(day.from, day.to);
        day
    }
}

/// The first bucket that begins at or after an instant. Long ago some days began at odd seconds.
fn first_from(at: Timestamp) -> u32 {
    at.plus_micros(MICROS_PER_BUCKET - 1).bucket().0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as: zone, an instant, where its local day begins and how many buckets it has.
    fn check(zone: &str, at: &str, from: &str, n_buckets: u32) {
        let parse = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let mut calendar = Calendar::of(Zone::parse(zone).expect("a known zone"));
        for _ in 0..2 {
            let day = calendar.day_of(parse(at).bucket().0);
            assert_eq!(day.from, parse(from).bucket().0, "{zone} {at}");
            assert_eq!(day.to - day.from, n_buckets, "{zone} {at}");
        }
    }

    #[test]
    fn days_are_whole_numbers_of_buckets() {
        check("UTC", "2026-06-01T12:00:00Z", "2026-06-01T00:00:00Z", 96);
        check("Europe/Berlin", "2026-06-01T23:00:00Z", "2026-06-01T22:00:00Z", 96);
        check("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 92);
        check("Asia/Kathmandu", "2026-06-01T12:00:00Z", "2026-05-31T18:15:00Z", 96);
        check("Australia/Lord_Howe", "2026-10-04T00:00:00Z", "2026-10-03T13:30:00Z", 94);
    }
}
