//! The past: an engine as it stood, made from the nearest earlier snapshot and the log behind it.
//!
//! Nothing here touches the state that everybody reads, so looking back never slows intake down.
//! Snapshots are made the same way: from the one before and the log.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use byline_core::entry::{Entry, Position};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::{Found, KeepPolicy, LogError, ReadLog, Reader, SnapshotError, Snapshots};
use byline_serve::port::{Again, Past, PastError, Pending};
use thiserror::Error;

use crate::{machine, snapshots};

/// How many engines of the past are kept ready.
const MAX_KEPT: usize = 4;

/// A tail is short up to this part of the snapshot that it follows on.
const SHORT_TAIL_PART: u64 = 64;

/// Why a state could not be made from snapshot and log.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ReplayError {
    /// The log ends before the wanted position.
    #[error("the log ends at entry {}", .0.0)]
    NotYet(Position),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The snapshots cannot be looked through.
    #[error(transparent)]
    Snapshots(#[from] SnapshotError),
}

impl ReplayError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYet(_) => "run.not_yet",
            Self::Log(error) => error.code(),
            Self::Snapshots(error) => error.code(),
        }
    }
}

/// An engine as it stood at an instant.
pub struct AtInstant {
    /// The engine.
    pub engine: Engine,
    /// Whether the log goes on behind it: if not, the same instant may hold more later.
    pub is_settled: bool,
}

/// Makes engines from snapshots and the log of one data directory.
#[derive(Clone, Debug)]
pub struct Replayer {
    dir: PathBuf,
    snapshots: Snapshots,
    /// Held while a snapshot is written: two at once would share an unfinished file.
    saving: Arc<Mutex<()>>,
}

impl Replayer {
    /// A replayer for a data directory.
    pub fn open(dir: &Path) -> Result<Self, SnapshotError> {
        Ok(Self { dir: dir.to_owned(), snapshots: Snapshots::open(dir)?, saving: Arc::default() })
    }

    /// The snapshots that it builds on.
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The engine of the newest usable snapshot, or a new one.
    pub fn newest_snapshot(&self) -> Result<Engine, SnapshotError> {
        Ok(revive(self.snapshots.newest(Engine::STATE_VERSION)?))
    }

    /// Keeps the state of an engine, and forgets snapshots that nobody needs any more.
    pub fn save(&self, engine: &Engine) -> Result<(), SnapshotError> {
        let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        self.save_now(engine)
    }

    /// Keeps the state of an engine at the end, unless the next start would gain nothing by it: a
    /// few entries behind a large state are read back sooner than the state is written.
    pub fn save_last(&self, engine: &Engine) -> Result<(), SnapshotError> {
        let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = self.snapshots.newest_position(Engine::STATE_VERSION)?;
        let position = engine.stand().position;
        if newest.is_some_and(|newest| is_tail_short(newest, position)) {
            return Ok(());
        }
        self.save_now(engine)
    }

    fn save_now(&self, engine: &Engine) -> Result<(), SnapshotError> {
        let head = snapshots::head(engine, Engine::STATE_VERSION);
        self.snapshots.save(head, &engine.encode())?;
        self.snapshots.prune(KeepPolicy::default())?;
        Ok(())
    }

    /// The engine after the entry at `position`.
    pub fn at_position(&self, position: Position) -> Result<Engine, ReplayError> {
        let never = AtomicBool::new(false);
        let engine = self.at_position_unless(position, &never)?;
        engine.ok_or(ReplayError::NotYet(position))
    }

    /// The engine after the entry at `position`; `None` if it was given up on the way.
    pub fn at_position_unless(
        &self,
        position: Position,
        is_given_up: &AtomicBool,
    ) -> Result<Option<Engine>, ReplayError> {
        let is_given_up = || is_given_up.load(Ordering::Relaxed);
        let found = self.snapshots.newest_by_position(position, Engine::STATE_VERSION)?;
        if is_given_up() {
            return Ok(None);
        }
        let mut engine = revive(found);
        self.replay(&mut engine, |at, _| at <= position && !is_given_up())?;
        match engine.stand().position {
            reached if reached == position => Ok(Some(engine)),
            _ if is_given_up() => Ok(None),
            reached => Err(ReplayError::NotYet(reached)),
        }
    }

    /// The engine after the last entry that was taken in at or before `instant`.
    pub fn at_instant(&self, instant: Timestamp) -> Result<AtInstant, ReplayError> {
        let found = self.snapshots.newest_at_or_before(instant, Engine::STATE_VERSION)?;
        let mut engine = revive(found);
        let is_settled = self.replay(&mut engine, |_, entry| entry.received_at <= instant)?;
        Ok(AtInstant { engine, is_settled })
    }

