//! Told: everything that was said of one figure, and what happened by it.
//!
//! A figure is told in two ways: by a counter of all so far, which is one number whoever asks, and
//! by stretches such as days. Both together never count twice: the counter speaks for all time up
//! to its newest word, days before its first word say when that much of it happened, and days
//! behind its newest word add what it has not seen.
//!
//! Invariant: what changes is what holds after a word less what held before it.

use std::collections::BTreeMap;

use byline_core::event::Grain;
use byline_core::figure::Figure;
use byline_core::id::ConnectionId;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::stretches::{Rank, Stretches, Word};
use super::words::Words;

/// When something happened, and in which currency where money is counted.
pub type Place = (Timestamp, Option<Currency>);

/// A change of what happened.
pub type Moved = (Place, i64);

/// What was told of one figure.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Told {
    counter: Words,
    counter_currency: Option<Currency>,
    /// What was stated by day or hour.
    pub stretches: Stretches,
    /// Which connections said anything of it, by id.
    pub stated_by: Vec<ConnectionId>,
    /// Under which definition the newest word was said.
    pub definition: String,
    /// When the newest word was said.
    pub newest_at: Option<Timestamp>,
    /// Whether that word was "no value".
    pub is_missing: bool,
}

impl Told {
    /// Takes a word in. Gives the changes to what happened; `None` if nothing new was said.
    pub fn take(
        &mut self,
        figure: &Figure,
        rank: &dyn Fn(&ConnectionId) -> Rank,
    ) -> Option<Vec<Moved>> {
        let was_missing = self.is_missing;
        self.hear(figure);
        let changes = figure.value.and_then(|value| match self.stays_plain(figure) {
            true => self.take_plain(figure, value),
            false => {
                let before = self.held(rank);
                self.take_plain(figure, value)?;
                Some(difference(&before, &self.held(rank)))
            }
        });
        changes.or_else(|| (self.is_missing != was_missing).then(Vec::new))
    }

    /// Whether the same connection said the same of the same stretch, not longer than `age_us`
    /// before.
    pub fn is_said_again(&self, figure: &Figure, age_us: i64) -> bool {
        let is_young = |said_at: Timestamp| {
            let since_us = figure.as_of.micros_since(said_at);
            (0..age_us).contains(&since_us)
        };
        let is_alone = self.stated_by == [figure.connection.clone()];
        if !is_alone || self.definition != figure.definition {
            return false;
        }
        let Some(value) = figure.value else {
            return self.is_missing && self.newest_at.is_some_and(is_young);
        };
        match figure.grain {
            Grain::Stretch(span) => {
                let said = self.stretches.word_of(&figure.connection, span);
                let is_same = |word: &Word| (word.value, word.currency) == (value, figure.currency);
                said.filter(is_same).is_some_and(|word| is_young(word.as_of))
            }
            Grain::Lifetime => {
                let is_same = self.counter.gauge(figure.as_of) == Some(value);
                let said_at = self.counter.said_until().filter(|_| is_same && !self.is_missing);
                self.counter_currency == figure.currency && said_at.is_some_and(is_young)
            }
        }
    }

    /// Everything that happened, by when and in which currency.
    pub fn held(&self, rank: &dyn Fn(&ConnectionId) -> Rank) -> BTreeMap<Place, i64> {
        let mut sums: BTreeMap<Place, i64> = BTreeMap::new();
        let counted = self.counter.happened();
        let first_at = counted.first().map(|(at, _)| *at);
        let last_at = self.counter.said_until();
        let mut earlier = 0;
        for (_, span, word) in self.stretches.held(rank) {
            let is_earlier = first_at.is_some_and(|first_at| span.to <= first_at);
            let is_later = last_at.is_none_or(|last_at| last_at <= span.from);
            if is_earlier || is_later {
                *sums.entry((span.from, word.currency)).or_default() += word.value;
            }
            earlier += if is_earlier { word.value } else { 0 };
        }
        for (at, change) in counted {
            let less = if first_at == Some(at) { std::mem::take(&mut earlier) } else { 0 };
            *sums.entry((at, self.counter_currency)).or_default() += change - less;
        }
        sums
    }

    /// What happened at one instant in one currency; `None` of the figure is `default`.
    pub fn held_at(
        &self,
        (at, currency): (Timestamp, Currency),
        default: Currency,
        rank: &dyn Fn(&ConnectionId) -> Rank,
    ) -> i64 {
        let is_it = |own: Option<Currency>| own.unwrap_or(default) == currency;
        if !self.is_plain() {
            let held = self.held(rank).into_iter();
            let there = held.filter(|((when, own), _)| *when == at && is_it(*own));
            return there.map(|(_, value)| value).sum();
        }
        let stated = self.stretches.stated_at(at).filter(|word| is_it(word.currency));
        let counted = if is_it(self.counter_currency) { self.counter.happened_at(at) } else { 0 };
        counted + stated.map(|word| word.value).sum::<i64>()
    }

    /// Who said what of it, and how much of that holds, by id.
    pub fn said(
        &self,
        rank: &dyn Fn(&ConnectionId) -> Rank,
    ) -> Vec<(&ConnectionId, Option<i64>, i64)> {
        let held = self.stretches.held(rank);
        let row = |by| {
            let own = held.iter().filter(|(holder, ..)| *holder == by);
            (by, self.stretches.sum_of(by), own.map(|(_, _, word)| word.value).sum())
        };
        self.stated_by.iter().map(row).collect()
    }

