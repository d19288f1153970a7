//! The book of spend: each record by its sender's id, the newest word on it.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::event::Spend;
use byline_core::id::EventId;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Every record of spend.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct SpendBook {
    records: BTreeMap<EventId, Spend>,
    by_time: BTreeSet<(Timestamp, EventId)>,
}

impl SpendBook {
    /// Takes a record in. `None` if it says what is known; else what was known before, if
    /// anything was.
    pub fn take(&mut self, spend: &Spend) -> Option<Option<Spend>> {
        if self.records.get(&spend.id) == Some(spend) {
            return None;
        }
        let before = self.records.insert(spend.id.clone(), spend.clone());
        if let Some(before) = &before {
            self.by_time.remove(&(before.occurred_at, before.id.clone()));
        }
        self.by_time.insert((spend.occurred_at, spend.id.clone()));
        Some(before)
    }

    /// The records from one instant to another, both inclusive.
    pub fn between(&self, (from, to): (Timestamp, Timestamp)) -> impl Iterator<Item = &Spend> {
        let first = (from, EventId::from(""));
        let within = self.by_time.range(first..).take_while(move |(at, _)| *at <= to);
        within.filter_map(|(_, id)| self.records.get(id))
    }

    /// The record of this id.
    pub fn get(&self, id: &EventId) -> Option<&Spend> {
        self.records.get(id)
    }

    /// Every record, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &Spend> {
        self.records.values()
    }
}
