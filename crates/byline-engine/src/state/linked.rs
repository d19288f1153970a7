//! Linked: since when a creator can be followed at all in a campaign.
//!
//! Before the first link or code nothing that somebody brought could be counted, so nothing of that
//! time is held against them.

use std::collections::BTreeMap;

use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// When the first link or code was declared, by the numbers of campaign and creator.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Linked {
    since: BTreeMap<(u32, u32), Timestamp>,
}

impl Linked {
    /// Notes that a link or a code leads to a creator from `at` on.
    pub fn note(&mut self, campaign: u32, creator: u32, at: Timestamp) {
        let since = self.since.entry((campaign, creator)).or_insert(at);
        *since = at.min(*since);
    }

    /// Everybody of a campaign: number of the creator, and since when.
    pub fn of(&self, campaign: u32) -> impl Iterator<Item = (u32, Timestamp)> {
        let all = self.since.range((campaign, 0)..=(campaign, u32::MAX));
        all.map(|((_, creator), since)| (*creator, *since))
    }
}
