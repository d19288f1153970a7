//! Words: what one reporter says of one figure, again and again.
//!
//! A gauge only grows, a stretch is stated anew. The newest word on the same stretch holds; what
//! happened is the difference to the word before.

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
    /// Words on everything so far, by when they were said.
    lifetime: BTreeMap<Timestamp, i64>,
    /// The newest word on each stretch, and when it was said.
    stretches: BTreeMap<(Timestamp, Timestamp), (Timestamp, i64)>,
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
        Some(vec![(span.from, value - newest.map_or(0, |newest| newest.1))])
    }

    /// A gauge's growth since the word before happened at the time of the word. A word that comes
    /// late splits the growth of the one after it.
    fn take_lifetime(&mut self, as_of: Timestamp, value: i64) -> Option<Vec<Change>> {
        if self.lifetime.get(&as_of).is_some_and(|known| value <= *known) {
            return None;
        }
        let before = self.lifetime.range(..as_of).next_back().map_or(0, |(_, value)| *value);
        let same = self.lifetime.insert(as_of, value);
        let mut after = self.lifetime.range((Bound::Excluded(as_of), Bound::Unbounded));
        let mut changes = vec![(as_of, value - same.unwrap_or(before))];
        if let Some((next_at, _)) = after.next() {
            changes.push((*next_at, same.unwrap_or(before) - value));
        }
        Some(changes)
    }

    /// The newest word of a gauge at or before `at`.
    pub fn gauge(&self, at: Timestamp) -> Option<i64> {
        self.lifetime.range(..=at).next_back().map(|word| *word.1)
    }

    /// Everything that happened by all words together.
    pub fn happened(&self) -> Vec<Change> {
        let mut all: Vec<Change> = Vec::new();
        let mut before = 0;
        for (at, value) in &self.lifetime {
            all.push((*at, value - before));
            before = *value;
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
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), expected);
        let happened = figure.happened().into_iter().map(|(at, change)| (at.0, change));
        assert_eq!(happened.collect::<Vec<_>>(), expected, "all words together");
    }

    #[test]
    fn a_gauge_is_counted_by_its_growth() {
        check(&[(1, 100), (2, 150), (3, 150)], &[(1, 100), (2, 50), (3, 0)]);
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
