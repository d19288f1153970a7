//! Currency rates, dated: what one currency was worth in another on one day.
//!
//! Rates are imported, never guessed. An amount whose day has no rate stands apart. Where two
//! publishers state one day, the one whose name comes first in the alphabet holds.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::money::{AMOUNT_MAX_MINOR, Currency};
use crate::time::Timestamp;

/// The rates of one day, all against one base.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct DayRates {
    /// Who publishes them, such as `ecb`.
    #[n(0)]
    pub publisher: String,
    /// From when they hold: the start of their day in UTC. They hold until newer ones do.
    #[n(1)]
    pub from: Timestamp,
    /// What one unit of it is expressed in the others.
    #[n(2)]
    pub base: Currency,
    /// How much of each currency one unit of the base buys.
    #[n(3)]
    pub rates: Vec<Rate>,
}

/// How much of a currency one unit of the base buys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Rate {
    /// The currency.
    #[n(0)]
    pub currency: Currency,
    /// Major units of it for one major unit of the base, in hundred-millionths (10^-8). Positive.
    #[n(1)]
    pub per_base_e8: i64,
}

/// What amounts of one currency become in another at one instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// The currency that amounts become.
    pub to: Currency,
    multiply: i128,
    divide: i128,
}

impl Exchange {
    /// From one currency to another, each with what one unit of a common base buys of it, in
    /// hundred-millionths. `None` for rates that cannot be true.
    pub fn new(from: (Currency, i64), to: (Currency, i64)) -> Option<Self> {
        let is_true = |rate: i64| 0 < rate && rate <= RATE_MAX_E8;
        if !is_true(from.1) || !is_true(to.1) {
            return None;
        }
        let scale = |currency: Currency| 10_i128.pow(currency.exponent());
        Some(Self {
            to: to.0,
            multiply: i128::from(to.1) * scale(to.0),
            divide: i128::from(from.1) * scale(from.0),
        })
    }

    /// An amount in minor units of the other currency, to the nearest; halves go away from zero.
    /// Amounts past [`AMOUNT_MAX_MINOR`] stop there, so that sums of them stay sums.
    pub fn apply(&self, minor: i64) -> i64 {
        let whole = i128::from(minor.unsigned_abs()) * self.multiply;
        let rounded = (2 * whole + self.divide) / (2 * self.divide);
        let rounded = i64::try_from(rounded).unwrap_or(i64::MAX).min(AMOUNT_MAX_MINOR);
        if minor < 0 { -rounded } else { rounded }
    }
}

/// A million units for one: no currency that is traded is further from another.
const RATE_MAX_E8: i64 = 1_000_000 * 100_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as: amount, what a unit of the base buys of each currency, the amount there.
    fn check(minor: i64, from: (&str, i64), to: (&str, i64), expected: i64) {
        let named = |(code, rate): (&str, i64)| (Currency::parse(code).unwrap(), rate);
        let exchange = Exchange::new(named(from), named(to)).unwrap();
        assert_eq!(exchange.apply(minor), expected, "{minor} {from:?} {to:?}");
        assert_eq!(exchange.apply(-minor), -expected, "signs do not matter");
    }

    const EUR: (&str, i64) = ("EUR", 100_000_000);
    const USD: (&str, i64) = ("USD", 108_760_000);
    const JPY: (&str, i64) = ("JPY", 16_153_000_000);
    const KWD: (&str, i64) = ("KWD", 33_400_000);

    #[test]
    fn amounts_are_converted_by_the_minor_units_of_both() {
        check(100_00, EUR, USD, 108_76);
        check(108_76, USD, EUR, 100_00);
        check(100_00, EUR, JPY, 16_153);
        check(16_153, JPY, EUR, 100_00);
        check(1_000, KWD, USD, 3_26);
        check(0, EUR, USD, 0);
        check(1, EUR, USD, 1);
        check(50, ("EUR", 100_000_000), ("USD", 101_000_000), 51);
    }

    #[test]
    fn rates_that_cannot_be_true_are_none() {
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::USD);
        for rate in [0, -1, i64::MAX] {
            assert_eq!(Exchange::new((eur, 100_000_000), (usd, rate)), None, "{rate}");
        }
        let dear = Exchange::new((eur, 1), (usd, RATE_MAX_E8)).unwrap();
        assert_eq!(dear.apply(i64::MAX), AMOUNT_MAX_MINOR, "a sum of several is still a sum");
    }
}
