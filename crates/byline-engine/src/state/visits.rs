//! Early visits: landings that were reported before the click they name.

use std::collections::BTreeMap;

use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// At most so many landings wait; what comes beyond is not counted for any link.
const LIMIT: usize = 100_000;

/// Landings that wait for their click.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct EarlyVisits {
    waiting: BTreeMap<ClickId, Vec<(Timestamp, bool)>>,
}

impl EarlyVisits {
    /// Keeps a landing until its click comes.
    pub fn wait(&mut self, click: ClickId, at: Timestamp, is_sold_out: bool) {
        if self.waiting.len() < LIMIT {
            self.waiting.entry(click).or_default().push((at, is_sold_out));
        }
    }

    /// The landings that waited for a click.
    pub fn take(&mut self, click: ClickId) -> Vec<(Timestamp, bool)> {
        if self.waiting.is_empty() {
            Vec::new()
        } else {
            self.waiting.remove(&click).unwrap_or_default()
        }
    }
}
