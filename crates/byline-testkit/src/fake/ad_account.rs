//! Fakes of three ad platforms where an ad is looked at, paused and let run: TikTok, Meta, Google.
//!
//! A change can show late, take hold although its answer is lost, or be refused; and a person can
//! sit at the platform's own screen and resume what a program paused.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{bearer, lock, serve};
use super::hitch::{Hitch, Hitches};
use super::{Asked, Fake, Said};

/// Whose language an ad account speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tongue {
    /// TikTok's: everything is HTTP 200.
    TikTok,
    /// Meta's: an ad is a node of the graph.
    Meta,
    /// Google's: search and mutate; no mark of the last change.
    Google,
}

/// An ad account with ads.
#[derive(Debug)]
pub struct FakeAdAccount {
    book: Arc<Mutex<Book>>,
    api: Fake,
}

#[derive(Debug)]
struct Book {
    tongue: Tongue,
    token: String,
    now_s: i64,
    shows_after_s: i64,
    changes: Hitches,
    ads: BTreeMap<String, FakeAd>,
}

/// An ad and what happened to it.
#[derive(Clone, Default, Debug)]
struct FakeAd {
    is_paused: bool,
    changed_s: i64,
    n_changes: u32,
    /// What is shown until then, where changes show late.
    shown: Option<(bool, u32, i64)>,
    history: Vec<Change>,
}

/// A change that took effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A program paused it.
    Paused,
    /// A program let it run.
    Resumed,
    /// A person let it run.
    PersonResumed,
    /// A program asked for what was so already.
    Nothing,
}

impl FakeAdAccount {
    /// An account whose API wants `token`, with ads that run.
    pub fn open(tongue: Tongue, token: &str, ads: &[&str], now_s: i64) -> Self {
        let ads = ads.iter().map(|id| ((*id).to_owned(), FakeAd::default())).collect();
        let changes = Hitches::default();
        let token = token.to_owned();
        let book = Book { tongue, token, now_s, shows_after_s: 0, changes, ads };
        let book = Arc::new(Mutex::new(book));
        let api = serve(&book, Book::answer);
        Self { book, api }
    }

    /// Its API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// The time, in seconds after 1970.
    pub fn is_at(&self, now_s: i64) {
        lock(&self.book).now_s = now_s;
    }

    /// From now on a change shows only so many seconds later.
    pub fn shows_after(&self, seconds: i64) {
        lock(&self.book).shows_after_s = seconds;
    }

    /// What will go wrong with the next changes, in order. Looks go well.
    pub fn will(&self, hitches: &[Option<Hitch>]) {
        lock(&self.book).changes.will(hitches);
    }

    /// What goes wrong with every change from now on; `None`: nothing any more.
    pub fn always(&self, hitch: Option<Hitch>) {
        lock(&self.book).changes.always(hitch);
    }

    /// A person resumes an ad at the platform's own screen.
    pub fn person_resumes(&self, ad: &str) {
        let mut book = lock(&self.book);
        let now_s = book.now_s;
        if let Some(ad) = book.ads.get_mut(ad) {
            ad.change(false, Change::PersonResumed, now_s, 0);
        }
    }

    /// Everything that happened to an ad.
    pub fn history(&self, ad: &str) -> Vec<Change> {
        lock(&self.book).ads.get(ad).map(|ad| ad.history.clone()).unwrap_or_default()
    }

    /// Whether an ad is paused, whatever the platform shows.
    pub fn is_paused(&self, ad: &str) -> bool {
        lock(&self.book).ads.get(ad).is_some_and(|ad| ad.is_paused)
    }
}

impl FakeAd {
    fn change(&mut self, is_paused: bool, change: Change, now_s: i64, shows_after_s: i64) {
        if self.is_paused == is_paused {
            self.history.push(Change::Nothing);
            return;
        }
        if 0 < shows_after_s {
            self.shown = Some((self.is_paused, self.n_changes, now_s + shows_after_s));
        } else {
            self.shown = None;
        }
        self.is_paused = is_paused;
        self.changed_s = now_s;
        self.n_changes += 1;
        self.history.push(change);
    }

    /// Whether it is shown as paused, and the mark of its last change.
    fn shown(&self, now_s: i64) -> (bool, String) {
        match self.shown {
            Some((is_paused, n_changes, until_s)) if now_s < until_s => {
                (is_paused, format!("change {n_changes}"))
            }
            _ => (self.is_paused, format!("change {}", self.n_changes)),
        }
    }
}

impl Book {
    fn answer(&mut self, asked: &Asked) -> Said {
        match self.tongue {
            Tongue::TikTok => self.tiktok(asked),
            Tongue::Meta => self.meta(asked),
            Tongue::Google => self.google(asked),
        }
    }

