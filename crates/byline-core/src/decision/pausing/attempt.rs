//! Attempts: one change of an ad on its way to a platform that may answer late, twice or not at
//! all.
//!
//! In: what the platform answered or [shows](Shown). Out: what to do [next](Next). The intent is
//! in the log before the first call; each call carries the same id, so that a platform that knows
//! such ids changes nothing twice; and what was read back decides, never what was answered.
//!
//! Invariant: nothing is called once the ad was seen as it should be, or changed by anybody else
//! since it was first looked at.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::decision::rules::PauseRules;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// One pause on its way, or one that is taken back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// The idempotency key of every call.
    pub id: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// Whether the ad should run again, because a person says so.
    pub is_resume: bool,
    /// The platform's mark of the ad's last change, as the decision saw it, or else as it was
    /// first read.
    pub seen_change: Option<String>,
    /// Where it is.
    pub state: AttemptState,
    /// How often the platform was called.
    pub n_calls: u32,
    /// When it was called last.
    called_at: Option<Timestamp>,
}

/// Where an attempt is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Not settled.
    Open,
    /// The ad is paused.
    Paused,
    /// The ad runs.
    Resumed,
    /// Somebody else changed the ad since; it is theirs now.
    Overtaken,
    /// The platform refuses, such as for a wrong id or missing permission.
    Refused,
    /// Too much time passed; somebody is paged.
    GivenUp,
}

/// What happened to an attempt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum AttemptEvent {
    /// The platform was called; whether that did anything is not known yet.
    #[n(0)]
    Called,
    /// The platform refuses for good.
    #[n(1)]
    Refused,
    /// The ad was read back.
    #[n(2)]
    Read(#[n(0)] Shown),
    /// Time passed.
    #[n(3)]
    Waited,
}

/// What a platform shows of an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Shown {
    /// Whether it does not run.
    #[n(0)]
    pub is_paused: bool,
    /// The mark of its last change, such as its time; `None` where the platform gives none.
    #[n(1)]
    pub change: Option<String>,
}

/// What to do next.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Read the ad, now.
    Read,
    /// Call the platform, now. Only ever right after a read.
    Call,
    /// Read the ad at that instant.
    ReadAt(Timestamp),
    /// Nothing any more.
    Settled,
    /// Nothing any more, and page somebody.
    GiveUp,
}

impl AttemptState {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Overtaken => "overtaken",
            Self::Refused => "refused",
            Self::GivenUp => "given_up",
        }
    }
}

impl Attempt {
    /// An attempt that was just decided; `seen_change` is the ad's mark that the decision saw.
    pub fn new(id: String, decided_at: Timestamp, seen_change: Option<String>) -> Self {
        let (state, is_resume) = (AttemptState::Open, false);
        Self { id, decided_at, is_resume, seen_change, state, n_calls: 0, called_at: None }
    }

    /// An attempt to let an ad run again.
    pub fn resume(id: String, decided_at: Timestamp) -> Self {
        Self { is_resume: true, ..Self::new(id, decided_at, None) }
    }

    /// What becomes of the attempt, and what to do next. A new attempt begins with
    /// [`AttemptEvent::Waited`].
    #[must_use]
    pub fn step(mut self, event: AttemptEvent, rules: &PauseRules, now: Timestamp) -> (Self, Next) {
        if self.state != AttemptState::Open {
            return (self, Next::Settled);
        }
        let give_up_at = self.decided_at.plus_seconds(rules.give_up_s);
        let next = match event {
            AttemptEvent::Read(shown) => self.judge(&shown, rules, now),
            AttemptEvent::Refused => {
                self.state = AttemptState::Refused;
                Next::GiveUp
            }
            AttemptEvent::Called => {
                self.n_calls += 1;
                self.called_at = Some(now);
                Next::Read
            }
            AttemptEvent::Waited => Next::Read,
        };
        let is_late = self.state == AttemptState::Open && give_up_at <= now;
        if is_late {
            self.state = AttemptState::GivenUp;
            return (self, Next::GiveUp);
        }
        (self, next)
    }

    fn judge(&mut self, shown: &Shown, rules: &PauseRules, now: Timestamp) -> Next {
        if shown.is_paused != self.is_resume {
            self.state = match self.is_resume {
                true => AttemptState::Resumed,
                false => AttemptState::Paused,
            };
            return Next::Settled;
        }
        if self.n_calls == 0 && self.seen_change.is_none() {
            self.seen_change.clone_from(&shown.change);
        }
        // It is not as it should be. If its mark moved, our call was undone, or somebody had a
        // reason of their own.
        let is_moved = shown.change != self.seen_change;
        if is_moved {
            self.state = AttemptState::Overtaken;
            return Next::Settled;
        }
        // A platform may show the old state for a while after a call that it followed.
        let settle_us = rules.settle_s.saturating_mul(MICROS_PER_SECOND);
        match self.called_at {
            Some(called_at) if now.micros_since(called_at) < settle_us => {
                Next::ReadAt(called_at.plus_seconds(rules.settle_s))
            }
            _ => Next::Call,
        }
    }
}
