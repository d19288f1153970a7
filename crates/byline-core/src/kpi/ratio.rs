//! Ratios: two whole numbers that stay apart until somebody looks.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A fraction of whole numbers, exact. Equal if the values are equal: 1/2 is 2/4.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `numerator / denominator`; `None` if the denominator is not in `1..=2^120`. No figures that
    /// can be counted come near that end.
    pub const fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let is_divisible = 0 < denominator && denominator <= 1 << 120;
        if is_divisible { Some(Self { numerator, denominator }) } else { None }
    }

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self { numerator: number as i128, denominator: 1 }
    }

    /// The number above the line.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The number below the line; above zero.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The same value divided by `other`; `None` if `other` is not above zero, or if the numbers
    /// grow too large.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let (one, other) = (self.reduced(), other.reduced());
        let numerator = one.numerator.checked_mul(other.denominator)?;
        Self::new(numerator, one.denominator.checked_mul(other.numerator)?)
    }

    /// The value times `10^places`, rounded to a whole number, halves away from zero. For showing
    /// only. A value too large to show stops at the ends of what can be counted.
    pub fn rounded(self, places: u32) -> i128 {
        let magnitude = self.numerator.unsigned_abs();
        let denominator = self.denominator.unsigned_abs();
        let mut whole = magnitude / denominator;
        let mut rest = magnitude % denominator;
        // Digit by digit, so that nothing overflows on the way.
        for _ in 0..places {
            whole = whole.saturating_mul(10).saturating_add(rest * 10 / denominator);
            rest = rest * 10 % denominator;
        }
        if denominator - rest <= rest {
            whole = whole.saturating_add(1);
        }
        let magnitude = i128::try_from(whole).unwrap_or(i128::MAX);
        if self.numerator < 0 { -magnitude } else { magnitude }
    }

    fn reduced(self) -> Self {
        let (mut a, mut b) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i128::try_from(a).unwrap_or(1).max(1);
        Self { numerator: self.numerator / divisor, denominator: self.denominator / divisor }
    }
}

impl Ord for Ratio {
    /// Compares values exactly, by continued fractions: products could overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.numerator, self.denominator);
        let (mut c, mut d) = (other.numerator, other.denominator);
        let mut is_turned = false;
        loop {
            let (whole, rest) = (a.div_euclid(b), a.rem_euclid(b));
            let (other_whole, other_rest) = (c.div_euclid(d), c.rem_euclid(d));
            let by_whole = whole.cmp(&other_whole);
            let order = match by_whole {
                Ordering::Equal if rest == 0 || other_rest == 0 => rest.cmp(&other_rest),
                unequal => unequal,
            };
            let is_settled = by_whole.is_ne() || rest == 0 || other_rest == 0;
            if is_settled {
                return if is_turned { order.reverse() } else { order };
            }
            (a, b, c, d) = (b, rest, d, other_rest);
            is_turned = !is_turned;
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

/// How a ratio is written: numbers beyond 2^53 survive only as text.
#[derive(Serialize, Deserialize)]
struct Written {
    numerator: String,
    denominator: String,
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            numerator: self.numerator.to_string(),
            denominator: self.denominator.to_string(),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let numerator = written.numerator.parse().map_err(serde::de::Error::custom)?;
        let denominator = written.denominator.parse().map_err(serde::de::Error::custom)?;
        let ratio = Self::new(numerator, denominator);
        ratio.ok_or_else(|| {
            serde::de::Error::custom("the denominator is zero, negative or too large")
        })
    }
}
