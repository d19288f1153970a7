//! The functions of mathematics that tails are made of: incomplete beta and gamma, digamma.
//!
//! Each tail is computed directly where it is small, never as one minus the other: the far tail of
//! a Poisson is 10^-174 and not zero.

use libm::{exp, fabs, lgamma, log, log1p};

/// The two tails of a distribution at a point; they add up to one.
#[derive(Clone, Copy, Debug)]
pub struct Tails {
    /// The probability of at most the point.
    pub lower: f64,
    /// The probability of more than the point.
    pub upper: f64,
}

impl Tails {
    const ALL_ABOVE: Self = Self { lower: 0.0, upper: 1.0 };
    const ALL_BELOW: Self = Self { lower: 1.0, upper: 0.0 };

    fn of_lower(lower: f64) -> Self {
        Self { lower, upper: 1.0 - lower }
    }

    fn of_upper(upper: f64) -> Self {
        Self { lower: 1.0 - upper, upper }
    }
}

/// Below this a term changes nothing any more.
const EPSILON: f64 = 1e-15;

/// Stands for zero where something is divided by it.
const TINY: f64 = 1e-300;

/// More terms than any count of a campaign needs; a bound, so that nothing can hang.
const TERMS_MAX: u32 = 100_000;

/// The logarithm of the beta function.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}

/// The tails of a beta distribution at `x` (regularised incomplete beta function).
pub fn beta_tails(a: f64, b: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::ALL_ABOVE;
    }
    if 1.0 <= x {
        return Tails::ALL_BELOW;
    }
    let front = exp(a * log(x) + b * log1p(-x) - ln_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        Tails::of_lower(front * beta_fraction(a, b, x) / a)
    } else {
        Tails::of_upper(front * beta_fraction(b, a, 1.0 - x) / b)
    }
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..TERMS_MAX {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if fabs(change - 1.0) < EPSILON {
            break;
        }
    }
    value
}

/// The tails of a gamma distribution of this shape and rate 1 at `x`.
pub fn gamma_tails(shape: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::ALL_ABOVE;
    }
    let front = exp(shape * log(x) - x - lgamma(shape));
    if x < shape + 1.0 {
        Tails::of_lower(front * gamma_series(shape, x))
    } else {
        Tails::of_upper(front * gamma_fraction(shape, x))
    }
}

/// The power series of the lower incomplete gamma function (DLMF 8.11.4).
fn gamma_series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    for n in 1..TERMS_MAX {
        term *= x / (shape + f64::from(n));
        sum += term;
        if term < sum * EPSILON {
            break;
        }
    }
    sum
}

/// The continued fraction of the upper incomplete gamma function (DLMF 8.9.2), by Lentz's method.
fn gamma_fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / away_from_zero(b);
    let mut value = d;
    for n in 1..TERMS_MAX {
        let n = f64::from(n);
        let a = -n * (n - shape);
        b += 2.0;
        d = 1.0 / away_from_zero(a * d + b);
        c = away_from_zero(b + a / c);
        let change = c * d;
        value *= change;
        if fabs(change - 1.0) < EPSILON {
            break;
        }
    }
    value
}

fn away_from_zero(x: f64) -> f64 {
    if fabs(x) < TINY { TINY } else { x }
}

/// The logarithm of the gamma function with its first and second derivative (digamma, trigamma).
#[derive(Clone, Copy, Debug)]
pub struct LnGamma {
    /// The logarithm itself.
    pub value: f64,
    /// Its slope.
    pub slope: f64,
    /// The slope of its slope.
    pub bend: f64,
}

/// Half the logarithm of 2 pi.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

impl LnGamma {
    /// At `x` above zero: by recurrence up to 12, from there by the asymptotic series DLMF 5.11.1
    /// and 5.11.2. All three share one logarithm, which is most of the work.
    pub fn at(mut x: f64) -> Self {
        let (mut passed, mut slope, mut bend) = (1.0, 0.0, 0.0);
        while x < 12.0 {
            passed *= x;
            slope -= 1.0 / x;
            bend += 1.0 / (x * x);
            x += 1.0;
        }
        let (ln, r) = (log(x), 1.0 / x);
        let y = r * r;
        let tail = y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0));
        let value =
            (x - 0.5) * ln - x + HALF_LN_TWO_PI + r * (1.0 / 12.0 - y * (1.0 / 360.0 - tail));
        let tail = y * (1.0 / 120.0 - y * (1.0 / 252.0 - y * (1.0 / 240.0)));
        slope += ln - r / 2.0 - y * (1.0 / 12.0 - tail);
        bend += r + y / 2.0;
        bend += y * r * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0))));
        let value = if passed < 1.0 || 1.0 < passed { value - log(passed) } else { value };
        Self { value, slope, bend }
    }
}

/// Where a rising `function` passes `target`, between `low` and `high`, to the last bit.
pub fn where_rising(low: f64, high: f64, target: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    loop {
        let middle = low + (high - low) / 2.0;
        let is_last = middle <= low || high <= middle;
        if is_last {
            return middle;
        }
        if function(middle) < target { low = middle } else { high = middle }
    }
}
