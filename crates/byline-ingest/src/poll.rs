//! Polls: platforms that are asked in turns, as pure functions.
//!
//! In: an [`Ask`] (who asks, since when, with which token), then the platform's answers one by
//! one. Out: requests to send, facts, and whether there is more. Nothing here opens a connection:
//! the node sends the requests, keeps the pace and the cursor, and hands the answers back.
//!
//! Invariant: an answer that is late, double or half gives facts that are recognised as known, or
//! a [`PollError`]; it never gives a wrong zero.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::time::{Span, Timestamp, Zone};
use thiserror::Error;

use crate::keys::CustomerKey;
use crate::webhook::Reason;

/// One way to ask a platform.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    /// The feed's word, as in [`byline_core::feed::FEEDS`].
    pub feed: &'static str,
    /// What is asked for, such as `reports` or `orders`: a feed can be asked for several things.
    pub what: &'static str,
    /// Where the platform's API is; a connection's setting `api_url` replaces it.
    pub api_url: &'static str,
    /// How far back a turn looks again, in days, because the platform restates.
    pub look_back_days: u16,
    /// The most requests that one connection may send in a minute.
    pub requests_per_min: u32,
    /// The first request of a turn.
    pub begin: fn(&Ask<'_>) -> Result<Request, PollError>,
    /// Reads the answer to `request`.
    pub read: fn(&Request, &Answer, &Ask<'_>) -> Result<Page, PollError>,
}

/// Who asks, and for what.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The connection that asks.
    pub connection: &'a ConnectionId,
    /// The account that is asked for.
    pub account: Option<&'a str>,
    /// What else the connection knows.
    pub settings: &'a BTreeMap<String, String>,
    /// The token or secret to show, newest first.
    pub secrets: &'a [&'a [u8]],
    /// Where the API is, without a slash at its end.
    pub api_url: &'a str,
    /// The workspace's key for customers.
    pub customer_key: &'a CustomerKey,
    /// The zone whose days the account counts in.
    pub zone: &'a Zone,
    /// What stretch is asked for.
    pub span: Span,
    /// The things that are asked for, by the platform's ids, where it wants them named.
    pub subjects: &'a [String],
    /// The hosts of the workspace's own short links.
    pub own_hosts: &'a [String],
    /// Now.
    pub now: Timestamp,
}

/// A request to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Its headers. They hold secrets and are never written to a log.
    pub headers: Vec<(&'static str, String)>,
    /// Its body; empty with `GET`.
    pub body: Vec<u8>,
    /// Where in the turn it stands: a cursor or page in the platform's own words.
    pub cursor: String,
}

/// What the platform answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, and their values.
    pub headers: Vec<(String, String)>,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
}

/// What one answer gives.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Page {
    /// Facts, each with the key by which it is recognised when it comes again.
    pub facts: Vec<(Fact, DedupKey)>,
    /// Rows that could not be read. They never cost the good ones.
    pub refused: Vec<Reason>,
    /// What to send next, if the turn is not over.
    pub next: Option<Request>,
}

/// Why an answer gave nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PollError {
    /// The platform wants to be left alone for a while. Some say so inside a success.
    #[error("the platform asks for a pause")]
    Throttled {
        /// For how long, if it says.
        retry_after_s: Option<u32>,
    },
    /// The token is expired, revoked or lacks a right: a person must log in again.
    #[error("the platform wants a new login: {0}")]
    NeedsLogin(String),
    /// The platform is in trouble; ask again later.
    #[error("the platform is in trouble: {0}")]
    Down(String),
    /// The platform refuses the question; asking again will not help.
    #[error("the platform refuses: {0}")]
    Refused(String),
    /// The answer cannot be read.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    /// The connection lacks a setting or account that the question needs.
    #[error("the connection lacks {0}")]
    Incomplete(&'static str),
}

impl PollError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Throttled { .. } => "poll.throttled",
            Self::NeedsLogin(_) => "poll.needs_login",
            Self::Down(_) => "poll.down",
            Self::Refused(_) => "poll.refused",
            Self::Unreadable(_) => "poll.unreadable",
            Self::Incomplete(_) => "poll.incomplete",
        }
    }

    /// Whether asking the same again later may help without a person.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Throttled { .. } | Self::Down(_) | Self::Unreadable(_))
    }
}

impl Ask<'_> {
    /// The newest secret as text. The one that may change things is never shown to read them.
    pub fn token(&self) -> Result<&str, PollError> {
        let mut texts = self.secrets.iter().map(|secret| std::str::from_utf8(secret).ok());
        let newest = texts.find(|text| !text.is_some_and(|text| text.starts_with(WRITE_TOKEN)));
        let newest = newest.flatten();
        newest.filter(|token| !token.is_empty()).ok_or(PollError::Incomplete("a token"))
    }

    /// The secret that goes by `label`, written `label=…`, where a connection keeps several; else
    /// the newest that has no label.
    pub fn labelled(&self, label: &'static str) -> Result<&str, PollError> {
        let texts = self.secrets.iter().filter_map(|secret| std::str::from_utf8(secret).ok());
        let named = texts.clone().find_map(|text| text.strip_prefix(label)?.strip_prefix('='));
        let plain = || texts.clone().find(|text| !text.is_empty() && !is_labelled(text));
        named.or_else(plain).ok_or(PollError::Incomplete(label))
    }

    /// A setting of the connection.
    pub fn setting(&self, name: &'static str) -> Result<&str, PollError> {
        self.settings.get(name).map(String::as_str).ok_or(PollError::Incomplete(name))
    }
}

/// What the secret begins with that may change things at a platform.
const WRITE_TOKEN: &str = "write_token=";

/// Whether a secret is written `label=…`; what ends in `=` only is encoded, not labelled.
fn is_labelled(secret: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    secret.split_once('=').is_some_and(|(label, rest)| is_label(label) && !rest.is_empty())
}

impl Answer {
    /// The body of a success; else what the status says went wrong.
    pub fn success(&self) -> Result<&[u8], PollError> {
        match self.status {
            200..=299 => Ok(&self.body),
            401 | 403 => Err(PollError::NeedsLogin(format!("HTTP {}", self.status))),
            429 => Err(PollError::Throttled { retry_after_s: self.retry_after_s() }),
            408 | 500..=599 => Err(PollError::Down(format!("HTTP {}", self.status))),
            status => Err(PollError::Refused(format!("HTTP {status}"))),
        }
    }

    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name)?;
        Some(found.1.as_str())
    }

    /// The seconds in `Retry-After`, if it holds some.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.header("retry-after")?.trim().parse().ok()
    }
}
