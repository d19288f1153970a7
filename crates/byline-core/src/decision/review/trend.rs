//! Trends: how a week's revenue moves beside the same part of the week before.

use serde::{Deserialize, Serialize};

/// How revenue moves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// A quarter more, or better.
    Rising,
    /// Between.
    Steady,
    /// A quarter less, or worse.
    Falling,
}

impl Trend {
    /// How revenue moved from `before` to `now`; `None` if there was nothing before.
    pub fn of(now_minor: i64, before_minor: i64) -> Option<Self> {
        let (now, before) = (i128::from(now_minor) * 4, i128::from(before_minor));
        if before <= 0 {
            return None;
        }
        Some(match () {
            () if before * 5 <= now => Self::Rising,
            () if now <= before * 3 => Self::Falling,
            () => Self::Steady,
        })
    }
}
