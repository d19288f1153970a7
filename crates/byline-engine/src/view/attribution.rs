//! Attribution: who had a part in orders, and which journeys led to them.

use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use serde::Serialize;

/// How often one creator had a part in orders, and how often the last one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Involvement {
    /// Who.
    pub creator_id: CreatorId,
    /// Orders that any of the creator's touches led to.
    pub n_orders: i64,
    /// Orders of which the creator had the last touch.
    pub n_closed: i64,
}

/// The journey to one order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct JourneyView {
    /// The shop's own id of the order.
    pub order_id: String,
    /// Whose touches led to it, oldest first; equal neighbours are one.
    pub who: Vec<String>,
    /// How many touches took part, each of several in a row that count as one.
    pub n_touches: usize,
    /// Whether every creator with credit has it without a click of theirs before.
    pub is_without_click: bool,
    /// When the first of them happened.
    pub first_at: Timestamp,
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// What is credited of the order, in minor units.
    pub net_minor: i64,
}

impl Involvement {
    /// Orders that the creator helped along and somebody else closed.
    pub fn n_assisted(&self) -> i64 {
        self.n_orders - self.n_closed
    }
}
