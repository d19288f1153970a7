//! Gamma and Poisson: what is known of a ratio such as orders to expected orders.

use super::Strength;
use super::special::{LnGamma, gamma_tails};

/// What is known of a ratio above 0: as if `shape` things had been seen where `rate` were expected.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gamma {
    /// Things seen, above zero.
    pub shape: f64,
    /// Things expected, above zero.
    pub rate: f64,
}

impl Gamma {
    /// What is known after `n_seen` more where `n_expected` were expected.
    #[must_use]
    pub fn after(self, n_seen: u64, n_expected: f64) -> Self {
        Self { shape: self.shape + n_seen as f64, rate: self.rate + n_expected }
    }

    /// The expected ratio.
    pub fn mean(self) -> f64 {
        self.shape / self.rate
    }

    /// How probable it is that the ratio is at most `x`.
    pub fn at_most(self, x: f64) -> f64 {
        gamma_tails(self.shape, self.rate * x).lower
    }

    /// How probable it is that the ratio is at least `x`.
    pub fn at_least(self, x: f64) -> f64 {
        gamma_tails(self.shape, self.rate * x).upper
    }
}

/// How probable at most `n` things are where `mean` are expected.
pub fn poisson_at_most(n: u64, mean: f64) -> f64 {
    gamma_tails(n as f64 + 1.0, mean).upper
}

/// How probable at least `n` things are where `mean` are expected.
pub fn poisson_at_least(n: u64, mean: f64) -> f64 {
    if n == 0 { 1.0 } else { gamma_tails(n as f64, mean).lower }
}

/// How ratios differ between creators, by maximum likelihood: each saw `(n_seen, n_expected)`.
///
/// The mean is what all saw together over what was expected together; the strength (the rate of
/// the fitted gamma times its mean, so a number of things seen) is fitted by Newton's method and
/// kept within `bounds`. `None` if nothing was expected or seen.
pub fn fit_ratios(seen: &[(u64, f64)], bounds: Strength) -> Option<Gamma> {
    let n_seen: f64 = seen.iter().map(|(n_seen, _)| *n_seen as f64).sum();
    let n_expected: f64 = seen.iter().map(|(_, n_expected)| n_expected).sum();
    let is_known = 0.0 < n_seen && 0.0 < n_expected;
    if !is_known {
        return None;
    }
    let mean = n_seen / n_expected;
    // The slope of the likelihood falls through zero once: halve the bracket of its logarithm.
    let (mut low, mut high) = (libm::log(bounds.least), libm::log(bounds.most));
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if 0.0 < slope(seen, mean, libm::exp(middle)) { low = middle } else { high = middle }
    }
    let shape = libm::exp((low + high) / 2.0);
    Some(Gamma { shape, rate: shape / mean })
}

/// How the log-likelihood of negative binomials of one mean rises with their shape.
fn slope(seen: &[(u64, f64)], mean: f64, shape: f64) -> f64 {
    let at_shape = LnGamma::at(shape).slope;
    let each = seen.iter().map(|(n_seen, n_expected)| {
        let n_seen = *n_seen as f64;
        let n_mean = mean * n_expected;
        let at_both = LnGamma::at(shape + n_seen).slope;
        at_both - at_shape
            + libm::log(shape / (shape + n_mean))
            + (n_mean - n_seen) / (shape + n_mean)
    });
    each.sum()
}
