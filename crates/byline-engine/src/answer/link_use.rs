//! How a link is used: its clicks, and when the last one was.

use byline_core::event::Signal;
use byline_core::time::{Bucket, Span};

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::cells::Count;
use crate::view::LinkUse;

impl Engine {
    /// What was counted for a link in whole quarters of an hour; nothing of a link nobody clicked.
    pub fn link_use(&self, link: &str, range: Span) -> LinkUse {
        let number = self.registry.links.find(link);
        let clicks =
            number.and_then(|number| self.link_counts.get(number, (Signal::Link, Count::Clicks)));
        let Some(clicks) = clicks else { return LinkUse::default() };
        let Buckets { from, to } = Buckets::of(range);
        let mut last = clicks.between(from, to).iter().rev();
        // A click that was found to be no person's later leaves a quarter of an hour without any.
        let last = last.find(|(bucket, n)| from <= *bucket && *bucket < to && 0 < *n);
        LinkUse {
            n_clicks: clicks.sum(from, to),
            last_click_at: last.map(|(bucket, _)| Bucket(*bucket).start()),
        }
    }
}
