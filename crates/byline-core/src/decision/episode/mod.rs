//! Episodes: one life of an alert, from pending to resolved.
//!
//! In: what each evaluation [observed](Observed), and what people say. Out: the next state of the
//! [`Alert`] and the [`Notice`]s to give. An alert is a small state machine without a clock of its
//! own: the same observations at the same instants give the same episodes, today and in a replay.
//!
//! ```text
//! ok ──bad──► pending ──for long enough, supported──► firing ──well──► resolving ──► ok
//!  ◄──well────┘                                         ◄──bad──┘
//! ```
//!
//! Invariants:
//! - At most one firing notice an episode, and none that a replay would give a second name.
//! - Missing data changes no phase: it holds every clock and is told as a state of its own.
//! - Lengths are counted in evaluations that data covers. A restart, a jump of the clock or a night
//!   without power is never longer than one evaluation.

mod command;
mod notice;
mod step;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use super::urgency::{Observed, Seen};
pub use command::{Command, EpisodeError, Outcome, OutcomeKind};
pub use notice::{Notice, NoticeKind};

/// An alert on one subject by one rule, with the episode that it is in.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alert {
    /// Where it is in its life.
    pub phase: Phase,
    /// The episode that fires now.
    pub open: Option<Episode>,
    /// The one before.
    pub closed: Option<Episode>,
    /// How many episodes there were, the open one included.
    pub n_episodes: u32,
    /// Whether data is missing.
    pub gap: Gap,
    /// When it was evaluated last.
    evaluated_at: Option<Timestamp>,
    /// When episodes began within the last hour.
    begun_at: Vec<Timestamp>,
    /// Whether more of them began than people want to hear of one by one.
    is_flapping: bool,
    /// Until when a person wants to hear nothing of it.
    quiet_until: Option<Timestamp>,
}

/// Where an alert is in its life.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// All is well.
    #[default]
    Ok,
    /// The condition holds, but not long enough, or the data does not support it yet.
    Pending {
        /// Since when.
        since: Timestamp,
        /// For how long, in microseconds that data covers.
        covered_us: i64,
    },
    /// People were told.
    Firing,
    /// The condition is gone, but not long enough.
    Resolving {
        /// For how long, in microseconds that data covers.
        covered_us: i64,
    },
}

/// Missing data, told apart from the phase, which it holds.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gap {
    /// For how long evaluations have found no data, in microseconds. 0: they find some.
    pub missing_us: i64,
    /// Whether people were told.
    pub is_told: bool,
    /// How many gaps people were told of.
    pub n_told: u32,
}

/// One life of an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Episode {
    /// Which of this alert, from 1 up.
    pub number: u32,
    /// When the condition began to hold.
    pub pending_since: Timestamp,
    /// When it fired.
    pub fired_at: Timestamp,
    /// Whether people were told that it fires; a flapping alert keeps silent.
    pub is_told: bool,
    /// Until when somebody should have acknowledged it.
    pub due_at: Timestamp,
    /// How often it escalated.
    pub n_escalations: u32,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<Signed>,
    /// Until when a person wants to hear nothing of it.
    pub snoozed_until: Option<Timestamp>,
    /// When it ended.
    pub resolved_at: Option<Timestamp>,
    /// Who ended it, where a person did.
    pub resolved_by: Option<String>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When late data showed that the condition had not held. The episode stands as it was.
    pub corrected_at: Option<Timestamp>,
}

/// Who did something, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The state of an alert, as a screen names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// All is well.
    Ok,
    /// The condition holds, not yet long enough.
    Pending,
    /// It fires.
    Firing,
    /// The condition is gone, not yet long enough.
    Resolving,
    /// Data is missing for longer than usual.
    NoData,
}

impl Alert {
    /// The state of it, as a screen names it.
    pub fn state(&self) -> AlertState {
        if self.gap.is_told {
            return AlertState::NoData;
        }
        match self.phase {
            Phase::Ok => AlertState::Ok,
            Phase::Pending { .. } => AlertState::Pending,
            Phase::Firing => AlertState::Firing,
            Phase::Resolving { .. } => AlertState::Resolving,
        }
    }

    /// Whether it fires and data is there: only then may anything be paused because of it.
    pub fn may_act(&self) -> bool {
        self.phase == Phase::Firing && self.gap.missing_us == 0
    }
}

impl AlertState {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Pending => "pending",
            Self::Firing => "firing",
            Self::Resolving => "resolving",
            Self::NoData => "no_data",
        }
    }
}
