//! A bench for tests of dispatch: an outbox in memory, channels on the loopback, time that is moved
//! by hand.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use byline_core::action::{Acted, Action, ActionKey, Ad, Deed, Event, Message};
use byline_core::channel;
use byline_core::decision::PauseRules;
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::pausing::{Attempt, AttemptState};
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;
use byline_core::time::Timestamp;
use byline_log::Secret;
use byline_serve::port::{Pending, World as _};

use super::home::{Duty, Home};
use super::{DispatchSettings, Dispatcher, PostOffice};
use crate::polls::Http;
use crate::testing::{StillWorld, wait};

/// A connection with its secrets.
type Known = (Connection, Arc<[Secret]>);

/// An outbox in memory that takes in what is logged as the engine does.
pub struct FakeHome {
    world: Arc<StillWorld>,
    pub duties: Mutex<Vec<Duty>>,
    pub connections: Mutex<BTreeMap<String, Known>>,
    /// Everything that was logged, with when.
    pub log: Mutex<Vec<(Timestamp, Acted)>>,
    /// Whether the store takes nothing.
    pub is_full: AtomicBool,
    /// Whether minutes no longer pass.
    pub stands: Mutex<Option<Timestamp>>,
}

impl Home for FakeHome {
    fn is_ready(&self) -> bool {
        true
    }

    fn as_of(&self) -> Timestamp {
        self.stands.lock().unwrap().unwrap_or_else(|| self.world.now())
    }

    fn open(&self) -> Vec<Duty> {
        self.duties.lock().unwrap().clone()
    }

    fn connection(&self, id: &str) -> Option<Connection> {
        self.connections.lock().unwrap().get(id).map(|(row, _)| row.clone())
    }

    fn channels(&self) -> Vec<Connection> {
        let connections = self.connections.lock().unwrap();
        let rows = connections.values().map(|(row, _)| row);
        rows.filter(|row| channel::find(&row.feed).is_some()).cloned().collect()
    }

    fn secrets(&self, id: &str) -> Arc<[Secret]> {
        let connections = self.connections.lock().unwrap();
        connections.get(id).map(|(_, secrets)| Arc::clone(secrets)).unwrap_or_default()
    }

    fn log(&self, acted: Vec<Acted>) -> Pending<'_, bool> {
        Box::pin(async move {
            if self.is_full.load(Ordering::Relaxed) {
                return false;
            }
            for acted in acted {
                self.take(&acted);
                self.log.lock().unwrap().push((self.world.now(), acted));
            }
            true
        })
    }

    fn restate(&self, connection: Connection) -> Pending<'_, bool> {
        let mut connections = self.connections.lock().unwrap();
        if let Some((row, _)) = connections.get_mut(connection.id.as_str()) {
            *row = connection;
        }
        Box::pin(async { true })
    }
}

impl FakeHome {
    fn take(&self, acted: &Acted) {
        let mut duties = self.duties.lock().unwrap();
        let place = duties.iter().position(|duty| duty.action.key == acted.key);
        let Some(place) = place else { return };
        let duty = &mut duties[place];
        match &acted.event {
            Event::Failed { code, retry_at, .. } => {
                duty.n_failed += 1;
                (duty.retry_at, duty.failed_by) = (Some(*retry_at), Some(code.clone()));
            }
            Event::Ad(step) => {
                let attempt = duty.attempt.clone().unwrap();
                let (attempt, _) = attempt.step(step.clone(), &duty.rules, self.world.now());
                let is_open = attempt.state == AttemptState::Open;
                duty.attempt = Some(attempt);
                if !is_open {
                    duties.remove(place);
                }
            }
            Event::Delivered { .. } | Event::DryRun | Event::GivenUp { .. } => {
                duties.remove(place);
            }
        }
    }
}

/// A dispatcher over the bench's home.
pub struct Bench {
    pub world: Arc<StillWorld>,
    pub home: Arc<FakeHome>,
    pub dispatcher: Arc<Dispatcher>,
    pub heartbeat_url: Option<String>,
}

impl Bench {
    pub fn new() -> Self {
        Self::with_heartbeat(None)
    }

    pub fn with_heartbeat(heartbeat_url: Option<String>) -> Self {
        let world = StillWorld::new();
        let home = Arc::new(FakeHome {
            world: Arc::clone(&world),
            duties: Mutex::default(),
            connections: Mutex::default(),
            log: Mutex::default(),
            is_full: AtomicBool::new(false),
            stands: Mutex::default(),
        });
        let dispatcher = dispatcher(&world, &home, heartbeat_url.clone());
        Self { world, home, dispatcher, heartbeat_url }
    }

    /// The process dies and another one begins: what was only in memory is gone.
    pub fn crash(&mut self) {
        self.home.is_full.store(false, Ordering::Relaxed);
        self.dispatcher = dispatcher(&self.world, &self.home, self.heartbeat_url.clone());
    }

