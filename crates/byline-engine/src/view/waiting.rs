//! What does not count yet: deliveries that were put aside, and facts that wait for another.

use byline_core::entry::Position;
use byline_core::event::Signal;
use byline_core::id::{ConnectionId, EventId, RefundId};
use byline_core::money::Money;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// A delivery that was put aside and can be played again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AsideView {
    /// Its place in the log.
    pub position: Position,
    /// When it came.
    pub received_at: Timestamp,
    /// Which connection sent it.
    pub connection: ConnectionId,
    /// The connection's feed, if it is known.
    pub feed: Option<String>,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in words.
    pub detail: String,
    /// Where its raw bytes lie, if they were kept.
    pub inbox_id: Option<u64>,
    /// What it is about, such as `order #1001`, as far as that can be read.
    pub about: Option<String>,
}

/// Everything that waits for another fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaitingView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Refunds, sightings and claims that wait: `n_waiting` of the counters.
    pub n_waiting: u64,
    /// How many of them are claims, which are listed with their claimants.
    pub n_claims: u64,
    /// Landings that wait for their click.
    pub n_early_visits: u64,
    /// Refunds that wait for their order, oldest first.
    pub refunds: Vec<WaitingRefund>,
    /// Sightings that wait for their order, oldest first.
    pub sightings: Vec<WaitingSighting>,
    /// Clicks that landings speak of and that have not come, oldest landing first.
    pub early_visits: Vec<EarlyVisit>,
}

/// A refund whose order has not come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaitingRefund {
    /// Its id.
    pub id: RefundId,
    /// Whose order it is.
    pub connection: Option<ConnectionId>,
    /// What it calls the order.
    pub order: String,
    /// When the money went back.
    pub occurred_at: Timestamp,
    /// How much.
    pub amount: Money,
}

/// A sighting whose order has not come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaitingSighting {
    /// Its id.
    pub id: EventId,
    /// What it calls the order.
    pub order: String,
    /// Which kind of evidence it is.
    pub signal: Signal,
    /// Who reports it.
    pub reporter: String,
    /// When the order was seen.
    pub occurred_at: Timestamp,
}

/// Landings whose click has not come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EarlyVisit {
    /// The click id that the landing address carried.
    pub click_id: String,
    /// How many landings speak of it.
    pub n_visits: u64,
    /// When the first of them was.
    pub first_at: Timestamp,
}
