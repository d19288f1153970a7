//! Platform figures of placements, as somebody reports them who knows our ids.

use std::collections::BTreeMap;

use byline_core::event::{Metric, MetricPoint};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::words::{Change, Words};

/// One thing that is counted: of which placement, what, who reports it, in which content. What
/// is asked for comes first, so that it lies together.
type Counted = (u32, Metric, Box<str>, Option<Box<str>>);

/// What platforms have said.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct PlatformFigures(BTreeMap<Counted, Words>);

impl PlatformFigures {
    /// Takes a word in. Gives the changes to what happened; `None` if nothing new was said.
    pub fn take(&mut self, point: &MetricPoint, placement: u32) -> Option<Vec<Change>> {
        let content = point.content_id.as_ref().map(|id| id.as_str().into());
        let counted = (placement, point.metric, point.connection.as_str().into(), content);
        self.0.entry(counted).or_default().take(point.grain, point.as_of, point.value)
    }

    /// What was said in sum of what adds up, by placement.
    pub fn sums(&self) -> impl Iterator<Item = (u32, Metric, i64)> {
        let summed = self.0.iter().filter(|((_, metric, ..), _)| !metric.is_gauge());
        summed.map(|((placement, metric, ..), words)| {
            let happened = words.happened().into_iter().map(|(_, change)| change);
            (*placement, *metric, happened.sum())
        })
    }

    /// The newest word on a gauge at or before each instant, the largest over contents of a
    /// placement.
    pub fn gauge(
        &self,
        placement: u32,
        metric: Metric,
    ) -> impl Fn(Timestamp) -> Option<i64> + use<'_> {
        let is_it = |(p, m, ..): &Counted| *p == placement && *m == metric;
        let first: Counted = (placement, metric, Box::default(), None);
        let of_contents = self.0.range(first..).take_while(|(counted, _)| is_it(counted));
        let words: SmallVec<[&Words; 2]> = of_contents.map(|(_, words)| words).collect();
        move |at| words.iter().filter_map(|words| words.gauge(at)).max()
    }
}
