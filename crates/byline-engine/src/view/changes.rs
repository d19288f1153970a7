//! Changes: what the ledger posted since an earlier position, and why.
//!
//! An order that came in since is new; one that was known then and is posted anew is restated.
//! They are kept apart, because growth is no correction.

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// What changed since a position under one model, of orders that were placed within a stretch.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// Since which entry.
    pub since: Position,
    /// Where and when this was computed.
    pub stand: Stand,
    /// Orders that had been placed then and were posted for the first time since, with all that
    /// was posted on them.
    pub new: Changed,
    /// Orders that were placed afterwards, in a stretch that had not ended then.
    pub afterwards: Changed,
    /// Orders that had been posted then, and were posted anew since.
    pub restated: Changed,
}

/// What was posted on some orders.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// How many orders.
    pub n_orders: usize,
    /// The change of what creators and channels have, in minor units.
    pub credited_minor: i64,
    /// The change of what nobody has, in minor units.
    pub unattributed_minor: i64,
    /// The same by reason, the most frequent first.
    pub reasons: Vec<ChangesOfReason>,
    /// What was posted last on top; at most as many as were asked for.
    pub newest: Vec<ChangedOrder>,
}

/// What one reason changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesOfReason {
    /// Why, in words: credit, refund, late touch and so on.
    pub why: &'static str,
    /// How many times an order was posted for it.
    pub n_postings: usize,
    /// The change of what creators and channels have, in minor units.
    pub credited_minor: i64,
    /// The change of what nobody has, in minor units.
    pub unattributed_minor: i64,
}

/// One order, posted anew by one entry.
#[derive(Clone, Debug, Serialize)]
pub struct ChangedOrder {
    /// The shop's own id.
    pub order_id: String,
    /// What the shopper sees.
    pub number: Option<String>,
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// The entry that caused it.
    pub position: Position,
    /// Why, in words.
    pub why: &'static str,
    /// The change of what creators and channels have, in minor units.
    pub credited_minor: i64,
    /// The change of what nobody has, in minor units.
    pub unattributed_minor: i64,
}

impl Changes {
    /// Whether nothing was posted.
    pub fn is_empty(&self) -> bool {
        [&self.new, &self.afterwards, &self.restated].iter().all(|part| part.n_orders == 0)
    }
}
