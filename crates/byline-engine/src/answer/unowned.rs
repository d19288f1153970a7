//! Figures without an owner: money and views that count nowhere until content names their thing.

use crate::engine::Engine;
use crate::view::{StatedTwice, Unowned};

impl Engine {
    /// Things that platforms count and that belong to no placement, at most `limit`.
    pub fn unowned(&self, limit: usize) -> Vec<Unowned> {
        let rows = self.figures.unowned().take(limit).map(|(subject, told)| Unowned {
            subject: subject.clone(),
            newest_at: told.iter().filter_map(|(_, told)| told.newest_at).max(),
            counted: told.iter().map(|(counted, told)| (*counted, told.is_missing)).collect(),
        });
        rows.collect()
    }

    /// Figures that several connections state, at most `limit`.
    pub fn figures_of_several(&self, limit: usize) -> Vec<StatedTwice> {
        let rows = self.figures.stated_twice().take(limit);
        let rows = rows.map(|(subject, counted, connections)| StatedTwice {
            subject: subject.clone(),
            counted,
            connections: connections.to_vec(),
        });
        rows.collect()
    }
}
