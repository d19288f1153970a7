//! Sources: how fresh and how complete each connection's data is.

use byline_core::feed::{Role, Way};
use byline_core::id::ConnectionId;
use byline_core::time::{CivilDay, Timestamp};
use serde::Serialize;

use super::query::Stand;
use crate::engine::Counters;

/// Every connection, the one to look at first on top, and all entries by what became of them.
#[derive(Clone, Debug, Serialize)]
pub struct SourcesView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Each connection, worst first.
    pub sources: Vec<SourceView>,
    /// All entries by what became of them.
    pub counters: Counters,
    /// The same entries by what they are.
    pub tallies: Vec<TallyView>,
}

/// One connection, or one of Byline's own streams.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SourceView {
    /// Its id; of an own stream the feed's word.
    pub connection: ConnectionId,
    /// What people call it.
    pub name: String,
    /// The word of its feed; empty if nobody declared the connection.
    pub feed: String,
    /// What role the feed plays, if the feed is known.
    pub role: Option<Role>,
    /// How its data arrives, the quickest way first.
    pub ways: &'static [Way],
    /// The account there.
    pub account: Option<String>,
    /// Whether it is out of use.
    pub is_archived: bool,
    /// Within how many minutes its data should be usable.
    pub target_min: u32,
    /// Everything that came: what was taken in, said nothing new, was put aside and waits.
    pub n_received: u64,
    /// How many facts were taken in.
    pub n_applied: u64,
    /// Deliveries that were put aside and not taken in since, of those remembered one by one.
    pub n_aside: u64,
    /// Facts that wait for another: for their order, most of them.
    pub n_pending: u64,
    /// All its facts together.
    #[serde(flatten)]
    pub freshness: Freshness,
    /// Each kind of fact apart.
    pub streams: Vec<StreamView>,
}

/// One kind of fact of a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StreamView {
    /// The word, such as `orders`.
    pub key: &'static str,
    /// The words on screens.
    pub name: &'static str,
    /// How fresh it is.
    #[serde(flatten)]
    pub freshness: Freshness,
}

/// How fresh facts are. Delays speak of facts that happened after their connection was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Freshness {
    /// How many came that said something new.
    pub n_facts: u64,
    /// How many came that said nothing new.
    pub n_known: u64,
    /// When the newest of them happened.
    pub newest_at: Option<Timestamp>,
    /// When the last of them was taken in.
    pub received_at: Option<Timestamp>,
    /// The longest gap that is usual between two deliveries, of one kind between two that say
    /// something new, in seconds; `None` while too few days tell.
    pub usual_gap_s: Option<i64>,
    /// How long a silence may be before it is a fault, in seconds.
    pub patience_s: i64,
    /// The median delay from happening to being usable, in milliseconds.
    pub delay_p50_ms: Option<i64>,
    /// The 95th percentile of that delay, in milliseconds.
    pub delay_p95_ms: Option<i64>,
    /// Of how many the delay counts.
    pub n_timed: u64,
    /// How many of those were usable within the target.
    pub n_on_time: u64,
    /// Of how many of the last seven days the delay counts.
    pub n_timed_week: u64,
    /// How many of those were usable within the target.
    pub n_on_time_week: u64,
}

/// Entries of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TallyView {
    /// The word, such as `orders`.
    pub key: &'static str,
    /// The words on screens.
    pub name: &'static str,
    /// How many were taken in.
    pub n_received: u64,
    /// How many of them said nothing new.
    pub n_known: u64,
}

/// A day whose facts of one connection have not all come, as far as its own past tells.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct YoungDay {
    /// Which day.
    pub day: CivilDay,
    /// Which connection.
    pub connection: ConnectionId,
    /// What people call it.
    pub name: String,
    /// Which kind of fact, in words on screens.
    pub what: &'static str,
    /// How much of the day so far should have come, in percent.
    pub expected_percent: u8,
}

impl Freshness {
    /// The share of facts that were usable within the target, in millionths; `None` of nothing.
    pub fn attained_micro(&self) -> Option<u64> {
        (self.n_on_time * 1_000_000).checked_div(self.n_timed)
    }
}
