//! Readings: everything additive, by bucket and by day, of one cell or of many together.

use byline_core::event::Metric;
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, LocalDay};
use super::cells::{Count, Credit, N_COUNTS, N_CREDITS};
use super::rolled::Rolled;
use crate::view::ByModel;

/// Counts, credits and platform figures.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub struct Readings {
    counts: [Rolled<i64>; N_COUNTS],
    credits: [Rolled<ByModel>; N_CREDITS],
    metrics: [Rolled<i64>; Metric::ALL.len()],
}

/// Where in time something is added.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The bucket.
    pub bucket: u32,
    /// Its local day.
    pub day: LocalDay,
}

impl Readings {
    /// A count by bucket.
    pub fn count(&self, count: Count) -> &Rolled<i64> {
        &self.counts[count as usize]
    }

    /// A credit by bucket.
    pub fn credit(&self, credit: Credit) -> &Rolled<ByModel> {
        &self.credits[credit as usize]
    }

    /// What platforms reported, by bucket.
    pub fn metric(&self, metric: Metric) -> &Rolled<i64> {
        &self.metrics[metric as usize]
    }

    /// The first and the last bucket in which anything happened.
    pub fn extent(&self) -> Option<(u32, u32)> {
        let counted = self.counts.iter().chain(&self.metrics).filter_map(Rolled::extent);
        let extents = counted.chain(self.credits.iter().filter_map(Rolled::extent));
        extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Adds to a count.
    pub fn add_count(&mut self, count: Count, at: Place, value: i64) {
        self.counts[count as usize].add(at.bucket, at.day, value);
    }

    /// Adds to a credit.
    pub fn add_credit(&mut self, credit: Credit, at: Place, value: ByModel) {
        self.credits[credit as usize].add(at.bucket, at.day, value);
    }

    /// Adds to what platforms reported.
    pub fn add_metric(&mut self, metric: Metric, at: Place, value: i64) {
        self.metrics[metric as usize].add(at.bucket, at.day, value);
    }

    /// Adds all of another's.
    pub fn add_all(&mut self, other: &Self, calendar: &mut Calendar) {
        let counts = self.counts.iter_mut().zip(&other.counts);
        for (sum, part) in counts.chain(self.metrics.iter_mut().zip(&other.metrics)) {
            sum.add_all(part, calendar);
        }
        for (sum, part) in self.credits.iter_mut().zip(&other.credits) {
            sum.add_all(part, calendar);
        }
    }

    /// Takes out clicks, landings and platform figures. Money stays.
    pub fn take_counted(&mut self) -> Self {
        let mut counts = std::mem::take(&mut self.counts);
        let spend = Count::Spend as usize;
        std::mem::swap(&mut counts[spend], &mut self.counts[spend]);
        let metrics = std::mem::take(&mut self.metrics);
        Self { counts, metrics, ..Self::default() }
    }

    /// Rolls every series up anew.
    pub fn roll(&mut self, calendar: &mut Calendar) {
        self.counts.iter_mut().chain(&mut self.metrics).for_each(|s| s.roll(calendar));
        self.credits.iter_mut().for_each(|series| series.roll(calendar));
    }
}
