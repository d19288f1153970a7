//! Commands: what people say about an alert.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::decision::rules::EpisodeRules;
use crate::time::Timestamp;

use super::{Alert, Notice, NoticeKind, Signed};

/// What a person says about an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// "I have it": it does not escalate any more.
    #[n(0)]
    Acknowledge,
    /// "Not before then": nothing is told until that instant.
    #[n(1)]
    Snooze {
        /// The instant.
        #[n(0)]
        until: Timestamp,
    },
    /// "Somebody else has to hear of it, now."
    #[n(2)]
    Escalate,
    /// "It is over." It stays quiet for a while even if the condition still holds.
    #[n(3)]
    Resolve,
    /// "This came of it." Of the open episode, or else of the last one.
    #[n(4)]
    Outcome(#[n(0)] Outcome),
    /// Late data showed that the condition had not held.
    #[n(5)]
    Correct,
    /// "I do not have it after all": it is due when it was, and escalates if that is past.
    #[n(6)]
    GiveBack,
}

/// What came of an episode.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Outcome {
    /// Whether it was of use.
    #[n(0)]
    pub kind: OutcomeKind,
    /// In words.
    #[n(1)]
    pub note: Option<String>,
}

/// Whether an alert was of use. Alerts that never are should be tuned out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Something was wrong, and somebody did something about it.
    #[n(0)]
    Acted,
    /// Something was wrong, and nothing could be done.
    #[n(1)]
    NothingToDo,
    /// Nothing was wrong.
    #[n(2)]
    FalseAlarm,
}

/// Why a command cannot be followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum EpisodeError {
    /// Nothing fires.
    #[error("nothing fires here now; look into the history of the alert")]
    NotOpen,
    /// There was no episode to say anything about.
    #[error("this alert has never fired")]
    NeverFired,
    /// The snooze would be over already.
    #[error("a snooze must end in the future")]
    SnoozePast,
}

impl EpisodeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "alert.not_open",
            Self::NeverFired => "alert.never_fired",
            Self::SnoozePast => "alert.snooze_past",
        }
    }
}

impl Alert {
    /// Follows what a person says, and tells who has to hear of it. Refused commands change
    /// nothing.
    pub fn command(
        &mut self,
        command: Command,
        by: &str,
        rules: &EpisodeRules,
        now: Timestamp,
    ) -> Result<Option<Notice>, EpisodeError> {
        let last = self.open.as_mut().or(self.closed.as_mut());
        match command {
            Command::Outcome(outcome) => {
                last.ok_or(EpisodeError::NeverFired)?.outcome = Some(outcome);
                return Ok(None);
            }
            Command::Correct => {
                last.ok_or(EpisodeError::NeverFired)?.corrected_at = Some(now);
                return Ok(None);
            }
            Command::Snooze { until } if until <= now => return Err(EpisodeError::SnoozePast),
            _ => {}
        }
        let episode = self.open.as_mut().ok_or(EpisodeError::NotOpen)?;
        match command {
            Command::Acknowledge => {
                let signed = Signed { by: by.to_owned(), at: now };
                episode.acknowledged.get_or_insert(signed);
                Ok(None)
            }
            Command::GiveBack => {
                episode.acknowledged = None;
                Ok(None)
            }
            Command::Snooze { until } => {
                episode.snoozed_until = Some(until);
                Ok(None)
            }
            Command::Escalate => {
                episode.n_escalations += 1;
                episode.due_at = now.plus_seconds(rules.due_s);
                let kind = NoticeKind::Escalated { level: episode.n_escalations };
                Ok(Some(Notice { kind, number: episode.number, at: now }))
            }
            Command::Resolve => {
                self.quiet_until = Some(now.plus_seconds(rules.quiet_after_resolved_s));
                Ok(self.close(Some(by), now))
            }
            Command::Outcome(_) | Command::Correct => unreachable!("they were followed above"),
        }
    }
}
