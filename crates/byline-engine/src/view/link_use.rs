//! How a link is used.

use byline_core::time::Timestamp;
use serde::Serialize;

/// What was counted for one link in a stretch of time.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct LinkUse {
    /// Clicks by people.
    pub n_clicks: i64,
    /// The quarter of an hour in which the last of them was, by its begin.
    pub last_click_at: Option<Timestamp>,
}
