//! A fake of Slack: an incoming webhook and `chat.postMessage`, with Slack's limits and its pace.
//!
//! Slack takes about one message a second and answers 429 with `Retry-After` above that; here the
//! clock is the test's own.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{bearer, lock, serve};
use super::hitch::{Hitch, Hitches};
use super::{Asked, Fake, Said};

/// The path of the webhook.
pub const WEBHOOK_PATH: &str = "/services/T0/B0/fake";

/// A Slack workspace with one channel.
#[derive(Debug)]
pub struct FakeSlack {
    book: Arc<Mutex<Book>>,
    api: Fake,
}

#[derive(Debug)]
struct Book {
    token: String,
    hitches: Hitches,
    posts: Vec<Value>,
    now_ms: Option<i64>,
    posted_ms: Option<i64>,
    n_early: usize,
}

impl FakeSlack {
    /// A workspace whose bot has this token.
    pub fn open(token: &str) -> Self {
        let book = Book {
            token: token.to_owned(),
            hitches: Hitches::default(),
            posts: Vec::new(),
            now_ms: None,
            posted_ms: None,
            n_early: 0,
        };
        let book = Arc::new(Mutex::new(book));
        let api = serve(&book, Book::answer);
        Self { book, api }
    }

    /// Its API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// The address of its webhook.
    pub fn webhook_url(&self) -> String {
        format!("{}{WEBHOOK_PATH}", self.api.url())
    }

    /// What will go wrong with the next requests, in order.
    pub fn will(&self, hitches: &[Option<Hitch>]) {
        lock(&self.book).hitches.will(hitches);
    }

    /// What goes wrong with every request from now on; `None`: nothing any more.
    pub fn always(&self, hitch: Option<Hitch>) {
        lock(&self.book).hitches.always(hitch);
    }

    /// The time, in milliseconds. Once told, it takes one message a second and no more.
    pub fn is_at(&self, now_ms: i64) {
        lock(&self.book).now_ms = Some(now_ms);
    }

    /// Everything that was posted, the oldest first.
    pub fn posts(&self) -> Vec<Value> {
        lock(&self.book).posts.clone()
    }

    /// The texts of everything that was posted.
    pub fn texts(&self) -> Vec<String> {
        let text = |post: &Value| post["text"].as_str().unwrap_or_default().to_owned();
        self.posts().iter().map(text).collect()
    }

    /// How often somebody came too early.
    pub fn n_early(&self) -> usize {
        lock(&self.book).n_early
    }
}

impl Book {
    fn answer(&mut self, asked: &Asked) -> Said {
        let hitch = self.hitches.next();
        hitch.apply(|| self.take(asked))
    }

    fn take(&mut self, asked: &Asked) -> Said {
        let plain = |status, text: &str| Said::Whole(status, Vec::new(), text.into());
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let is_webhook = asked.target == WEBHOOK_PATH;
        let not_ok = |word: &str| plain(200, &json!({ "ok": false, "error": word }).to_string());
        if !is_webhook {
            if asked.target != "/api/chat.postMessage" {
                return plain(404, "not_found");
            }
            if bearer(asked) != Some(&*self.token) {
                return not_ok("invalid_auth");
            }
            if body["channel"].as_str().is_none_or(str::is_empty) {
                return not_ok("channel_not_found");
            }
        }
        if let (Some(now), Some(last)) = (self.now_ms, self.posted_ms)
            && now - last < 1_000
        {
            self.n_early += 1;
            return Said::Whole(429, vec![("retry-after", "1".to_owned())], Vec::new());
        }
        if let Err(word) = check(&body) {
            return if is_webhook { plain(400, word) } else { not_ok(word) };
        }
        self.posted_ms = self.now_ms;
        self.posts.push(body);
        let ts = format!("1781092800.{:06}", self.posts.len());
        match is_webhook {
            true => plain(200, "ok"),
            false => plain(200, &json!({ "ok": true, "channel": "C0123", "ts": ts }).to_string()),
        }
    }
}

/// Slack's limits.
fn check(body: &Value) -> Result<(), &'static str> {
    let blocks = body["blocks"].as_array().ok_or("no_text")?;
    if body["text"].as_str().is_none_or(str::is_empty) {
        return Err("no_text");
    }
    if 50 < blocks.len() {
        return Err("invalid_blocks");
    }
    let mut n_chars = 0;
    for block in blocks {
        let most = if block["type"] == "header" { 150 } else { 3_000 };
        let texts = std::iter::once(&block["text"]["text"]);
        let parts = ["fields", "elements"].iter().flat_map(|name| {
            block[*name].as_array().into_iter().flatten().map(|part| &part["text"])
        });
        for text in texts.chain(parts).filter_map(Value::as_str) {
            let n = text.chars().count();
            if n == 0 || most < n {
                return Err("invalid_blocks");
            }
            n_chars += n;
        }
    }
    if 13_200 < n_chars { Err("msg_blocks_too_long") } else { Ok(()) }
}
