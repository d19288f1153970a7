//! The beginning of a node: the state comes back, and then the writer works until the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError, RwLock};

use byline_core::entry::{Entry, Position};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::{Log, SqliteLog};
use byline_serve::port::World;
use byline_serve::{LinkTable, Readiness};
use tokio::sync::watch;

use super::NodeError;
use crate::chores::Chores;
use crate::clicks::ClickBuffer;
use crate::past::Replayer;
use crate::sequencer::{Health, Publish, Sequencer};
use crate::snapshots::Wanted;
use crate::writer::{Announce, Ask, Work};

/// After how many entries a snapshot is due.
const SNAPSHOT_ENTRIES: u64 = 1_000_000;
/// After how long a snapshot is due if there is anything new, in microseconds: 15 minutes.
const SNAPSHOT_US: i64 = 15 * 60 * 1_000_000;
/// How often progress is told while the log is read back, in entries.
const PROGRESS_ENTRIES: u64 = 4_096;

/// What the writer's thread begins with.
pub struct Beginning {
    pub log: SqliteLog,
    pub replayer: Replayer,
    pub engine: Arc<RwLock<Engine>>,
    pub links: Arc<LinkTable>,
    pub announcer: Announcer,
    /// Set when the node closes: then nobody needs the state any more.
    pub is_given_up: Arc<AtomicBool>,
}

impl Beginning {
    /// All of the writer's thread: catch up, work, keep a last snapshot.
    pub fn work(self, queue: Receiver<Ask>, clicks: Arc<ClickBuffer>, world: Arc<dyn World>) {
        let _farewell = Farewell(self.announcer.ready.clone());
        let Some((sequencer, announcer, replayer)) = self.catch_up() else {
            return;
        };
        let work = Work {
            sequencer,
            queue,
            clicks,
            world,
            announce: Box::new(announcer),
            in_doubt: Vec::new(),
            chores: Chores::default(),
            is_closing: false,
        };
        keep_at_the_end(&work.run(), &replayer);
    }

    /// Brings the state back; `None` if the log cannot be read, or if it was given up.
    fn catch_up(self) -> Option<(Sequencer<SqliteLog, Engine>, Announcer, Replayer)> {
        let Self { log, replayer, engine, links, mut announcer, is_given_up } = self;
        let is_given_up = || is_given_up.load(Ordering::Relaxed);
        let last = log.last_position();
        let caught_up = replayer.newest_snapshot().map_err(NodeError::from).and_then(|newest| {
            let gated = newest.campaigns().filter(|row| row.has_gate());
            let gated = gated.map(|row| row.id.clone());
            links.restore(gated, newest.launched(), newest.links());
            let from = newest.stand().position;
            announcer.begin(from, last);
            *engine.write().unwrap_or_else(PoisonError::into_inner) = newest;
            let publish = publisher(links, &announcer, last);
            Ok(Sequencer::open_unless(log, engine, publish, &is_given_up)?)
        });
        match caught_up {
            Ok(None) => {
                tracing::info!("stopping before the log was read back; the next start reads it");
                None
            }
            Ok(Some(sequencer)) => {
                announcer.caught_up(&sequencer);
                Some((sequencer, announcer, replayer))
            }
            Err(error) => {
                tracing::error!(code = error.code(), "the log cannot be read back: {error}");
                announcer.ready.send_replace(Readiness::Halted);
                None
            }
        }
    }
}

/// Says that nothing is taken in any more if the thread that holds it ends badly: a supervisor that
/// asks `/readyz` must not hear from the dead that they are well.
struct Farewell(watch::Sender<Readiness>);

impl Drop for Farewell {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.send_replace(Readiness::Halted);
        }
    }
}

/// Shows links to the redirect as they are applied, and tells how far the reading back is.
fn publisher(links: Arc<LinkTable>, announcer: &Announcer, last: Position) -> Publish {
    let ready = announcer.ready.clone();
    let wanted = announcer.wanted.clone();
    Box::new(move |position: Position, entry: &Entry| {
        if links.follow(&entry.fact) {
            // If it does not fit, it is asked already.
            let _ = wanted.try_send(Wanted::Links);
        }
        if position < last && position.0.is_multiple_of(PROGRESS_ENTRIES) {
            ready.send_replace(Readiness::CatchingUp { n_left: last.0 - position.0 });
        }
    })
}

/// Tells everybody who follows, and asks for snapshots.
pub struct Announcer {
    changed: watch::Sender<Position>,
    ready: watch::Sender<Readiness>,
    wanted: SyncSender<Wanted>,
    kept: Position,
    kept_at: Option<Timestamp>,
}

impl Announcer {
    pub fn new(
        changed: watch::Sender<Position>,
        ready: watch::Sender<Readiness>,
        wanted: SyncSender<Wanted>,
    ) -> Self {
        Self { changed, ready, wanted, kept: Position(0), kept_at: None }
    }

    fn begin(&mut self, from: Position, last: Position) {
        self.kept = from;
        self.changed.send_replace(from);
        self.ready.send_replace(Readiness::CatchingUp { n_left: last.0 - from.0 });
    }

    fn caught_up(&mut self, sequencer: &Sequencer<SqliteLog, Engine>) {
        self.reached(sequencer.stand().position);
        match sequencer.health() {
            Health::Halted { reason, at } => self.halted(reason, *at),
            _ => drop(self.ready.send_replace(Readiness::Ready)),
        }
    }
}

impl Announce for Announcer {
    fn reached(&mut self, position: Position) {
        self.changed.send_replace(position);
    }

    fn halted(&mut self, reason: &str, at: Position) {
        tracing::error!(entry = at.0, "a law of the state is broken: {reason}");
        self.ready.send_replace(Readiness::Halted);
    }

    fn storing(&mut self, is_well: bool) {
        let (was, is) = match is_well {
            true => (Readiness::Stopped, Readiness::Ready),
            false => (Readiness::Ready, Readiness::Stopped),
        };
        self.ready.send_if_modified(|ready| {
            let has_changed = *ready == was;
            if has_changed {
                *ready = is;
            }
            has_changed
        });
    }

    fn grown(&mut self, position: Position, now: Timestamp) -> u64 {
        let n_since = position.0 - self.kept.0;
        let kept_at = *self.kept_at.get_or_insert(now);
        let is_old = kept_at.0.saturating_add(SNAPSHOT_US) <= now.0;
        let is_due = SNAPSHOT_ENTRIES <= n_since || (is_old && n_since != 0);
        if is_due && self.wanted.try_send(Wanted::State(position)).is_ok() {
            self.kept = position;
            self.kept_at = Some(now);
        }
        n_since
    }
}

/// The last snapshot: nobody waits any more, so the living state is written as it is.
fn keep_at_the_end(sequencer: &Sequencer<SqliteLog, Engine>, replayer: &Replayer) {
    if *sequencer.health() != Health::Well {
        return;
    }
    let engine = sequencer.state().read().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = replayer.save_last(&engine) {
        tracing::warn!(code = error.code(), "the last snapshot was not kept: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_ends_badly_is_not_ready() {
        for (is_bad, expected) in [(false, Readiness::Ready), (true, Readiness::Halted)] {
            let (ready, readiness) = watch::channel(Readiness::Ready);
            let writer = std::thread::spawn(move || {
                let _farewell = Farewell(ready);
                assert!(!is_bad, "a bug");
            });
            assert_eq!(writer.join().is_err(), is_bad);
            assert_eq!(*readiness.borrow(), expected);
        }
    }
}
