//! Rhythm: how long something that sends is usually silent, so that only a silence that is unusual
//! for it looks like a fault.
//!
//! In: the instants at which something came. Out: the longest gap that is usual, and whether a
//! silence is longer than one waits.
//!
//! Always holds: one outage teaches nothing. The longest gap of all is left out, since it may have
//! been a fault itself.

use std::collections::BTreeMap;

use byline_core::time::{MICROS_PER_MINUTE, Timestamp};
use serde::{Deserialize, Serialize};

/// Days on which something came that are remembered, the last ones.
const REMEMBERED_DAYS: usize = 14;
/// Fewer days than this teach nothing.
const MIN_DAYS: usize = 3;
/// Nobody is waited for less than this, in seconds.
const FLOOR_S: i64 = 60 * 60;
const DAY_US: i64 = 24 * 60 * MICROS_PER_MINUTE;

/// When something came last, and how long it was silent between.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Rhythm {
    /// When something came last.
    pub last_at: Option<Timestamp>,
    /// The longest gap that ended on a UTC day, counted from 1970, in microseconds.
    longest_us: BTreeMap<i64, i64>,
}

impl Rhythm {
    /// Something came at `at`.
    pub fn count(&mut self, at: Timestamp) {
        if let Some(last_at) = self.last_at {
            let longest = self.longest_us.entry(at.0.div_euclid(DAY_US)).or_default();
            *longest = at.micros_since(last_at).max(*longest);
            while REMEMBERED_DAYS < self.longest_us.len() {
                self.longest_us.pop_first();
            }
        }
        self.last_at = self.last_at.max(Some(at));
    }

    /// The longest gap that it is usual to have, in seconds: the second longest of the days. `None`
    /// while too few days tell.
    pub fn usual_gap_s(&self) -> Option<i64> {
        let mut longest: Vec<i64> = self.longest_us.values().copied().collect();
        longest.sort_unstable();
        let usual_us = longest.iter().rev().nth(1).filter(|_| MIN_DAYS <= longest.len())?;
        Some(usual_us / 1_000_000)
    }

    /// For how long one waits before a silence is a fault, in seconds: half as long again as the
    /// usual gap, never less than an hour and than its target.
    pub fn patience_s(&self, target_min: u32) -> i64 {
        let usual_s = self.usual_gap_s().unwrap_or(0);
        FLOOR_S.max(i64::from(target_min) * 60).max(usual_s + usual_s / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_US: i64 = 60 * MICROS_PER_MINUTE;

    /// Deliveries at so many hours from midnight of the first day; the usual gap and the patience
    /// for a target of 15 minutes, in seconds.
    #[track_caller]
    fn check(hours: &[i64], usual_s: Option<i64>, patience_s: i64) {
        let mut rhythm = Rhythm::default();
        for hour in hours {
            rhythm.count(Timestamp(hour * HOUR_US));
        }
        let told = (rhythm.usual_gap_s(), rhythm.patience_s(15));
        assert_eq!(told, (usual_s, patience_s), "{hours:?}");
    }

    #[test]
    fn a_silence_is_measured_by_the_usual_gaps() {
        check(&[], None, 3_600);
        check(&[0, 8, 32], None, 3_600);
        check(&[0, 8, 32, 56], Some(24 * 3_600), 36 * 3_600);
        check(&[0, 8, 16, 24, 32, 40, 48, 56], Some(8 * 3_600), 12 * 3_600);
    }

    #[test]
    fn one_outage_teaches_nothing() {
        check(&[0, 8, 16, 24, 32, 40, 140, 148, 156], Some(8 * 3_600), 12 * 3_600);
    }

    #[test]
    fn what_comes_each_hour_is_waited_for_half_as_long_again() {
        let hourly: Vec<i64> = (0..96).collect();
        check(&hourly, Some(3_600), 5_400);
    }

    #[test]
    fn nobody_is_waited_for_less_than_an_hour() {
        let mut rhythm = Rhythm::default();
        for nth in 0..96 * 4 {
            rhythm.count(Timestamp(nth * HOUR_US / 4));
        }
        assert_eq!((rhythm.usual_gap_s(), rhythm.patience_s(15)), (Some(900), 3_600));
        assert_eq!(rhythm.patience_s(6 * 60), 6 * 3_600, "nor for less than the target");
    }
}
