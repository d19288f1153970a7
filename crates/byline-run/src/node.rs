//! The node: one workspace, opened, kept and closed.
//!
//! At a start links answer first, from their own small snapshot. Then the state comes back: the
//! newest whole snapshot, and every entry behind it. Until that is done nothing is taken in, and
//! screens say how much is left.

mod begin;

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;

use byline_core::entry::Position;
use byline_engine::Engine;
use byline_log::{Log, LogError, MasterKey, SnapshotError, SqliteLog};
use byline_serve::port::World;
use byline_serve::{LinkTable, Readiness};
use thiserror::Error;
use tokio::sync::watch;

use crate::clicks::ClickBuffer;
use crate::intake::Intake;
use crate::judge::Judge;
use crate::past::{KeptPast, Replayer};
use crate::secrets::SecretBook;
use crate::snapshots::{LinkSnapshots, Snapshotter};
use crate::writer::{MAX_QUEUED, WriterHandle};
use begin::{Announcer, Beginning};

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
    /// The key is not the one that the data began with.
    #[error("the key file is not the one of this data; put the right one back")]
    KeyOther,
    /// A sealed secret does not open.
    #[error("the secrets of {name} do not open; put the key file back that belongs to this data")]
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
            Self::KeyOther => "run.key_other",
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
        let Opened { mut log, replayer, links, engine, snapshotter } = Opened::at(&place.dir)?;
        let n_left = log.last_position().0;
        let (ready, readiness) = watch::channel(Readiness::CatchingUp { n_left });
        let (changed, changes) = watch::channel(Position(0));
        let (queue, asked) = sync_channel(MAX_QUEUED);
        let clicks = Arc::new(ClickBuffer::default());
        let writer = Arc::new(WriterHandle::new(queue, Arc::clone(&clicks), readiness.clone()));
        let handle = Arc::clone(&writer);
        let secrets = SecretBook::open(&mut log, &place.key, handle, Arc::clone(&world))?;
        let secrets = Arc::new(secrets);
        let intake = Intake::new(&place, Arc::clone(&engine), Arc::clone(&secrets), &writer);
        let past = Arc::new(KeptPast::new(replayer.clone()));
        let beginning = Beginning {
            log,
            replayer,
            engine: Arc::clone(&engine),
            links: Arc::clone(&links),
            announcer: Announcer::new(changed, ready, snapshotter.way()),
            is_given_up: snapshotter.is_closing(),
        };
        let work = move || beginning.work(asked, clicks, world);
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(work);
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
            thread: thread.map_err(NodeError::Thread)?,
            snapshotter,
        })
    }

    /// Takes in what still waits, keeps a snapshot if it saves the next start any time, and closes
    /// the log. Whatever is still being read back is given up: the log has it.
    pub fn close(self) {
        self.snapshotter.hurry();
        self.writer.close();
        if self.thread.join().is_err() {
            tracing::error!("the writer ended badly; the log is whole, see above");
        }
        self.snapshotter.close();
    }
}

/// What lies in the data directory, opened: the log, the links, and what makes states of them.
struct Opened {
    log: SqliteLog,
    replayer: Replayer,
    links: Arc<LinkTable>,
    engine: Arc<RwLock<Engine>>,
    snapshotter: Snapshotter,
}

impl Opened {
    fn at(dir: &Path) -> Result<Self, NodeError> {
        let (log, recovery) = SqliteLog::open(dir)?;
        if recovery.n_cut_bytes != 0 {
            tracing::warn!(n_bytes = recovery.n_cut_bytes, "cut off an unfinished commit");
        }
        let replayer = Replayer::open(dir)?;
        let link_snapshots = LinkSnapshots::open(dir)?;
        let links = Arc::new(LinkTable::new());
        let kept = link_snapshots.newest()?;
        links.restore(kept.gated, kept.launched, &kept.links);
        let engine = Arc::new(RwLock::new(Engine::new()));
        let snapshotter = Snapshotter::start(replayer.clone(), link_snapshots, Arc::clone(&engine))
            .map_err(NodeError::Thread)?;
        Ok(Self { log, replayer, links, engine, snapshotter })
    }
}

#[cfg(test)]
mod tests;
