//! Webhooks: signed deliveries of a feed, and what became of each.
//!
//! In: headers and the exact bytes of the body. Out: [`Received`], or a [`WebhookError`] where
//! nothing may be kept because nobody is known to have sent it.
//!
//! Invariant: the signature is checked over the raw bytes before anything is parsed.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact, Quarantined};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use thiserror::Error;

use crate::dedup;
use crate::keys::CustomerKey;
use crate::registry::HOOKS;

/// One way in for webhooks.
#[derive(Clone, Copy, Debug)]
pub struct Hook {
    /// The word in the address `/hooks/{feed}/{connection}` and in a connection.
    pub key: &'static str,
    /// The name on screens.
    pub name: &'static str,
    /// What the headers that it reads begin with, in lower case; no others are kept.
    pub headers: &'static [&'static str],
    /// Lets a delivery pass that the feed signed for this connection.
    pub verify: fn(&Incoming<'_>, &Site<'_>) -> Result<(), WebhookError>,
    /// Maps a delivery that was verified before.
    pub map: fn(&Incoming<'_>, &Site<'_>) -> Received,
}

/// A delivery as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// Header names in any case, and their values.
    pub headers: &'a [(String, Vec<u8>)],
    /// The exact bytes of the body.
    pub body: &'a [u8],
    /// The method, in capitals.
    pub method: &'a str,
    /// The whole address as the sender called it, because some sign it too; empty if unknown.
    pub url: &'a str,
}

/// Where a delivery came in.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The connection that the address named.
    pub connection: &'a ConnectionId,
    /// The account that the connection belongs to; deliveries of another are refused.
    pub account: Option<&'a str>,
    /// The connection's secrets, newest first: two while one replaces the other.
    pub secrets: &'a [&'a [u8]],
    /// The workspace's key for customers.
    pub customer_key: &'a CustomerKey,
    /// What else the connection knows, such as `time_zone` or `app_key`.
    pub settings: &'a BTreeMap<String, String>,
    /// When the delivery came in.
    pub received_at: Timestamp,
}

/// What became of a delivery. Every kind is answered with success: its sender did its part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Received {
    /// It says something that counts.
    Mapped(Mapped),
    /// It is fine and says nothing that counts.
    Ignored {
        /// Why, as a stable code such as `shopify.topic_ignored`.
        code: &'static str,
    },
    /// It should count and cannot be read. It is put aside, and its bytes can be replayed.
    Aside {
        /// What is wrong.
        reason: Reason,
        /// By what a second delivery of it is recognised; see [`dedup::aside`].
        dedup: DedupKey,
    },
}

/// The facts of one delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapped {
    /// Never empty.
    pub facts: Vec<Fact>,
    /// By what a second delivery is recognised.
    pub dedup: DedupKey,
    /// By what each fact is recognised in whatever delivery it comes, in their order; empty where
    /// a fact has no name but its place in the delivery.
    pub own_keys: Vec<DedupKey>,
}

/// Why a delivery was put aside. The code is a promise to operators; the detail is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Such as `shopify.currency_unknown`.
    pub code: &'static str,
    /// What was found, without personal data.
    pub detail: String,
}

/// Why a delivery was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum WebhookError {
    /// No feed of this name delivers by webhook.
    #[error("no feed of this name delivers by webhook")]
    FeedUnknown,
    /// The signature is missing or wrong.
    #[error("the signature is missing or does not fit the body")]
    Signature,
    /// The delivery is of another account than the connection.
    #[error("the delivery is of another account than the connection")]
    AccountMismatch,
    /// The delivery is a batch of which only the first event is signed.
    #[error("the delivery is a batch, of which only the first event is signed")]
    BatchUnsigned,
}

impl WebhookError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FeedUnknown => "webhook.feed_unknown",
            Self::Signature => "webhook.signature",
            Self::AccountMismatch => "webhook.account_mismatch",
            Self::BatchUnsigned => "webhook.batch_unsigned",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::FeedUnknown => "copy the address from the connection: its hook_url",
            Self::Signature => "check the connection's secret; while it is replaced, keep both",
            Self::AccountMismatch => "give each shop a connection of its own",
            Self::BatchUnsigned => "turn batching off where the events are sent from",
        }
    }

    /// The HTTP status to refuse with.
    pub fn status(&self) -> u16 {
        match self {
            Self::FeedUnknown => 404,
            Self::Signature | Self::AccountMismatch | Self::BatchUnsigned => 401,
        }
    }
}

/// The feed with this key.
pub fn feed(key: &str) -> Result<&'static Hook, WebhookError> {
    HOOKS.iter().find(|feed| feed.key == key).ok_or(WebhookError::FeedUnknown)
}

/// Verifies a delivery and maps it.
pub fn receive(
    feed_key: &str,
    incoming: &Incoming<'_>,
    site: &Site<'_>,
) -> Result<Received, WebhookError> {
    let feed = feed(feed_key)?;
    (feed.verify)(incoming, site)?;
    Ok((feed.map)(incoming, site))
}

impl Mapped {
    /// The facts, each with a dedup key of its own.
    pub fn into_keyed(self) -> impl Iterator<Item = (Fact, DedupKey)> {
        let (delivery, own_keys) = (self.dedup, self.own_keys);
        let keyed = move |(n, fact)| {
            let own_key = own_keys.get(n).copied();
            (fact, own_key.unwrap_or_else(|| dedup::nth(delivery, n)))
        };
        self.facts.into_iter().enumerate().map(keyed)
    }
}

impl Reason {
    /// The fact that a delivery was put aside; `about` is what it speaks of, as far as that can be
    /// read. The sequencer says where its raw bytes lie.
    pub fn into_fact(self, connection: &ConnectionId, about: Option<String>) -> Fact {
        Fact::Quarantined(Quarantined {
            connection: connection.clone(),
            code: self.code.to_owned(),
            detail: self.detail,
            inbox_id: None,
            about,
        })
    }
}

impl<'a> Incoming<'a> {
    /// The value of the header that goes by any of `names`, in any case. If it comes more than
    /// once and not always the same, nobody can say which one holds, and there is none.
    pub fn header(&self, names: &[&str]) -> Option<&'a str> {
        let mut found: Option<&'a [u8]> = None;
        for (name, value) in self.headers {
            if !names.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                continue;
            }
            if found.is_some_and(|earlier| earlier != value.as_slice()) {
                return None;
            }
            found = Some(value);
        }
        std::str::from_utf8(found?).ok().map(str::trim)
    }
}
