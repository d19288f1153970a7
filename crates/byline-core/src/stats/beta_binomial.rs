//! How rates differ between creators: the prior of a segment, fitted from its own counts.
//!
//! In: successes and trials of every creator of a segment. Out: the beta distribution that most
//! probably stands behind them (maximum likelihood by Newton's method; by moments where that does
//! not settle), its strength kept within bounds. With it a creator of few trials is judged mostly
//! as one of many, and a creator of many trials by what was seen.

use libm::{exp, fabs};

use super::beta::Beta;
use super::special::{digamma_and_trigamma, ln_beta};

/// What one creator showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trials {
    /// How many succeeded; at most `n_trials`.
    pub n_successes: u64,
    /// How many there were.
    pub n_trials: u64,
}

/// Within which bounds a fitted prior may weigh, in successes. Creators who are all alike would
/// otherwise fit an infinitely strong prior, under which nobody could ever stand out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Strength {
    /// The weakest, in successes; above zero.
    pub least: f64,
    /// The strongest, in successes.
    pub most: f64,
}

/// The prior of a segment, and how it was found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fit {
    /// The fitted distribution of rates.
    pub prior: Beta,
    /// How it was found.
    pub method: FitMethod,
}

/// How a prior was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FitMethod {
    /// By maximum likelihood.
    Likelihood,
    /// By mean and variance.
    Moments,
    /// Nobody differs by more than chance: the strongest prior allowed.
    Alike,
}

/// The prior behind the counts of a segment; `None` if nothing succeeded or nothing failed.
pub fn fit(segment: &[Trials], strength: Strength) -> Option<Fit> {
    let by_moments = moments(segment)?;
    let start = by_moments.unwrap_or(Beta::of_mean(pooled_rate(segment)?, START_STRENGTH));
    let found = match (likeliest(segment, start), by_moments) {
        (Some(prior), _) => Fit { prior, method: FitMethod::Likelihood },
        (None, Some(prior)) => Fit { prior, method: FitMethod::Moments },
        (None, None) => {
            let mean = pooled_rate(segment)?;
            let prior = Beta::of_mean(mean, strength.most / mean);
            Fit { prior, method: FitMethod::Alike }
        }
    };
    Some(Fit { prior: clamped(found.prior, strength), ..found })
}

/// Where the search begins if the moments give nothing.
const START_STRENGTH: f64 = 200.0;

/// More steps than a search that settles ever takes.
const STEPS_MAX: u32 = 100;

/// A fit beyond this strength says that nobody differs.
const STRENGTH_MAX: f64 = 1e7;

fn clamped(prior: Beta, strength: Strength) -> Beta {
    let mean = prior.mean();
    Beta::of_mean(mean, prior.a.clamp(strength.least, strength.most) / mean)
}

/// All successes over all trials; `None` unless some succeeded and some failed.
fn pooled_rate(segment: &[Trials]) -> Option<f64> {
    let n_successes: u64 = segment.iter().map(|one| one.n_successes).sum();
    let n_trials: u64 = segment.iter().map(|one| one.n_trials).sum();
    let is_mixed = 0 < n_successes && n_successes < n_trials;
    is_mixed.then(|| n_successes as f64 / n_trials as f64)
}

/// The prior of the same mean and variance, weighted by trials: the variance between creators is
/// what is left of the observed one after that of chance. The inner `None`: nothing is left.
pub(super) fn moments(segment: &[Trials]) -> Option<Option<Beta>> {
    let mean = pooled_rate(segment)?;
    let seen = || segment.iter().filter(|one| 0 < one.n_trials);
    let n_trials: f64 = seen().map(|one| one.n_trials as f64).sum();
    let squares: f64 = seen()
        .map(|one| {
            let off = one.n_successes as f64 / one.n_trials as f64 - mean;
            one.n_trials as f64 * off * off
        })
        .sum();
    let of_one = mean * (1.0 - mean);
    let between = (squares - seen().count() as f64 * of_one) / n_trials;
    let strength = of_one / between - 1.0;
    let is_usable = 0.0 < between && 0.0 < strength && strength < STRENGTH_MAX;
    Some(is_usable.then(|| Beta::of_mean(mean, strength)))
}

