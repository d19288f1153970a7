//! Things on platforms that nobody has claimed for a placement yet.

use byline_core::figure::{Counted, Subject};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use serde::Serialize;

/// A figure that several connections state. It counts once: on each stretch the newest word holds,
/// of two words of one instant the larger.
#[derive(Clone, Debug, Serialize)]
pub struct StatedTwice {
    /// Of what.
    pub subject: Subject,
    /// What is counted.
    pub counted: Counted,
    /// Who states it, by id.
    pub connections: Vec<ConnectionId>,
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
