//! The book of spend: each record by its sender's id, the newest word on it.

use std::collections::BTreeMap;

use byline_core::event::Spend;
use byline_core::id::EventId;
use serde::{Deserialize, Serialize};

/// Every record of spend.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct SpendBook {
    records: BTreeMap<EventId, Spend>,
}

impl SpendBook {
    /// Takes a record in. `None` if it says what is known; else what was known before, if
    /// anything was.
    pub fn take(&mut self, spend: &Spend) -> Option<Option<Spend>> {
        if self.records.get(&spend.id) == Some(spend) {
            return None;
        }
        Some(self.records.insert(spend.id.clone(), spend.clone()))
    }

    /// Every record, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &Spend> {
        self.records.values()
    }
}
