//! Handles over time: renamed ones, and ones that somebody else took over.

use byline_core::id::CreatorId;

use crate::engine::Engine;
use crate::view::HandleView;

impl Engine {
    /// What a creator's accounts were called, those of merged records among them, the newest first.
    pub fn handles(&self, creator: &CreatorId) -> Vec<HandleView> {
        let Some(number) = self.registry.creators.find(creator.as_str()) else {
            return Vec::new();
        };
        let owner = self.registry.owners.of(number);
        let members = self.registry.owners.members(owner);
        let mut rows = Vec::new();
        for (platform, named) in members.into_iter().flat_map(|it| self.handles.of(it)) {
            let others = self.handles.called(platform, &named.handle).into_iter();
            let others = others.filter(|(it, _)| self.registry.owners.of(*it) != owner);
            let mut also: Vec<(CreatorId, String)> = others
                .map(|(it, _)| {
                    let id = self.registry.creators.id(it);
                    let row = self.registry.creators.row(it);
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
        rows.sort_by_key(|row| (row.platform, std::cmp::Reverse(row.from)));
        rows
    }
}
