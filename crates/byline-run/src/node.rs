//! The node: one workspace, opened, kept and closed.
//!
//! At a start links answer first, from their own small snapshot. Then the state comes back: the
//! newest whole snapshot, and every entry behind it. Until that is done nothing is taken in, and
//! screens say how much is left.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;

use byline_core::entry::{Entry, Fact, Position};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::{Log, LogError, MasterKey, SnapshotError, SqliteLog};
use byline_serve::port::World;
use byline_serve::{LinkTable, Readiness};
use thiserror::Error;
use tokio::sync::watch;

use crate::chores::Chores;
use crate::clicks::ClickBuffer;
use crate::intake::Intake;
use crate::judge::Judge;
use crate::past::{KeptPast, Replayer};
use crate::secrets::SecretBook;
use crate::sequencer::{Publish, Sequencer};
use crate::snapshots::{self, LinkSnapshots, Snapshotter, Wanted};
use crate::writer::{Announce, MAX_QUEUED, Work, WriterHandle};

/// After how many entries a snapshot is due.
const SNAPSHOT_ENTRIES: u64 = 1_000_000;
/// After how long a snapshot is due if there is anything new, in microseconds: 15 minutes.
const SNAPSHOT_US: i64 = 15 * 60 * 1_000_000;
/// How often progress is told while the log is read back, in entries.
const PROGRESS_ENTRIES: u64 = 4_096;

/// Where a node lives.
pub struct Place {
    /// The data directory.
    pub dir: PathBuf,
    /// The key that opens what is sealed in it. It lies elsewhere.
    pub key: MasterKey,
}

/// Why a node could not be opened.
#[derive(Debug, Error)]
pub enum NodeError {
    /// The log cannot be opened.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The snapshots cannot be looked through.
    #[error(transparent)]
    Snapshots(#[from] SnapshotError),
    /// A sealed secret does not open.
    #[error("the secrets of {name} do not open; is {} the key of this data?", "the key file")]
    Secrets {
        /// Whose secrets.
        name: String,
    },
    /// The system gave no thread.
    #[error("no thread could be started: {0}")]
    Thread(std::io::Error),
}

impl NodeError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Log(error) => error.code(),
            Self::Snapshots(error) => error.code(),
            Self::Secrets { .. } => "run.secrets_sealed",
            Self::Thread(_) => "run.no_thread",
        }
    }
}

/// One workspace, open.
pub struct Node {
    /// The state that answers are read from.
    pub engine: Arc<RwLock<Engine>>,
    /// Slugs and where they lead.
    pub links: Arc<LinkTable>,
    /// The way into the log.
    pub writer: Arc<WriterHandle>,
    /// The way in for raw deliveries.
    pub intake: Arc<Intake>,
    /// Who asks for a link.
    pub judge: Arc<Judge>,
    /// Secrets of connections.
    pub secrets: Arc<SecretBook>,
    /// Views of the past.
    pub past: Arc<KeptPast>,
    /// The position of the last applied entry.
    pub changes: watch::Receiver<Position>,
    /// Whether the state is complete.
    pub readiness: watch::Receiver<Readiness>,
    thread: JoinHandle<()>,
    snapshotter: Snapshotter,
}