    fn hear(&mut self, figure: &Figure) {
        let by = &figure.connection;
        if let Err(gap) = self.stated_by.binary_search(by) {
            self.stated_by.insert(gap, by.clone());
        }
        if self.newest_at.is_none_or(|known| known <= figure.as_of) {
            self.newest_at = Some(figure.as_of);
            self.is_missing = figure.value.is_none();
            self.definition.clone_from(&figure.definition);
        }
    }

    /// Whether every word holds: all add up, and a new one moves nothing but itself.
    fn is_plain(&self) -> bool {
        self.stretches.is_empty() || self.counter.is_empty() && !self.stretches.is_contested()
    }

    /// Whether every word still holds with this one.
    fn stays_plain(&self, figure: &Figure) -> bool {
        match figure.grain {
            Grain::Lifetime => {
                let is_same_money = self.counter_currency == figure.currency;
                self.stretches.is_empty() && (self.counter.is_empty() || is_same_money)
            }
            Grain::Stretch(span) => {
                let is_contested = self.stretches.would_contest(&figure.connection, span);
                self.counter.is_empty() && !is_contested
            }
        }
    }

    /// Takes a word in among words that all hold. Gives the changes; `None` if it is no news.
    fn take_plain(&mut self, figure: &Figure, value: i64) -> Option<Vec<Moved>> {
        let Figure { as_of, currency, .. } = *figure;
        let Grain::Stretch(span) = figure.grain else {
            let changes = self.counter.take(Grain::Lifetime, as_of, value)?;
            self.counter_currency = currency;
            return Some(
                changes.into_iter().map(|(at, change)| ((at, currency), change)).collect(),
            );
        };
        let word = Word { as_of, value, currency };
        let before = self.stretches.take(&figure.connection, span, word)?;
        let taken_back = before.map(|before| (place(span, before), -before.value));
        Some(taken_back.into_iter().chain([(place(span, word), value)]).collect())
    }
}

fn place(span: Span, word: Word) -> Place {
    (span.from, word.currency)
}

/// The changes from one sum to another.
fn difference(before: &BTreeMap<Place, i64>, after: &BTreeMap<Place, i64>) -> Vec<Moved> {
    let mut changes = after.clone();
    for (place, value) in before {
        *changes.entry(*place).or_default() -= value;
    }
    // A zero that is said is no silence.
    changes.retain(|place, change| *change != 0 || !before.contains_key(place));
    changes.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use byline_core::figure::{Counted, Side, Subject, SubjectKind};

    use super::*;

    /// From and to, or nothing for all so far; when it was said; how many.
    type Said = (Option<(i64, i64)>, i64, i64);

    fn word((span, as_of, value): Said) -> Figure {
        let span = span.map(|(from, to)| Span { from: Timestamp(from), to: Timestamp(to) });
        Figure {
            connection: "con".into(),
            subject: Subject {
                feed: "youtube".to_owned(),
                kind: SubjectKind::Content,
                id: "v".to_owned(),
            },
            counted: Counted::Views,
            value: Some(value),
            currency: None,
            side: Side::Total,
            grain: span.map_or(Grain::Lifetime, Grain::Stretch),
            as_of: Timestamp(as_of),
            definition: String::new(),
            window: None,
        }
    }

    /// Reads as: words, what happened as (time, many), whatever came first.
    fn check(words: &[Said], expected: &[(i64, i64)]) {
        let rank = |by: &ConnectionId| (false, false, by.clone());
        for is_backwards in [false, true] {
            let mut words = words.to_vec();
            if is_backwards {
                words.reverse();
            }
            let (mut told, mut sums) = (Told::default(), BTreeMap::<i64, i64>::new());
            for one in words {
                for ((at, _), change) in told.take(&word(one), &rank).unwrap_or_default() {
                    *sums.entry(at.0).or_default() += change;
                }
            }
            sums.retain(|_, sum| *sum != 0);
            assert_eq!(sums.into_iter().collect::<Vec<_>>(), expected, "{is_backwards}");
            let mut held = told.held(&rank);
            held.retain(|_, value| *value != 0);
            let held: Vec<_> = held.into_iter().map(|((at, _), value)| (at.0, value)).collect();
            assert_eq!(held, expected, "all words together");
        }
    }

    #[test]
    fn a_counter_and_the_days_it_counted_are_one() {
        let (day, next) = (Some((0, 24)), Some((24, 48)));
        check(&[(None, 50, 100), (day, 60, 30)], &[(0, 30), (50, 70)]);
        check(&[(None, 50, 100), (None, 70, 120), (next, 80, 40)], &[(24, 40), (50, 60), (70, 20)]);
        check(&[(None, 10, 100), (None, 60, 150), (next, 80, 40)], &[(10, 100), (60, 50)]);
    }

    #[test]
    fn days_behind_the_counters_newest_word_add_to_it() {
        check(&[(None, 20, 100), (Some((24, 48)), 80, 40)], &[(20, 100), (24, 40)]);
        check(
            &[(None, 20, 100), (Some((24, 48)), 80, 40), (None, 50, 130)],
            &[(20, 100), (50, 30)],
        );
    }
}
