//! Engagements: which campaigns a creator works for, as links, codes, placements and deals say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Numbers of the creators whose work changed.
pub type Engaged = SmallVec<[u32; 2]>;

/// What says that a creator works for a campaign, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Work {
    /// A link.
    Link(u32),
    /// A promo code.
    Code(u32),
    /// A placement.
    Placement(u32),
    /// A deal.
    Deal(u32),
}

/// Who works for which campaign, by number.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Engagements {
    by_work: BTreeMap<Work, (u32, u32)>,
    /// How many links, codes, placements and deals say so, by creator and campaign.
    by_creator: BTreeMap<(u32, u32), u32>,
}

impl Engagements {
    /// Lets a link, code, placement or deal say that a creator works for a campaign, instead of
    /// what it said before. Tells the creators who work for other campaigns than before.
    pub fn set(&mut self, by: Work, (creator, campaign): (u32, u32)) -> Engaged {
        let mut changed = Engaged::new();
        let before = self.by_work.insert(by, (creator, campaign));
        if before == Some((creator, campaign)) {
            return changed;
        }
        if let Some(before) = before
            && let Some(n) = self.by_creator.get_mut(&before)
        {
            *n -= 1;
            if *n == 0 {
                self.by_creator.remove(&before);
                changed.push(before.0);
            }
        }
        let n = self.by_creator.entry((creator, campaign)).or_default();
        *n += 1;
        if *n == 1 && !changed.contains(&creator) {
            changed.push(creator);
        }
        changed
    }

    /// The campaigns that a creator works for.
    pub fn campaigns_of(&self, creator: u32) -> impl Iterator<Item = u32> {
        self.by_creator
            .range((creator, 0)..=(creator, u32::MAX))
            .map(|((_, campaign), _)| *campaign)
    }

    /// The creators who work for a campaign.
    pub fn creators_for(&self, campaign: u32) -> Engaged {
        let pairs = self.by_creator.keys();
        pairs.filter(|(_, of)| *of == campaign).map(|(creator, _)| *creator).collect()
    }
}
