//! The beta distribution: what is known of a rate such as CTR, after some trials.

use super::special::{beta_tails, where_rising};

/// What is known of a rate between 0 and 1: as if `a` successes and `b` failures had been seen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Beta {
    /// Successes, above zero.
    pub a: f64,
    /// Failures, above zero.
    pub b: f64,
}

impl Beta {
    /// The distribution of this mean, worth `strength` trials.
    pub fn of_mean(mean: f64, strength: f64) -> Self {
        Self { a: mean * strength, b: (1.0 - mean) * strength }
    }

    /// What is known after `n_successes` more in `n_trials`.
    #[must_use]
    pub fn after(self, n_successes: u64, n_trials: u64) -> Self {
        let n_failures = n_trials.saturating_sub(n_successes);
        Self { a: self.a + n_successes as f64, b: self.b + n_failures as f64 }
    }

    /// The expected rate.
    pub fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// How probable it is that the rate is at most `x`.
    pub fn at_most(self, x: f64) -> f64 {
        beta_tails(self.a, self.b, x).lower
    }

    /// How probable it is that the rate is at least `x`.
    pub fn at_least(self, x: f64) -> f64 {
        beta_tails(self.a, self.b, x).upper
    }

    /// The rate below which it lies with probability `p`.
    pub fn quantile(self, p: f64) -> f64 {
        where_rising(0.0, 1.0, p, |x| self.at_most(x))
    }
}
