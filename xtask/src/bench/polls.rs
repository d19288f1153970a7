//! Polls: a whole turn of three platforms for 200 creators, from due until every figure is durable
//! and counts where it belongs.
//!
//! The node asks fakes of TikTok ads, Meta ads and YouTube over real HTTP, in the pages and at the
//! pace of the real ones: nothing is skipped but the network's distance. The peer is what nobody
//! can save: the same requests, sent by the same client to the same fakes, a platform beside the
//! other, and their answers thrown away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use byline_core::event::Metric;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp, Zone};
use byline_engine::Counters;
use byline_engine::view::{Basis, Query, Scope};
use byline_ingest::poll::{Answer, Request};
use byline_log::MasterKey;
use byline_run::polls::{Http, SendError, Transport};
use byline_run::{Node, Place, Polls};
use byline_serve::Readiness;
use byline_serve::port::{self, NewFact, SecretStore, World, Writer};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::pace::rest;
use super::report::{Peer, Row};
use super::roster::{CONNECTIONS, N_CREATORS, Platforms, TOKEN, facts};

/// When the first turn begins: 2026-06-20T12:00:00Z.
const NOW: Timestamp = Timestamp(1_781_956_800_000_000);
/// Until the next turn of every poll is due while a campaign is in flight.
const UNTIL_DUE_S: i64 = 63 * 60;
/// A turn that takes longer than this has gone wrong.
const PATIENCE: Duration = Duration::from_secs(120);
const BUDGET: Option<&str> = Some("under 10 s");

/// Measures a turn in which everything is new, and the one of the next hour.
pub fn run() -> Result<Vec<Row>> {
    let platforms = Platforms::open(NOW);
    let stage = Stage::open(&platforms)?;
    let first = stage.turn()?;
    platforms.restate();
    stage.world.pass_s(UNTIL_DUE_S);
    let next = stage.turn()?;
    let counted = stage.impressions()?;
    ensure!(counted == platforms.n_impressions(), "{counted} impressions are counted");
    stage.node.close();
    Ok(vec![
        first.whole("everything new"),
        first.figures(),
        next.whole("an hour later, a tenth restated"),
        next.figures(),
    ])
}

/// One turn of every poll.
struct Turn {
    spent: Duration,
    /// How long the bare requests took.
    bare: Duration,
    n_requests: usize,
    n_figures: u64,
    /// How many of them changed nothing.
    n_known: u64,
}

impl Turn {
    fn whole(&self, which: &str) -> Row {
        Row {
            what: format!("{N_CREATORS} creators, {} requests, {which}", self.n_requests),
            unit: "s",
            ours: Some(self.spent.as_secs_f64()),
            peer: Some(Peer { name: "bare requests", figure: self.bare.as_secs_f64() }),
            budget: BUDGET,
        }
    }

    fn figures(&self) -> Row {
        let Self { n_figures, n_known, .. } = self;
        Row {
            what: format!("{n_figures} figures of that turn, {n_known} say nothing new"),
            unit: "figures/s",
            ours: Some(*n_figures as f64 / self.spent.as_secs_f64()),
            peer: None,
            budget: None,
        }
    }
}

/// A node with its polls, and the platforms that they ask.
struct Stage {
    world: Arc<Moved>,
    node: Node,
    polls: Arc<Polls>,
    way: Arc<Listening>,
    runtime: Runtime,
    _folder: TempDir,
}

