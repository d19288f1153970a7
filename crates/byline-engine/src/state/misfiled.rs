//! Traffic that may be filed under the wrong name: what was counted for one link and says another,
//! and landings that say our campaign in fields that no link of ours has.
//!
//! Nothing here changes a figure. Whoever visits can write anything into an address, so at most
//! [`MOST`] different sets of fields are kept; what came beyond is counted.

use std::collections::BTreeMap;

use byline_core::creator::Platform;
use byline_core::link::Utm;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::registry::normal_utm;

/// How many different sets of fields are kept.
const MOST: usize = 10_000;

/// What was counted for one and says another.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Misfiled {
    /// People's clicks and landings by the link's number and the platform that they came from.
    elsewhere: BTreeMap<(u32, Platform), Tally>,
    /// Landings of a click on one link whose fields are another link's.
    crossed: BTreeMap<(u32, u32), Tally>,
    /// Landings whose fields no link had then.
    unissued: BTreeMap<Utm, Tally>,
    /// Landings with fields for which there was no room.
    n_beyond: u64,
    /// Since when creators are out of use, by number.
    archived: BTreeMap<u32, Timestamp>,
}

/// How often, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// Clicks.
    pub n_clicks: u64,
    /// Landings.
    pub n_visits: u64,
    /// The first of them.
    pub first_at: Timestamp,
    /// The last of them.
    pub last_at: Timestamp,
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Came {
    /// A click.
    Click,
    /// A landing.
    Visit,
}

impl Misfiled {
    /// Somebody came to a link from another platform than its placement's.
    pub fn came_from(&mut self, link: u32, platform: Platform, what: Came, at: Timestamp) {
        let tally = self.elsewhere.entry((link, platform)).or_insert_with(|| Tally::new(at));
        tally.add(what, at);
    }

    /// Somebody clicked on one link and landed with the fields of another.
    pub fn crossed(&mut self, link: u32, said: u32, at: Timestamp) {
        self.crossed.entry((link, said)).or_insert_with(|| Tally::new(at)).add(Came::Visit, at);
    }

    /// Somebody landed with fields that no link has.
    pub fn landed(&mut self, utm: &Utm, at: Timestamp) {
        let utm = normal_utm(utm);
        if MOST <= self.unissued.len() && !self.unissued.contains_key(&utm) {
            self.n_beyond += 1;
            return;
        }
        self.unissued.entry(utm).or_insert_with(|| Tally::new(at)).add(Came::Visit, at);
    }

    /// A creator goes out of use, or comes back.
    pub fn archive(&mut self, creator: u32, is_archived: bool, at: Timestamp) {
        if is_archived {
            self.archived.entry(creator).or_insert(at);
        } else {
            self.archived.remove(&creator);
        }
    }

    /// Since when a creator is out of use.
    pub fn archived_at(&self, creator: u32) -> Option<Timestamp> {
        self.archived.get(&creator).copied()
    }

    /// By link and the platform that they came from.
    pub fn elsewhere(&self) -> impl Iterator<Item = ((u32, Platform), &Tally)> {
        self.elsewhere.iter().map(|(key, tally)| (*key, tally))
    }

    /// By the link of the click and the link of the fields.
    pub fn crossings(&self) -> impl Iterator<Item = ((u32, u32), &Tally)> {
        self.crossed.iter().map(|(key, tally)| (*key, tally))
    }

    /// By the fields.
    pub fn unissued(&self) -> impl Iterator<Item = (&Utm, &Tally)> {
        self.unissued.iter()
    }
}

impl Tally {
    fn new(at: Timestamp) -> Self {
        Self { n_clicks: 0, n_visits: 0, first_at: at, last_at: at }
    }

    fn add(&mut self, what: Came, at: Timestamp) {
        match what {
            Came::Click => self.n_clicks += 1,
            Came::Visit => self.n_visits += 1,
        }
        self.first_at = self.first_at.min(at);
        self.last_at = self.last_at.max(at);
    }
}
