//! Rolled series: numbers by bucket, and rolled up by local day.
//!
//! A range is summed from its whole days and from the buckets at its two ends, so that a year
//! costs little more than a week. The days are those of the campaign's own zone; a range that is
//! cut by another zone's days gives the same sum from more buckets.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, LocalDay};
use super::series::Series;

/// A number by bucket and by day. Snapshots hold the buckets only.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rolled<V> {
    buckets: Series<V>,
    #[serde(skip)]
    days: Vec<Day<V>>,
}

/// The sum of one local day.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Day<V> {
    of: LocalDay,
    sum: V,
}

impl<V: Default> Default for Rolled<V> {
    fn default() -> Self {
        Self { buckets: Series::default(), days: Vec::new() }
    }
}

impl<V: AddAssign + Copy + Default> Rolled<V> {
    /// Adds to one bucket, which is within the local day `of`.
    pub fn add(&mut self, bucket: u32, of: LocalDay, value: V) {
        self.buckets.add(bucket, value);
        self.roll_up(of, value);
    }

    fn roll_up(&mut self, of: LocalDay, value: V) {
        match self.days.last_mut() {
            Some(day) if day.of == of => day.sum += value,
            Some(day) if of.from < day.of.from => {
                match self.days.binary_search_by_key(&of.from, |day| day.of.from) {
                    Ok(found) => self.days[found].sum += value,
                    Err(gap) => self.days.insert(gap, Day { of, sum: value }),
                }
            }
            _ => self.days.push(Day { of, sum: value }),
        }
    }

    /// Adds every bucket of another series.
    pub fn add_all(&mut self, other: &Self, calendar: &mut Calendar) {
        for (bucket, value) in other.buckets.points() {
            self.add(*bucket, calendar.day_of(*bucket), *value);
        }
    }

    /// Rolls every bucket up anew.
    pub fn roll(&mut self, calendar: &mut Calendar) {
        self.days.clear();
        let buckets = std::mem::take(&mut self.buckets);
        for (bucket, value) in buckets.points() {
            self.roll_up(calendar.day_of(*bucket), *value);
        }
        self.buckets = buckets;
    }

    /// The sum over all time.
    pub fn total(&self) -> V {
        self.buckets.total()
    }

    /// The sum over buckets `from` to before `to`.
    pub fn sum(&self, from: u32, to: u32) -> V {
        self.known_sum(from, to).unwrap_or_default()
    }

    /// The sum over buckets `from` to before `to`; `None` if nothing was ever added to any.
    pub fn known_sum(&self, from: u32, to: u32) -> Option<V> {
        let (first, last) = self.buckets.extent()?;
        if to <= first || last < from {
            return None;
        }
        if from <= first && last < to {
            return Some(self.total());
        }
        let mut known = None;
        self.parts(from, to, &mut |value| *known.get_or_insert_with(V::default) += value);
        known
    }

    /// Hands out the sums of the days that lie within, and the buckets of those that do in part.
    pub fn parts(&self, from: u32, to: u32, add: &mut impl FnMut(V)) {
        let start = self.days.partition_point(|day| day.of.to <= from);
        for day in &self.days[start..] {
            let LocalDay { from: first, to: end } = day.of;
            if to <= first {
                return;
            }
            if from <= first && end <= to {
                add(day.sum);
            } else {
                let points = self.buckets.between(from.max(first), to.min(end));
                points.iter().for_each(|point| add(point.1));
            }
        }
    }

    /// The points of buckets `from` to before `to`.
    pub fn between(&self, from: u32, to: u32) -> &[(u32, V)] {
        self.buckets.between(from, to)
    }

    /// The first and the last bucket in which anything happened.
    pub fn extent(&self) -> Option<(u32, u32)> {
        self.buckets.extent()
    }
}

#[cfg(test)]
mod tests {
    use byline_core::time::Zone;

    use super::*;

    /// Six days of Berlin, every third bucket, some of them late.
    fn rolled() -> Rolled<i64> {
        let mut calendar = Calendar::of(Zone::parse("Europe/Berlin").expect("a known zone"));
        let mut rolled = Rolled::default();
        for place in (0_u32..600).step_by(3) {
            let bucket = 1_900_000 + if place % 4 == 0 { 600 - place } else { place };
            rolled.add(bucket, calendar.day_of(bucket), i64::from(place) + 1);
        }
        rolled
    }

    #[test]
    fn every_range_is_the_sum_of_its_buckets() {
        let rolled = rolled();
        for from in (1_899_990..1_900_700).step_by(7) {
            for length in [0, 1, 4, 95, 96, 97, 200, 480, 1_000] {
                let points = rolled.between(from, from + length);
                let plain: i64 = points.iter().map(|point| point.1).sum();
                let expected = (!points.is_empty()).then_some(plain);
                assert_eq!(rolled.known_sum(from, from + length), expected, "{from} {length}");
            }
        }
    }

    #[test]
    fn rolling_up_anew_changes_nothing() {
        let mut again = rolled();
        again.roll(&mut Calendar::of(Zone::parse("Europe/Berlin").expect("a known zone")));
        assert_eq!(again, rolled());
    }
}
