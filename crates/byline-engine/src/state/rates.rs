//! Currency rates in force: the newest day at or before an instant that knows both currencies.
//!
//! A rate is never guessed: a day that is more than ten days old no longer holds, so that an
//! amount without a rate stands apart. Where two publishers state one day, the one whose name comes
//! first in the alphabet holds, and the other one for the currencies that the first does not know.
//! Where one publisher states a day again, the newest word on each currency holds.

use std::collections::{BTreeMap, BTreeSet};
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
    /// Takes a day's rates in: the newest word on each currency holds, and those that it does not
    /// list stay as their publisher stated them of the same day.
    pub fn take(&mut self, day: &DayRates) {
        let merged = self.merged(day);
        self.0.entry(day.from).or_default().insert(day.publisher.as_str().into(), merged);
    }

    /// The currencies whose rates a day's word changes. None: it is no news.
    pub fn changed_by(&self, day: &DayRates) -> BTreeSet<Currency> {
        let (before, after) = (self.stated(day), self.merged(day));
        let rate = |currency| before.and_then(|rates| rates.get(currency));
        let known = before.into_iter().flat_map(BTreeMap::keys);
        let concerned = known.chain(after.keys());
        concerned.filter(|currency| rate(currency) != after.get(currency)).copied().collect()
    }

    /// What the publisher of a day stated of it so far.
    fn stated(&self, day: &DayRates) -> Option<&BTreeMap<Currency, i64>> {
        self.0.get(&day.from)?.get(day.publisher.as_str())
    }

    /// What its publisher states of a day with this word. Rates against another base do not mix
    /// with it, and go.
    fn merged(&self, day: &DayRates) -> BTreeMap<Currency, i64> {
        let is_same_base = |rates: &&BTreeMap<_, _>| rates.get(&day.base) == Some(&ONE_E8);
        let mut rates = self.stated(day).filter(is_same_base).cloned().unwrap_or_default();
        rates.extend(day.rates.iter().map(|rate| (rate.currency, rate.per_base_e8)));
        rates.insert(day.base, ONE_E8);
        rates
    }

    /// The instants at which a day's rates, or those that they replace, may be in force, both
    /// inclusive: until a later day states all of their currencies.
    pub fn in_force(&self, day: &DayRates) -> (Timestamp, Timestamp) {
        let until = Timestamp(day.from.0.saturating_add(HOLD_US));
        let mut concerned = self.merged(day);
        concerned.extend(self.stated(day).into_iter().flatten());
        let knows_all = |rates: &BTreeMap<Currency, i64>| {
            concerned.keys().all(|currency| rates.contains_key(currency))
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

    /// A base, what one unit of it buys, and the currencies that this changes.
    type Word<'a> = (Currency, &'a [(Currency, i64)], &'a [Currency]);

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
                rates.take(day);
            }
            let worth = |to| rates.exchange(eur, to, Timestamp(1)).map(|rate| rate.apply(100_00));
            assert_eq!((worth(usd), worth(gbp)), (Some(110_00), Some(80_00)));
        }
    }

    #[test]
    fn the_newest_word_of_each_currency_of_a_day_holds() {
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::USD);
        let gbp = Currency::parse("GBP").unwrap();
        let (usd_110, usd_120) = ((usd, 110_000_000), (usd, 120_000_000));
        let (gbp_80, gbp_90) = ((gbp, 80_000_000), (gbp, 90_000_000));
        // Words as (base, rates, what they change); what a euro buys of dollars and pounds.
        let tables: [(&[Word<'_>], [Option<i64>; 2]); 7] = [
            (&[(eur, &[usd_110, gbp_80], &[eur, gbp, usd])], [Some(110_00), Some(80_00)]),
            (
                &[(eur, &[usd_110, gbp_80], &[eur, gbp, usd]), (eur, &[usd_120], &[usd])],
                [Some(120_00), Some(80_00)],
            ),
            (
                &[(eur, &[usd_110], &[eur, usd]), (eur, &[gbp_80], &[gbp])],
                [Some(110_00), Some(80_00)],
            ),
            (
                &[(eur, &[gbp_80], &[eur, gbp]), (eur, &[usd_110], &[usd])],
                [Some(110_00), Some(80_00)],
            ),
            (
                &[(eur, &[usd_110, gbp_80], &[eur, gbp, usd]), (eur, &[usd_110, gbp_90], &[gbp])],
                [Some(110_00), Some(90_00)],
            ),
            (
                &[(eur, &[usd_110, gbp_80], &[eur, gbp, usd]), (eur, &[], &[])],
                [Some(110_00), Some(80_00)],
            ),
            // Rates against two bases do not mix.
            (
                &[
                    (eur, &[usd_110, gbp_80], &[eur, gbp, usd]),
                    (usd, &[(eur, 80_000_000)], &[eur, gbp, usd]),
                ],
                [Some(125_00), None],
            ),
        ];
        for (words, expected) in tables {
            let mut rates = Rates::default();
            for (base, stated, changed) in words {
                let day = DayRates {
                    publisher: "ecb".to_owned(),
                    from: Timestamp::from_seconds(0),
                    base: *base,
                    rates: stated
                        .iter()
                        .map(|(c, r)| Rate { currency: *c, per_base_e8: *r })
                        .collect(),
                };
                assert!(rates.changed_by(&day).iter().eq(*changed), "{words:?}");
                rates.take(&day);
                assert!(rates.changed_by(&day).is_empty(), "the same word again: {words:?}");
            }
            let worth = |to| rates.exchange(eur, to, Timestamp(1)).map(|rate| rate.apply(100_00));
            assert_eq!([worth(usd), worth(gbp)], expected, "{words:?}");
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
        rates.take(&day(1, &[(usd, 110_000_000), (gbp, 80_000_000)]));
        rates.take(&day(3, &[(usd, 120_000_000)]));
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
