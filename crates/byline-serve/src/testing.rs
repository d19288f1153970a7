//! A stage for tests: a site over a node in memory, and requests without a socket.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use byline_core::channel::{self, Mode};
use byline_core::click::{Click, Verdict};
use byline_core::entry::{Connection, Entry, Position};
use byline_core::link::{Link, Utm};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use http_body_util::BodyExt;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::listen::Desk;
use crate::port::{
    Again, Answered, ChannelHealth, ChannelState, ChannelTrouble, Channels, Delivery, Durable,
    FileColumn, FileGuess, FileKind, ImportHow, Intake, Judge, Judged, NewFact, Outcome, Past,
    PastError, Pending, Polls, SampleData, SampleStand, SecretStore, Unavailable, World, Writer,
};
use crate::problem::Problem;
use crate::{LinkTable, Owner, Parts, Readiness, Role, Settings, Site};

/// The owner's token on every stage.
pub const TOKEN: &str = "byl_0123456789abcdefghijklmnopqrstuvwxyz";

/// When every stage begins: 2026-06-10T12:00:00Z.
pub const NOW: Timestamp = Timestamp(1_781_092_800_000_000);

/// A site over a node in memory.
pub struct Stage {
    pub node: Arc<Node>,
    pub site: Arc<Site>,
    desk: Desk,
}

/// A node in memory: what is committed is applied at once.
pub struct Node {
    pub engine: Arc<RwLock<Engine>>,
    pub links: Arc<LinkTable>,
    pub changes: watch::Sender<Position>,
    pub readiness: watch::Sender<Readiness>,
    /// Everything that was committed.
    pub log: Mutex<Vec<Entry>>,
    /// Clicks that the redirect handed over.
    pub clicks: Mutex<Vec<Click>>,
    /// Secrets by connection.
    pub kept_secrets: Mutex<Vec<(String, Vec<String>)>>,
    /// What is said of polls, by connection.
    pub polled: Mutex<Vec<Value>>,
    /// Sample data: the state as it was when somebody asked for it.
    pub sample: Mutex<SampleStand>,
    /// Deliveries that cannot be read however often, by where their bytes lie.
    pub unreadable: Mutex<Vec<u64>>,
    /// Whether the store refuses everything.
    pub is_full: AtomicBool,
    /// Whether the intake panics.
    pub is_poisoned: AtomicBool,
    pub now: AtomicI64,
    n_random: AtomicU64,
}

/// An answer, read to its end.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Stage {
    /// A stage with both roles and default settings.
    pub fn new() -> Self {
        Self::with(Settings::default(), Role::Both)
    }

    /// A stage with other settings or another role.
    pub fn with(settings: Settings, role: Role) -> Self {
        let node = Arc::new(Node {
            engine: Arc::default(),
            links: Arc::default(),
            changes: watch::Sender::new(Position(0)),
            readiness: watch::Sender::new(Readiness::Ready),
            log: Mutex::default(),
            clicks: Mutex::default(),
            kept_secrets: Mutex::default(),
            polled: Mutex::default(),
            sample: Mutex::default(),
            unreadable: Mutex::default(),
            is_full: AtomicBool::new(false),
            is_poisoned: AtomicBool::new(false),
            now: AtomicI64::new(NOW.0),
            n_random: AtomicU64::new(0),
        });
        let site = Site::new(Parts {
            engine: node.engine.clone(),
            writer: node.clone(),
            intake: node.clone(),
            judge: node.clone(),
            past: node.clone(),
            sample: node.clone(),
            secrets: node.clone(),
            polls: node.clone(),
            channels: node.clone(),
            world: node.clone(),
            links: node.links.clone(),
            changes: node.changes.subscribe(),
            readiness: node.readiness.subscribe(),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            owner: Owner::new(TOKEN),
            settings,
        });
        let desk = Desk::new(site.clone(), role);
        Self { node, site, desk }
    }

    /// Asks `line`, such as `GET /live`, with headers such as `accept: text/html`.
    pub async fn ask(&self, line: &str, headers: &[&str], body: impl Into<Body>) -> Reply {
        let (parts, body) = self.begin(line, headers, body).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.into()).unwrap();
        Reply { status: parts.status, headers: parts.headers, text }
    }

    /// Asks like [`Stage::ask`], and leaves the answer's body unread.
    pub async fn begin(
        &self,
        line: &str,
        headers: &[&str],
        body: impl Into<Body>,
    ) -> Response<Body> {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|header| header.starts_with("host:")) {
            request = request.header("host", "go.brand.com");
        }
        for header in headers {
            let (name, value) = header.split_once(": ").expect("a name and a value");
            request = request.header(name, value.as_bytes());
        }
        let request = request.body(body.into()).unwrap();
        let peer = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
        self.desk.answer_to(request, peer).await
    }

    /// Asks without a body and without a token.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), &[], Body::empty()).await
    }

    /// Asks as the owner, with a body of JSON unless it is null.
    pub async fn owner(&self, line: &str, body: Value) -> Reply {
        let token = format!("authorization: Bearer {TOKEN}");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.ask(line, &[&token, "content-type: application/json"], body).await
    }

    /// The clicks so far.
    pub fn clicks(&self) -> Vec<Click> {
        self.node.clicks.lock().unwrap().clone()
    }
}

