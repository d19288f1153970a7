//! What belongs to a placement or a creator, by numbers, so that who asks for one placement's links
//! need not look at all. Made again when a snapshot is read.

use std::collections::{BTreeMap, BTreeSet};

use super::NONE;
use super::registry::Registry;
use super::table::Table;

/// What belongs to whom, as it was declared.
#[derive(Clone, Default, Debug)]
pub struct Belongings {
    /// Placements of creators.
    pub slots: Within,
    /// Promo codes of creators.
    pub codes: Within,
    /// Links of placements.
    pub links: Within,
    /// Content of placements.
    pub contents: Within,
}

/// Things of one kind by what they belong to.
#[derive(Clone, Default, Debug)]
pub struct Within {
    owners: BTreeMap<u32, u32>,
    things: BTreeMap<u32, BTreeSet<u32>>,
}

impl Belongings {
    /// What belongs to whom in a registry.
    pub fn of(registry: &Registry) -> Self {
        let Registry { creators, placements, contents, links, codes, .. } = registry;
        let mut belongings = Self::default();
        for row in placements.iter() {
            let owner = find(creators, row.creator_id.as_str());
            belongings.slots.set(find(placements, row.id.as_str()), owner);
        }
        for row in codes.iter() {
            let owner = find(creators, row.creator_id.as_str());
            belongings.codes.set(find(codes, row.id.as_str()), owner);
        }
        for row in links.iter() {
            let owner = row.placement_id.as_ref().map_or(NONE, |id| find(placements, id.as_str()));
            belongings.links.set(find(links, row.id.as_str()), owner);
        }
        for row in contents.iter() {
            let owner = find(placements, row.placement_id.as_str());
            belongings.contents.set(find(contents, row.id.as_str()), owner);
        }
        belongings
    }
}

fn find<T>(table: &Table<T>, id: &str) -> u32 {
    table.find(id).unwrap_or(NONE)
}

impl Within {
    /// A thing belongs to `owner` from now on, or to nobody if that is [`NONE`].
    pub fn set(&mut self, thing: u32, owner: u32) {
        let before = self.owners.insert(thing, owner);
        if let Some(things) = before.and_then(|before| self.things.get_mut(&before)) {
            things.remove(&thing);
        }
        if owner != NONE {
            self.things.entry(owner).or_default().insert(thing);
        }
    }

    /// What belongs to `owner`, by number.
    pub fn of(&self, owner: u32) -> impl Iterator<Item = u32> {
        self.things.get(&owner).into_iter().flatten().copied()
    }
}
