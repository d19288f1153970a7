//! Polls for tests: a platform that speaks in a few letters, and a node that asks it.
//!
//! An answer such as `7,8,v=5,x>2` tells of 7 and 8 and of five views, has a row that cannot be
//! read, and goes on with page 2.

use std::sync::{Arc, Mutex};

use byline_core::entry::{Connection, Fact};
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::shopper::ShopperKey;
use byline_core::time::Timestamp;
use byline_ingest::dedup;
use byline_ingest::poll::{Answer, Ask, Page, Poll, PollError, Request};
use byline_ingest::webhook::Reason;
use byline_log::{ReadLog, Reader};
use byline_serve::port::{self, SecretStore};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::http::{SendError, Transport};
use super::*;
use crate::Node;
use crate::testing::{StillWorld, commit, node, wait};

/// A poll of a feed that speaks in a few letters.
pub const fn poll(feed: &'static str, what: &'static str) -> Poll {
    let (api_url, look_back_days) = ("https://api.example.com", 2);
    Poll { feed, what, api_url, look_back_days, requests_per_min: 60, begin, read }
}

pub static WAYS: [Poll; 4] = [
    poll("shopify", "orders"),
    Poll { requests_per_min: 7, ..poll("tiktok_ads", "reports") },
    Poll { requests_per_min: 7, ..poll("tiktok_ads", "audiences") },
    poll("youtube", "videos"),
];

fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, "1")
}

fn request(ask: &Ask<'_>, page: &str) -> Result<Request, PollError> {
    let (from, to) = (ask.span.from.seconds(), ask.span.to.seconds());
    let subjects = ask.subjects.join("+");
    Ok(Request {
        method: "GET",
        url: format!("{}/?from={from}&to={to}&page={page}&of={subjects}", ask.api_url),
        headers: vec![("authorization", ask.token()?.to_owned())],
        body: Vec::new(),
        cursor: page.to_owned(),
    })
}

fn read(_: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let body = std::str::from_utf8(&answer.body).unwrap_or_default();
    match answer.status {
        401 => return Err(PollError::NeedsLogin(format!("token {} is over", ask.token()?))),
        403 => return Err(PollError::Refused("HTTP 403".to_owned())),
        500 => return Err(PollError::Down("HTTP 500".to_owned())),
        _ if body == "throttled" => {
            return Err(PollError::Throttled { retry_after_s: answer.retry_after_s() });
        }
        _ => {}
    }
    let (rows, next) = body.split_once('>').unwrap_or((body, ""));
    let mut page = Page::default();
    for row in rows.split(',').filter(|row| !row.is_empty()) {
        if let Some((id, value)) = row.split_once('=') {
            let figure = views(ask, id, value.parse().ok(), answer.received_at);
            let at = figure.as_of.0.to_be_bytes();
            page.facts.push((Fact::Figure(figure), dedup::key(&[b"views", id.as_bytes(), &at])));
            continue;
        }
        match row.parse::<u8>() {
            Ok(n) => {
                let fact = Fact::Forgotten(ShopperKey([n; 16]));
                page.facts.push((fact, dedup::key(&[b"row", row.as_bytes()])));
            }
            Err(_) => page.refused.push(Reason { code: "test.row", detail: row.to_owned() }),
        }
    }
    if !next.is_empty() {
        page.next = Some(request(ask, next)?);
    }
    Ok(page)
}

fn views(ask: &Ask<'_>, id: &str, value: Option<i64>, as_of: Timestamp) -> Figure {
    let subject =
        Subject { feed: "tiktok_ads".to_owned(), kind: SubjectKind::Ad, id: id.to_owned() };
    Figure {
        connection: ask.connection.clone(),
        subject,
        counted: Counted::Views,
        value,
        currency: None,
        side: Side::Paid,
        grain: Grain::Lifetime,
        as_of,
        definition: "test.views".to_owned(),
        window: None,
    }
}

/// What a platform is asked, and when.
#[derive(Clone, Debug)]
pub struct Heard {
    pub at: Timestamp,
    pub url: String,
    pub token: String,
}

type Say = Box<dyn FnMut(&Heard) -> (u16, String) + Send>;

/// A platform without a socket.
pub struct Platform {
    world: Arc<StillWorld>,
    pub heard: Mutex<Vec<Heard>>,
    say: Mutex<Say>,
}

impl Transport for Platform {
    fn send(&self, request: &Request) -> Result<Answer, SendError> {
        let at = port::World::now(self.world.as_ref());
        let token = request.headers[0].1.clone();
        let heard = Heard { at, url: request.url.clone(), token };
        let (status, body) = (self.say.lock().unwrap())(&heard);
        self.heard.lock().unwrap().push(heard);
        let headers = vec![("retry-after".to_owned(), "900".to_owned())];
        Ok(Answer { status, headers, body: body.into_bytes(), received_at: at })
    }
}