/// The prior of the highest likelihood, from `start` on; `None` if the search does not settle.
fn likeliest(segment: &[Trials], start: Beta) -> Option<Beta> {
    let mut at = start;
    let mut height = log_likelihood(segment, at);
    for _ in 0..STEPS_MAX {
        let (by_a, by_b) = newton_step(segment, at);
        let is_there = fabs(by_a) < 1e-10 && fabs(by_b) < 1e-10;
        if is_there {
            return Some(at);
        }
        (at, height) = climb(segment, at, height, (by_a, by_b))?;
        let is_runaway = STRENGTH_MAX < at.a + at.b;
        if is_runaway {
            return None;
        }
    }
    None
}

/// The point reached by the step, or by a half of it, or a half of that, that is not lower.
fn climb(
    segment: &[Trials],
    from: Beta,
    height: f64,
    (by_a, by_b): (f64, f64),
) -> Option<(Beta, f64)> {
    let mut length = 1.0 / f64::max(1.0, f64::max(fabs(by_a), fabs(by_b)));
    for _ in 0..40 {
        let to = Beta { a: from.a * exp(length * by_a), b: from.b * exp(length * by_b) };
        let reached = log_likelihood(segment, to);
        // Rounding of large sums may hide the last small gain.
        if height - 1e-9 <= reached {
            return Some((to, reached));
        }
        length /= 2.0;
    }
    None
}

/// Newton's step in the logarithms of `a` and `b`; uphill where the surface is not yet a hill.
fn newton_step(segment: &[Trials], at: Beta) -> (f64, f64) {
    let (at_a, at_b) = (digamma_and_trigamma(at.a), digamma_and_trigamma(at.b));
    let at_sum = digamma_and_trigamma(at.a + at.b);
    let (mut slope_a, mut slope_b) = (0.0, 0.0);
    let (mut bend_aa, mut bend_bb, mut bend_ab) = (0.0, 0.0, 0.0);
    for one in segment {
        let after = at.after(one.n_successes, one.n_trials);
        let (a, b) = (digamma_and_trigamma(after.a), digamma_and_trigamma(after.b));
        let sum = digamma_and_trigamma(after.a + after.b);
        slope_a += a.0 - at_a.0 - sum.0 + at_sum.0;
        slope_b += b.0 - at_b.0 - sum.0 + at_sum.0;
        bend_aa += a.1 - at_a.1 - sum.1 + at_sum.1;
        bend_bb += b.1 - at_b.1 - sum.1 + at_sum.1;
        bend_ab += at_sum.1 - sum.1;
    }
    // From a and b to their logarithms.
    let (g, h) = (slope_a * at.a, slope_b * at.b);
    let aa = bend_aa * at.a * at.a + g;
    let bb = bend_bb * at.b * at.b + h;
    let ab = bend_ab * at.a * at.b;
    let determinant = aa * bb - ab * ab;
    let is_hill = aa < 0.0 && 0.0 < determinant;
    if is_hill {
        ((ab * h - bb * g) / determinant, (ab * g - aa * h) / determinant)
    } else {
        let steepness = fabs(g) + fabs(h);
        (g / steepness, h / steepness)
    }
}

/// The logarithm of how likely the counts are under a prior; the binomial factors, which no prior
/// changes, are left out.
pub(super) fn log_likelihood(segment: &[Trials], prior: Beta) -> f64 {
    let before = ln_beta(prior.a, prior.b);
    let each = segment.iter().map(|one| {
        let after = prior.after(one.n_successes, one.n_trials);
        ln_beta(after.a, after.b) - before
    });
    each.sum()
}
