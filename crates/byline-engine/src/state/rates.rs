//! Currency rates in force: the newest day at or before an instant that knows both currencies.
//!
//! A rate is never guessed: a day that is more than ten days old no longer holds, so that an
//! amount without a rate stands apart. Where two publishers state one day, the one whose name comes
//! first in the alphabet holds, and the other one for the currencies that the first does not know.

use std::collections::BTreeMap;
use std::ops::Bound;

use byline_core::money::Currency;
use byline_core::rate::{DayRates, Exchange};
use byline_core::time::{MICROS_PER_HOUR, Timestamp};
use serde::{Deserialize, Serialize};

/// Every day's rates, by publisher.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Rates(BTreeMap<Timestamp, BTreeMap<Box<str>, BTreeMap<Currency, i64>>>);

/// How long a day's rates hold while no newer ones are known: over a weekend and holidays.
const HOLD_US: i64 = 10 * 24 * MICROS_PER_HOUR;

/// What one unit of the base buys of itself, in hundred-millionths.
const ONE_E8: i64 = 100_000_000;

impl Rates {
    /// Takes a day's rates in, instead of those that their publisher stated of the same day. Tells
    /// whether they are news.
    pub fn take(&mut self, day: &DayRates) -> bool {
        let mut rates: BTreeMap<Currency, i64> =
            day.rates.iter().map(|rate| (rate.currency, rate.per_base_e8)).collect();
        rates.insert(day.base, ONE_E8);
        let publishers = self.0.entry(day.from).or_default();
        let is_news = publishers.get(day.publisher.as_str()) != Some(&rates);
        publishers.insert(day.publisher.as_str().into(), rates);
        is_news
    }

    /// The instants at which a day's rates, or those that they replace, may be in force, both
    /// inclusive: until a later day states all of their currencies.
    pub fn in_force(&self, day: &DayRates) -> (Timestamp, Timestamp) {
        let until = Timestamp(day.from.0.saturating_add(HOLD_US));
        let stated = self.0.get(&day.from).and_then(|known| known.get(day.publisher.as_str()));
        let before = stated.into_iter().flatten().map(|(currency, _)| *currency);
        let after = day.rates.iter().map(|rate| rate.currency);
        let concerned: Vec<Currency> = before.chain(after).chain([day.base]).collect();
        let knows_all = |rates: &BTreeMap<Currency, i64>| {
            concerned.iter().all(|currency| rates.contains_key(currency))
        };
        let later = (Bound::Excluded(day.from), Bound::Included(until));
        let mut later = self.0.range(later);
        let next = later.find(|(_, publishers)| publishers.values().any(knows_all));
        (day.from, next.map_or(until, |(from, _)| Timestamp(from.0 - 1)))
    }

    /// How amounts of one currency become another at `at`. `None`: no rate is in force.
    pub fn exchange(&self, from: Currency, to: Currency, at: Timestamp) -> Option<Exchange> {
        let oldest = Timestamp(at.0.saturating_sub(HOLD_US));
        let days = self.0.range(oldest..=at).rev();
        let mut stated = days.flat_map(|(_, publishers)| publishers.values());
        stated.find_map(|rates| {
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
    fn a_day_concerns_the_time_until_the_next_that_knows_as_much() {
        let (usd, gbp) = (Currency::USD, Currency::parse("GBP").unwrap());
        let day = |n_days: i64, currencies: &[Currency]| DayRates {
            publisher: "ecb".to_owned(),
            from: Timestamp::from_seconds(n_days * DAY_S),
            base: Currency::parse("EUR").unwrap(),
            rates: currencies.iter().map(|c| Rate { currency: *c, per_base_e8: 1 }).collect(),
        };
        let until = |rates: &Rates, day: &DayRates| rates.in_force(day).1.seconds();
        let mut rates = Rates::default();
        rates.take(&day(3, &[usd]));
        rates.take(&day(5, &[usd, gbp]));
        assert_eq!(until(&rates, &day(1, &[usd])), 3 * DAY_S - 1);
        assert_eq!(until(&rates, &day(1, &[usd, gbp])), 5 * DAY_S - 1);
        assert_eq!(until(&rates, &day(6, &[usd])), 16 * DAY_S, "as long as it holds");
        rates.take(&day(1, &[usd, gbp]));
        assert_eq!(until(&rates, &day(1, &[usd])), 5 * DAY_S - 1, "what it replaces counts too");
    }

    #[test]
    fn of_two_publishers_the_first_of_the_alphabet_holds() {
        let (usd, gbp) = (Currency::USD, Currency::parse("GBP").unwrap());
        let eur = Currency::parse("EUR").unwrap();
        let day = |publisher: &str, rates: &[(Currency, i64)]| DayRates {
            publisher: publisher.to_owned(),
            from: Timestamp::from_seconds(0),
            base: eur,
            rates: rates.iter().map(|(c, r)| Rate { currency: *c, per_base_e8: *r }).collect(),
        };
        let ecb = day("ecb", &[(usd, 110_000_000)]);
        let other = day("other", &[(usd, 120_000_000), (gbp, 80_000_000)]);
        for arrival in [[&ecb, &other], [&other, &ecb]] {
            let mut rates = Rates::default();
            for day in arrival {
                assert!(rates.take(day));
            }
            let worth = |to| rates.exchange(eur, to, Timestamp(1)).map(|rate| rate.apply(100_00));
            assert_eq!((worth(usd), worth(gbp)), (Some(110_00), Some(80_00)));
        }
    }

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