impl Reply {
    /// A header's text; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Status and problem code, such as `409 link.slug_taken`.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        format!("{} {}", self.status.as_u16(), problem["code"].as_str().unwrap())
    }
}

/// A link in force, for tests of the redirect.
pub fn link(slug: &str, destination: &str) -> Link {
    Link {
        id: format!("lnk_{slug}").into(),
        slug: slug.to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        placement_id: None,
        content_id: None,
        destination: destination.to_owned(),
        utm: Utm { source: "instagram".to_owned(), ..Utm::default() },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

impl Node {
    fn check_store(&self) -> Result<(), Unavailable> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(Unavailable { reason: "disk full".to_owned(), retry_after_s: 5 });
        }
        Ok(())
    }

    fn apply(&self, new: NewFact, actor: Option<&str>) -> Outcome {
        let position = Position(self.changes.borrow().0 + 1);
        let fact = new.fact.clone();
        let actor = actor.map(str::to_owned);
        let entry = Entry { received_at: self.now(), fact: new.fact, dedup: new.dedup, actor };
        self.engine.write().unwrap().apply(position, &entry);
        self.log.lock().unwrap().push(entry);
        self.links.follow(&fact);
        self.changes.send_replace(position);
        Outcome::Accepted(position)
    }
}

impl Writer for Node {
    fn commit(
        &self,
        facts: Vec<NewFact>,
        actor: Option<String>,
    ) -> Pending<'_, Result<Durable, Unavailable>> {
        Box::pin(async move {
            self.check_store()?;
            let apply = |new| self.apply(new, actor.as_deref());
            Ok(Durable { outcomes: facts.into_iter().map(apply).collect() })
        })
    }

    fn record_click(&self, click: Click) {
        self.clicks.lock().unwrap().push(click);
    }
}

