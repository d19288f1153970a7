//! Words: what one reporter says of one figure, again and again.
//!
//! A gauge only grows, a stretch is stated anew. The newest word on the same stretch holds; what
//! happened is the difference to the word before.
//!
//! A gauge is asked for every few minutes and says the same most of the time. Words that say the
//! same one after the other are one run: they are no news, and they cost nothing.

use std::collections::BTreeMap;
use std::ops::Bound;

use byline_core::event::Grain;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A change of what happened, and when.
pub type Change = (Timestamp, i64);

/// Every word on one figure that still matters.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Words {
    /// Words on everything so far, by when the first of each run was said.
    lifetime: BTreeMap<Timestamp, Run>,
    /// The newest word on each stretch, and when it was said.
    stretches: BTreeMap<(Timestamp, Timestamp), (Timestamp, i64)>,
}

/// Words of a gauge that say the same.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Run {
    value: i64,
    /// When the last of them was said.
    until: Timestamp,
}

impl Words {
    /// Takes a word in. Gives the changes to what happened; `None` if nothing new was said.
    pub fn take(&mut self, grain: Grain, as_of: Timestamp, value: i64) -> Option<Vec<Change>> {
        let span = match grain {
            Grain::Lifetime => return self.take_lifetime(as_of, value),
            Grain::Stretch(span) => span,
        };
        let word = (as_of, value);
        let newest = self.stretches.get(&(span.from, span.to)).copied();
        if newest.is_some_and(|newest| word <= newest) {
            return None;
        }
        self.stretches.insert((span.from, span.to), word);
        let change = value - newest.map_or(0, |newest| newest.1);
        (newest.is_none() || change != 0).then(|| vec![(span.from, change)])
    }

    /// A gauge's growth since the word before happened at the time of the word. A word that comes
    /// late splits the growth of the one after it.
    fn take_lifetime(&mut self, as_of: Timestamp, value: i64) -> Option<Vec<Change>> {
        let covering = self.lifetime.range(..=as_of).next_back().map(|(at, run)| (*at, *run));
        if let Some((start, run)) = covering {
            if run.value == value {
                let run = self.lifetime.entry(start).or_insert(run);
                run.until = run.until.max(as_of);
                return None;
            }
            // Of two words of one instant the larger holds.
            let is_of_same_instant = as_of == start || as_of == run.until;
            if is_of_same_instant && value < run.value {
                return None;
            }
        }
        let from = covering.map_or(as_of, |(start, _)| start);
        let next = self.lifetime.range((Bound::Excluded(as_of), Bound::Unbounded)).next();
        let to = next.map_or(Timestamp::MAX, |(next, _)| *next);
        let before = self.growth(from, to);
        self.part_run(covering, as_of);
        self.add_run(as_of, value);
        let mut changes: BTreeMap<Timestamp, i64> = self.growth(from, to).into_iter().collect();
        for (at, grown) in before {
            *changes.entry(at).or_default() -= grown;
        }
        changes.retain(|at, change| *change != 0 || *at == as_of);
        Some(changes.into_iter().collect())
    }

    /// A word at `as_of` says something else than the run that covers it. What is known of the run
    /// is when it began and when it was last said.
    fn part_run(&mut self, covering: Option<(Timestamp, Run)>, as_of: Timestamp) {
        let Some((start, run)) = covering.filter(|(_, run)| as_of <= run.until) else {
            return;
        };
        self.lifetime.remove(&start);
        if start < as_of {
            self.lifetime.insert(start, Run { until: start, ..run });
        }
        if as_of < run.until {
            self.lifetime.insert(run.until, run);
        }
    }

    /// Adds a word where no run covers it; a neighbour that says the same takes it in.
    fn add_run(&mut self, as_of: Timestamp, value: i64) {
        if let Some((_, before)) = self.lifetime.range_mut(..as_of).next_back()
            && before.value == value
        {
            before.until = as_of;
            return;
        }
        let next = self.lifetime.range(as_of..).next().map(|(at, run)| (*at, *run));
        let until = match next.filter(|(_, next)| next.value == value) {
            Some((at, next)) => {
                self.lifetime.remove(&at);
                next.until
            }
            None => as_of,
        };
        self.lifetime.insert(as_of, Run { value, until });
    }

    /// How a gauge grew from `from` to `to`, both inclusive.
    fn growth(&self, from: Timestamp, to: Timestamp) -> Vec<Change> {
        let before = self.lifetime.range(..from).next_back();
        let mut before = before.map_or(0, |(_, run)| run.value);
        let mut changes = Vec::new();
        for (at, run) in self.lifetime.range(from..=to) {
            changes.push((*at, run.value - before));
            before = run.value;
        }
        changes
    }

