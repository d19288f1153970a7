//! The sequencer: the one place where state changes.
//!
//! In: groups of entries, and the time. Out: receipts, once a group is on the disk and in the
//! state. The order is always the same: sequence, append, apply, publish.
//!
//! Always holds: the state is exactly the log up to [`Sequencer::stand`]; a duplicate is never
//! applied; nothing is answered that is not durable. After a failed append nobody knows what
//! reached the disk, so the sequencer stops, looks, applies what it finds, and only then goes on.
//! It has no thread, no clock and no channel: a simulation can drive it through every failure.

mod apply;
mod group;

use std::sync::{Arc, RwLock};

use byline_core::entry::{Entry, Position};
use byline_core::time::Timestamp;
use byline_engine::view::Stand;
use byline_log::{Commit, Log, LogError, Receipt};
use thiserror::Error;

pub use apply::Fold;
use apply::{Applier, Halt};
pub use group::Group;

/// How long a stopped log is left alone before it is tried again, in microseconds.
pub const PROBE_EVERY_US: i64 = 1_000_000;

/// Whoever follows the state: shown each entry once, right after it was applied.
pub type Publish = Box<dyn FnMut(Position, &Entry) + Send>;

/// Sequences, appends, applies and publishes the entries of one workspace.
pub struct Sequencer<L, F> {
    log: L,
    applier: Applier<F>,
    health: Health,
}

/// Whether the sequencer takes anything in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Health {
    /// It does.
    Well,
    /// A commit failed. It is not known what reached the disk; [`Sequencer::step`] finds out.
    Stopped {
        /// What the log said.
        reason: LogError,
        /// When it was last tried.
        tried_at: Timestamp,
    },
    /// The state broke one of its own laws. Only another program can help; the log is whole.
    Halted {
        /// The broken law.
        reason: String,
        /// The entry at which it broke.
        at: Position,
    },
}

/// Why a group was not taken in.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refused {
    /// The log has stopped. Part of the group may be durable; nothing of it was acknowledged.
    #[error("{0}")]
    Stopped(LogError),
    /// The state has halted.
    #[error("the state halted at entry {}: {reason}; update byline and start it anew", at.0)]
    Halted {
        /// The broken law.
        reason: String,
        /// The entry at which it broke.
        at: Position,
    },
    /// The group is too large for any log. Nothing of it is durable.
    #[error("{0}")]
    TooLarge(LogError),
}

impl Refused {
    /// The stable code of this kind of refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stopped(_) => "run.stopped",
            Self::Halted { .. } => "run.halted",
            Self::TooLarge(_) => "run.too_large",
        }
    }
}

/// What a look at a stopped log brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resumed {
    /// Entries that were durable after all. A commit is there whole or not at all, so more than
    /// none means that the one that failed is in the state now.
    pub n_found: u64,
}

impl<L: Log, F: Fold> Sequencer<L, F> {
    /// Takes over a log and a state of it, and applies what the state does not know yet.
    pub fn open(log: L, state: Arc<RwLock<F>>, publish: Publish) -> Result<Self, LogError> {
        let mut sequencer = Self::new(log, state, publish);
        sequencer.catch_up()?;
        Ok(sequencer)
    }

    /// The same; `None` if it was given up on the way, which is asked now and then.
    pub fn open_unless(
        log: L,
        state: Arc<RwLock<F>>,
        publish: Publish,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<Option<Self>, LogError> {
        let mut sequencer = Self::new(log, state, publish);
        match sequencer.applier.catch_up(&sequencer.log, is_given_up)? {
            Ok(()) if is_given_up() => return Ok(None),
            // What is left is nothing, or why there is something left.
            Ok(()) => sequencer.catch_up()?,
            Err(halt) => sequencer.health = halt.into(),
        }
        Ok(Some(sequencer))
    }

    fn new(log: L, state: Arc<RwLock<F>>, publish: Publish) -> Self {
        Self { log, applier: Applier::new(state, publish), health: Health::Well }
    }

    /// Takes a group in: all of it or, as far as anybody is told, nothing.
    ///
    /// Entries get the time of their commit, which never runs backwards, and quarantined ones the
    /// place of their raw delivery. The group keeps its entries if it is refused.
    pub fn commit(&mut self, group: &mut Group, now: Timestamp) -> Result<Receipt, Refused> {
        match &self.health {
            Health::Well => {}
            Health::Stopped { reason, .. } => return Err(Refused::Stopped(reason.clone())),
            Health::Halted { reason, at } => {
                return Err(Refused::Halted { reason: reason.clone(), at: *at });
            }
        }
        let received_at = now.max(self.stand().as_of);
        group.sequence(received_at, self.log.next_payload_id());
        let commit = Commit { entries: group.entries(), payloads: group.payloads() };
        let receipt = match self.log.commit(commit) {
            Ok(receipt) => receipt,
            Err(error @ LogError::TooLarge { .. }) => return Err(Refused::TooLarge(error)),
            Err(error) => {
                self.health = Health::Stopped { reason: error.clone(), tried_at: now };
                return Err(Refused::Stopped(error));
            }
        };
        let fresh = group.fresh(&receipt);
        self.applier.apply(fresh).unwrap_or_else(|halt| self.health = halt.into());
        Ok(receipt)
    }

    /// Looks at a stopped log again, if it is time to; says what it found if the log goes on.
    pub fn step(&mut self, now: Timestamp) -> Option<Resumed> {
        let Health::Stopped { tried_at, .. } = &self.health else {
            return None;
        };
        let has_clock_gone_back = now < *tried_at;
        let is_due = has_clock_gone_back || tried_at.0.saturating_add(PROBE_EVERY_US) <= now.0;
        if !is_due {
            return None;
        }
        let known = self.stand().position;
        match self.look_again() {
            Ok(()) => Some(Resumed { n_found: self.stand().position.0 - known.0 }),
            Err(reason) => {
                self.health = Health::Stopped { reason, tried_at: now };
                None
            }
        }
    }

    /// Where the state stands.
    pub fn stand(&self) -> Stand {
        self.applier.stand()
    }

    /// Whether anything is taken in.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// The state, for readers.
    pub fn state(&self) -> &Arc<RwLock<F>> {
        self.applier.state()
    }

    /// The log below.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// The log below, to look after what lies beside the entries, and to break it in tests.
    pub fn log_mut(&mut self) -> &mut L {
        &mut self.log
    }

    /// Lets go of the log.
    pub fn into_log(self) -> L {
        self.log
    }

    fn look_again(&mut self) -> Result<(), LogError> {
        self.log.recover()?;
        self.health = Health::Well;
        self.catch_up()
    }

    /// Applies what the log holds and the state does not know.
    fn catch_up(&mut self) -> Result<(), LogError> {
        let (from, to) = (self.stand().position, self.log.last_position());
        if to < from {
            let reason = format!("the state knows entry {} and the log ends before it", from.0);
            return Err(LogError::Corrupt { first: Position(to.0 + 1), last: from, reason });
        }
        match self.applier.catch_up(&self.log, &|| false)? {
            Ok(()) if self.stand().position == to => Ok(()),
            Ok(()) => {
                let first = Position(self.stand().position.0 + 1);
                let reason = "the log ends before its last entry".to_owned();
                Err(LogError::Corrupt { first, last: to, reason })
            }
            Err(halt) => {
                self.health = halt.into();
                Ok(())
            }
        }
    }
}

impl From<Halt> for Health {
    fn from(halt: Halt) -> Self {
        Self::Halted { reason: halt.reason, at: halt.at }
    }
}

#[cfg(test)]
mod tests;