impl Intake for Node {
    fn webhook<'a>(
        &'a self,
        feed: &'a str,
        connection: &'a str,
        delivery: Delivery,
        _now: Timestamp,
    ) -> Pending<'a, Answered> {
        Box::pin(async move {
            assert!(!self.is_poisoned.load(Ordering::Relaxed), "planted");
            let is_signed = delivery.headers.iter().any(|(name, _)| name == "x-signature");
            let status = if is_signed { 200 } else { 401 };
            let body =
                json!({ "feed": feed, "connection": connection, "n_bytes": delivery.body.len() });
            Answered { status, body: Some(body), retry_after_s: None }
        })
    }

    fn events(&self, body: Vec<u8>, _now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(async move {
            if self.check_store().is_err() {
                return Answered { status: 503, body: None, retry_after_s: Some(5) };
            }
            Answered {
                status: 200,
                body: Some(json!({ "n_bytes": body.len() })),
                retry_after_s: None,
            }
        })
    }

    fn replay(&self, inbox_id: u64, actor: String) -> Pending<'_, Answered> {
        let said = json!({ "inbox_id": inbox_id, "actor": actor });
        let is_unreadable = self.unreadable.lock().unwrap().contains(&inbox_id);
        let status = if is_unreadable { 422 } else { 200 };
        Box::pin(async move { Answered { status, body: Some(said), retry_after_s: None } })
    }

    fn import<'a>(
        &'a self,
        kind: &'a str,
        how: ImportHow,
        body: Vec<u8>,
        _now: Timestamp,
    ) -> Pending<'a, Answered> {
        if kind == "table" && how.what.as_deref() == Some("import.odd") {
            let problem =
                Problem::new(400, "files.columns_missing", "no column is mapped to value");
            return Box::pin(async { problem.next_step("map a column to it").into() });
        }
        let rows = how.refused_rows.then_some("refused_line\n3\n");
        let mapping = how.mapping.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let guessed = json!({ "feed": "import", "what": "orders",
            "columns": { "order_id": "order_id" }, "settings": {} });
        let said = json!({
            "refused_rows": rows,
            "mapping": mapping.unwrap_or(guessed),
            "header": ["order_id", "value"],
            "unused": ["value"],
            "passed_over": 2,
            "kind": kind,
            "line": how.first_line,
            "n_bytes": body.len(),
            "accepted": 1,
            "duplicate": 0,
            "rejected": 1,
            "accepted_minor": { "USD": 9_640 },
            "rejections": [{
                "line": 3,
                "code": "import.value",
                "detail": "line 3 says nothing",
                "next_step": "write an amount",
            }],
        });
        Box::pin(async { Answered { status: 200, body: Some(said), retry_after_s: None } })
    }

    fn kinds(&self) -> Vec<FileKind> {
        let column = |name, meaning, is_needed| FileColumn { name, meaning, is_needed };
        let columns = vec![
            column("order_id", "the order", true),
            column("value", "goods after discounts", true),
            column("codes", "promo codes", false),
        ];
        let about = "A sheet of orders, a row for each";
        vec![
            FileKind { feed: "import", what: "orders", about, columns: columns.clone() },
            FileKind { feed: "shopify", what: "orders", about: "Orders, Export", columns },
        ]
    }

    fn guess(&self, body: &[u8], _what: Option<&str>) -> Option<FileGuess> {
        let text = std::str::from_utf8(body).ok()?;
        let header = text.lines().next()?.split(',').map(str::to_owned).collect::<Vec<_>>();
        let columns = header.iter().map(|name| (name.clone(), name.clone())).collect();
        Some(FileGuess { what: "import.orders".to_owned(), header, columns })
    }

    fn pixel(&self, _body: Vec<u8>, _now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(async { Answered { status: 204, body: None, retry_after_s: None } })
    }
}

impl Judge for Node {
    fn judge<'h>(&self, _method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Judged {
        let is_bot = header("user-agent").is_some_and(|agent| agent.contains("bot"));
        let is_prefetch = header("sec-purpose").is_some_and(|p| p.starts_with("prefetch"));
        let (verdict, reason) = match (is_prefetch, is_bot) {
            (true, _) => (Verdict::Prefetch, Some("sec_purpose".to_owned())),
            (_, true) => (Verdict::Bot, Some("user_agent".to_owned())),
            _ => (Verdict::Human, None),
        };
        Judged { verdict, reason, in_app: None, device: None }
    }
}

impl Past for Node {
    fn at_position(&self, position: Position) -> Pending<'_, Result<Arc<Engine>, PastError>> {
        Box::pin(async move {
            let end = *self.changes.borrow();
            if end < position {
                return Err(PastError::NotYet(end));
            }
            Ok(Arc::default())
        })
    }

    fn at_instant(&self, _instant: Timestamp) -> Pending<'_, Result<Arc<Engine>, PastError>> {
        Box::pin(async { Ok(Arc::default()) })
    }

    fn decide_again(&self, again: Again) -> Pending<'_, Result<Option<Box<Engine>>, PastError>> {
        Box::pin(async move {
            let mut engine = Engine::beside(Some(&again.campaign), again.rules);
            let log = self.log.lock().unwrap().clone();
            for (position, entry) in (1..=again.last.0).zip(&log) {
                engine.apply(Position(position), entry);
                // Others have their turn, as beside a real replay.
                tokio::task::yield_now().await;
                if !again.course.tell(position) {
                    return Ok(None);
                }
            }
            Ok(Some(Box::new(engine)))
        })
    }
}

