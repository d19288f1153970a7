//! The port: what HTTP needs of the node behind it.
//!
//! The edge never opens a log or maps a payload. It hands facts and raw deliveries through these
//! traits and reads the engine from memory. Only a commit yields a [`Durable`], and only a
//! [`Durable`] can become a 2xx answer to a sender: acknowledged means on disk.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use byline_core::channel::Mode;
use byline_core::click::{Click, Device, InApp, Verdict};
use byline_core::decision::Rules;
use byline_core::entry::{DedupKey, Fact, Position};
use byline_core::id::{CampaignId, ConnectionId};
use byline_core::time::Timestamp;
use byline_engine::Engine;

use crate::problem::Problem;

/// For how many days raw deliveries are kept, so that they can be read again.
pub const RAW_KEPT_DAYS: i64 = 30;

/// A future that a trait object can return.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A fact on its way to the log.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What to take in.
    pub fact: Fact,
    /// By what a second delivery is recognised.
    pub dedup: Option<DedupKey>,
}

/// What became of one fact of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is new and in the log at this place.
    Accepted(Position),
    /// It was taken in before.
    Duplicate,
}

/// Proof that facts are on disk: one outcome for each, in their order.
#[derive(Debug)]
pub struct Durable {
    /// What became of each fact.
    pub outcomes: Vec<Outcome>,
}

/// The store cannot take anything in now. Senders come back later; nothing was acknowledged.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the store cannot take anything in now: {reason}")]
pub struct Unavailable {
    /// Why, for the operator.
    pub reason: String,
    /// When to come back.
    pub retry_after_s: u32,
}

/// The way into the log.
pub trait Writer: Send + Sync {
    /// Appends, applies, and only then answers.
    fn commit(
        &self,
        facts: Vec<NewFact>,
        actor: Option<String>,
    ) -> Pending<'_, Result<Durable, Unavailable>>;

    /// Hands a click to the next group commit and returns at once. A click that does not fit into
    /// the buffer is lost and counted.
    fn record_click(&self, click: Click);
}

/// The way in for raw deliveries of the world: mapped, kept raw in the inbox, committed.
pub trait Intake: Send + Sync {
    /// A signed delivery of a feed such as `shopify` to one connection.
    fn webhook<'a>(
        &'a self,
        feed: &'a str,
        connection: &'a str,
        delivery: Delivery,
        now: Timestamp,
    ) -> Pending<'a, Answered>;

    /// A batch of events, `POST /v1/events`.
    fn events(&self, body: Vec<u8>, now: Timestamp) -> Pending<'_, Answered>;

    /// A delivery that was put aside, mapped again from its raw bytes.
    fn replay(&self, inbox_id: u64, actor: String) -> Pending<'_, Answered>;

    /// A piece of a file of orders, clicks or spend, `POST /v1/import/{kind}`.
    fn import<'a>(
        &'a self,
        kind: &'a str,
        how: ImportHow,
        body: Vec<u8>,
        now: Timestamp,
    ) -> Pending<'a, Answered>;

    /// The kinds of files that are known, in the order in which people look for them.
    fn kinds(&self) -> Vec<FileKind>;

    /// The names of a table's columns, and which of them mean what if it is `what`, or else what it
    /// is most like. `None` if it is no table.
    fn guess(&self, body: &[u8], what: Option<&str>) -> Option<FileGuess>;

    /// A beacon of the pixel. It is unauthenticated, so it is never money.
    fn pixel(&self, body: Vec<u8>, now: Timestamp) -> Pending<'_, Answered>;
}

/// A delivery of a feed, as it came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The method, in capitals: some feeds call with `GET`.
    pub method: String,
    /// The whole address as its sender called it, because some sign it too.
    pub url: String,
    /// Header names in lower case, and their values.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
}

