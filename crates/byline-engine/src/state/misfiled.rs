//! Traffic that may be filed under the wrong name: what was counted for one link and says another,
//! and landings that say our campaign in fields that no link of ours has.
//!
//! Nothing here changes a figure. Whoever visits can write anything into an address, so at most
//! [`MOST`] different sets of fields, and pairs of links, are kept; what came beyond is counted.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::click::Verdict;
use byline_core::creator::Platform;
use byline_core::link::Utm;
use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::registry::normal_utm;

/// How many different sets of fields are kept, how many pairs of links, and how many clicks.
const MOST: usize = 10_000;

/// What was counted for one and says another.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Misfiled {
    /// People's clicks and landings by the link's number and the platform that they came from.
    elsewhere: BTreeMap<(u32, Platform), Tally>,
    /// The newest of these clicks, whoever clicked: it may be judged anew.
    clicks: BTreeMap<ClickId, (u32, Platform)>,
    /// The same by age.
    by_age: BTreeSet<(Timestamp, ClickId)>,
    /// Landings of a click on one link whose fields are another link's.
    crossed: BTreeMap<(u32, u32), Tally>,
    /// Landings whose fields no link had then.
    unissued: BTreeMap<Utm, Tally>,
    /// Landings for which there was no room.
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

impl Misfiled {
    /// Somebody clicked on a link, on another platform than its placement's.
    pub fn clicked(
        &mut self,
        (click, at): (ClickId, Timestamp),
        (link, platform): (u32, Platform),
        verdict: Verdict,
    ) {
        self.clicks.insert(click, (link, platform));
        self.by_age.insert((at, click));
        if MOST < self.clicks.len()
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.clicks.remove(&oldest);
        }
        if verdict == Verdict::Human {
            let tally = self.elsewhere.entry((link, platform));
            tally.or_insert_with(|| Tally::new(at)).clicked(at);
        }
    }

    /// A click is judged anew.
    pub fn reclassified(&mut self, (click, at): (ClickId, Timestamp), was: Verdict, is: Verdict) {
        let Some(key) = self.clicks.get(&click).copied() else { return };
        let tally = self.elsewhere.entry(key).or_insert_with(|| Tally::new(at));
        match (was == Verdict::Human, is == Verdict::Human) {
            (true, false) => tally.n_clicks = tally.n_clicks.saturating_sub(1),
            (false, true) => tally.clicked(at),
            _ => {}
        }
    }

    /// Somebody landed by the fields of a link, from another platform than its placement's.
    pub fn landed_from(&mut self, link: u32, platform: Platform, at: Timestamp) {
        self.elsewhere.entry((link, platform)).or_insert_with(|| Tally::new(at)).landed(at);
    }

    /// Somebody clicked on one link and landed with the fields of another.
    pub fn crossed(&mut self, link: u32, said: u32, at: Timestamp) {
        if MOST <= self.crossed.len() && !self.crossed.contains_key(&(link, said)) {
            self.n_beyond += 1;
            return;
        }
        self.crossed.entry((link, said)).or_insert_with(|| Tally::new(at)).landed(at);
    }

    /// Somebody landed with fields that no link has.
    pub fn landed(&mut self, utm: &Utm, at: Timestamp) {
        let utm = normal_utm(utm);
        if MOST <= self.unissued.len() && !self.unissued.contains_key(&utm) {
            self.n_beyond += 1;
            return;
        }
        self.unissued.entry(utm).or_insert_with(|| Tally::new(at)).landed(at);
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

    fn clicked(&mut self, at: Timestamp) {
        self.n_clicks += 1;
        self.note(at);
    }

    fn landed(&mut self, at: Timestamp) {
        self.n_visits += 1;
        self.note(at);
    }

    fn note(&mut self, at: Timestamp) {
        self.first_at = self.first_at.min(at);
        self.last_at = self.last_at.max(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_people_write_into_addresses_what_is_kept_is_bounded() {
        let mut misfiled = Misfiled::default();
        let at = Timestamp::from_seconds(0);
        for n in 0..12_000 {
            misfiled.crossed(n, n + 1, at);
            misfiled.landed(&Utm { term: n.to_string(), ..Utm::default() }, at);
        }
        misfiled.crossed(0, 1, at);
        let n_kept = (misfiled.crossings().count(), misfiled.unissued().count());
        assert_eq!((n_kept, misfiled.n_beyond), ((MOST, MOST), 4_000));
        let first = misfiled.crossings().next().map(|(_, tally)| tally.n_visits);
        assert_eq!(first, Some(2), "what is known is counted on");
    }
}
