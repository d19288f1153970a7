//! Things on platforms that nobody has claimed for a placement yet.

use byline_core::figure::{Counted, Subject};
use byline_core::time::Timestamp;
use serde::Serialize;

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