    /// A connection with settings and secrets.
    pub fn connect(&self, id: &str, feed: &str, secrets: &[&str], settings: &[(&str, &str)]) {
        let connection = Connection {
            id: id.into(),
            feed: feed.to_owned(),
            name: id.to_owned(),
            account: Some("123".to_owned()),
            is_archived: false,
            settings: settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        };
        let secrets: Arc<[Secret]> =
            secrets.iter().map(|secret| Secret::new(secret.as_bytes())).collect();
        self.home.connections.lock().unwrap().insert(id.to_owned(), (connection, secrets));
    }

    /// An alert fires, and a channel is to be told.
    pub fn tell(&self, alert: &str, to: &str) {
        self.put(
            format!("{alert}/1/fired>{to}"),
            to,
            Deed::Tell(message(alert, NoticeKind::Fired)),
        );
    }

    /// The alert is over: what waits is late news, and the end is to be told.
    pub fn resolve(&self, alert: &str, to: &str) {
        for duty in self.home.duties.lock().unwrap().iter_mut() {
            let is_its = matches!(&duty.action.deed, Deed::Tell(message) if message.alert == alert);
            duty.is_over |= is_its;
        }
        let over = message(alert, NoticeKind::Resolved);
        self.put(format!("{alert}/1/resolved>{to}"), to, Deed::Tell(over));
    }

    /// An ad is to be paused.
    pub fn pause(&self, ad: &str, to: &str) {
        let ad = Ad { id: ad.to_owned(), name: None, creator_id: "crt_ana".into() };
        self.put(format!("floor/1/pause>{}", ad.id), to, Deed::Pause(ad));
    }

    fn put(&self, key: String, to: &str, deed: Deed) {
        let decided_at = self.world.now();
        let attempt = deed_attempt(&deed, &key, decided_at);
        let action = Action { key: ActionKey(key), to: to.into(), decided_at, deed };
        self.home.duties.lock().unwrap().push(Duty {
            action,
            n_failed: 0,
            retry_at: None,
            failed_by: None,
            attempt,
            is_over: false,
            rules: PauseRules::default(),
        });
    }

    /// One step.
    pub fn step(&self) {
        wait(Arc::clone(&self.dispatcher).step());
    }

    /// A step, then so many seconds pass, again and again.
    pub fn live(&self, n_steps: usize, seconds: i64) {
        for _ in 0..n_steps {
            self.step();
            self.world.pass_s(seconds);
        }
    }

    /// How many actions are open.
    pub fn n_open(&self) -> usize {
        self.home.duties.lock().unwrap().len()
    }

    /// Everything that was logged, in short words.
    pub fn logged(&self) -> Vec<String> {
        let log = self.home.log.lock().unwrap();
        log.iter().map(|(_, acted)| in_short(acted)).collect()
    }
}

fn dispatcher(
    world: &Arc<StillWorld>,
    home: &Arc<FakeHome>,
    heartbeat_url: Option<String>,
) -> Arc<Dispatcher> {
    let http = Http::open_within(Duration::from_millis(400), world.clone());
    let settings =
        DispatchSettings { pages_url: "https://byline.brand.com".to_owned(), heartbeat_url };
    Dispatcher::over(home.clone(), PostOffice::new(Arc::new(http), true), world.clone(), settings)
}

fn deed_attempt(deed: &Deed, key: &str, at: Timestamp) -> Option<Attempt> {
    match deed {
        Deed::Tell(_) => None,
        Deed::Pause(_) => Some(Attempt::new(key.to_owned(), at, None)),
        Deed::Resume(_) => Some(Attempt::resume(key.to_owned(), at)),
    }
}

fn message(alert: &str, kind: NoticeKind) -> Message {
    let opening = if kind == NoticeKind::Resolved { "Over: " } else { "" };
    Message {
        kind,
        urgency: Urgency::Page,
        alert: alert.to_owned(),
        episode: 1,
        campaign_id: "summer".into(),
        creator_id: Some("crt_ana".into()),
        title: format!("{opening}{alert} is under the floor"),
        figures: vec![("Revenue".to_owned(), "$12.00".to_owned())],
        advice: vec!["Look at the landing page".to_owned()],
        path: format!("/decisions/alert?id={alert}"),
        due_at: None,
    }
}

fn in_short(acted: &Acted) -> String {
    let key = &acted.key.0;
    match &acted.event {
        Event::Delivered { is_digest: true, .. } => format!("{key} digest"),
        Event::Delivered { .. } => format!("{key} delivered"),
        Event::DryRun => format!("{key} dry run"),
        Event::Failed { code, .. } => format!("{key} failed {code}"),
        Event::GivenUp { code, .. } => format!("{key} given up {code}"),
        Event::Ad(step) => format!("{key} {step:?}"),
    }
}
