//! Kept answers: what a second look at an answer needs, and that second look.
//!
//! Beside each raw answer the inbox keeps what was asked, in headers that no sender can send:
//! never with which token. A row that could not be read is then mapped again once its cause is
//! mended, with the connection as it is now, at the time when the answer came. Its facts have the
//! keys that a turn would give them, so whatever is replayed twice, or was asked for again
//! meanwhile, counts once.

use byline_core::entry::Connection;
use byline_core::time::{Span, Timestamp, Zone};
use byline_ingest::keys::CustomerKey;
use byline_ingest::poll::{Answer, Ask, Page, Poll, Request};
use byline_ingest::registry::POLLS;
use byline_ingest::webhook::Reason;
use byline_log::RawPayload;
use serde::{Deserialize, Serialize};

/// The header under which lies what was asked for.
const WHAT: &str = ":poll";
/// The header under which lies how it was asked.
const ASKED: &str = ":asked";

/// How something was asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// For what stretch.
    pub span: Span,
    /// What was named.
    pub subjects: Vec<String>,
    /// The status of the answer.
    pub status: u16,
    is_post: bool,
    url: String,
    body: String,
    cursor: String,
}

impl Asked {
    /// How `request` asked, with every secret struck out.
    pub fn of(
        request: &Request,
        span: Span,
        subjects: &[String],
        status: u16,
        secrets: &[&[u8]],
    ) -> Self {
        let plain = |text: &str| without(text, secrets);
        Self {
            span,
            subjects: subjects.to_vec(),
            status,
            is_post: request.method == "POST",
            url: plain(&request.url),
            body: plain(&String::from_utf8_lossy(&request.body)),
            cursor: request.cursor.clone(),
        }
    }

    /// The headers that are kept beside the answer.
    pub fn headers(&self, what: &str) -> Vec<(String, Vec<u8>)> {
        let asked = serde_json::to_string(self).unwrap_or_default();
        let headers = [(WHAT, what.to_owned()), (ASKED, asked)];
        headers.map(|(name, value)| (name.to_owned(), value.into_bytes())).into()
    }

    fn request(&self) -> Request {
        Request {
            method: if self.is_post { "POST" } else { "GET" },
            url: self.url.clone(),
            headers: Vec::new(),
            body: self.body.clone().into_bytes(),
            cursor: self.cursor.clone(),
        }
    }
}

/// What was asked for, if the payload is an answer.
pub fn what(raw: &RawPayload) -> Option<&str> {
    header(raw, WHAT)
}

/// Who looks again.
pub struct Again<'a> {
    /// The connection as it is now.
    pub connection: &'a Connection,
    /// Its secrets, newest first: reading an answer also writes the next question.
    pub secrets: &'a [&'a [u8]],
    /// The workspace's key for customers.
    pub customer_key: &'a CustomerKey,
    /// The hosts of the workspace's own short links.
    pub own_hosts: &'a [String],
    /// When the answer came.
    pub received_at: Timestamp,
}

/// Reads a kept answer again; or why that gives nothing.
pub fn read(raw: &RawPayload, again: &Again<'_>) -> Result<Page, Reason> {
    let Again { connection, secrets, customer_key, own_hosts, received_at } = *again;
    let what = what(raw).unwrap_or_default();
    let is_it = |poll: &&Poll| poll.feed == connection.feed && poll.what == what;
    let poll = POLLS.iter().find(is_it).ok_or_else(|| {
        let detail = format!("`{}` is not asked for `{what}`", connection.feed);
        Reason { code: "poll.none", detail }
    })?;
    let asked = header(raw, ASKED).and_then(|text| serde_json::from_str::<Asked>(text).ok());
    let asked = asked.ok_or_else(|| {
        let detail = "an older version kept it without what was asked".to_owned();
        Reason { code: "poll.question_lost", detail }
    })?;
    let zone = connection.settings.get("time_zone").and_then(|name| Zone::parse(name).ok());
    let api_url = connection.settings.get("api_url").map_or(poll.api_url, String::as_str);
    // Only the next question needs a secret, and it is not sent.
    let any: &[&[u8]] = if secrets.is_empty() { &[b"replay"] } else { secrets };
    let ask = Ask {
        connection: &connection.id,
        account: connection.account.as_deref(),
        settings: &connection.settings,
        secrets: any,
        api_url: api_url.trim_end_matches('/'),
        customer_key,
        zone: &zone.unwrap_or_else(Zone::utc),
        span: asked.span,
        subjects: &asked.subjects,
        own_hosts,
        now: received_at,
    };
    let answer =
        Answer { status: asked.status, headers: Vec::new(), body: raw.body.clone(), received_at };
    (poll.read)(&asked.request(), &answer, &ask)
        .map_err(|error| Reason { code: error.code(), detail: error.to_string() })
}

fn header<'r>(raw: &'r RawPayload, name: &str) -> Option<&'r str> {
    let found = raw.headers.iter().find(|(known, _)| known == name)?;
    std::str::from_utf8(&found.1).ok()
}

/// A text with every secret struck out, as it is and as an address writes it.
fn without(text: &str, secrets: &[&[u8]]) -> String {
    let mut plain = text.to_owned();
    for secret in secrets.iter().filter_map(|secret| std::str::from_utf8(secret).ok()) {
        let own = secret.split_once('=').map_or(secret, |(_, own)| own);
        for written in [secret.to_owned(), own.to_owned(), encoded(own)] {
            if !written.is_empty() {
                plain = plain.replace(&written, "…");
            }
        }
    }
    plain
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
