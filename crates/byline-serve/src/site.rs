//! The site: everything that handlers share.
//!
//! Handlers read the engine from memory through a short read lock that is never held across an
//! `await`, and write only through the port.

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use byline_core::entry::Position;
use byline_core::time::Bucket;
use byline_engine::view::{IdentitiesView, MisfiledView};
use byline_engine::{Engine, Resolved};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{Semaphore, watch};

use crate::budget::MissBudget;
use crate::links::LinkTable;
use crate::machine::Machine;
use crate::network::Network;
use crate::owner::Owner;
use crate::pages::Doubles;
use crate::port::{Channels, Intake, Judge, Past, Polls, SampleData, SecretStore, World, Writer};

/// What a site is put together from.
pub struct Parts {
    /// The state that answers are read from. Only the writer changes it.
    pub engine: Arc<RwLock<Engine>>,
    /// The way into the log.
    pub writer: Arc<dyn Writer>,
    /// The way in for raw deliveries.
    pub intake: Arc<dyn Intake>,
    /// Who asks for a link.
    pub judge: Arc<dyn Judge>,
    /// Views of the past.
    pub past: Arc<dyn Past>,
    /// Data to look around in before there is any of one's own.
    pub sample: Arc<dyn SampleData>,
    /// Where secrets of connections are kept.
    pub secrets: Arc<dyn SecretStore>,
    /// Platforms that are asked in turns.
    pub polls: Arc<dyn Polls>,
    /// Ways in which people are told.
    pub channels: Arc<dyn Channels>,
    /// Time and randomness.
    pub world: Arc<dyn World>,
    /// Slugs and where they lead. The writer publishes into it.
    pub links: Arc<LinkTable>,
    /// The position of the last applied entry; screens follow it.
    pub changes: watch::Receiver<Position>,
    /// Whether the state is complete.
    pub readiness: watch::Receiver<Readiness>,
    /// What `/metrics` prints.
    pub metrics: PrometheusHandle,
    /// Who may ask.
    pub owner: Owner,
    /// What the operator chose.
    pub settings: Settings,
}

/// Where it was last said who is who, and when that was looked at.
type LookedAt = (Position, Bucket);

/// Everything that handlers share.
pub struct Site {
    /// What it was put together from.
    pub parts: Parts,
    /// Held from the check of a choice until it is applied, so that of two equal wishes one wins.
    pub(crate) choosing: tokio::sync::Mutex<()>,
    /// The salt of the day, see [`Site::set_day_salt`].
    day_salt: RwLock<Option<[u8; 32]>>,
    closing: watch::Sender<bool>,
    /// Places for live streams.
    pub(crate) live_places: Arc<Semaphore>,
    /// Who is who, as it was last resolved.
    resolved: Mutex<Option<Arc<Resolved>>>,
    /// Who is probably somebody else, and when that was looked at.
    doubles: Mutex<Option<(LookedAt, Arc<Doubles>)>>,
    /// What may be filed under the wrong name, as it was last looked at.
    misfiled: Mutex<Option<Arc<MisfiledView>>>,
    /// Campaigns that were decided again under other thresholds.
    pub(crate) machine: Machine,
    /// Wrong tokens of each network.
    pub(crate) login_misses: MissBudget,
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What short links begin with, such as `https://go.brand.com`, without a slash at the end.
    pub links_url: String,
    /// What pages begin with, such as `https://byline.brand.com`, without a slash at the end.
    /// Session cookies are marked `Secure` if it is `https`.
    pub pages_url: String,
    /// Hosts that links may lead to, with their subdomains; any public host if empty.
    pub destination_hosts: Vec<String>,
    /// Whether slugs may be chosen by hand; else all of them are random.
    pub may_choose_slugs: bool,
    /// How many times faster than ours the clock of a demo runs; `None` outside of a demo.
    pub demo_speed: Option<f64>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// The header in which those proxies say the country of who asks, such as `cf-ipcountry`.
    pub country_header: Option<String>,
    /// Limits of listeners.
    pub limits: Limits,
}

