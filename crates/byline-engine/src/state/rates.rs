//! Currency rates in force: the newest day at or before an instant that knows both currencies.
//!
//! A rate is never guessed: a day that is more than ten days old no longer holds, so that an
//! amount without a rate stands apart.

use std::collections::BTreeMap;

use byline_core::money::Currency;
use byline_core::rate::{DayRates, Exchange};
use byline_core::time::{MICROS_PER_HOUR, Timestamp};
use serde::{Deserialize, Serialize};

/// Every day's rates.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Rates(BTreeMap<Timestamp, BTreeMap<Currency, i64>>);

/// How long a day's rates hold while no newer ones are known: over a weekend and holidays.
const HOLD_US: i64 = 10 * 24 * MICROS_PER_HOUR;

/// What one unit of the base buys of itself, in hundred-millionths.
const ONE_E8: i64 = 100_000_000;

impl Rates {
    /// Takes a day's rates in, instead of those of the same day. Tells whether they are news.
    pub fn take(&mut self, day: &DayRates) -> bool {
        let mut rates: BTreeMap<Currency, i64> =
            day.rates.iter().map(|rate| (rate.currency, rate.per_base_e8)).collect();
        rates.insert(day.base, ONE_E8);
        let before = self.0.insert(day.from, rates);
        before.as_ref() != self.0.get(&day.from)
    }

    /// How amounts of one currency become another at `at`. `None`: no rate is in force.
    pub fn exchange(&self, from: Currency, to: Currency, at: Timestamp) -> Option<Exchange> {
        let oldest = Timestamp(at.0.saturating_sub(HOLD_US));
        let mut days = self.0.range(oldest..=at).rev();
        days.find_map(|(_, rates)| {
            let rate = |currency| rates.get(&currency).map(|rate| (currency, *rate));
            Exchange::new(rate(from)?, rate(to)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use byline_core::rate::Rate;

    use super::*;

    const DAY_S: i64 = 86_400;

    #[test]
    fn the_newest_day_that_knows_both_currencies_holds_for_ten_days() {
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::USD);
        let gbp = Currency::parse("GBP").unwrap();
        let day = |n_days: i64, rates: &[(Currency, i64)]| DayRates {
            publisher: "ecb".to_owned(),
            from: Timestamp::from_seconds(n_days * DAY_S),
            base: eur,
            rates: rates.iter().map(|(c, r)| Rate { currency: *c, per_base_e8: *r }).collect(),
        };
        let mut rates = Rates::default();
        assert!(rates.take(&day(1, &[(usd, 110_000_000), (gbp, 80_000_000)])));
        assert!(rates.take(&day(3, &[(usd, 120_000_000)])));
        assert!(!rates.take(&day(3, &[(usd, 120_000_000)])), "the same day again");
        let worth = |from, to, n_days| {
            let at = Timestamp::from_seconds(n_days * DAY_S);
            rates.exchange(from, to, at).map(|exchange| exchange.apply(100_00))
        };
        assert_eq!(worth(eur, usd, 0), None, "before any rate");
        assert_eq!(worth(eur, usd, 2), Some(110_00));
        assert_eq!(worth(eur, usd, 3), Some(120_00));
        assert_eq!(worth(gbp, usd, 4), Some(137_50), "the day that knows both");
        assert_eq!(worth(eur, usd, 13), Some(120_00));
        assert_eq!(worth(eur, usd, 14), None, "too old to hold");
    }
}
