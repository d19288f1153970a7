//! The outbox: what was decided and is not done yet.
//!
//! In: actions, in the order in which they were decided, and what edges log about them. Out: what
//! is still to be done. Two open actions never have one name, and the outbox of a replay holds the
//! same ones; whoever carries them out knows each again by its name.

use std::collections::{BTreeMap, VecDeque};

use byline_core::action::{Action, ActionKey, Deed, Event};
use byline_core::decision::PauseRules;
use byline_core::decision::pausing::{Attempt, AttemptState};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// So many settled actions are remembered.
const SETTLED_KEPT: usize = 500;

/// What was decided and is not done yet, and what was done lately.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Outbox {
    open: BTreeMap<u64, Pending>,
    places: BTreeMap<ActionKey, u64>,
    settled: VecDeque<Settled>,
    n_decided: u64,
    n_settled: u64,
    trail: Trail,
}

/// A digest of every decision so far, in their order: two that are equal came from the same ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trail {
    /// How many decisions.
    pub n: u64,
    /// Their digest: FNV-1a of 64 bits. It finds differences; it protects against nobody.
    pub digest: u64,
}

impl Default for Trail {
    fn default() -> Self {
        Self { n: 0, digest: 0xcbf2_9ce4_8422_2325 }
    }
}

impl Trail {
    fn follow(&mut self, what: &str, at: Timestamp) {
        self.n += 1;
        for byte in what.bytes().chain(at.0.to_be_bytes()) {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// An action that is not done yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// What is to be done, and by whom.
    pub action: Action,
    /// How often it did not work.
    pub n_failed: u32,
    /// When it is to be tried again; `None`: now.
    pub retry_at: Option<Timestamp>,
    /// Why it did not work the last time: the stable code.
    pub failed_by: Option<String>,
    /// How far the change of an ad is.
    pub attempt: Option<Attempt>,
    /// Whether its episode ended while it waited.
    pub is_settled_meanwhile: bool,
}

/// An action that is done, or was given up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Settled {
    /// What it was.
    pub action: Action,
    /// When it was settled.
    pub at: Timestamp,
    /// What settled it.
    pub event: Event,
    /// How the change of an ad ended.
    pub ended: Option<AttemptState>,
    /// How often it did not work before.
    pub n_failed: u32,
}

impl Outbox {
    /// What is still to be done, in the order in which it was decided.
    pub fn open(&self) -> impl Iterator<Item = &Pending> {
        self.open.values()
    }

    /// What was settled lately, the newest first.
    pub fn settled(&self) -> impl Iterator<Item = &Settled> {
        self.settled.iter().rev()
    }

    /// How many actions were ever decided.
    pub fn n_decided(&self) -> u64 {
        self.n_decided
    }

    /// How many of them are settled.
    pub fn n_settled(&self) -> u64 {
        self.n_settled
    }

    /// Notes a decision, whether or not anything leaves because of it.
    pub fn note(&mut self, what: &str, at: Timestamp) {
        self.trail.follow(what, at);
    }

    /// The digest of every decision so far.
    pub fn trail(&self) -> Trail {
        self.trail
    }

    /// The open action of this name.
    pub fn get(&self, key: &ActionKey) -> Option<&Pending> {
        self.open.get(self.places.get(key)?)
    }

    /// Puts an action in.
    pub fn put(&mut self, action: Action) {
        if self.places.contains_key(&action.key) {
            return;
        }
        let attempt = match &action.deed {
            Deed::Tell(_) => None,
            Deed::Pause(_) => Some(Attempt::new(action.key.0.clone(), action.decided_at, None)),
            Deed::Resume(_) => Some(Attempt::resume(action.key.0.clone(), action.decided_at)),
        };
        self.n_decided += 1;
        self.trail.follow(&action.key.0, action.decided_at);
        self.places.insert(action.key.clone(), self.n_decided);
        let pending = Pending {
            action,
            n_failed: 0,
            retry_at: None,
            failed_by: None,
            attempt,
            is_settled_meanwhile: false,
        };
        self.open.insert(self.n_decided, pending);
    }

    /// Something happened to an action. Gives what settled it; `None` if it is still open or not
    /// known.
    pub fn take(
        &mut self,
        key: &ActionKey,
        event: &Event,
        rules: &PauseRules,
        at: Timestamp,
    ) -> Option<Settled> {
        let place = *self.places.get(key)?;
        let pending = self.open.get_mut(&place)?;
        let mut is_done = event.is_final();
        match event {
            Event::Failed { code, retry_at, .. } => {
                pending.n_failed = pending.n_failed.saturating_add(1);
                pending.retry_at = Some(*retry_at);
                pending.failed_by = Some(code.clone());
            }
            Event::Ad(step) => {
                let attempt = pending.attempt.take()?;
                let (attempt, _) = attempt.step(step.clone(), rules, at);
                is_done = attempt.state != AttemptState::Open;
                pending.attempt = Some(attempt);
            }
            Event::Delivered { .. } | Event::DryRun | Event::GivenUp { .. } => {}
        }
        is_done.then(|| self.settle(place, event, at)).flatten()
    }

    fn settle(&mut self, place: u64, event: &Event, at: Timestamp) -> Option<Settled> {
        let done = self.open.remove(&place)?;
        self.places.remove(&done.action.key);
        self.n_settled += 1;
        let settled = Settled {
            action: done.action,
            at,
            event: event.clone(),
            ended: done.attempt.map(|attempt| attempt.state),
            n_failed: done.n_failed,
        };
        if self.settled.len() == SETTLED_KEPT {
            self.settled.pop_front();
        }
        self.settled.push_back(settled.clone());
        Some(settled)
    }

    /// An episode ended: what still waits to tell that it fires is late news.
    pub fn settle_meanwhile(&mut self, alert: &str, episode: u32) {
        for pending in self.open.values_mut() {
            if let Deed::Tell(message) = &pending.action.deed
                && message.alert == alert
                && message.episode == episode
                && !message.kind.is_about_data()
            {
                pending.is_settled_meanwhile = true;
            }
        }
    }
}
