//! Action: what Byline asks of the world, and what came of it.
//!
//! In: decisions. Out: [`Action`]s, each with a name that every replay gives it again. The engine
//! decides them while it applies the log, so that the intent is on disk before anything leaves;
//! an edge carries them out and logs what happened as [`Acted`]. The engine never talks to the
//! world, and who replays a log has no edge: a replay can send nothing.
//!
//! Invariant: an action is open until an [`Event`] settles it, and a settled one is never carried
//! out again.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::decision::episode::NoticeKind;
use crate::decision::pausing::AttemptEvent;
use crate::decision::urgency::Urgency;
use crate::id::{CampaignId, ConnectionId, CreatorId};
use crate::time::Timestamp;

/// The name of an action: what it is about, and to whom it goes. It is the idempotency key of
/// every call, and the same in every replay.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct ActionKey(#[n(0)] pub String);

/// Something for the world to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Action {
    /// Its name.
    pub key: ActionKey,
    /// The channel or ad account that carries it out.
    pub to: ConnectionId,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// What is to be done.
    pub deed: Deed,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Tell people.
    Tell(Message),
    /// Pause an ad.
    Pause(Ad),
    /// Let a paused ad run again, because a person says so.
    Resume(Ad),
}

/// An ad, as its platform knows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Ad {
    /// The platform's id of it.
    #[n(0)]
    pub id: String,
    /// Its name there, if it is known.
    #[n(1)]
    pub name: Option<String>,
    /// Whose content it boosts.
    #[n(2)]
    pub creator_id: CreatorId,
}

/// What people are told. Plain words; a channel gives it its own look.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// What happened to the alert.
    pub kind: NoticeKind,
    /// How soon somebody must act.
    pub urgency: Urgency,
    /// The alert, the same over all its episodes: what a pager groups by.
    pub alert: String,
    /// Which episode of the alert.
    pub episode: u32,
    /// About which campaign.
    pub campaign_id: CampaignId,
    /// About which creator, if about one.
    pub creator_id: Option<CreatorId>,
    /// The whole matter in one sentence.
    pub title: String,
    /// The figures behind it, as they stood: label and value.
    pub figures: Vec<(String, String)>,
    /// What to do, most important first.
    pub advice: Vec<String>,
    /// The page that shows it, as a path with query.
    pub path: String,
    /// Until when somebody should have acknowledged it.
    pub due_at: Option<Timestamp>,
}

/// Something happened to an action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Acted {
    /// Which.
    #[n(0)]
    pub key: ActionKey,
    /// What.
    #[n(1)]
    pub event: Event,
}

/// What happened to an action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The channel took it. Settled.
    #[n(0)]
    Delivered {
        /// What the channel calls it, such as a message's id.
        #[n(0)]
        receipt: Option<String>,
        /// Whether it went out together with others, after the channel had been away.
        #[n(1)]
        is_digest: bool,
    },
    /// The channel is in dry run: this is what would have left. Settled.
    #[n(1)]
    DryRun,
    /// It did not work this time.
    #[n(2)]
    Failed {
        /// The stable code of the reason.
        #[n(0)]
        code: String,
        /// The reason in words, without secrets.
        #[n(1)]
        detail: String,
        /// When it is tried again.
        #[n(2)]
        retry_at: Timestamp,
    },
    /// It will not work. Settled; somebody is told by another way.
    #[n(3)]
    GivenUp {
        /// The stable code of the reason.
        #[n(0)]
        code: String,
        /// The reason in words, without secrets.
        #[n(1)]
        detail: String,
    },
    /// A change of an ad made a step.
    #[n(4)]
    Ad(#[n(0)] AttemptEvent),
}

impl Deed {
    /// The word in the API.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Tell(_) => "tell",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
        }
    }

    /// The ad that it changes, if it changes one.
    pub fn ad(&self) -> Option<&Ad> {
        match self {
            Self::Tell(_) => None,
            Self::Pause(ad) | Self::Resume(ad) => Some(ad),
        }
    }
}

impl Event {
    /// Whether nothing more is to be done. How a change of an ad ends, its attempt decides.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Delivered { .. } | Self::DryRun | Self::GivenUp { .. })
    }
}
