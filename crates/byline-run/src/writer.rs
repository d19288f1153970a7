//! The writer: one thread that owns the log, and the way to it.
//!
//! In: requests to commit, from any number of senders, and clicks that nobody waits for. Out: an
//! answer to each sender, once its entries are on the disk and in the state. Senders who ask at
//! the same time share one commit, so a slow disk makes commits larger, not senders slower.
//!
//! Always holds: the queue is bounded; who does not fit hears so at once and comes back later.

mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

use byline_core::click::Click;
use byline_core::entry::Entry;
use byline_core::time::Timestamp;
use byline_log::{LogError, Receipt, SealedPayload, SealedSecrets};
use byline_serve::Readiness;
use byline_serve::port::{self, Durable, NewFact, Pending, Unavailable};
use tokio::sync::{oneshot, watch};

use crate::clicks::{ClickBuffer, Pushed};
use crate::measures;
use crate::sequencer::Refused;

pub(crate) use work::{Announce, Work};

/// How many requests may wait for the writer.
pub const MAX_QUEUED: usize = 4_096;
/// How many entries may wait for the writer, over all requests.
pub const MAX_QUEUED_ENTRIES: usize = 262_144;

/// What the writer is asked to do.
pub(crate) enum Ask {
    /// Take entries in.
    Commit(Request),
    /// Keep sealed secrets under a name.
    KeepSecrets {
        name: String,
        secrets: SealedSecrets,
        answer: oneshot::Sender<Result<(), LogError>>,
    },
    /// A click waits.
    Wake,
    /// Finish what waits, and end.
    Close,
}

/// One sender's entries.
pub(crate) struct Request {
    pub entries: Vec<Entry>,
    pub payload: Option<SealedPayload>,
    pub answer: oneshot::Sender<Result<Receipt, Refused>>,
}

/// The way to the writer, for any number of senders.
#[derive(Clone)]
pub struct WriterHandle {
    queue: SyncSender<Ask>,
    clicks: Arc<ClickBuffer>,
    n_queued_entries: Arc<AtomicUsize>,
    readiness: watch::Receiver<Readiness>,
}

impl WriterHandle {
    pub(crate) fn new(
        queue: SyncSender<Ask>,
        clicks: Arc<ClickBuffer>,
        readiness: watch::Receiver<Readiness>,
    ) -> Self {
        Self { queue, clicks, n_queued_entries: Arc::default(), readiness }
    }

    /// Commits entries and the raw delivery that they were made from.
    pub async fn submit(
        &self,
        entries: Vec<Entry>,
        payload: Option<SealedPayload>,
    ) -> Result<Receipt, Unavailable> {
        self.check_ready()?;
        let began = measures::begin();
        let n_entries = entries.len();
        let _room = self.reserve(n_entries)?;
        let (answer, answered) = oneshot::channel();
        self.send(Ask::Commit(Request { entries, payload, answer }))?;
        let receipt = answered.await.map_err(|_| closing())?.map_err(|why| refusal(&why))?;
        measures::committed(began, &receipt);
        Ok(receipt)
    }

    /// Keeps sealed secrets under a name.
    pub(crate) async fn keep_secrets(
        &self,
        name: String,
        secrets: SealedSecrets,
    ) -> Result<(), Unavailable> {
        self.check_ready()?;
        let (answer, answered) = oneshot::channel();
        self.send(Ask::KeepSecrets { name, secrets, answer })?;
        let kept = answered.await.map_err(|_| closing())?;
        kept.map_err(|error| Unavailable { reason: error.to_string(), retry_after_s: 1 })
    }

    /// Asks the writer to finish what waits, and to end.
    pub(crate) fn close(&self) {
        // A writer that ended already has nothing to finish.
        let _ = self.queue.send(Ask::Close);
    }

    fn send(&self, ask: Ask) -> Result<(), Unavailable> {
        self.queue.try_send(ask).map_err(|error| match error {
            TrySendError::Full(_) => crowded(),
            TrySendError::Disconnected(_) => closing(),
        })
    }

    /// Whether every entry of the log is in the state.
    pub fn check_ready(&self) -> Result<(), Unavailable> {
        let reason = match *self.readiness.borrow() {
            // A store that has stopped refuses for itself, with its reason.
            Readiness::Ready | Readiness::Stopped => return Ok(()),
            Readiness::CatchingUp { n_left } => format!("catching up: {n_left} entries left"),
            Readiness::Halted => "the state has halted; see the server's log".to_owned(),
        };
        Err(Unavailable { reason, retry_after_s: 5 })
    }

    /// Takes room in the queue, which is given back when the answer is dropped.
    fn reserve(&self, n_entries: usize) -> Result<Room, Unavailable> {
        let room = Room { n_entries, n_queued: Arc::clone(&self.n_queued_entries) };
        let n_before = self.n_queued_entries.fetch_add(n_entries, Ordering::Relaxed);
        if MAX_QUEUED_ENTRIES < n_before + n_entries { Err(crowded()) } else { Ok(room) }
    }
}

/// Room in the queue.
struct Room {
    n_entries: usize,
    n_queued: Arc<AtomicUsize>,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.n_queued.fetch_sub(self.n_entries, Ordering::Relaxed);
    }
}

impl port::Writer for WriterHandle {
    fn commit(
        &self,
        facts: Vec<NewFact>,
        actor: Option<String>,
    ) -> Pending<'_, Result<Durable, Unavailable>> {
        let entry = |NewFact { fact, dedup }| {
            // The sequencer sets the time of the commit.
            Entry { received_at: Timestamp(0), fact, dedup, actor: actor.clone() }
        };
        let entries: Vec<Entry> = facts.into_iter().map(entry).collect();
        Box::pin(async move {
            // Where every row of a call was refused, there is nothing to write.
            if entries.is_empty() {
                self.check_ready()?;
                return Ok(Durable { outcomes: Vec::new() });
            }
            let receipt = self.submit(entries, None).await?;
            let outcomes = receipt.outcomes().iter().map(|outcome| match outcome {
                byline_log::Outcome::Appended(position) => port::Outcome::Accepted(*position),
                byline_log::Outcome::Duplicate(_) => port::Outcome::Duplicate,
            });
            Ok(Durable { outcomes: outcomes.collect() })
        })
    }

    fn record_click(&self, click: Click) {
        if self.clicks.push(click) == Pushed::First {
            // If the queue is full, the writer is awake.
            drop(self.queue.try_send(Ask::Wake));
        }
    }
}

fn refusal(refused: &Refused) -> Unavailable {
    let retry_after_s = match refused {
        Refused::Stopped(_) => 1,
        Refused::Halted { .. } | Refused::TooLarge(_) => 60,
    };
    Unavailable { reason: refused.to_string(), retry_after_s }
}

fn crowded() -> Unavailable {
    measures::shed();
    Unavailable { reason: "too many requests wait for the disk".to_owned(), retry_after_s: 1 }
}

fn closing() -> Unavailable {
    Unavailable { reason: "the node is shutting down".to_owned(), retry_after_s: 5 }
}