/// Limits of one listener. Each is generous for people and deadly for a flood.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections.
    pub connections: usize,
    /// Open connections of one address (of one /64 in IPv6); trusted proxies are exempt.
    pub connections_per_address: usize,
    /// How long a client may take from connecting, or from its last answer, to a whole head.
    pub head: Duration,
    /// How long a client may take to send a body.
    pub body: Duration,
    /// How long a client may leave an answer unread.
    pub stalled_write: Duration,
    /// How long open requests may take after a shutdown began.
    pub drain: Duration,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Open live streams.
    pub live_streams: usize,
}

/// Whether the state is complete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readiness {
    /// The log is still being read back.
    CatchingUp {
        /// How many entries are left.
        n_left: u64,
    },
    /// Every entry of the log is in the state.
    Ready,
    /// The state is complete, but the store takes nothing in: a full or broken disk. Senders are
    /// refused until it does.
    Stopped,
    /// A law of the state is broken, or the log cannot be read back. Only the links work.
    Halted,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            connections_per_address: 100,
            head: Duration::from_secs(5),
            body: Duration::from_secs(30),
            stalled_write: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            body_bytes: 1 << 20,
            live_streams: 1_024,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            links_url: "http://127.0.0.1:8080".to_owned(),
            pages_url: "http://127.0.0.1:8080".to_owned(),
            destination_hosts: Vec::new(),
            may_choose_slugs: true,
            demo_speed: None,
            trusted_proxies: Vec::new(),
            country_header: None,
            limits: Limits::default(),
        }
    }
}

impl Site {
    /// Puts a site together.
    pub fn new(parts: Parts) -> Arc<Self> {
        let live_places = Arc::new(Semaphore::new(parts.settings.limits.live_streams));
        Arc::new(Self {
            parts,
            live_places,
            choosing: tokio::sync::Mutex::new(()),
            day_salt: RwLock::new(None),
            resolved: Mutex::new(None),
            doubles: Mutex::new(None),
            misfiled: Mutex::new(None),
            machine: Machine::default(),
            closing: watch::Sender::new(false),
            login_misses: MissBudget::new(20),
        })
    }

    /// The state as it is now. Never hold it across an `await`: the writer waits for it.
    pub fn engine(&self) -> RwLockReadGuard<'_, Engine> {
        self.parts.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who may be whom. Resolving takes a while, and is done again only once a name has changed.
    pub fn identities(&self, engine: &Engine) -> IdentitiesView {
        let kept = || self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().clone();
        let (view, resolved) = engine.identities_knowing(known);
        *kept() = Some(resolved);
        view
    }

    /// Who is probably somebody else. Looked at again only once it was said anew who is who, and
    /// each quarter of an hour, because whoever of two earns more goes on.
    pub(crate) fn doubles(&self, engine: &Engine) -> Arc<Doubles> {
        let kept = || self.doubles.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (engine.persons_at(), engine.stand().as_of.bucket());
        let known = kept().clone();
        if let Some((_, doubles)) = known.filter(|(of, _)| *of == key) {
            return doubles;
        }
        let doubles = Arc::new(Doubles::of(&self.identities(engine)));
        *kept() = Some((key, doubles.clone()));
        doubles
    }

    /// What may be filed under the wrong name. Looked at again only once anything was taken in.
    pub fn misfiled(&self, engine: &Engine) -> Arc<MisfiledView> {
        let kept = || self.misfiled.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().clone();
        if let Some(known) = known.filter(|it| it.stand.position == engine.stand().position) {
            return known;
        }
        let view = Arc::new(engine.misfiled_view());
        *kept() = Some(view.clone());
        view
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    /// Replaces the random salt of the keys that tell a day's repeated clicks apart. Without a
    /// salt clicks carry no such key. Whoever rotates it also forgets the old one.
    pub fn set_day_salt(&self, salt: Option<[u8; 32]>) {
        *self.day_salt.write().unwrap_or_else(PoisonError::into_inner) = salt;
    }

    pub(crate) fn day_salt(&self) -> Option<[u8; 32]> {
        *self.day_salt.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells open live streams to end.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Becomes `true` when the site shuts down.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
}