impl Stage {
    fn open(platforms: &Platforms) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let world = Arc::new(Moved::new());
        let runtime = Runtime::new()?;
        let place = Place { dir: folder.path().to_owned(), key: MasterKey::new([7; 32]) };
        let mut node = Node::open(place, world.clone())?;
        let is_ready = |readiness: &Readiness| *readiness == Readiness::Ready;
        runtime.block_on(async {
            node.readiness.wait_for(is_ready).await?;
            let facts = facts(platforms, NOW).into_iter();
            let facts = facts.map(|fact| NewFact { fact, dedup: None }).collect();
            let committed = Writer::commit(node.writer.as_ref(), facts, None).await;
            ensure!(committed.is_ok(), "the roster cannot be committed");
            for id in CONNECTIONS {
                let kept = node.secrets.set(id, vec![TOKEN.to_owned()]).await;
                ensure!(kept.is_ok(), "the token of {id} cannot be kept");
            }
            Ok(())
        })?;
        let http = Http::open(world.clone());
        let way = Arc::new(Listening { http, sent: Mutex::default() });
        let polls = Polls::new(Arc::clone(&node.intake), way.clone());
        Ok(Self { world, node, polls, way, runtime, _folder: folder })
    }

    /// Lets every poll take its turn, then sends what was sent once more.
    fn turn(&self) -> Result<Turn> {
        let (since, before) = (self.world.now(), self.counters()?);
        let begun = Instant::now();
        let asking = self.runtime.spawn(Arc::clone(&self.polls).run());
        while !self.is_over(since)? {
            ensure!(begun.elapsed() < PATIENCE, "the turn does not end");
            rest(Duration::from_millis(5));
        }
        let (spent, after) = (begun.elapsed(), self.counters()?);
        asking.abort();
        let sent = std::mem::take(&mut *lock(&self.way.sent));
        let (n_requests, bare) = (sent.len(), bare(&self.way.http, sent)?);
        let n_figures = after.n_received - before.n_received;
        let n_known = after.n_known - before.n_known;
        Ok(Turn { spent, bare, n_requests, n_figures, n_known })
    }

    /// Whether every poll has ended a turn that began after `since`.
    fn is_over(&self, since: Timestamp) -> Result<bool> {
        for id in CONNECTIONS {
            let told = port::Polls::status(self.polls.as_ref(), id).body;
            let told = told.context("a connection is not known")?;
            for poll in told["polls"].as_array().context("a status lists polls")? {
                ensure!(poll["last_error"] == Value::Null, "{id}: {poll}");
                let ended: Option<Timestamp> =
                    serde_json::from_value(poll["last_turn_at"].clone())?;
                if ended.is_none_or(|at| at < since) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// How many facts the engine has taken in.
    fn counters(&self) -> Result<Counters> {
        let engine = self.node.engine.read().map_err(|_| anyhow!("the writer panicked"))?;
        let counters = engine.counters();
        ensure!(counters.n_quarantined == 0, "{} rows were refused", counters.n_quarantined);
        Ok(counters)
    }

    /// The impressions that count for creators of the campaign.
    fn impressions(&self) -> Result<i64> {
        let query = Query {
            scope: Scope { campaign: Some("summer".into()), ..Scope::default() },
            range: Span { from: NOW.plus_seconds(-40 * 86_400), to: NOW.plus_seconds(86_400) },
            by: Vec::new(),
            zone: Zone::utc(),
            currency: Currency::parse("USD").context("a currency")?,
            basis: Basis::default(),
        };
        let engine = self.node.engine.read().map_err(|_| anyhow!("the writer panicked"))?;
        engine.query(&query).total.metric(Metric::Impressions).context("nothing is counted")
    }
}

/// Sends requests once more, each platform's one after the other, and reads no answer.
fn bare(http: &Http, sent: Vec<Request>) -> Result<Duration> {
    let mut by_host: BTreeMap<String, Vec<Request>> = BTreeMap::new();
    for request in sent {
        let host = request.url.split('/').nth(2).unwrap_or_default().to_owned();
        by_host.entry(host).or_default().push(request);
    }
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let send =
            |requests: &[Request]| requests.iter().try_for_each(|it| http.send(it).map(drop));
        let threads: Vec<_> =
            by_host.values().map(|requests| scope.spawn(move || send(requests))).collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow!("a client panicked"))??;
        }
        Ok(begun.elapsed())
    })
}

/// The real client, and everything that was sent by it.
struct Listening {
    http: Http,
    sent: Mutex<Vec<Request>>,
}

impl Transport for Listening {
    fn send(&self, request: &Request) -> Result<Answer, SendError> {
        lock(&self.sent).push(request.clone());
        self.http.send(request)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Time that passes, and can be moved.
struct Moved {
    begun: Instant,
    moved_s: AtomicI64,
    n_random: AtomicU64,
}

impl Moved {
    fn new() -> Self {
        let (moved_s, n_random) = Default::default();
        Self { begun: Instant::now(), moved_s, n_random }
    }

    fn pass_s(&self, seconds: i64) {
        self.moved_s.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl World for Moved {
    fn now(&self) -> Timestamp {
        let passed_us = i64::try_from(self.begun.elapsed().as_micros()).unwrap_or(i64::MAX);
        NOW.plus_seconds(self.moved_s.load(Ordering::Relaxed)).plus_micros(passed_us)
    }

    fn random(&self) -> [u8; 16] {
        let n = self.n_random.fetch_add(1, Ordering::Relaxed);
        u128::from(n).to_be_bytes()
    }
}