impl SampleData for Node {
    fn stand(&self) -> SampleStand {
        self.sample.lock().unwrap().clone()
    }

    fn make(&self) {
        let engine = self.engine.read().unwrap().clone();
        *self.sample.lock().unwrap() = SampleStand::Ready(Arc::new(engine));
    }

    fn forget(&self) {
        *self.sample.lock().unwrap() = SampleStand::None;
    }
}

impl SecretStore for Node {
    fn set(&self, connection: &str, secrets: Vec<String>) -> Pending<'_, Result<(), Unavailable>> {
        let kept = (connection.to_owned(), secrets);
        let done = self.check_store().map(|()| self.kept_secrets.lock().unwrap().push(kept));
        Box::pin(std::future::ready(done))
    }

    fn n_kept(&self, connection: &str) -> usize {
        let kept = self.kept_secrets.lock().unwrap();
        kept.iter().rev().find(|(id, _)| id == connection).map_or(0, |(_, secrets)| secrets.len())
    }
}

impl Channels for Node {
    fn states(&self) -> Vec<ChannelState> {
        let engine = self.engine.read().unwrap();
        let channels = engine.connections().filter(|row| channel::find(&row.feed).is_some());
        let state = |row: &Connection| ChannelState {
            connection: row.id.clone(),
            feed: row.feed.clone(),
            name: row.name.clone(),
            mode: channel::mode_of(row),
            state: if channel::mode_of(row) == Mode::Live { "failing" } else { "dry_run" },
            n_waiting: 3,
            n_pages_waiting: 1,
            failing_since: Some(self.now()),
            delivered_at: None,
            last_error: Some(ChannelTrouble {
                code: "act.login_refused".to_owned(),
                detail: "the key or token is not accepted (HTTP 403)".to_owned(),
                at: self.now(),
                next_step: "make a new key there and change the secret here",
            }),
        };
        channels.filter(|row| !row.is_archived).map(state).collect()
    }

    fn test<'a>(&'a self, _: &'a str) -> Pending<'a, Answered> {
        let tested = json!({
            "is_working": true, "what": "test message", "status": null, "n_facts": 0,
            "n_refused": 0, "code": null, "detail": "the channel took the test message",
            "next_step": null,
        });
        Box::pin(async move { said(tested) })
    }

    fn health(&self) -> ChannelHealth {
        let states = self.states();
        let n_live = states.iter().filter(|state| state.mode == Mode::Live).count();
        ChannelHealth { n_live, n_failing: n_live, n_pages: n_live }
    }
}

impl Polls for Node {
    fn status(&self, connection: &str) -> Answered {
        let known =
            self.polled.lock().unwrap().iter().find(|it| it["connection"] == connection).cloned();
        said(known.unwrap_or_else(|| json!({ "connection": connection })))
    }

    fn statuses(&self) -> Vec<Value> {
        self.polled.lock().unwrap().clone()
    }

    fn test<'a>(&'a self, connection: &'a str) -> Pending<'a, Answered> {
        let tested = json!({
            "connection": connection, "is_working": true, "what": "orders", "n_facts": 12,
            "n_refused": 0,
        });
        Box::pin(async move { said(tested) })
    }

    fn backfill<'a>(&'a self, connection: &'a str, asked: Value) -> Pending<'a, Answered> {
        Box::pin(async move { said(json!({ "connection": connection, "asked": asked })) })
    }
}

fn said(body: Value) -> Answered {
    Answered { status: 200, body: Some(body), retry_after_s: None }
}

impl World for Node {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    fn random(&self) -> [u8; 16] {
        let n = self.n_random.fetch_add(1, Ordering::Relaxed);
        // Spread over all bytes, the same in every run.
        let mixed = u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        mixed.to_be_bytes()
    }
}
