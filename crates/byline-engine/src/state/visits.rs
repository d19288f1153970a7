//! Visits: landings that came before the click they name, and counts that follow their link.

use std::collections::BTreeMap;

use byline_core::event::Signal;
use byline_core::shopper::ClickId;
use byline_core::time::{Bucket, Timestamp};
use serde::{Deserialize, Serialize};

use super::cells::Count;
use super::series::Series;

/// At most so many landings wait; what comes beyond is not counted for any link.
const LIMIT: usize = 100_000;

/// At most so many landings wait for one click: anybody can send landings.
const LIMIT_OF_CLICK: usize = 16;

/// Landings that wait for their click.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct EarlyVisits {
    waiting: BTreeMap<ClickId, Vec<(Timestamp, bool)>>,
}

impl EarlyVisits {
    /// Keeps a landing until its click comes.
    pub fn wait(&mut self, click: ClickId, at: Timestamp, is_sold_out: bool) {
        let has_room = self.waiting.len() < LIMIT || self.waiting.contains_key(&click);
        if !has_room {
            return;
        }
        let of_click = self.waiting.entry(click).or_default();
        if of_click.len() < LIMIT_OF_CLICK {
            of_click.push((at, is_sold_out));
        }
    }

    /// The landings that waited for a click.
    pub fn take(&mut self, click: ClickId) -> Vec<(Timestamp, bool)> {
        if self.waiting.is_empty() {
            Vec::new()
        } else {
            self.waiting.remove(&click).unwrap_or_default()
        }
    }
}

/// Counts of links that no touch keeps. When a link is given to somebody else, they go with it.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct LinkCounts {
    series: BTreeMap<(u32, Signal, Count), Series<i64>>,
}

impl LinkCounts {
    /// Counts one more.
    pub fn add(&mut self, link: u32, signal: Signal, count: Count, at: Timestamp) {
        self.series.entry((link, signal, count)).or_default().add(at.bucket().0, 1);
    }

    /// Everything that was counted for a link by one kind of evidence, with the start of its
    /// bucket.
    pub fn of(&self, link: u32, signal: Signal) -> Vec<(Count, Timestamp, i64)> {
        let all = self.series.range((link, signal, Count::FIRST)..=(link, signal, Count::LAST));
        let points = all.flat_map(|((_, _, count), series)| {
            let points = series.between(0, u32::MAX).iter();
            points.map(|(bucket, n)| (*count, Bucket(*bucket).start(), *n))
        });
        points.collect()
    }
}
