//! Figures without an owner: money and views that count nowhere until content names their thing.

use byline_core::id::ConnectionId;

use crate::engine::Engine;
use crate::state::figures::Twice;
use crate::view::{Stated, StatedTwice, Unowned};

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
        let rows = rows.map(|Twice { subject, counted, said }| StatedTwice {
            subject: subject.clone(),
            counted,
            connections: said.iter().map(|(by, ..)| (*by).clone()).collect(),
            said: said.into_iter().map(stated).collect(),
        });
        rows.collect()
    }
}

fn stated((by, stated, held): (&ConnectionId, Option<i64>, i64)) -> Stated {
    Stated { connection: by.clone(), stated, held }
}
