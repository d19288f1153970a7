//! Snapshots in the background: a thread that makes them from the one before and the log.
//!
//! The living state is never locked for it, so intake does not stall while a snapshot is made;
//! the price is a second state in memory for that while. Beside the state's snapshots lies a small
//! one of the links alone, so that after a restart redirects answer before anything else.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;

use byline_core::entry::Position;
use byline_core::link::Link;
use byline_engine::Engine;
use byline_log::{KeepPolicy, SnapshotError, SnapshotHead, Snapshots};

use crate::past::Replayer;

/// The version of the encoding of links in a snapshot: CBOR of core's own types.
const LINKS_VERSION: u32 = 1;
/// Links change one by one; the newest few tables are enough.
const KEPT_LINKS: KeepPolicy = KeepPolicy { n_newest: 2, n_days: 0 };

/// The snapshots of links of one data directory.
#[derive(Clone, Debug)]
pub struct LinkSnapshots(Snapshots);

impl LinkSnapshots {
    /// The folder `links` of a data directory; it is made.
    pub fn open(dir: &Path) -> Result<Self, SnapshotError> {
        let dir = dir.join("links");
        std::fs::create_dir_all(&dir).map_err(|error| SnapshotError::Unusable {
            path: dir.clone(),
            reason: error.to_string(),
        })?;
        Snapshots::open(&dir).map(Self)
    }

    /// The links of the newest whole snapshot; none if there is none.
    pub fn newest(&self) -> Result<Vec<Link>, SnapshotError> {
        let found = self.0.newest(LINKS_VERSION)?;
        let links = found.snapshot.and_then(|snapshot| minicbor::decode(&snapshot.state).ok());
        Ok(links.unwrap_or_default())
    }

    /// Keeps the links of a state.
    pub fn save(&self, state: &RwLock<Engine>) -> Result<(), SnapshotError> {
        let (head, links) = {
            let engine = state.read().unwrap_or_else(PoisonError::into_inner);
            (head(&engine, LINKS_VERSION), engine.links().cloned().collect::<Vec<_>>())
        };
        #[expect(clippy::expect_used, reason = "writing to a vector cannot fail")]
        let bytes = minicbor::to_vec(&links).expect("vectors take everything");
        self.0.save(head, &bytes)?;
        self.0.prune(KEPT_LINKS)?;
        Ok(())
    }
}

/// What the thread is asked to keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// The links, as they are now.
    Links,
    /// The state after this entry.
    State(Position),
}

/// The thread, and the way to it.
pub(crate) struct Snapshotter {
    wanted: SyncSender<Wanted>,
    thread: JoinHandle<()>,
}

impl Snapshotter {
    pub fn start(
        replayer: Replayer,
        links: LinkSnapshots,
        state: Arc<RwLock<Engine>>,
    ) -> std::io::Result<Self> {
        let (wanted, asked) = sync_channel(16);
        let work = move || run(&asked, &replayer, &links, &state);
        let thread = std::thread::Builder::new().name("snapshots".to_owned()).spawn(work)?;
        Ok(Self { wanted, thread })
    }

    /// The way to ask; what does not fit is asked again later.
    pub fn way(&self) -> SyncSender<Wanted> {
        self.wanted.clone()
    }

    /// Ends once what was asked is done and every other way to ask is gone.
    pub fn close(self) {
        drop(self.wanted);
        if self.thread.join().is_err() {
            tracing::error!("the snapshot thread ended badly");
        }
    }
}

/// Keeps the state of a living engine, at shutdown, when nobody waits for it any more.
pub(crate) fn save(snapshots: &Snapshots, engine: &Engine) -> Result<(), SnapshotError> {
    snapshots.save(head(engine, Engine::STATE_VERSION), &engine.encode())?;
    snapshots.prune(KeepPolicy::default())?;
    Ok(())
}

fn run(
    asked: &Receiver<Wanted>,
    replayer: &Replayer,
    links: &LinkSnapshots,
    state: &RwLock<Engine>,
) {
    while let Ok(first) = asked.recv() {
        let mut all = vec![first];
        all.extend(asked.try_iter());
        all.dedup();
        for wanted in all {
            let kept = match wanted {
                Wanted::Links => links.save(state).map_err(|error| error.to_string()),
                Wanted::State(position) => make(replayer, position),
            };
            // A missing snapshot costs time at the next start, and nothing else.
            kept.unwrap_or_else(|error| tracing::warn!("a snapshot was not kept: {error}"));
        }
    }
}

fn make(replayer: &Replayer, position: Position) -> Result<(), String> {
    let engine = replayer.at_position(position).map_err(|error| error.to_string())?;
    save(replayer.snapshots(), &engine).map_err(|error| error.to_string())
}

fn head(engine: &Engine, state_version: u32) -> SnapshotHead {
    let stand = engine.stand();
    SnapshotHead { position: stand.position, as_of: stand.as_of, state_version }
}
