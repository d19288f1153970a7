//! A fake of PagerDuty's Events API v2: events are taken into a queue, one incident for each key,
//! and what is sent twice changes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{lock, serve};
use super::hitch::{Hitch, Hitches};
use super::{Asked, Fake, Said};

/// A service with its incidents.
#[derive(Debug)]
pub struct FakePager {
    book: Arc<Mutex<Book>>,
    api: Fake,
}

#[derive(Debug)]
struct Book {
    routing_key: String,
    hitches: Hitches,
    incidents: BTreeMap<String, Vec<Incident>>,
    n_events: usize,
}

/// One incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incident {
    /// Its summary, as first told.
    pub summary: String,
    /// How loud it is: `critical`, `warning` or `info`.
    pub urgency: String,
    /// How many events went into it.
    pub n_events: usize,
    /// Whether it was resolved.
    pub is_resolved: bool,
}

impl FakePager {
    /// A service that takes events with this integration key.
    pub fn open(routing_key: &str) -> Self {
        let book = Book {
            routing_key: routing_key.to_owned(),
            hitches: Hitches::default(),
            incidents: BTreeMap::new(),
            n_events: 0,
        };
        let book = Arc::new(Mutex::new(book));
        let api = serve(&book, Book::answer);
        Self { book, api }
    }

    /// Its API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// What will go wrong with the next requests, in order.
    pub fn will(&self, hitches: &[Option<Hitch>]) {
        lock(&self.book).hitches.will(hitches);
    }

    /// What goes wrong with every request from now on; `None`: nothing any more.
    pub fn always(&self, hitch: Option<Hitch>) {
        lock(&self.book).hitches.always(hitch);
    }

    /// Every incident by its key, the oldest first.
    pub fn incidents(&self) -> BTreeMap<String, Vec<Incident>> {
        lock(&self.book).incidents.clone()
    }

    /// How many events it took.
    pub fn n_events(&self) -> usize {
        lock(&self.book).n_events
    }
}

impl Book {
    fn answer(&mut self, asked: &Asked) -> Said {
        let event: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let hitch = self.hitches.next();
        hitch.apply(|| self.take(asked, &event))
    }

    fn take(&mut self, asked: &Asked, event: &Value) -> Said {
        let said = |status, body: Value| Said::Whole(status, Vec::new(), body.to_string().into());
        let invalid = |errors: &str| {
            let body = json!({
                "status": "invalid event", "message": "Event object is invalid",
                "errors": [errors],
            });
            said(400, body)
        };
        if asked.method != "POST" || asked.target != "/v2/enqueue" {
            return said(404, json!({}));
        }
        if event["routing_key"] != *self.routing_key {
            return invalid("'routing_key' is invalid");
        }
        let key = event["dedup_key"].as_str().unwrap_or_default().to_owned();
        if key.is_empty() || 255 < key.len() {
            return invalid("'dedup_key' is invalid");
        }
        let incidents = self.incidents.entry(key.clone()).or_default();
        let open = incidents.last_mut().filter(|incident| !incident.is_resolved);
        match (event["event_action"].as_str(), open) {
            (Some("trigger"), open) => {
                let payload = &event["payload"];
                let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
                let summary = text("summary");
                let severity = text("severity");
                let is_known = ["critical", "error", "warning", "info"].contains(&&*severity);
                if summary.is_empty() || 1_024 < summary.chars().count() || !is_known {
                    return invalid("'payload' is invalid");
                }
                match open {
                    Some(incident) => incident.n_events += 1,
                    None => incidents.push(Incident {
                        summary,
                        urgency: severity,
                        n_events: 1,
                        is_resolved: false,
                    }),
                }
            }
            (Some("acknowledge"), _) => {}
            (Some("resolve"), Some(open)) => open.is_resolved = true,
            // What is not open cannot be resolved; it is taken and dropped.
            (Some("resolve"), None) => {}
            _ => return invalid("'event_action' is invalid"),
        }
        self.n_events += 1;
        let body = json!({ "status": "success", "message": "Event processed", "dedup_key": key });
        said(202, body)
    }
}
