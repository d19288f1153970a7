//! Platform figures: gauges that only grow, stretches that are stated anew.
//!
//! The newest word on the same stretch wins; what changes is the difference.

use std::collections::BTreeMap;

use byline_core::event::{Grain, Metric, MetricPoint};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that is counted: of which placement, what, who reports it, in which content. What
/// is asked for comes first, so that it lies together.
type Counted = (u32, Metric, Box<str>, Option<Box<str>>);

/// What platforms have said.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct PlatformFigures {
    lifetimes: BTreeMap<Counted, BTreeMap<Timestamp, i64>>,
    stretches: BTreeMap<(Counted, Timestamp, Timestamp), (Timestamp, i64)>,
}

/// A change of what happened, and when.
pub type Change = (Timestamp, i64);

impl PlatformFigures {
    /// Takes a word in. Gives the changes to what happened, none if nothing new was said.
    pub fn take(&mut self, point: &MetricPoint, placement: u32) -> Vec<Change> {
        let content = point.content_id.as_ref().map(|id| id.as_str().into());
        let counted = (placement, point.metric, point.connection.as_str().into(), content);
        match point.grain {
            Grain::Lifetime => self.take_lifetime(counted, point.as_of, point.value),
            Grain::Stretch(span) => {
                let newest = self.stretches.entry((counted, span.from, span.to)).or_default();
                if (point.as_of, point.value) <= *newest {
                    return Vec::new();
                }
                let change = point.value - newest.1;
                *newest = (point.as_of, point.value);
                vec![(span.from, change)]
            }
        }
    }

    /// A gauge's growth since the word before happened at the time of the word. A word that comes
    /// late splits the growth of the one after it.
    fn take_lifetime(&mut self, counted: Counted, as_of: Timestamp, value: i64) -> Vec<Change> {
        let words = self.lifetimes.entry(counted).or_default();
        if words.get(&as_of).is_some_and(|known| value <= *known) {
            return Vec::new();
        }
        let before = words.range(..as_of).next_back().map_or(0, |(_, value)| *value);
        let same = words.insert(as_of, value);
        let after = words.range((std::ops::Bound::Excluded(as_of), std::ops::Bound::Unbounded));
        let mut changes = vec![(as_of, value - same.unwrap_or(before))];
        if let Some((next_at, _)) = after.into_iter().next() {
            changes.push((*next_at, same.unwrap_or(before) - value));
        }
        changes
    }

    /// The newest word on a gauge at or before `at`, the largest over contents of a placement.
    pub fn gauge(&self, placement: u32, metric: Metric, at: Timestamp) -> Option<i64> {
        let is_it = |(p, m, ..): &Counted| *p == placement && *m == metric;
        let first: Counted = (placement, metric, Box::default(), None);
        let words = self.lifetimes.range(first..).take_while(|(counted, _)| is_it(counted));
        words.filter_map(|(_, words)| words.range(..=at).next_back().map(|word| *word.1)).max()
    }
}

#[cfg(test)]
mod tests {
    use byline_core::id::{ConnectionId, PlacementId};

    use super::*;

    fn point(as_of: i64, value: i64) -> MetricPoint {
        MetricPoint {
            connection: ConnectionId::from("tiktok"),
            placement_id: PlacementId::from("plc_1"),
            content_id: None,
            metric: Metric::Views,
            value,
            grain: Grain::Lifetime,
            as_of: Timestamp(as_of),
        }
    }

    /// Reads as: words of a gauge as (time, value), what happened as (time, sum).
    fn check(words: &[(i64, i64)], expected: &[(i64, i64)]) {
        let mut figures = PlatformFigures::default();
        let mut sums = BTreeMap::<i64, i64>::new();
        for (as_of, value) in words {
            for (at, change) in figures.take(&point(*as_of, *value), 0) {
                *sums.entry(at.0).or_default() += change;
            }
        }
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), expected);
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
}
