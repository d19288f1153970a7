//! Mentions: somebody spoke of the brand where everybody can read it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{ConnectionId, EventId};
use crate::time::Timestamp;

/// One mention. Who wrote it and what was written stay outside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Mention {
    /// Its id where it was found; its address if it has no other.
    #[n(0)]
    pub id: EventId,
    /// Who reported it.
    #[n(1)]
    pub connection: ConnectionId,
    /// When it was published.
    #[n(2)]
    pub occurred_at: Timestamp,
    /// Where: the host or platform, in lower case.
    #[n(3)]
    pub place: Option<String>,
    /// Whether the brand's account is tagged; `None` if nobody says.
    #[n(4)]
    pub is_tagged: Option<bool>,
    /// Its tone, if somebody judged it.
    #[n(5)]
    pub sentiment: Option<Sentiment>,
    /// Who judged the tone: the report, or the built-in lexicon.
    #[n(6)]
    pub judged_by: Option<String>,
    /// The watched terms that it holds, in lower case.
    #[n(7)]
    pub terms: Vec<String>,
    /// The comment's or post's content by the platform's id, where it is a comment on ours.
    #[n(8)]
    pub content: Option<String>,
}

/// The tone of a text.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// In favour.
    #[n(0)]
    Positive,
    /// Neither.
    #[n(1)]
    Neutral,
    /// Against.
    #[n(2)]
    Negative,
}
