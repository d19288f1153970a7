//! Things on platforms that nobody has claimed for a placement yet.

use byline_core::figure::{Counted, Subject};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use serde::Serialize;

/// A figure that several connections state. It counts once: where their days or hours overlap, the
/// word of one holds: of one in use, of the platform's own, of the one with the smaller id.
#[derive(Clone, Debug, Serialize)]
pub struct StatedTwice {
    /// Of what.
    pub subject: Subject,
    /// What is counted.
    pub counted: Counted,
    /// Who states it, by id.
    pub connections: Vec<ConnectionId>,
    /// What each of them says; sums that differ are a disagreement.
    pub said: Vec<Stated>,
}

/// What one connection says of a figure by day or hour, in the figure's unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Stated {
    /// Who says it.
    pub connection: ConnectionId,
    /// Everything that it states, in sum. `None`: it states a counter so far and no days.
    pub stated: Option<i64>,
    /// How much of that holds and so counts.
    pub held: i64,
}

/// A thing that a platform counts and that belongs to no placement.
#[derive(Clone, Debug, Serialize)]
pub struct Unowned {
    /// The thing, by the platform's id.
    pub subject: Subject,
    /// When anything was last said of it.
    pub newest_at: Option<Timestamp>,
    /// What is counted of it, each with whether the newest word was "no value".
    pub counted: Vec<(Counted, bool)>,
}
