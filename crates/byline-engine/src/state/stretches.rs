//! Stretches: what connections state of one figure by day or hour, and which of it holds.
//!
//! One connection cuts days in the ad account's zone, another in UTC, a third states hours. Added
//! up they would count one evening twice, so each instant counts once: where words overlap, that
//! of the connection that comes first [`Rank`] holds; of one connection's words the one on the
//! longer stretch, of those the newer. What does not hold is kept as evidence.
//!
//! Invariants: no two words that hold overlap; which they are does not depend on the order of
//! arrival.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::id::ConnectionId;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Whose word holds: the smaller. Whether the connection is out of use, whether its feed is
/// another than the thing's, its id.
pub type Rank = (bool, bool, ConnectionId);

/// What one connection said of one stretch at last.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// When it said so.
    pub as_of: Timestamp,
    /// How many.
    pub value: i64,
    /// In which currency, where money is counted.
    pub currency: Option<Currency>,
}

/// The words of one connection by where their stretches begin and end.
type Own = BTreeMap<(Timestamp, Timestamp), Word>;

/// Every stretch that was stated of one figure.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Stretches {
    by: BTreeMap<ConnectionId, Own>,
    /// Whether any two words overlap. They never part again.
    is_contested: bool,
}

impl Stretches {
    /// Whether nothing was stated.
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// Whether anybody stated this very stretch.
    pub fn has(&self, span: Span) -> bool {
        self.by.values().any(|own| own.contains_key(&(span.from, span.to)))
    }

    /// The last word of a connection on this very stretch.
    pub fn word_of(&self, by: &ConnectionId, span: Span) -> Option<Word> {
        self.by.get(by)?.get(&(span.from, span.to)).copied()
    }

    /// Whether some words do not hold.
    pub fn is_contested(&self) -> bool {
        self.is_contested
    }

    /// Whether a word on this stretch would stand beside another on some of the same time.
    pub fn would_contest(&self, by: &ConnectionId, span: Span) -> bool {
        if self.is_contested {
            return true;
        }
        // Nothing overlaps so far, so only the last word that begins before its end can.
        let last_before_end = |own: &Own| {
            let end = (span.to, Timestamp::MIN);
            own.range(..end).next_back().map(|((from, to), _)| (*from, *to))
        };
        self.by.iter().any(|(other, own)| {
            let is_same = |at: (Timestamp, Timestamp)| other == by && at == (span.from, span.to);
            last_before_end(own).is_some_and(|at| span.from < at.1 && !is_same(at))
        })
    }

    /// Takes a word in instead of the same connection's on the same stretch, and gives that one if
    /// there was any. `None` if it is older or says the same.
    pub fn take(&mut self, by: &ConnectionId, span: Span, word: Word) -> Option<Option<Word>> {
        self.is_contested = self.would_contest(by, span);
        if !self.by.contains_key(by) {
            self.by.insert(by.clone(), Own::new());
        }
        let own = self.by.get_mut(by)?;
        let at = (span.from, span.to);
        let newest = own.get(&at).copied();
        if newest.is_some_and(|newest| (word.as_of, word.value) <= (newest.as_of, newest.value)) {
            return None;
        }
        own.insert(at, word);
        let says_the_same =
            |newest: Word| (newest.value, newest.currency) == (word.value, word.currency);
        match newest {
            Some(newest) if says_the_same(newest) => None,
            newest => Some(newest),
        }
    }

    /// The words that hold, with who said them.
    pub fn held(&self, rank: &dyn Fn(&ConnectionId) -> Rank) -> Vec<(&ConnectionId, Span, Word)> {
        let mut all: Vec<(&ConnectionId, Span, Word)> = Vec::new();
        for (by, own) in &self.by {
            all.extend(
                own.iter().map(|((from, to), word)| (by, Span { from: *from, to: *to }, *word)),
            );
        }
        if !self.is_contested {
            return all;
        }
        all.sort_by_cached_key(|(by, span, word)| {
            let length_us = span.to.micros_since(span.from);
            (rank(by), Reverse(length_us), Reverse(word.as_of), span.from)
        });
        let mut taken: BTreeMap<Timestamp, Timestamp> = BTreeMap::new();
        all.retain(|(_, span, _)| {
            let last = taken.range(..span.to).next_back();
            let is_free = last.is_none_or(|(_, to)| *to <= span.from);
            if is_free {
                taken.insert(span.from, span.to);
            }
            is_free
        });
        all
    }

    /// What the words of stretches that begin at one instant say, where none contests another.
    pub fn stated_at(&self, at: Timestamp) -> impl Iterator<Item = Word> {
        let begin_there = (at, Timestamp::MIN)..=(at, Timestamp::MAX);
        let all = self.by.values().flat_map(move |own| own.range(begin_there.clone()));
        all.map(|(_, word)| *word)
    }

    /// What a connection states in sum, whether it holds or not; `None` if it states nothing.
    pub fn sum_of(&self, by: &ConnectionId) -> Option<i64> {
        Some(self.by.get(by)?.values().map(|word| word.value).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: who says, from and to, when, how many; then what holds, as from, to, many.
    fn check(words: &[(&str, i64, i64, i64, i64)], expected: &[(i64, i64, i64)]) {
        for is_backwards in [false, true] {
            let mut stretches = Stretches::default();
            let mut words = words.to_vec();
            if is_backwards {
                words.reverse();
            }
            for (by, from, to, as_of, value) in words {
                let span = Span { from: Timestamp(from), to: Timestamp(to) };
                let word = Word { as_of: Timestamp(as_of), value, currency: None };
                stretches.take(&ConnectionId::from(by), span, word);
            }
            let held = stretches.held(&|by| (false, false, by.clone())).into_iter();
            let mut held: Vec<_> =
                held.map(|(_, span, word)| (span.from.0, span.to.0, word.value)).collect();
            held.sort_unstable();
            assert_eq!(held, expected, "backwards: {is_backwards}");
        }
    }

    #[test]
    fn days_side_by_side_all_hold() {
        check(&[("a", 0, 24, 90, 5), ("a", 24, 48, 90, 7)], &[(0, 24, 5), (24, 48, 7)]);
        check(&[("a", 0, 24, 90, 5), ("b", 24, 48, 90, 7)], &[(0, 24, 5), (24, 48, 7)]);
    }

    #[test]
    fn where_two_connections_cut_days_otherwise_the_first_holds() {
        check(&[("a", 0, 24, 50, 5), ("b", 5, 29, 90, 6)], &[(0, 24, 5)]);
        let (a, b) = (("a", 0, 24, 50, 5), ("b", 24, 48, 90, 6));
        check(&[a, ("b", 0, 24, 90, 9), b], &[(0, 24, 5), (24, 48, 6)]);
    }

    #[test]
    fn of_hours_and_the_day_of_one_connection_the_day_holds() {
        check(&[("a", 0, 1, 90, 5), ("a", 1, 2, 90, 6), ("a", 0, 24, 50, 9)], &[(0, 24, 9)]);
        check(&[("b", 0, 24, 90, 5), ("a", 3, 4, 50, 1)], &[(3, 4, 1)]);
    }

    #[test]
    fn of_days_cut_by_two_zones_of_one_connection_the_newer_hold() {
        check(&[("a", 0, 24, 50, 5), ("a", 5, 29, 60, 6)], &[(5, 29, 6)]);
    }
}
