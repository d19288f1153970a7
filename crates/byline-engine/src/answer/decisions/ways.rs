//! Ways: by which links and codes a creator's results can come, and since when.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::id::CreatorId;
use byline_core::time::{Span, Timestamp};

use super::dossier::Dossier;
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::Cell;

/// In so many seconds links may still be issued without being late.
const SET_UP_S: i64 = 86_400;

/// Creators by the ways that lead to them, by the numbers of those who stand for them.
pub struct Ways {
    /// Whose links in use are all paused, and who have no code in use.
    pub paused: BTreeSet<u32>,
    /// Who have any link or code in use.
    pub linked: BTreeSet<u32>,
    /// Of whose codes in use every one is public.
    pub public: BTreeSet<u32>,
}

impl Ways {
    /// The ways of a campaign.
    pub fn of(engine: &Engine, campaign: &Campaign, now: Timestamp) -> Self {
        let (mut held, mut open) = (BTreeSet::new(), BTreeSet::new());
        for link in engine.links() {
            if link.campaign_id == campaign.id && !link.is_archived {
                let side = if link.is_paused { &mut held } else { &mut open };
                side.insert(owner(engine, &link.creator_id));
            }
        }
        let is_ours = |code: &&PromoCode| code.campaign_id == campaign.id && !code.is_archived;
        let codes = || engine.codes().filter(is_ours);
        let public = public_codes(engine, codes, now);
        open.extend(codes().map(|code| owner(engine, &code.creator_id)));
        let paused = held.difference(&open).copied().collect();
        held.append(&mut open);
        Self { paused, linked: held, public }
    }
}

/// Who has a code that is public and still valid, and no other.
fn public_codes<'e, C>(engine: &'e Engine, codes: impl Fn() -> C, now: Timestamp) -> BTreeSet<u32>
where
    C: Iterator<Item = &'e PromoCode>,
{
    let owners = |is_leaked: bool| {
        let valid = codes().filter(move |code| code.is_valid_at(now));
        let codes = valid.filter(move |code| code.is_leaked == is_leaked);
        codes.map(|code| owner(engine, &code.creator_id))
    };
    let mut public: BTreeSet<u32> = owners(true).collect();
    if !public.is_empty() {
        let good: BTreeSet<u32> = owners(false).collect();
        public.retain(|owner| !good.contains(owner));
    }
    public
}

/// The number of who stands for a creator; [`NONE`] for an id that nobody ever had.
pub fn owner(engine: &Engine, creator: &CreatorId) -> u32 {
    let number = engine.registry.creators.find(creator.as_str());
    number.map_or(NONE, |number| engine.registry.owners.of(number))
}

impl Dossier<'_> {
    /// Whose first link or code came a day or more after the campaign could have had its first:
    /// after the flight began, or the first link or code of anybody if that was later. And when.
    pub fn late_links(&self, campaign: u32) -> BTreeMap<u32, Timestamp> {
        let Engine { registry, linked, .. } = self.engine;
        let all = || linked.of(campaign).map(|(creator, at)| (registry.owners.of(creator), at));
        let begun = all().map(|(_, at)| at).min();
        let begun = begun.map_or(self.span.from, |begun| begun.max(self.span.from));
        let in_time = begun.plus_seconds(SET_UP_S);
        let mut first: BTreeMap<u32, Timestamp> = BTreeMap::new();
        for (owner, at) in all().filter(|(_, at)| in_time <= *at && *at <= self.span.to) {
            let since = first.entry(owner).or_insert(at);
            *since = at.min(*since);
        }
        if !first.is_empty() {
            // Of several records of one person, the first link counts.
            for (owner, _) in all().filter(|(_, at)| *at < in_time) {
                first.remove(&owner);
            }
        }
        first
    }

    /// Whether anybody clicked or bought before an instant, in whole quarter hours: what came in
    /// that of a link came by the link.
    pub fn has_signal_before(&self, cells: &[&Cell], at: Timestamp) -> bool {
        let before = Span { from: self.span.from, to: at.bucket().start() };
        self.sum(cells, before).has_signal()
    }
}
