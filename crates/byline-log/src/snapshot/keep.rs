//! Which snapshots to keep: some for a fast restart, one a day for views of the past.

use std::collections::BTreeSet;

use byline_core::entry::Position;
use byline_core::time::Timestamp;

/// Which snapshots to keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeepPolicy {
    /// How many of the newest.
    pub n_newest: usize,
    /// For how many days the last of each day in UTC, counted from the newest.
    pub n_days: usize,
}

impl Default for KeepPolicy {
    /// The newest 3, and one for each of the last 35 days with any.
    fn default() -> Self {
        Self { n_newest: 3, n_days: 35 }
    }
}

impl KeepPolicy {
    /// Which of these snapshots may go.
    pub fn surplus(self, snapshots: &[(Position, Timestamp)]) -> Vec<Position> {
        const DAY_US: i64 = 86_400_000_000;
        let mut newest_first = snapshots.to_vec();
        newest_first.sort_by(|one, other| other.cmp(one));
        let mut days = BTreeSet::new();
        let mut surplus = Vec::new();
        for (index, (position, as_of)) in newest_first.into_iter().enumerate() {
            let is_last_of_day = days.insert(as_of.0.div_euclid(DAY_US));
            let is_kept_for_day = is_last_of_day && days.len() <= self.n_days;
            if self.n_newest <= index && !is_kept_for_day {
                surplus.push(position);
            }
        }
        surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: snapshots as (position, hour), the policy, and what may go.
    fn check_policy(snapshots: &[(u64, i64)], n_newest: usize, n_days: usize, expected: &[u64]) {
        let hour_us = 3_600_000_000;
        let snapshots: Vec<_> =
            snapshots.iter().map(|(at, hour)| (Position(*at), Timestamp(hour * hour_us))).collect();
        let surplus = KeepPolicy { n_newest, n_days }.surplus(&snapshots);
        assert_eq!(surplus.iter().map(|position| position.0).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_newest_and_the_last_of_each_day_are_kept() {
        check_policy(&[], 3, 35, &[]);
        check_policy(&[(1, 0), (2, 1), (3, 2)], 3, 35, &[]);
        check_policy(&[(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)], 3, 35, &[2, 1]);
        check_policy(&[(1, 0), (2, 23), (3, 24), (4, 47), (5, 48), (6, 49)], 1, 35, &[5, 3, 1]);
        check_policy(&[(1, 0), (2, 24), (3, 48), (4, 72)], 1, 2, &[2, 1]);
        check_policy(&[(1, 0), (2, 24)], 0, 0, &[2, 1]);
    }
}