    /// The newest word of a gauge at or before `at`.
    pub fn gauge(&self, at: Timestamp) -> Option<i64> {
        self.lifetime.range(..=at).next_back().map(|(_, run)| run.value)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.lifetime.is_empty() && self.stretches.is_empty()
    }

    /// Until when a gauge was heard of.
    pub fn said_until(&self) -> Option<Timestamp> {
        self.lifetime.last_key_value().map(|(_, run)| run.until)
    }

    /// What happened at one instant by all words together.
    pub fn happened_at(&self, at: Timestamp) -> i64 {
        let grown = self.growth(at, at).into_iter().map(|(_, change)| change);
        let stated = self.stretches.range((at, Timestamp::MIN)..=(at, Timestamp::MAX));
        grown.chain(stated.map(|(_, (_, value))| *value)).sum()
    }

    /// Everything that happened by all words together.
    pub fn happened(&self) -> Vec<Change> {
        let mut all: Vec<Change> = Vec::new();
        let mut before = 0;
        for (at, run) in &self.lifetime {
            all.push((*at, run.value - before));
            before = run.value;
        }
        all.extend(self.stretches.iter().map(|((from, _), (_, value))| (*from, *value)));
        all
    }
}

#[cfg(test)]
mod tests {
    use byline_core::time::Span;

    use super::*;

    /// Reads as: words of a gauge as (time, value), what happened as (time, sum).
    fn check(words: &[(i64, i64)], expected: &[(i64, i64)]) {
        let mut figure = Words::default();
        let mut sums = BTreeMap::<i64, i64>::new();
        for (as_of, value) in words {
            let changes = figure.take(Grain::Lifetime, Timestamp(*as_of), *value);
            for (at, change) in changes.unwrap_or_default() {
                *sums.entry(at.0).or_default() += change;
            }
        }
        sums.retain(|_, sum| *sum != 0);
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), expected);
        let happened = figure.happened().into_iter().map(|(at, change)| (at.0, change));
        assert_eq!(happened.collect::<Vec<_>>(), expected, "all words together");
    }

    #[test]
    fn a_gauge_is_counted_by_its_growth() {
        check(&[(1, 100), (2, 150), (3, 150)], &[(1, 100), (2, 50)]);
    }

    #[test]
    fn a_late_word_splits_the_growth_after_it() {
        check(&[(1, 100), (3, 160), (2, 120)], &[(1, 100), (2, 20), (3, 40)]);
    }

    #[test]
    fn views_may_go_down() {
        check(&[(1, 100), (2, 90)], &[(1, 100), (2, -10)]);
    }

    #[test]
    fn a_word_amid_others_that_said_the_same_parts_them() {
        check(&[(1, 100), (5, 100), (3, 120)], &[(1, 100), (3, 20), (5, -20)]);
        check(&[(1, 100), (3, 120), (5, 100)], &[(1, 100), (3, 20), (5, -20)]);
        check(&[(3, 120), (5, 100), (1, 100)], &[(1, 100), (3, 20), (5, -20)]);
    }

    #[test]
    fn growth_happened_when_it_was_first_seen() {
        check(&[(1, 100), (5, 160), (3, 160)], &[(1, 100), (3, 60)]);
        check(&[(5, 160), (1, 160)], &[(1, 160)]);
    }

    #[test]
    fn of_two_words_of_one_instant_the_larger_holds() {
        check(&[(1, 100), (3, 100), (3, 120)], &[(1, 100), (3, 20)]);
        check(&[(1, 100), (3, 120), (3, 100)], &[(1, 100), (3, 20)]);
        check(&[(1, 100), (1, 150), (3, 150)], &[(1, 150)]);
    }

    #[test]
    fn the_same_word_twice_says_nothing_new() {
        check(&[(1, 100), (1, 100)], &[(1, 100)]);
    }

    #[test]
    fn a_day_is_restated_by_the_newest_word_only() {
        let day = Grain::Stretch(Span { from: Timestamp(0), to: Timestamp(10) });
        let mut figure = Words::default();
        assert_eq!(figure.take(day, Timestamp(20), 7), Some(vec![(Timestamp(0), 7)]));
        assert_eq!(figure.take(day, Timestamp(30), 5), Some(vec![(Timestamp(0), -2)]));
        assert_eq!(figure.take(day, Timestamp(25), 9), None, "an older word comes late");
        assert_eq!(figure.take(day, Timestamp(30), 5), None, "the same word");
        assert_eq!(figure.happened(), [(Timestamp(0), 5)]);
    }
}
