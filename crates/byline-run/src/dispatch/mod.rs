//! Dispatch: what was decided leaves, once, in order, and what came of it is in the log.
//!
//! In: the actions that are open, the time, and what channels and ad platforms answer. Out: calls
//! to the world and a fact for each thing that happened to an action. The intent is in the log
//! before anything leaves; the outcome is logged right after; what lies between can be lost in a
//! crash, so every call carries the action's name, by which a repetition is known.
//!
//! Always holds:
//! - Nothing leaves over a connection that is not live; it is written down what would have left.
//! - Each channel is told in the order of decisions, and one that is in trouble holds up no other.
//! - A page is never given up in silence: another channel is told first.
//! - An ad is looked at before and after every change; what was seen decides.
//!
//! Only a live [`Node`](crate::Node) can make a [`Dispatcher`]. A replay, an import or a view of
//! the past has none, so it can send nothing.

mod ads;
mod board;
mod channels;
mod heartbeat;
mod home;
mod post;
mod relay;
mod smtp;
mod status;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use byline_act::{Outcome, Sender, ads as platforms, registry};
use byline_core::action::{Acted, ActionKey, Event};
use byline_core::channel::{Mode, mode_of};
use byline_core::entry::Connection;
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use byline_serve::port::World;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use board::Board;
use home::{Duty, Home};
pub use post::{NoPost, Post, PostError, PostOffice};

/// How long the loop sleeps between steps: what was decided leaves within this.
const PAUSE: Duration = Duration::from_millis(500);
/// How many connections are served at once.
const MAX_UNDER_WAY: usize = 16;
/// The most actions of one connection in one step.
const MAX_IN_STEP: usize = 500;

/// What the operator chose about dispatch.
#[derive(Clone, Default, Debug)]
pub struct DispatchSettings {
    /// Where Byline's pages are, without a slash at the end: links in messages begin with it.
    pub pages_url: String,
    /// What is asked for each minute as long as messages can leave, if anything.
    pub heartbeat_url: Option<String>,
}

/// Carries out what was decided.
pub struct Dispatcher {
    home: Arc<dyn Home>,
    post: Arc<dyn Post>,
    world: Arc<dyn World>,
    settings: DispatchSettings,
    board: Mutex<Board>,
    places: Semaphore,
}

/// A connection that is being served. It is free again when this is dropped, come what may.
struct Busy(Arc<Dispatcher>, ConnectionId);

impl Busy {
    fn begin(dispatcher: &Arc<Dispatcher>, id: &ConnectionId) -> Option<Self> {
        let is_free = dispatcher.board().busy.insert(id.clone());
        is_free.then(|| Self(Arc::clone(dispatcher), id.clone()))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.board().busy.remove(&self.1);
    }
}

fn tell_if_bad(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!("a delivery ended badly: {error}");
    }
}

impl Dispatcher {
    /// A dispatcher over what it needs of a node.
    fn over(
        home: Arc<dyn Home>,
        post: Arc<dyn Post>,
        world: Arc<dyn World>,
        settings: DispatchSettings,
    ) -> Arc<Self> {
        let board = Mutex::new(Board::new(world.now()));
        let places = Semaphore::new(MAX_UNDER_WAY);
        Arc::new(Self { home, post, world, settings, board, places })
    }

