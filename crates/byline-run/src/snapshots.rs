//! Snapshots in the background: a thread that makes them from the one before and the log.
//!
//! The living state is never locked for it, so intake does not stall while a snapshot is made;
//! the price is a second state in memory for that while. Beside the state's snapshots lies a small
//! one of the links alone, so that after a restart redirects answer before anything else.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;

use byline_core::entry::Position;
use byline_core::id::{CampaignId, CreatorId, LinkId};
use byline_core::link::Link;
use byline_engine::Engine;
use byline_log::{KeepPolicy, SnapshotError, SnapshotHead, Snapshots};
use minicbor::{Decode, Encode};

use crate::past::Replayer;

/// The version of the encoding of links in a snapshot: CBOR of core's own types.
const LINKS_VERSION: u32 = 3;
/// Links change one by one; the newest few tables are enough.
const KEPT_LINKS: KeepPolicy = KeepPolicy { n_newest: 2, n_days: 0 };

/// The snapshots of links of one data directory.
#[derive(Clone, Debug)]
pub struct LinkSnapshots(Snapshots);

/// All that redirects need: links, and which of them wait for a launch.
#[derive(Clone, Default, Debug, Encode, Decode)]
pub struct KeptLinks {
    /// Every link.
    #[n(0)]
    pub links: Vec<Link>,
    /// Campaigns with a launch gate.
    #[n(1)]
    pub gated: Vec<CampaignId>,
    /// What was launched there; every link of the creator's if none is named.
    #[n(2)]
    pub launched: Vec<(CampaignId, CreatorId, Option<LinkId>)>,
}

impl KeptLinks {
    fn of(engine: &Engine) -> Self {
        let gated = engine.campaigns().filter(|row| row.has_gate());
        Self {
            links: engine.links().cloned().collect(),
            gated: gated.map(|row| row.id.clone()).collect(),
            launched: engine.launched().collect(),
        }
    }
}

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

    /// The newest whole snapshot; an empty one if there is none.
    pub fn newest(&self) -> Result<KeptLinks, SnapshotError> {
        let found = self.0.newest(LINKS_VERSION)?;
        let links = found.snapshot.and_then(|snapshot| minicbor::decode(&snapshot.state).ok());
        Ok(links.unwrap_or_default())
    }

    /// Keeps the links of a state.
    pub fn save(&self, state: &RwLock<Engine>) -> Result<(), SnapshotError> {
        let (head, links) = {
            let engine = state.read().unwrap_or_else(PoisonError::into_inner);
            (head(&engine, LINKS_VERSION), KeptLinks::of(&engine))
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
    is_closing: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Snapshotter {
    pub fn start(
        replayer: Replayer,
        links: LinkSnapshots,
        state: Arc<RwLock<Engine>>,
    ) -> std::io::Result<Self> {
        let (wanted, asked) = sync_channel(16);
        let is_closing = Arc::new(AtomicBool::new(false));
        let work = Work { replayer, links, state, is_closing: Arc::clone(&is_closing) };
        let thread = std::thread::Builder::new().name("snapshots".to_owned());
        let thread = thread.spawn(move || work.run(&asked))?;
        Ok(Self { wanted, is_closing, thread })
    }

    /// The way to ask; what does not fit is asked again later.
    pub fn way(&self) -> SyncSender<Wanted> {
        self.wanted.clone()
    }

    /// Becomes true when the node closes: what takes long and is not needed is given up then.
    pub fn is_closing(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_closing)
    }

    /// Gives up what is being read back: a snapshot here, the state itself after a start.
    pub fn hurry(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
    }

    /// Ends once every other way to ask is gone.
    pub fn close(self) {
        drop(self.wanted);
        if self.thread.join().is_err() {
            tracing::error!("the snapshot thread ended badly");
        }
    }
}

/// All that the thread owns.
struct Work {
    replayer: Replayer,
    links: LinkSnapshots,
    state: Arc<RwLock<Engine>>,
    is_closing: Arc<AtomicBool>,
}

impl Work {
    fn run(&self, asked: &Receiver<Wanted>) {
        while let Ok(first) = asked.recv() {
            let mut all = vec![first];
            all.extend(asked.try_iter());
            all.dedup();
            for wanted in all {
                let kept = match wanted {
                    Wanted::Links => self.links.save(&self.state).map_err(|e| e.to_string()),
                    Wanted::State(position) => self.keep(position),
                };
                // A missing snapshot costs time at the next start, and nothing else.
                kept.unwrap_or_else(|error| tracing::warn!("a snapshot was not kept: {error}"));
            }
        }
    }

    fn keep(&self, position: Position) -> Result<(), String> {
        let made = self.replayer.at_position_unless(position, &self.is_closing);
        match made.map_err(|error| error.to_string())? {
            Some(engine) => self.replayer.save(&engine).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }
}

/// What a snapshot of `engine` says it is.
pub(crate) fn head(engine: &Engine, state_version: u32) -> SnapshotHead {
    let stand = engine.stand();
    SnapshotHead { position: stand.position, as_of: stand.as_of, state_version }
}
