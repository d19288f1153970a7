//! A fake of an API for alerts as Opsgenie has it: alerts by alias, closed by alias.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{lock, serve};
use super::hitch::{Hitch, Hitches};
use super::{Asked, Fake, Said};

/// An account with its alerts.
#[derive(Debug)]
pub struct FakeAlerts {
    book: Arc<Mutex<Book>>,
    api: Fake,
}

#[derive(Debug)]
struct Book {
    key: String,
    hitches: Hitches,
    alerts: BTreeMap<String, Alert>,
}

/// One alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    /// Its message.
    pub message: String,
    /// `P1` to `P5`.
    pub priority: String,
    /// How often it was raised while it was open.
    pub n_raised: usize,
    /// Whether it was closed.
    pub is_closed: bool,
}

impl FakeAlerts {
    /// An account whose API wants this key.
    pub fn open(key: &str) -> Self {
        let (hitches, alerts) = (Hitches::default(), BTreeMap::new());
        let book = Arc::new(Mutex::new(Book { key: key.to_owned(), hitches, alerts }));
        let api = serve(&book, Book::answer);
        Self { book, api }
    }

    /// Its API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// What goes wrong with every request from now on; `None`: nothing any more.
    pub fn always(&self, hitch: Option<Hitch>) {
        lock(&self.book).hitches.always(hitch);
    }

    /// Every alert by its alias.
    pub fn alerts(&self) -> BTreeMap<String, Alert> {
        lock(&self.book).alerts.clone()
    }
}

impl Book {
    fn answer(&mut self, asked: &Asked) -> Said {
        let hitch = self.hitches.next();
        hitch.apply(|| self.take(asked))
    }

    fn take(&mut self, asked: &Asked) -> Said {
        let said = |status, body: Value| Said::Whole(status, Vec::new(), body.to_string().into());
        if asked.header("authorization") != Some(&format!("GenieKey {}", self.key)) {
            return said(403, json!({ "message": "Key format is not valid!" }));
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let taken = json!({ "result": "Request will be processed", "requestId": "43a29c5c-3dbf" });
        let (path, _) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
        if path == "/v2/alerts" {
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            if text("message").is_empty() || 130 < text("message").chars().count() {
                return said(422, json!({ "message": "Request body is not processable" }));
            }
            let alert = self.alerts.entry(text("alias")).or_insert_with(|| Alert {
                message: text("message"),
                priority: text("priority"),
                n_raised: 0,
                is_closed: false,
            });
            if alert.is_closed {
                (alert.is_closed, alert.n_raised) = (false, 0);
            }
            alert.n_raised += 1;
            return said(202, taken);
        }
        let alias = path.strip_prefix("/v2/alerts/").and_then(|rest| rest.strip_suffix("/close"));
        let alias = alias.map(super::http::decoded);
        match alias.and_then(|alias| self.alerts.get_mut(&alias)) {
            Some(alert) => {
                alert.is_closed = true;
                said(202, taken)
            }
            // The real one takes it too, and finds out later.
            None => said(202, taken),
        }
    }
}
