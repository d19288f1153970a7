//! Letters: what one delivery tells, and who delivers it.
//!
//! A channel that works is told one thing at a time. One that was away, or that would be flooded,
//! is told all of it in one digest, in the order in which it was decided, and what is over since
//! says so.

use std::collections::BTreeMap;

use byline_core::action::{ActionKey, Message};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use thiserror::Error;

/// What one delivery tells.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    /// One thing.
    One(Item<'a>),
    /// Several things at once, the oldest first. Never empty.
    Digest(&'a [Item<'a>]),
}

/// One thing to tell.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The action's name, by which a repetition is known.
    pub key: &'a ActionKey,
    /// What is told.
    pub message: &'a Message,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// Whether the alert is over since; the message is late then.
    pub is_over: bool,
    /// Whether it may have arrived before, because the answer was lost.
    pub is_repeat: bool,
}

/// The connection that delivers.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Its id.
    pub connection: &'a ConnectionId,
    /// The account there, if it has one.
    pub account: Option<&'a str>,
    /// What else it knows.
    pub settings: &'a BTreeMap<String, String>,
    /// Its secrets, newest first.
    pub secrets: &'a [&'a [u8]],
    /// Where Byline's pages are, without a slash at its end.
    pub pages_url: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// Why nothing can be sent over a connection as it is.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Unfit {
    /// Something is missing.
    #[error("the connection lacks {0}")]
    Missing(&'static str),
    /// Something is not what it should be.
    #[error("{0}")]
    Wrong(&'static str),
}

impl Unfit {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "act.incomplete",
            Self::Wrong(_) => "act.setting_wrong",
        }
    }
}

impl<'a> Letter<'a> {
    /// Everything that it tells, the oldest first.
    pub fn items(&self) -> &[Item<'a>] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Digest(items) => items,
        }
    }
}

impl<'a> Sender<'a> {
    /// A setting, if it is there and not blank.
    pub fn setting(&self, name: &str) -> Option<&'a str> {
        self.settings.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// A setting that must be there.
    pub fn required(&self, name: &'static str) -> Result<&'a str, Unfit> {
        self.setting(name).ok_or(Unfit::Missing(name))
    }

    /// The newest secret as text; `what` is what it is called.
    pub fn secret(&self, what: &'static str) -> Result<&'a str, Unfit> {
        let newest = self.secrets.first().and_then(|secret| std::str::from_utf8(secret).ok());
        newest.map(str::trim).filter(|text| !text.is_empty()).ok_or(Unfit::Missing(what))
    }

    /// The secret that is written `label=…`. No other one stands in for it.
    pub fn labelled(&self, label: &'static str) -> Result<&'a str, Unfit> {
        let mut texts = self.secrets.iter().filter_map(|secret| std::str::from_utf8(secret).ok());
        let found = texts.find_map(|text| text.strip_prefix(label)?.strip_prefix('='));
        found.map(str::trim).filter(|text| !text.is_empty()).ok_or(Unfit::Missing(label))
    }

    /// Where the API is: the setting `api_url`, or else the vendor's own address.
    pub fn api_url(&self, usual: &'static str) -> &'a str {
        self.setting("api_url").unwrap_or(usual).trim_end_matches('/')
    }

    /// The page that shows an item.
    pub fn link(&self, message: &Message) -> String {
        format!("{}{}", self.pages_url, message.path)
    }
}
