//! Handles over time: renamed ones, and ones that somebody else took over.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::id::CreatorId;

use crate::engine::Engine;
use crate::state::handles::Called;
use crate::view::HandleView;

impl Engine {
    /// What a creator's accounts were called, those of merged records among them, the newest first.
    pub fn handles(&self, creator: &CreatorId) -> Vec<HandleView> {
        let Some(number) = self.registry.creators.find(creator.as_str()) else {
            return Vec::new();
        };
        let members = self.registry.owners.members(self.registry.owners.of(number));
        self.handles_of(&members, &self.handles.called_by(&members))
    }

    /// The same of every creator who stands for themselves, in one pass over all handles.
    pub fn handles_of_all(&self) -> BTreeMap<CreatorId, Vec<HandleView>> {
        let registry = &self.registry;
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for row in registry.creators.iter() {
            if let Some(number) = registry.creators.find(row.id.as_str()) {
                members.entry(registry.owners.of(number)).or_default().push(number);
            }
        }
        let called = self.handles.called();
        let rows = members.into_iter().map(|(owner, members)| {
            (registry.creators.id(owner).into(), self.handles_of(&members, &called))
        });
        rows.collect()
    }

    fn handles_of(&self, members: &[u32], called: &Called) -> Vec<HandleView> {
        let registry = &self.registry;
        let mut rows = Vec::new();
        for (platform, named) in members.iter().flat_map(|it| self.handles.of(*it)) {
            let key = (platform, named.handle.to_ascii_lowercase());
            let others = called.get(&key).into_iter().flatten().copied();
            let is_own = |it: &u32| members.iter().any(|member| member == it);
            let mut also: Vec<(CreatorId, String)> = others
                .filter(|it| !is_own(it))
                .map(|it| {
                    let id = registry.creators.id(it);
                    let row = registry.creators.row(it);
                    (id.into(), row.map_or(id.to_owned(), |row| row.name.clone()))
                })
                .collect();
            also.sort();
            also.dedup();
            rows.push(HandleView {
                platform,
                handle: named.handle.clone(),
                platform_user_id: named.platform_user_id.clone(),
                from: named.from,
                to: named.to,
                is_by_platform: named.is_by_platform,
                also,
            });
        }
        rows.sort_by_key(|row| (row.platform, Reverse(row.from)));
        rows
    }
}