/// A node with polls, time that is moved by hand, and a platform that says what a test wants.
pub struct Stage {
    pub world: Arc<StillWorld>,
    pub platform: Arc<Platform>,
    pub polls: Arc<Polls>,
    pub node: Node,
    pub dir: TempDir,
}

impl Stage {
    pub fn new(say: impl FnMut(&Heard) -> (u16, String) + Send + 'static) -> Self {
        Self::asking(&WAYS, say)
    }

    /// A stage that asks in ways other than its own.
    pub fn asking(
        ways: &'static [Poll],
        say: impl FnMut(&Heard) -> (u16, String) + Send + 'static,
    ) -> Self {
        let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
        let (heard, say) = (Mutex::default(), Mutex::new(Box::new(say) as Say));
        let platform = Arc::new(Platform { world: world.clone(), heard, say });
        let node = node(dir.path(), &world);
        let polls = Polls::of(node.intake.clone(), platform.clone(), ways);
        Self { world, platform, polls, node, dir }
    }

    /// A connection with a token.
    pub fn connect(&self, id: &str, feed: &str, token: &str) {
        let connection = Connection {
            id: id.into(),
            feed: feed.to_owned(),
            name: id.to_owned(),
            account: None,
            is_archived: false,
            settings: Default::default(),
        };
        commit(&self.node, vec![Fact::Connection(connection)]);
        self.log_in(id, token);
    }

    pub fn log_in(&self, id: &str, token: &str) {
        wait(self.node.secrets.set(id, vec![token.to_owned()])).unwrap();
    }

    /// The process dies and another one begins on its data.
    pub fn restart(self) -> Self {
        let Self { world, platform, polls, node: before, dir } = self;
        drop(polls);
        before.close();
        let node = node(dir.path(), &world);
        let polls = Polls::of(node.intake.clone(), platform.clone(), &WAYS);
        Self { world, platform, polls, node, dir }
    }

    /// Asks for what is due, then lets `seconds` pass, again and again.
    pub fn live(&self, n_steps: usize, seconds: i64) {
        for _ in 0..n_steps {
            wait(self.polls.step());
            self.world.pass_s(seconds);
        }
    }

    pub fn n_heard(&self) -> usize {
        self.platform.heard.lock().unwrap().len()
    }

    pub fn last_heard(&self) -> Heard {
        self.platform.heard.lock().unwrap().last().cloned().expect("it was asked")
    }

    /// Every number that was told, in the order of the log, and the codes of what was put aside.
    pub fn taken(&self) -> (Vec<u8>, Vec<String>) {
        let (mut rows, mut codes) = (Vec::new(), Vec::new());
        let log = Reader::open(self.dir.path()).unwrap();
        for (_, entry) in log.read_from(byline_core::entry::Position(1), 100_000).unwrap() {
            match entry.fact {
                Fact::Forgotten(key) => rows.push(key.0[0]),
                Fact::Quarantined(aside) => {
                    assert!(aside.inbox_id.is_some(), "its raw answer is in the inbox");
                    codes.push(aside.code);
                }
                _ => {}
            }
        }
        (rows, codes)
    }

    /// Every figure that was kept, in the order of the log: of what, and how many.
    pub fn figures(&self) -> Vec<(String, Option<i64>)> {
        let log = Reader::open(self.dir.path()).unwrap();
        let entries = log.read_from(byline_core::entry::Position(1), 100_000).unwrap();
        let of_fact = |fact| match fact {
            Fact::Figure(figure) => Some((figure.subject.id, figure.value)),
            _ => None,
        };
        entries.into_iter().filter_map(|(_, entry)| of_fact(entry.fact)).collect()
    }

    pub fn status(&self, id: &str) -> Value {
        port::Polls::status(self.polls.as_ref(), id).body.unwrap()
    }

    pub fn backfill(&self, id: &str, from: &str, to: &str) -> (u16, Value) {
        let asked = json!({ "from": from, "to": to });
        let answered = wait(port::Polls::backfill(self.polls.as_ref(), id, asked));
        (answered.status, answered.body.unwrap())
    }

    pub fn test(&self, id: &str) -> (u16, Value) {
        let answered = wait(port::Polls::test(self.polls.as_ref(), id));
        (answered.status, answered.body.unwrap())
    }
}

impl Heard {
    /// What is asked under a name.
    pub fn parameter(&self, name: &str) -> &str {
        let (_, query) = self.url.split_once('?').unwrap();
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    pub fn begin_s(&self) -> i64 {
        self.parameter("from").parse().unwrap()
    }

    pub fn end_s(&self) -> i64 {
        self.parameter("to").parse().unwrap()
    }
}