    /// A program changes an ad; `None` if there is none.
    fn set(&mut self, id: &str, is_paused: bool) -> Option<()> {
        let (now_s, late_s) = (self.now_s, self.shows_after_s);
        let change = if is_paused { Change::Paused } else { Change::Resumed };
        self.ads.get_mut(id)?.change(is_paused, change, now_s, late_s);
        Some(())
    }

    fn shown(&self, id: &str) -> Option<(bool, String)> {
        Some(self.ads.get(id)?.shown(self.now_s))
    }

    fn tiktok(&mut self, asked: &Asked) -> Said {
        let coded = |code: i64| whole(200, &json!({ "code": code, "message": "" }));
        if asked.header("access-token") != Some(&*self.token) {
            return coded(40105);
        }
        if asked.target.starts_with("/open_api/v1.3/ad/get/") {
            let filtering = asked.parameter("filtering").unwrap_or_default();
            let filtering: Value = serde_json::from_str(&filtering).unwrap_or_default();
            let id = filtering["ad_ids"][0].as_str().unwrap_or_default();
            let row = self.shown(id).map(|(is_paused, change)| {
                let status = if is_paused { "DISABLE" } else { "ENABLE" };
                json!({ "ad_id": id, "operation_status": status, "modify_time": change })
            });
            let list: Vec<Value> = row.into_iter().collect();
            return whole(200, &json!({ "code": 0, "data": { "list": list } }));
        }
        if asked.target != "/open_api/v1.3/ad/status/update/" {
            return coded(40002);
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let id = body["ad_ids"][0].as_str().unwrap_or_default().to_owned();
        let is_paused = body["operation_status"] == "DISABLE";
        match self.changes.next() {
            hitch if hitch.is(Hitch::Refused) => coded(40001),
            hitch => hitch.apply(|| match self.set(&id, is_paused) {
                Some(()) => whole(200, &json!({ "code": 0, "request_id": "2026" })),
                None => coded(40002),
            }),
        }
    }

    fn meta(&mut self, asked: &Asked) -> Said {
        let error = |status, code: i64, subcode: i64| {
            let error = json!({ "code": code, "error_subcode": subcode, "message": "" });
            whole(status, &json!({ "error": error }))
        };
        if bearer(asked) != Some(&*self.token) {
            return error(401, 190, 0);
        }
        let path = asked.target.split('?').next().unwrap_or_default();
        let id = path.rsplit('/').next().unwrap_or_default().to_owned();
        if asked.method == "GET" {
            let Some((is_paused, change)) = self.shown(&id) else { return error(400, 100, 33) };
            let status = if is_paused { "PAUSED" } else { "ACTIVE" };
            return whole(200, &json!({ "id": id, "status": status, "updated_time": change }));
        }
        let is_paused = asked.body == b"status=PAUSED";
        match self.changes.next() {
            hitch if hitch.is(Hitch::Refused) => error(403, 200, 0),
            hitch => hitch.apply(|| match self.set(&id, is_paused) {
                Some(()) => whole(200, &json!({ "success": true })),
                None => error(400, 100, 33),
            }),
        }
    }

    fn google(&mut self, asked: &Asked) -> Said {
        let error = |status: u16, word: &str| {
            whole(status, &json!({ "error": { "code": status, "status": word } }))
        };
        if bearer(asked) != Some(&*self.token) || asked.header("developer-token").is_none() {
            return error(401, "UNAUTHENTICATED");
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        if asked.target.ends_with("/googleAds:search") {
            let query = body["query"].as_str().unwrap_or_default();
            let id = query.rsplit(' ').next().unwrap_or_default();
            let row = self.shown(id).map(|(is_paused, _)| {
                let status = if is_paused { "PAUSED" } else { "ENABLED" };
                let name = format!("customers/1/adGroupAds/5~{id}");
                json!({ "adGroupAd": { "resourceName": name, "status": status } })
            });
            let results: Vec<Value> = row.into_iter().collect();
            return whole(200, &json!({ "results": results }));
        }
        let update = &body["operations"][0]["update"];
        let name = update["resourceName"].as_str().unwrap_or_default();
        let id = name.rsplit('~').next().unwrap_or_default().to_owned();
        let is_paused = update["status"] == "PAUSED";
        match self.changes.next() {
            hitch if hitch.is(Hitch::Refused) => error(403, "PERMISSION_DENIED"),
            hitch => hitch.apply(|| match self.set(&id, is_paused) {
                Some(()) => whole(200, &json!({ "results": [{ "resourceName": name }] })),
                None => error(400, "INVALID_ARGUMENT"),
            }),
        }
    }
}

fn whole(status: u16, body: &Value) -> Said {
    Said::Whole(status, Vec::new(), body.to_string().into_bytes())
}
