//! The signal map: which signals of which creator are wired, and when each was last seen.

use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// The signals of the map: their words in files and their names on screens.
pub const SIGNALS: [(&str, &str); 5] = [
    ("clicks", "Link clicks"),
    ("landings", "Landings"),
    ("code", "Promo code"),
    ("network", "Network or platform shop"),
    ("figures", "Platform figures"),
];

/// Which creator can be seen by which signal, in one campaign.
#[derive(Clone, Debug, Serialize)]
pub struct SignalMap {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// The campaign's creators, those with the most gaps first.
    pub rows: Vec<SignalRow>,
}

/// One creator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SignalRow {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// Each signal, in the order of [`SIGNALS`].
    pub cells: [SignalCell; SIGNALS.len()],
}

/// One signal of one creator.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct SignalCell {
    /// Whether anything exists that could bring it.
    pub is_wired: bool,
    /// When it was last seen, to the quarter of an hour.
    pub last_at: Option<Timestamp>,
}

impl SignalCell {
    /// Whether it should be seen and never was.
    pub fn is_gap(self) -> bool {
        self.is_wired && self.last_at.is_none()
    }
}
