//! Journeys: the touches that may have led to a conversion, in order.
//!
//! In: all touches of one shopper and the campaign's rules. Out: those that are eligible, joined
//! where they repeat, oldest first.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What kind of contact a touch was. Later kinds rank after earlier ones at the same instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// Content was seen.
    View,
    /// Content was seen on purpose.
    EngagedView,
    /// A link was followed.
    Click,
    /// A code was used.
    Code,
}

/// Who may earn credit for a touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A creator, by its number in the caller's table.
    Creator(u32),
    /// Paid media that is not behind a creator's content.
    Paid,
    /// The brand's mail.
    Email,
    /// Unpaid search.
    Search,
    /// Unpaid social.
    Social,
    /// A link on another site.
    Referral,
    /// Typed or bookmarked; counts only when nothing else does.
    Direct,
    /// Nothing is known; counts only when nothing else does.
    Unknown,
}

/// One touch of a shopper, ready to be judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Touchpoint {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What it was.
    pub kind: TouchKind,
    /// Breaks ties between touches of one instant and kind; the same in every replay.
    pub id: [u8; 16],
    /// Who may earn by it.
    pub channel: Channel,
    /// The caller's own mark, handed through untouched.
    pub tag: u32,
}
