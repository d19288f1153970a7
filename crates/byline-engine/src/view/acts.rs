//! The view of what people did.

use byline_core::entry::Position;
use serde::Serialize;

use super::Stand;
use crate::state::acts::{Act, Thing};

/// Which acts to show, newest first.
#[derive(Clone, Default, Debug)]
pub struct ActFilter {
    /// Only those on things of this kind.
    pub thing: Option<Thing>,
    /// Only those on the thing of this id.
    pub id: Option<String>,
    /// Only those of whoever has this word.
    pub by: Option<String>,
    /// Only those before this place in the log.
    pub before: Option<Position>,
    /// So many lines; a moment is never cut in two, so there may be a few more.
    pub most: usize,
    /// Whether every act is a line of its own.
    pub is_each: bool,
}

/// What people did.
#[derive(Clone, Debug, Serialize)]
pub struct ActsView {
    /// Where the state stands.
    pub stand: Stand,
    /// How many acts there are in all.
    pub n_all: usize,
    /// Whoever did something, by their words.
    pub who: Vec<String>,
    /// The lines, newest first.
    pub lines: Vec<ActLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

/// Acts of one kind that somebody did in one moment.
#[derive(Clone, Debug, Serialize)]
pub struct ActLine {
    /// How many.
    pub n: usize,
    /// Where the first of them is in the log.
    pub first: Position,
    /// Where the last of them is.
    pub last: Position,
    /// The first of them.
    pub acts: Vec<Act>,
}