    /// Carries out until it is dropped. A connection that takes its time keeps no other waiting.
    pub async fn run(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        loop {
            self.begin(&mut under_way).await;
            while let Some(ended) = under_way.try_join_next() {
                tell_if_bad(ended);
            }
            self.beat().await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Carries out what is due now, each connection by itself, and waits until that is done.
    pub async fn step(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        self.begin(&mut under_way).await;
        while let Some(ended) = under_way.join_next().await {
            tell_if_bad(ended);
        }
        self.beat().await;
    }

    /// Begins with every connection that something waits for and that is not served yet.
    async fn begin(self: &Arc<Self>, under_way: &mut JoinSet<()>) {
        if !self.home.is_ready() || !self.catch_up().await {
            return;
        }
        let mut lanes: BTreeMap<ConnectionId, Vec<Duty>> = BTreeMap::new();
        for duty in self.home.open() {
            lanes.entry(duty.action.to.clone()).or_default().push(duty);
        }
        let channels = self.home.channels();
        self.board().look(&channels, &lanes, self.now());
        for (id, duties) in lanes {
            let Some(busy) = Busy::begin(self, &id) else { continue };
            let this = Arc::clone(self);
            under_way.spawn(async move {
                let place = this.places.acquire().await;
                this.serve(&id, duties).await;
                drop((place, busy));
            });
        }
    }

    /// Serves one connection.
    async fn serve(&self, id: &ConnectionId, mut duties: Vec<Duty>) {
        duties.truncate(MAX_IN_STEP);
        let Some(connection) = self.home.connection(id.as_str()) else {
            return self.give_up_all(&duties, "act.unknown", "the connection is out of use").await;
        };
        let channel = registry::channel(&connection.feed);
        let platform = platforms::platform(&connection.feed);
        match (mode_of(&connection), channel, platform) {
            (_, None, None) => {
                let words = "nothing can be sent over a connection of this kind";
                self.give_up_all(&duties, "act.unknown", words).await;
            }
            (Mode::DryRun, ..) => self.log_all(&duties, Event::DryRun).await,
            (Mode::Off, Some(_), _) => {
                let words = "the channel is off; turn it on again on its page";
                self.relay_and_give_up(&connection, &duties, "act.off", words).await;
            }
            (Mode::Off, None, _) => self.log_all(&duties, Event::DryRun).await,
            (Mode::Live, Some(channel), _) => self.tell(&connection, channel, duties).await,
            (Mode::Live, None, Some(platform)) => {
                for duty in duties {
                    self.change(&connection, platform, duty).await;
                }
            }
        }
    }

    /// Logs what could not be logged before. Until it is, nothing else leaves: what is done and
    /// not written down would be done again.
    async fn catch_up(&self) -> bool {
        let owed = self.board().owed.clone();
        if owed.is_empty() {
            return true;
        }
        if !self.home.log(owed.clone()).await {
            return false;
        }
        self.board().owed.retain(|acted| !owed.contains(acted));
        true
    }

    /// Logs what happened; what cannot be logged now is owed. Tells whether it is in the log.
    async fn log(&self, acted: Vec<Acted>) -> bool {
        if acted.is_empty() || self.home.log(acted.clone()).await {
            return true;
        }
        self.board().owed.extend(acted);
        false
    }

    async fn log_one(&self, key: &ActionKey, event: Event) -> bool {
        self.log(vec![Acted { key: key.clone(), event }]).await
    }

    async fn log_all(&self, duties: &[Duty], event: Event) {
        let acted = |duty: &Duty| Acted { key: duty.action.key.clone(), event: event.clone() };
        self.log(duties.iter().map(acted).collect()).await;
    }

    async fn give_up_all(&self, duties: &[Duty], code: &str, detail: &str) {
        let (code, detail) = (code.to_owned(), detail.to_owned());
        tracing::warn!(code, n = duties.len(), "given up: {detail}");
        self.log_all(duties, Event::GivenUp { code, detail }).await;
    }

    /// Sends something where nobody else has to wait for it.
    async fn send(
        &self,
        parcel: byline_act::Parcel,
        read: fn(&byline_act::Answer, Timestamp) -> Outcome,
    ) -> Outcome {
        match self.ask(parcel).await {
            Ok(answer) => read(&answer, self.now()),
            Err(outcome) => outcome,
        }
    }

    /// The answer to something that is sent; else what its absence means.
    async fn ask(&self, parcel: byline_act::Parcel) -> Result<byline_act::Answer, Outcome> {
        let post = Arc::clone(&self.post);
        let sent = tokio::task::spawn_blocking(move || post.send(&parcel)).await;
        match sent {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(error.outcome()),
            Err(_) => Err(Outcome::silent("the sending broke off; see the log")),
        }
    }

    /// Works with a connection as a sender. Its secrets are shown to nobody else.
    fn as_sender<T>(&self, connection: &Connection, work: impl FnOnce(&Sender<'_>) -> T) -> T {
        let secrets = self.home.secrets(connection.id.as_str());
        let secrets: Vec<&[u8]> = secrets.iter().map(|secret| secret.expose()).collect();
        work(&Sender {
            connection: &connection.id,
            account: connection.account.as_deref(),
            settings: &connection.settings,
            secrets: &secrets,
            pages_url: &self.settings.pages_url,
            now: self.now(),
        })
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.world.now()
    }

    fn jitter(&self) -> u64 {
        let random = self.world.random();
        let mut low = [0; 8];
        low.copy_from_slice(&random[8..]);
        u64::from_be_bytes(low)
    }
}

#[cfg(test)]
mod bench;
#[cfg(test)]
mod drill;
#[cfg(test)]
mod tests;
