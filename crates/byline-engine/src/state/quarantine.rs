//! Quarantine: deliveries that were put aside and wait for a mended mapping.

use std::collections::BTreeMap;

use byline_core::entry::{Position, Quarantined};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// At most so many are remembered one by one, the newest; all of them are counted.
const LIMIT: usize = 10_000;

/// A delivery that was put aside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Aside {
    /// When it came.
    pub received_at: Timestamp,
    /// From where, why, and where its raw bytes are.
    pub what: Quarantined,
}

/// What was put aside and not taken in since, by its place in the log.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Quarantine {
    aside: BTreeMap<Position, Aside>,
}

impl Quarantine {
    /// Remembers a delivery; beyond the limit the oldest gives way.
    pub fn put(&mut self, position: Position, aside: Aside) {
        self.aside.insert(position, aside);
        if LIMIT < self.aside.len() {
            self.aside.pop_first();
        }
    }

    /// Forgets everything that was put aside of these raw bytes; tells how much it was.
    pub fn take(&mut self, inbox_id: u64) -> u64 {
        let n_before = self.aside.len();
        self.aside.retain(|_, aside| aside.what.inbox_id != Some(inbox_id));
        (n_before - self.aside.len()) as u64
    }

    /// Deliveries after `position`, oldest first.
    pub fn after(&self, position: Position) -> impl Iterator<Item = (Position, &Aside)> {
        let beyond = (std::ops::Bound::Excluded(position), std::ops::Bound::Unbounded);
        self.aside.range(beyond).map(|(place, aside)| (*place, aside))
    }
}
