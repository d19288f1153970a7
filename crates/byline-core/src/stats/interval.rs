//! Intervals for a rate: between which bounds it may lie, at a level such as 0.95.

use libm::{erfc, sqrt};

use super::beta::Beta;
use super::special::where_rising;

/// A stretch of rates, both ends included.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

impl Interval {
    /// Both ends in millionths.
    #[expect(clippy::cast_possible_truncation, reason = "rates are from 0 to 1")]
    pub fn ppm(self) -> (i64, i64) {
        let ppm = |rate: f64| libm::round(rate.clamp(0.0, 1.0) * 1e6) as i64;
        (ppm(self.low), ppm(self.high))
    }
}

/// Wilson's interval (1927): short, and never outside of 0 to 1. Needs at least one trial.
pub fn wilson(n_successes: u64, n_trials: u64, level: f64) -> Interval {
    let (k, n) = (n_successes as f64, n_trials as f64);
    let z = normal_quantile((1.0 + level) / 2.0);
    let z2 = z * z;
    let middle = (k + z2 / 2.0) / (n + z2);
    let half = z * sqrt(k * (n - k) / n + z2 / 4.0) / (n + z2);
    Interval { low: f64::max(0.0, middle - half), high: f64::min(1.0, middle + half) }
}

/// The interval of Clopper and Pearson (1934): wide, and never covers less than it says.
pub fn clopper_pearson(n_successes: u64, n_trials: u64, level: f64) -> Interval {
    let (k, n) = (n_successes as f64, n_trials as f64);
    let tail = (1.0 - level) / 2.0;
    let low = Beta { a: k, b: n - k + 1.0 };
    let high = Beta { a: k + 1.0, b: n - k };
    Interval {
        low: if n_successes == 0 { 0.0 } else { low.quantile(tail) },
        high: if n_successes == n_trials { 1.0 } else { high.quantile(1.0 - tail) },
    }
}

/// The middle of what is known after the counts, starting from Jeffreys' prior.
pub fn jeffreys(n_successes: u64, n_trials: u64, level: f64) -> Interval {
    let known = Beta { a: 0.5, b: 0.5 }.after(n_successes, n_trials);
    let tail = (1.0 - level) / 2.0;
    Interval { low: known.quantile(tail), high: known.quantile(1.0 - tail) }
}

/// The point below which a normal distribution lies with probability `p`.
fn normal_quantile(p: f64) -> f64 {
    where_rising(-40.0, 40.0, p, |z| erfc(-z / core::f64::consts::SQRT_2) / 2.0)
}