impl Node {
    /// Opens the workspace at `place`. Links answer when this returns; the rest follows.
    pub fn open(place: Place, world: Arc<dyn World>) -> Result<Self, NodeError> {
        let (log, recovery) = SqliteLog::open(&place.dir)?;
        if recovery.n_cut_bytes != 0 {
            tracing::warn!(n_bytes = recovery.n_cut_bytes, "cut off an unfinished commit");
        }
        let replayer = Replayer::open(&place.dir)?;
        let link_snapshots = LinkSnapshots::open(&place.dir)?;
        let links = Arc::new(LinkTable::new());
        links.publish(&link_snapshots.newest()?);
        let engine = Arc::new(RwLock::new(Engine::new()));
        let snapshotter = Snapshotter::start(replayer.clone(), link_snapshots, Arc::clone(&engine))
            .map_err(NodeError::Thread)?;

        let n_left = recovery.last_position.0;
        let (ready, readiness) = watch::channel(Readiness::CatchingUp { n_left });
        let (changed, changes) = watch::channel(Position(0));
        let (queue, asked) = sync_channel(MAX_QUEUED);
        let clicks = Arc::new(ClickBuffer::default());
        let writer = Arc::new(WriterHandle::new(queue, Arc::clone(&clicks), readiness.clone()));
        let secrets = SecretBook::open(&log, &place.key, Arc::clone(&writer), Arc::clone(&world))?;
        let secrets = Arc::new(secrets);
        let intake = Intake::new(&place.key, Arc::clone(&engine), Arc::clone(&secrets), &writer);
        let past = Arc::new(KeptPast::new(replayer.clone()));

        let beginning = Beginning {
            log,
            replayer,
            engine: Arc::clone(&engine),
            links: Arc::clone(&links),
            announcer: Announcer {
                changed,
                ready,
                wanted: snapshotter.way(),
                kept: Position(0),
                kept_at: None,
            },
        };
        let work = move || {
            let Some((sequencer, announce, replayer)) = beginning.catch_up() else {
                return;
            };
            let work = Work {
                sequencer,
                queue: asked,
                clicks,
                world,
                announce: Box::new(announce),
                in_doubt: Vec::new(),
                chores: Chores::default(),
                is_closing: false,
            };
            keep_at_the_end(&work.run(), &replayer);
        };
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(work);
        let thread = thread.map_err(NodeError::Thread)?;
        Ok(Self {
            engine,
            links,
            writer,
            intake: Arc::new(intake),
            judge: Arc::default(),
            secrets,
            past,
            changes,
            readiness,
            thread,
            snapshotter,
        })
    }

    /// Takes in what still waits, keeps a snapshot, and closes the log.
    pub fn close(self) {
        self.writer.close();
        if self.thread.join().is_err() {
            tracing::error!("the writer ended badly; the log is whole, see above");
        }
        self.snapshotter.close();
    }
}

/// What the writer's thread begins with.
struct Beginning {
    log: SqliteLog,
    replayer: Replayer,
    engine: Arc<RwLock<Engine>>,
    links: Arc<LinkTable>,
    announcer: Announcer,
}

impl Beginning {
    /// Brings the state back; `None` if the log cannot be read.
    fn catch_up(self) -> Option<(Sequencer<SqliteLog, Engine>, Announcer, Replayer)> {
        let Self { log, replayer, engine, links, mut announcer } = self;
        let last = log.last_position();
        let caught_up = replayer.newest_snapshot().map_err(NodeError::from).and_then(|newest| {
            links.publish(newest.links());
            let from = newest.stand().position;
            announcer.begin(from, last);
            *engine.write().unwrap_or_else(PoisonError::into_inner) = newest;
            let publish = publisher(links, &announcer, last);
            Ok(Sequencer::open(log, engine, publish)?)
        });
        match caught_up {
            Ok(sequencer) => {
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

/// Shows links to the redirect as they are applied, and tells how far the reading back is.
fn publisher(links: Arc<LinkTable>, announcer: &Announcer, last: Position) -> Publish {
    let ready = announcer.ready.clone();
    let wanted = announcer.wanted.clone();
    Box::new(move |position: Position, entry: &Entry| {
        if let Fact::Link(link) = &entry.fact {
            links.publish([link]);
            // If it does not fit, it is asked already.
            let _ = wanted.try_send(Wanted::Links);
        }
        if position < last && position.0.is_multiple_of(PROGRESS_ENTRIES) {
            ready.send_replace(Readiness::CatchingUp { n_left: last.0 - position.0 });
        }
    })
}

/// Tells everybody who follows, and asks for snapshots.
struct Announcer {
    changed: watch::Sender<Position>,
    ready: watch::Sender<Readiness>,
    wanted: SyncSender<Wanted>,
    kept: Position,
    kept_at: Option<Timestamp>,
}

impl Announcer {
    fn begin(&mut self, from: Position, last: Position) {
        self.kept = from;
        self.changed.send_replace(from);
        self.ready.send_replace(Readiness::CatchingUp { n_left: last.0 - from.0 });
    }

    fn caught_up(&mut self, sequencer: &Sequencer<SqliteLog, Engine>) {
        self.reached(sequencer.stand().position);
        match sequencer.health() {
            crate::sequencer::Health::Halted { reason, at } => self.halted(reason, *at),
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
    if *sequencer.health() != crate::sequencer::Health::Well {
        return;
    }
    let engine = sequencer.state().read().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = snapshots::save(replayer.snapshots(), &engine) {
        tracing::warn!(code = error.code(), "the last snapshot was not kept: {error}");
    }
}

/// Whether there is a log in `dir`.
pub fn is_data_dir(dir: &Path) -> bool {
    byline_log::Reader::open(dir).is_ok()
}

#[cfg(test)]
mod tests;
