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

    /// Forgets the delivery with these raw bytes; tells whether it was there.
    pub fn take(&mut self, inbox_id: u64) -> bool {
        let is_it = |aside: &Aside| aside.what.inbox_id == Some(inbox_id);
        let found = self.aside.iter().find(|(_, aside)| is_it(aside)).map(|(place, _)| *place);
        found.and_then(|place| self.aside.remove(&place)).is_some()
    }

    /// Deliveries after `position`, oldest first.
    pub fn after(&self, position: Position) -> impl Iterator<Item = (Position, &Aside)> {
        let beyond = (std::ops::Bound::Excluded(position), std::ops::Bound::Unbounded);
        self.aside.range(beyond).map(|(place, aside)| (*place, aside))
    }
}
