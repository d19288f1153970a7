//! The past: a slider to how things stood, what has changed since, and why.
//!
//! In: a time of the reader's choice. Out: an address that names the place in the log where the
//! state stood so, and stays the same for ever. Nothing is estimated: the state of then is replayed
//! from the log, and what changed since are the postings of the ledger.

mod build;
mod changes;
mod render;
mod routes;

use super::parts::Sheet;

pub use build::slider;
pub use changes::changes;
pub use routes::{chosen, looked_at, routes};

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
    /// Whether it is now.
    pub is_now: bool,
    /// Minutes that the campaign's zone is ahead of UTC at that time, for the script.
    pub ahead_min: i64,
    /// Steps back and forth: a name and an address.
    pub steps: Vec<(&'static str, String)>,
    /// Days as they ended, the last one first: a name, an address, and whether it is shown.
    pub days: Vec<(String, String, bool)>,
}

/// What changed since the past that is shown.
#[derive(Clone, Debug)]
pub struct ChangesCard {
    /// What it comes to, in sentences.
    pub lead: String,
    /// The sums: then, what came in, each reason of a restatement, now.
    pub sums: Sheet,
    /// What was restated, what came in, and what was placed afterwards.
    pub lists: [ChangesList; 3],
}

/// Postings of one kind.
#[derive(Clone, Debug)]
pub struct ChangesList {
    /// Of which kind.
    pub title: &'static str,
    /// How many there are, in words.
    pub note: String,
    /// Whether it is left out, because nothing of that kind can be.
    pub is_idle: bool,
    /// The newest of them.
    pub sheet: Sheet,
}
