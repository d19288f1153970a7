//! Verdicts and outlooks: what was said of a campaign, kept as it was said.

use byline_core::decision::verdict::Label;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A verdict that was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verdicted {
    /// In one word.
    pub label: Label,
    /// When.
    pub at: Timestamp,
    /// By whom; `None` if the flight ended and the figures said so.
    pub by: Option<String>,
    /// Why, in words.
    pub note: Option<String>,
}

/// What revenue was expected to come to, on the morning of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Foreseen {
    /// When it was said.
    pub at: Timestamp,
    /// The day that begins, low and high, in minor units.
    pub day_minor: (i64, i64),
    /// The whole flight to its end, low, middle and high, in minor units.
    pub end_minor: (i64, i64, i64),
}