/// How a piece of a file is to be read. All of it may be left out.
#[derive(Clone, Default, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportHow {
    /// `csv`, which begins with its header, or `jsonl`.
    pub format: Option<String>,
    /// Which connection the rows come from.
    pub connection: Option<String>,
    /// In which zone times without one are read.
    pub time_zone: Option<String>,
    /// How many lines of the file lie before this piece.
    pub first_line: u64,
    /// Whether rows are only looked at.
    pub dry_run: bool,
    /// Of a table: the name of a saved mapping, or a mapping as JSON; guessed, if left out.
    pub mapping: Option<String>,
    /// Of a table: the name under which its mapping is saved.
    pub save_mapping: Option<String>,
    /// Of a table: what it is, such as `shopify.orders`; known by its columns, if left out.
    pub what: Option<String>,
    /// Of a table: whether the answer holds every refused row, as CSV.
    pub refused_rows: bool,
    /// Of a table: the currency of amounts that do not say theirs.
    pub currency: Option<String>,
    /// Of a table: the campaign of rows that do not say theirs.
    pub campaign_id: Option<String>,
}

/// A kind of file that is known by its columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileKind {
    /// The feed that writes it.
    pub feed: &'static str,
    /// What its rows are.
    pub what: &'static str,
    /// What it is and where to download it.
    pub about: &'static str,
    /// The columns that are read.
    pub columns: Vec<FileColumn>,
}

/// What a table is most like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileGuess {
    /// Its kind, such as `shopify.orders`.
    pub what: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// The kind's columns with the names that the file has for them.
    pub columns: BTreeMap<String, String>,
}

/// A column of a kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileColumn {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Whether no file is without it.
    pub is_needed: bool,
}

/// What to answer to a sender.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; `None` for an empty one.
    pub body: Option<serde_json::Value>,
    /// Seconds for `Retry-After`, with 429 and 503.
    pub retry_after_s: Option<u32>,
}

impl From<Problem> for Answered {
    fn from(problem: Problem) -> Self {
        let (status, retry_after_s) = (problem.status(), problem.retry_after_s());
        Self { status, body: Some(serde_json::json!(problem)), retry_after_s }
    }
}

/// Judges who asks for a link, by headers alone.
pub trait Judge: Send + Sync {
    /// The verdict on one request. `header` looks a header up by its lower-case name.
    fn judge<'h>(&self, method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Judged;
}

/// A judged request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Who seems to have asked.
    pub verdict: Verdict,
    /// The rule behind a verdict other than human.
    pub reason: Option<String>,
    /// The app whose built-in browser asked.
    pub in_app: Option<InApp>,
    /// The kind of device.
    pub device: Option<Device>,
}

/// Views of the past: an engine as it stood at a position.
pub trait Past: Send + Sync {
    /// The engine after the entry at `position`.
    fn at_position(&self, position: Position) -> Pending<'_, Result<Arc<Engine>, PastError>>;

    /// The engine after the last entry taken in at or before `instant`.
    fn at_instant(&self, instant: Timestamp) -> Pending<'_, Result<Arc<Engine>, PastError>>;

    /// An engine of its own that folded the log up to a position, with a second desk beside the
    /// first that decided under other thresholds. `None` if it was given up on the way.
    fn decide_again(&self, again: Again) -> Pending<'_, Result<Option<Box<Engine>>, PastError>>;
}

/// A life of the log to be decided again.
#[derive(Clone, Debug)]
pub struct Again {
    /// Whose thresholds are others.
    pub campaign: CampaignId,
    /// The others.
    pub rules: Rules,
    /// Up to which entry.
    pub last: Position,
    /// How far it is.
    pub course: Arc<Course>,
}

/// How far a long work is, seen from elsewhere.
#[derive(Debug, Default)]
pub struct Course {
    n_done: AtomicU64,
    is_given_up: AtomicBool,
}

impl Course {
    /// Tells how much is done; whether to go on.
    pub fn tell(&self, n_done: u64) -> bool {
        self.n_done.store(n_done, Ordering::Relaxed);
        !self.is_given_up.load(Ordering::Relaxed)
    }

    /// How much is done.
    pub fn n_done(&self) -> u64 {
        self.n_done.load(Ordering::Relaxed)
    }

    /// Has the work end at the next opportunity.
    pub fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }
}

