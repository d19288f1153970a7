//! The past: a slider to how things stood, what has changed since, and why.
//!
//! In: a time of the reader's choice. Out: an address that names the place in the log where the
//! state stood so, and stays the same for ever. Nothing is estimated: the state of then is replayed
//! from the log, and what changed since are the postings of the ledger.

mod build;
mod render;
mod routes;

use super::parts::Sheet;

pub use build::{changes, slider};
pub use routes::routes;

/// The slider of a page.
#[derive(Clone, Debug)]
pub struct Slider {
    /// The page's path.
    pub path: String,
    /// The state to keep.
    pub keep: Vec<(&'static str, String)>,
    /// The first quarter of an hour to choose, the last, and the present choice, since 1970.
    pub quarters: [i64; 3],
    /// The time that is shown, as forms write it, in the campaign's zone.
    pub when: String,
    /// The same in words.
    pub shown: String,
    /// Minutes that the campaign's zone is ahead of UTC at that time, for the script.
    pub ahead_min: i64,
    /// Steps back and forth: a name and an address.
    pub steps: Vec<(&'static str, String)>,
}

/// What changed since the past that is shown.
#[derive(Clone, Debug)]
pub struct ChangesCard {
    /// What it comes to, in sentences.
    pub lead: String,
    /// The sums by reason: then, each reason, now.
    pub sums: Sheet,
    /// The newest postings.
    pub newest: Sheet,
}
