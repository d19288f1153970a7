//! The engine: `apply` changes state, everything else only reads it.

use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::creator::{Creator, Deal};
use byline_core::credit::Model;
use byline_core::entry::{Connection, Entry, Position};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::link::Link;
use byline_core::placement::{Content, Placement};
use byline_core::time::{Span, Timestamp, Zone};
use serde::Serialize;

use crate::view::{
    Answer, Explanation, FeedFreshness, Figure, Live, OrderSummary, OrderView, Query, Stand,
};

/// The state machine of one workspace.
#[derive(Default)]
pub struct Engine {}

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It changed the state.
    Changed,
    /// It is kept and waits for another fact, such as a refund for its order.
    Waits,
    /// It changed nothing, because something newer or equal is known.
    Known,
}

/// Entries counted by what became of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Counters {
    /// Facts that were taken in: `n_applied + n_known + n_waiting + n_quarantined`.
    pub n_received: u64,
    /// Facts that changed the state.
    pub n_applied: u64,
    /// Facts that said nothing new.
    pub n_known: u64,
    /// Refunds and sightings that wait for their order.
    pub n_waiting: u64,
    /// Facts that were put aside.
    pub n_quarantined: u64,
}

/// What a recomputation of everything found.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Audit {
    /// Orders that were recomputed.
    pub n_orders: u64,
    /// Lines of the ledger that were added up.
    pub n_postings: u64,
    /// What did not agree, in words; empty if all is well.
    pub differences: Vec<String>,
}

/// Which orders to list, newest first.
#[derive(Clone, Default, Debug)]
pub struct OrderFilter {
    /// Only orders with credit for this creator.
    pub creator: Option<CreatorId>,
    /// Only orders that this campaign's rules decided.
    pub campaign: Option<CampaignId>,
    /// Only orders that still wait for their own facts.
    pub is_waiting_only: bool,
    /// How many at most.
    pub limit: usize,
}

/// Why an order could not be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OrderLookup {
    /// No order has that name.
    Unknown,
    /// Several connections have an order of that id; these are their full names.
    Ambiguous(Vec<String>),
}

/// Why a snapshot could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotError(pub String);

impl Engine {
    /// An engine that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies the next entry. Entries come in the order of their positions.
    pub fn apply(&mut self, _position: Position, _entry: &Entry) -> Applied {
        unreachable!()
    }

    /// Where the state stands.
    pub fn stand(&self) -> Stand {
        unreachable!()
    }

    /// The state as bytes; the same for every engine that applied the same entries.
    pub fn encode(&self) -> Vec<u8> {
        unreachable!()
    }

    /// The engine that `encode` wrote.
    pub fn decode(_bytes: &[u8]) -> Result<Self, SnapshotError> {
        unreachable!()
    }

    /// What orders and readings say, in an order that does not depend on arrival.
    pub fn fingerprint(&self) -> Vec<u8> {
        unreachable!()
    }

    /// Recomputes every order from its facts and compares with the ledger and the readings.
    pub fn audit(&self) -> Audit {
        unreachable!()
    }

    /// Entries counted by what became of them.
    pub fn counters(&self) -> Counters {
        unreachable!()
    }

    /// Every campaign, by id.
    pub fn campaigns(&self) -> impl Iterator<Item = &Campaign> {
        std::iter::empty()
    }

    /// One campaign.
    pub fn campaign(&self, _id: &str) -> Option<&Campaign> {
        unreachable!()
    }

    /// Every creator, by id.
    pub fn creators(&self) -> impl Iterator<Item = &Creator> {
        std::iter::empty()
    }

    /// One creator.
    pub fn creator(&self, _id: &str) -> Option<&Creator> {
        unreachable!()
    }

    /// Every deal, by id.
    pub fn deals(&self) -> impl Iterator<Item = &Deal> {
        std::iter::empty()
    }

    /// Every placement, by id.
    pub fn placements(&self) -> impl Iterator<Item = &Placement> {
        std::iter::empty()
    }

    /// One placement.
    pub fn placement(&self, _id: &str) -> Option<&Placement> {
        unreachable!()
    }

    /// Every piece of content, by id.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        std::iter::empty()
    }

    /// Every link, by id.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::empty()
    }

    /// One link, by id.
    pub fn link(&self, _id: &str) -> Option<&Link> {
        unreachable!()
    }

    /// One link, by slug without regard to case.
    pub fn link_by_slug(&self, _slug: &str) -> Option<&Link> {
        unreachable!()
    }

    /// Every promo code, by id.
    pub fn codes(&self) -> impl Iterator<Item = &PromoCode> {
        std::iter::empty()
    }

    /// Every connection, by id.
    pub fn connections(&self) -> impl Iterator<Item = &Connection> {
        std::iter::empty()
    }

    /// One connection.
    pub fn connection(&self, _id: &str) -> Option<&Connection> {
        unreachable!()
    }

    /// Sums figures.
    pub fn query(&self, _query: &Query) -> Answer {
        unreachable!()
    }

    /// Opens a figure up, with at most `limit` orders listed.
    pub fn explain(&self, _figure: &Figure, _limit: usize) -> Explanation {
        unreachable!()
    }

    /// Opens an order up by the shop's id, by `connection:id`, or by any other name of it.
    pub fn order(&self, _name: &str) -> Result<OrderView, OrderLookup> {
        unreachable!()
    }

    /// Lists orders, newest first.
    pub fn orders(&self, _filter: &OrderFilter) -> Vec<OrderSummary> {
        unreachable!()
    }

    /// What a campaign does now; `None` if there is no such campaign. `now` is the caller's time.
    pub fn live(
        &self,
        _campaign: &CampaignId,
        _range: Span,
        _zone: &Zone,
        _model: Model,
        _now: Timestamp,
    ) -> Option<Live> {
        unreachable!()
    }

    /// How fresh each feed is.
    pub fn feeds(&self) -> Vec<FeedFreshness> {
        unreachable!()
    }
}