/// Why the past could not be shown.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PastError {
    /// The log does not reach that far yet.
    #[error("the log ends at position {}", .0.0)]
    NotYet(Position),
    /// The log could not be read.
    #[error("the log could not be read: {0}")]
    Unreadable(String),
}

/// Sample data: a simulated workspace beside the real one, in memory. Nothing of it reaches the
/// log, and nothing that people do reaches it.
pub trait SampleData: Send + Sync {
    /// How far it is.
    fn stand(&self) -> SampleStand;

    /// Begins to make it, unless it is there or on its way.
    fn make(&self);

    /// Lets go of it.
    fn forget(&self);
}

/// How far sample data is.
#[derive(Clone, Default)]
pub enum SampleStand {
    /// Nobody asked for it.
    #[default]
    None,
    /// It is being made.
    Making,
    /// Here it is.
    Ready(Arc<Engine>),
    /// It could not be made; the program's log says why.
    Failed,
}

/// Secrets of connections: kept sealed, never shown again.
pub trait SecretStore: Send + Sync {
    /// Replaces the secrets of a connection, newest first.
    fn set(&self, connection: &str, secrets: Vec<String>) -> Pending<'_, Result<(), Unavailable>>;

    /// How many secrets a connection has; what they are is not told.
    fn n_kept(&self, connection: &str) -> usize;
}

/// Platforms that are asked in turns.
pub trait Polls: Send + Sync {
    /// How the polls of a connection are: state, last and next turn, what is wrong.
    fn status(&self, connection: &str) -> Answered;

    /// The same of every connection that is asked in turns.
    fn statuses(&self) -> Vec<serde_json::Value>;

    /// Sends one request, takes nothing in, and says what came of it.
    fn test<'a>(&'a self, connection: &'a str) -> Pending<'a, Answered>;

    /// Begins to ask for a stretch of the past, `{"from": …, "to": …}`.
    fn backfill<'a>(
        &'a self,
        connection: &'a str,
        asked: serde_json::Value,
    ) -> Pending<'a, Answered>;
}

/// Ways in which people are told.
pub trait Channels: Send + Sync {
    /// How every channel in use is.
    fn states(&self) -> Vec<ChannelState>;

    /// Sends a test message, and says what came of it.
    fn test<'a>(&'a self, connection: &'a str) -> Pending<'a, Answered>;

    /// How they are as a whole.
    fn health(&self) -> ChannelHealth;
}

/// How one channel is.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ChannelState {
    /// Its connection.
    pub connection: ConnectionId,
    /// Its feed's word.
    pub feed: String,
    /// Its name.
    pub name: String,
    /// Whether anything leaves.
    pub mode: Mode,
    /// In one word: `off`, `dry_run`, `failing`, `working` or `untried`.
    pub state: &'static str,
    /// How much waits for it.
    pub n_waiting: usize,
    /// Of that, how much must be heard now.
    pub n_pages_waiting: usize,
    /// Since when it takes nothing.
    pub failing_since: Option<Timestamp>,
    /// When it took something last, since the start of the program.
    pub delivered_at: Option<Timestamp>,
    /// What was wrong the last time.
    pub last_error: Option<ChannelTrouble>,
}

/// What was wrong with a channel.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ChannelTrouble {
    /// The stable code.
    pub code: String,
    /// In words, without secrets.
    pub detail: String,
    /// When.
    pub at: Timestamp,
    /// What helps.
    pub next_step: &'static str,
}

/// How the channels are as a whole.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ChannelHealth {
    /// How many are live.
    pub n_live: usize,
    /// How many of those take nothing.
    pub n_failing: usize,
    /// How many pages wait.
    pub n_pages: usize,
}

impl ChannelHealth {
    /// Whether somebody should look: a live channel takes nothing.
    pub fn is_degraded(self) -> bool {
        0 < self.n_failing
    }

    /// Whether nobody can be told anything over any channel that is live.
    pub fn is_silent(self) -> bool {
        0 < self.n_live && self.n_live <= self.n_failing
    }
}

/// The only sources of time and randomness that the edge may use.
pub trait World: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Random bytes for ids and click ids.
    fn random(&self) -> [u8; 16];
}
