//! Tasks: what somebody has to do about a creator, by a day on which it still matters.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How long a task may take, in seconds.
const USUAL_S: i64 = 7 * 86_400;
/// How long before the end of the flight it must be done, in seconds.
const AHEAD_S: i64 = 86_400;

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Look at the deal of a creator who does not bring what was agreed on.
    ReviewContract,
    /// Do more with a creator who brings more.
    Amplify,
}

impl TaskKind {
    /// The word in the API and in ids.
    pub fn key(self) -> &'static str {
        match self {
            Self::ReviewContract => "review_contract",
            Self::Amplify => "amplify",
        }
    }
}

/// By when a task must be done: within a week and a day before the flight ends; if that is too
/// late already, halfway to its end. Always before the end, unless the flight is over.
pub fn due_at(made_at: Timestamp, flight_to: Timestamp) -> Timestamp {
    let usual = made_at.plus_seconds(USUAL_S);
    let latest = flight_to.plus_seconds(-AHEAD_S);
    let due = usual.min(latest);
    if made_at < due {
        return due;
    }
    let left_us = (flight_to.0 - made_at.0).max(0);
    made_at.plus_micros(left_us / 2)
}
