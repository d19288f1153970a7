//! Outlook: what a sum of days to come may be, from the days that were.
//!
//! The days to come are taken to be like the last ones: independent draws around one mean. The
//! range holds what luck does from day to day and how little a few days say about their mean, by
//! Student's t. It knows nothing of a launch, a sale or a post to come, and says so by its width
//! only if days differed before.

use libm::{round, sqrt};

/// Fewer days than this say nothing.
pub const LEAST_DAYS: usize = 3;
/// More days than this are not looked at: what was long ago is not like what comes.
pub const MOST_DAYS: usize = 14;

/// Between which bounds a sum lies with a probability of 80%.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// Less than this comes with 10%.
    pub low: i64,
    /// The middle.
    pub middle: i64,
    /// More than this comes with 10%.
    pub high: i64,
}

/// The sum of `days_to_come` (a fraction counts), from the sums of days that were, the newest last;
/// `None` if they are too few. Never below zero.
pub fn outlook(days: &[i64], days_to_come: f64) -> Option<Outlook> {
    let newest = &days[days.len().saturating_sub(MOST_DAYS)..];
    if newest.len() < LEAST_DAYS {
        return None;
    }
    let n = newest.len() as f64;
    let mean = newest.iter().map(|day| *day as f64).sum::<f64>() / n;
    let squares: f64 = newest.iter().map(|day| (*day as f64 - mean) * (*day as f64 - mean)).sum();
    let spread = sqrt(squares / (n - 1.0));
    let m = f64::max(0.0, days_to_come);
    let half = t_of_ninety(newest.len() - 1) * spread * sqrt(m + m * m / n);
    Some(Outlook {
        low: whole(mean * m - half),
        middle: whole(mean * m),
        high: whole(mean * m + half),
    })
}

/// The 90% quantile of Student's t, from the tables of Fisher and Yates.
fn t_of_ninety(degrees: usize) -> f64 {
    const TABLE: [f64; 13] =
        [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350];
    TABLE[degrees.clamp(1, TABLE.len()) - 1]
}

#[expect(clippy::cast_possible_truncation, reason = "far below what an i64 holds")]
fn whole(value: f64) -> i64 {
    round(value.clamp(0.0, 9e15)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: days that were, days to come, low, middle and high.
    #[test]
    fn an_outlook_is_as_wide_as_days_differ() {
        for (days, to_come, expected) in [
            (&[100, 100, 100][..], 4.0, Some((400, 400, 400))),
            (&[100, 100], 4.0, None),
            (&[90, 100, 110], 1.0, Some((78, 100, 122))),
            (&[90, 100, 110], 0.5, Some((36, 50, 64))),
            (&[0, 0, 30], 10.0, Some((0, 100, 315))),
            (&[90, 100, 110], 0.0, Some((0, 0, 0))),
        ] {
            let found = outlook(days, to_come).map(|found| (found.low, found.middle, found.high));
            assert_eq!(found, expected, "{days:?} {to_come}");
        }
    }

    /// Of 400 seeded worlds whose days are independent, about 80% end within the range.
    #[test]
    fn it_covers_what_it_says() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888);
            i64::try_from((state >> 33) % 1_000).unwrap() + 500
        };
        let mut n_held = 0;
        for _ in 0..400 {
            let days: Vec<i64> = (0..8).map(|_| next()).collect();
            let sum: i64 = (0..13).map(|_| next()).sum();
            let found = outlook(&days, 13.0).unwrap();
            n_held += usize::from(found.low <= sum && sum <= found.high);
        }
        assert!((296..=344).contains(&n_held), "{n_held} of 400");
    }
}
