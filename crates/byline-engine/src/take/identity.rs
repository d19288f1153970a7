//! Merges and their undoing: what counted for one creator counts for another from now on.
//!
//! Facts keep naming whom they named. What is counted is moved to the cells of whoever stands for
//! them now, and credit is settled anew, so the ledger says with postings what the merge changed.
//! Undoing goes the same way back.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::click::Verdict;
use byline_core::event::{Signal, Spend};
use byline_core::identity::verdict::{Distinct, Merged, Unmerged};

use crate::engine::{Applied, Engine, Taking};
use crate::state::cells::CellKey;
use crate::state::conversions::Why;
use crate::state::owners::Owners;
use crate::state::shoppers::Origin;

/// What is counted by what was declared, with the cells that it fills before a change.
struct Counted {
    links: Vec<(u32, CellKey)>,
    placements: Vec<(u32, CellKey)>,
    spend: Vec<Spend>,
}

impl Engine {
    pub(crate) fn take_merged(
        &mut self,
        taking: Taking,
        said: &Merged,
        by: Option<&str>,
    ) -> Applied {
        let kept = self.registry.creators.number(said.kept.as_str());
        let gone = self.registry.creators.number(said.gone.as_str());
        if !self.registry.owners.can_merge(kept, gone) {
            return Applied::Known;
        }
        let moved = self.registry.owners.members(gone);
        self.reassign(taking, &moved, |owners| owners.merge(kept, gone, said, (taking.at, by)));
        Applied::Changed
    }

    pub(crate) fn take_unmerged(&mut self, taking: Taking, said: &Unmerged) -> Applied {
        let Some(gone) = self.registry.creators.find(said.gone.as_str()) else {
            return Applied::Known;
        };
        if self.registry.owners.of(gone) == gone {
            return Applied::Known;
        }
        let moved = self.registry.owners.members_below(gone);
        self.reassign(taking, &moved, |owners| owners.unmerge(gone));
        Applied::Changed
    }

    pub(crate) fn take_distinct(&mut self, said: &Distinct) -> Applied {
        match self.registry.owners.keep_apart(said) {
            true => Applied::Changed,
            false => Applied::Known,
        }
    }

    /// Lets others stand for the creators `moved`, and moves everything that counts for them.
    fn reassign(&mut self, taking: Taking, moved: &[u32], change: impl FnOnce(&mut Owners)) {
        let before: BTreeSet<u32> =
            moved.iter().map(|number| self.registry.owners.of(*number)).collect();
        let counted = self.counted_for(moved);
        for spend in &counted.spend {
            self.add_spend(spend, -1);
        }
        change(&mut self.registry.owners);
        self.link_counts.forget_cells();
        for spend in &counted.spend {
            self.add_spend(spend, 1);
        }
        for (link, before) in counted.links {
            self.recount_link(link, before);
        }
        let heirs = counted.placements.into_iter();
        let heirs: BTreeMap<CellKey, CellKey> =
            heirs.map(|(placement, before)| (before, self.platform_cell(placement))).collect();
        self.cells
            .hand_over(|key| heirs.contains_key(&key), |key| heirs.get(&key).map_or(key, |k| *k));
        let all: Vec<u32> = (0..self.conversions.next_number()).collect();
        self.settle_all(&all, taking.cause(Why::Identified));
        let after = moved.iter().map(|number| self.registry.owners.of(*number));
        let concerned: BTreeSet<u32> = before.into_iter().chain(after).collect();
        self.date_signs(&concerned);
    }

    /// Links, placements and spend that were declared for these creators.
    fn counted_for(&self, creators: &[u32]) -> Counted {
        let registry = &self.registry;
        let is_theirs = |creator: u32| creators.contains(&creator);
        let links = registry.links.iter().filter_map(|row| registry.links.find(row.id.as_str()));
        let links = links.filter(|link| is_theirs(registry.declared_link_target(*link).creator));
        let slots = registry.placements.iter();
        let slots = slots.filter_map(|row| registry.placements.find(row.id.as_str()));
        let slots =
            slots.filter(|slot| is_theirs(registry.declared_placement_target(*slot).creator));
        let spend = self.spend.iter().filter(|spend| {
            let id = spend.creator_id.as_ref();
            id.and_then(|id| registry.creators.find(id.as_str())).is_some_and(is_theirs)
        });
        Counted {
            links: links.map(|link| (link, self.link_key(link, Signal::Link))).collect(),
            placements: slots.map(|slot| (slot, self.platform_cell(slot))).collect(),
            spend: spend.cloned().collect(),
        }
    }

    /// Dates the newest sign of these creators' cells anew: what was moved away was no sign here.
    fn date_signs(&mut self, creators: &BTreeSet<u32>) {
        let is_theirs = |creator: Option<u32>| creator.is_some_and(|it| creators.contains(&it));
        self.cells.forget_signs(|cell| is_theirs(cell.creator()));
        let touches = self.shoppers.touches().iter();
        let clicks =
            touches.filter(|touch| touch.origin == Origin::Link && touch.verdict == Verdict::Human);
        let clicks: Vec<_> = clicks
            .filter(|touch| is_theirs(Some(self.registry.link_target(touch.source).creator)))
            .map(|touch| (touch.source, touch.occurred_at))
            .collect();
        for (link, at) in clicks {
            let cell = self.link_cell(link, Signal::Link);
            self.cells.note_sign(cell, at);
        }
        for (_, conversion) in self.conversions.numbered() {
            for row in &conversion.credited.rows {
                if is_theirs(self.cells.cell(row.cell).creator()) {
                    self.cells.note_sign(row.cell, conversion.credited.occurred_at);
                }
            }
        }
    }
}
