//! How rates differ between creators: the prior of a segment, fitted from its own counts.
//!
//! In: successes and trials of every creator of a segment. Out: the beta distribution that most
//! probably stands behind them (maximum likelihood by Newton's method; by moments where that does
//! not settle), its strength kept within bounds. With it a creator of few trials is judged mostly
//! as one of many, and a creator of many trials by what was seen.

use std::collections::BTreeMap;

use libm::{exp, fabs};

use super::beta::Beta;
use super::special::LnGamma;

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

/// A step so short says that the top is reached: priors are kept in parts of a million, and large
/// counts leave steps of a billionth to rounding.
const SETTLED: f64 = 1e-8;

/// A step so short is taken as it is: so near the top, heights differ by less than their rounding.
const NEAR: f64 = 1e-3;

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
    let counts = Counts::of(segment);
    let mut at = start;
    let mut here = Hill::at(&counts, at);
    for _ in 0..STEPS_MAX {
        let (by_a, by_b) = here.newton_step(at);
        let is_shorter = |length: f64| fabs(by_a) < length && fabs(by_b) < length;
        if is_shorter(SETTLED) {
            return Some(at);
        }
        (at, here) = if is_shorter(NEAR) {
            let to = moved(at, (by_a, by_b));
            (to, Hill::at(&counts, to))
        } else {
            climb(&counts, at, here.height, (by_a, by_b))?
        };
        let is_runaway = STRENGTH_MAX < at.a + at.b;
        if is_runaway {
            return None;
        }
    }
    None
}

/// The point at a step in the logarithms of `a` and `b`.
fn moved(from: Beta, (by_a, by_b): (f64, f64)) -> Beta {
    Beta { a: from.a * exp(by_a), b: from.b * exp(by_b) }
}

/// The point reached by the step, or by a half of it, or a half of that, that is not lower.
fn climb(
    counts: &Counts,
    from: Beta,
    height: f64,
    (by_a, by_b): (f64, f64),
) -> Option<(Beta, Hill)> {
    let mut length = 1.0 / f64::max(1.0, f64::max(fabs(by_a), fabs(by_b)));
    for _ in 0..40 {
        let to = moved(from, (length * by_a, length * by_b));
        let reached = Hill::at(counts, to);
        // Rounding of large sums may hide the last small gain.
        if height - 1e-9 <= reached.height {
            return Some((to, reached));
        }
        length /= 2.0;
    }
    None
}

/// The counts of a segment, each with how many creators showed it. Thousands of creators share few
/// counts, and each is looked at once.
pub(super) struct Counts {
    successes: BTreeMap<u64, u64>,
    failures: BTreeMap<u64, u64>,
    trials: BTreeMap<u64, u64>,
}

impl Counts {
    /// Of these creators.
    pub fn of(segment: &[Trials]) -> Self {
        let by = |count: fn(&Trials) -> u64| {
            let mut n: BTreeMap<u64, u64> = BTreeMap::new();
            segment.iter().for_each(|one| *n.entry(count(one)).or_default() += 1);
            n
        };
        Self {
            successes: by(|one| one.n_successes),
            failures: by(|one| one.n_trials.saturating_sub(one.n_successes)),
            trials: by(|one| one.n_trials),
        }
    }
}

/// The likelihood of a segment's counts around one prior.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hill {
    /// Its logarithm, without the binomial factors, which no prior changes.
    pub height: f64,
    slope_a: f64,
    slope_b: f64,
    bend_aa: f64,
    bend_bb: f64,
    bend_ab: f64,
}

impl Hill {
    /// At this prior.
    pub fn at(counts: &Counts, prior: Beta) -> Self {
        let a = risen(prior.a, &counts.successes);
        let b = risen(prior.b, &counts.failures);
        let sum = risen(prior.a + prior.b, &counts.trials);
        Self {
            height: a.value + b.value - sum.value,
            slope_a: a.slope - sum.slope,
            slope_b: b.slope - sum.slope,
            bend_aa: a.bend - sum.bend,
            bend_bb: b.bend - sum.bend,
            bend_ab: -sum.bend,
        }
    }

    /// Newton's step in the logarithms of `a` and `b`; uphill where it is not yet a hill.
    fn newton_step(&self, at: Beta) -> (f64, f64) {
        // From a and b to their logarithms.
        let (g, h) = (self.slope_a * at.a, self.slope_b * at.b);
        let aa = self.bend_aa * at.a * at.a + g;
        let bb = self.bend_bb * at.b * at.b + h;
        let ab = self.bend_ab * at.a * at.b;
        let determinant = aa * bb - ab * ab;
        let is_hill = aa < 0.0 && 0.0 < determinant;
        if is_hill {
            ((ab * h - bb * g) / determinant, (ab * g - aa * h) / determinant)
        } else {
            let steepness = fabs(g) + fabs(h);
            (g / steepness, h / steepness)
        }
    }
}

/// How far the logarithm of the gamma function and its slopes rise from `x` by these counts, over
/// all creators.
fn risen(x: f64, counts: &BTreeMap<u64, u64>) -> LnGamma {
    let at = LnGamma::at(x);
    let mut risen = LnGamma { value: 0.0, slope: 0.0, bend: 0.0 };
    for (count, n) in counts {
        let (after, n) = (LnGamma::at(x + *count as f64), *n as f64);
        risen.value += n * (after.value - at.value);
        risen.slope += n * (after.slope - at.slope);
        risen.bend += n * (after.bend - at.bend);
    }
    risen
}