    /// Applies what follows on the engine's state for as long as `is_wanted`; says whether
    /// something followed that was not.
    fn replay(
        &self,
        engine: &mut Engine,
        is_wanted: impl Fn(Position, &Entry) -> bool,
    ) -> Result<bool, LogError> {
        let from = Position(engine.stand().position.0 + 1);
        let mut is_more = false;
        Reader::open(&self.dir)?.scan(from, &mut |position, entry| {
            if !is_wanted(position, &entry) {
                is_more = true;
                return ControlFlow::Break(());
            }
            engine.apply(position, &entry);
            ControlFlow::Continue(())
        })?;
        Ok(is_more)
    }
}

/// Whether the entries behind a snapshot are few beside those in it.
fn is_tail_short(snapshot: Position, end: Position) -> bool {
    end.0.saturating_sub(snapshot.0) <= snapshot.0 / SHORT_TAIL_PART
}

/// The engine of a snapshot. One that cannot be read is passed over: the log alone is enough.
fn revive(found: Found) -> Engine {
    for error in &found.passed_over {
        tracing::warn!(code = error.code(), "passed over a snapshot: {error}");
    }
    let Some(snapshot) = found.snapshot else {
        return Engine::new();
    };
    Engine::decode(&snapshot.state).unwrap_or_else(|error| {
        tracing::warn!("a snapshot was not read: {error}");
        Engine::new()
    })
}

/// Engines of the past for the edge, the last few kept ready.
pub struct KeptPast {
    replayer: Replayer,
    kept: Mutex<VecDeque<(Wanted, Arc<Engine>)>>,
    /// One engine is made at a time: each may be as large as the living one.
    making: tokio::sync::Semaphore,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Position(Position),
    Instant(Timestamp),
}

impl KeptPast {
    /// Engines of the past, made by `replayer`.
    pub fn new(replayer: Replayer) -> Self {
        Self { replayer, kept: Mutex::default(), making: tokio::sync::Semaphore::new(1) }
    }

    async fn find(&self, wanted: Wanted) -> Result<Arc<Engine>, PastError> {
        if let Some(engine) = self.kept(wanted) {
            return Ok(engine);
        }
        let turn = self.making.acquire().await;
        let _turn = turn.map_err(|_| PastError::Unreadable("shutting down".to_owned()))?;
        if let Some(engine) = self.kept(wanted) {
            return Ok(engine);
        }
        let replayer = self.replayer.clone();
        let made = tokio::task::spawn_blocking(move || match wanted {
            Wanted::Position(position) => {
                replayer.at_position(position).map(|engine| AtInstant { engine, is_settled: true })
            }
            Wanted::Instant(instant) => replayer.at_instant(instant),
        });
        let made = made.await.map_err(|error| PastError::Unreadable(error.to_string()))?;
        let made = made.map_err(|error| match error {
            ReplayError::NotYet(position) => PastError::NotYet(position),
            error => PastError::Unreadable(error.to_string()),
        })?;
        let engine = Arc::new(made.engine);
        if made.is_settled {
            self.keep(wanted, Arc::clone(&engine));
        }
        Ok(engine)
    }

    fn kept(&self, wanted: Wanted) -> Option<Arc<Engine>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let index = kept.iter().position(|(known, _)| *known == wanted)?;
        let found = kept.remove(index)?;
        kept.push_front(found.clone());
        Some(found.1)
    }

    fn keep(&self, wanted: Wanted, engine: Arc<Engine>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((wanted, engine));
        kept.truncate(MAX_KEPT);
    }
}

impl Past for KeptPast {
    fn at_position(&self, position: Position) -> Pending<'_, Result<Arc<Engine>, PastError>> {
        Box::pin(self.find(Wanted::Position(position)))
    }

    fn at_instant(&self, instant: Timestamp) -> Pending<'_, Result<Arc<Engine>, PastError>> {
        Box::pin(self.find(Wanted::Instant(instant)))
    }

    fn decide_again(&self, again: Again) -> Pending<'_, Result<Option<Box<Engine>>, PastError>> {
        let dir = self.replayer.dir.clone();
        let unreadable = |error: &dyn std::fmt::Display| PastError::Unreadable(error.to_string());
        Box::pin(async move {
            let made = tokio::task::spawn_blocking(move || decide_again(&dir, again)).await;
            let made = made.map_err(|error| unreadable(&error))?;
            Ok(made.map_err(|error| unreadable(&error))?.map(Box::new))
        })
    }
}

/// The log once more with a second desk; `None` if it was given up on the way.
fn decide_again(dir: &Path, again: Again) -> Result<Option<Engine>, ReplayError> {
    let Again { campaign, rules, last, course } = again;
    let reader = Reader::open(dir)?;
    let beside = Engine::beside(Some(&campaign), rules);
    machine::decide_again(&reader, beside, last, &mut |progress| match course.tell(progress.n_done)
    {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_keeps_a_snapshot_unless_the_last_one_is_nearly_as_good() {
        for (snapshot, end, is_short) in [
            (0, 0, true),
            (0, 1, false),
            (2, 3, false),
            (64, 65, true),
            (64, 66, false),
            (10_000_000, 10_150_000, true),
            (10_000_000, 10_200_000, false),
        ] {
            assert_eq!(is_tail_short(Position(snapshot), Position(end)), is_short, "{end}");
        }
    }
}
