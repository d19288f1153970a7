//! Inspections: what was seen of each post, oldest first, never forgotten.

use std::collections::BTreeMap;

use byline_core::id::ContentId;
use byline_core::inspection::Inspection;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What was seen of posts.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Inspections(BTreeMap<ContentId, Vec<Seen>>);

/// What was seen, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// When it was taken in.
    pub at: Timestamp,
    /// What.
    pub what: Inspection,
}

impl Inspections {
    /// Adds to what was seen.
    pub fn add(&mut self, what: &Inspection, at: Timestamp) {
        let seen = Seen { at, what: what.clone() };
        self.0.entry(what.content_id.clone()).or_default().push(seen);
    }

    /// What was seen of a post, oldest first.
    pub fn of(&self, content: &ContentId) -> &[Seen] {
        self.0.get(content).map_or(&[], Vec::as_slice)
    }
}
