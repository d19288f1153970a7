//! Said: what people say about decisions.
//!
//! Each is a fact of the log; who said it is the entry's actor. A word that cannot be followed any
//! more, such as one about an episode that is over, changes nothing and stays in the log.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{CampaignId, CreatorId};
use crate::time::{Span, Timestamp};

use super::episode::Command;
use super::rules::Rules;
use super::verdict::Label;

/// A person says something about an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Said {
    /// The alert's id.
    #[n(0)]
    pub alert: String,
    /// What is to be done.
    #[n(1)]
    pub command: Command,
    /// Why, where the person says so.
    #[n(2)]
    pub reason: Option<String>,
}

/// A stretch in which nobody wants to hear of a campaign. Its clocks stand; nothing fires and
/// nothing ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Maintenance {
    /// Its id.
    #[n(0)]
    pub id: String,
    /// Which campaign; every campaign if not set.
    #[n(1)]
    pub campaign_id: Option<CampaignId>,
    /// From when to when, as instants: a clock that is put forward moves neither end.
    #[n(2)]
    pub span: Span,
    /// Why.
    #[n(3)]
    pub reason: String,
    /// Whether it is called off.
    #[n(4)]
    pub is_withdrawn: bool,
}

/// A campaign is judged by other thresholds from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct RulesSet {
    /// Which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// The thresholds. Their edition is counted by the engine.
    #[n(1)]
    pub rules: Rules,
    /// Why; needed once creators are live.
    #[n(2)]
    pub reason: Option<String>,
}

/// A person says something about an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct PauseSaid {
    /// The ad, by feed and the platform's own id, such as `tiktok_ads/1234`.
    #[n(0)]
    pub ad: String,
    /// What is to be done.
    #[n(1)]
    pub word: PauseWord,
    /// Why, where the person says so.
    #[n(2)]
    pub reason: Option<String>,
}

/// What is to be done about an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum PauseWord {
    /// "Pause it."
    #[n(0)]
    Pause,
    /// "Let it run." What was decided before pauses it no more.
    #[n(1)]
    Resume,
    /// "Do what was suggested" by an episode.
    #[n(2)]
    Follow {
        /// The alert's id.
        #[n(0)]
        alert: String,
        /// Which episode.
        #[n(1)]
        episode: u32,
    },
    /// "It runs again on its platform": what was decided before pauses it no more.
    #[n(3)]
    SeenRunning,
}

/// The weekly review came to a decision about a creator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct ReviewDecided {
    /// In which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// About whom.
    #[n(1)]
    pub creator_id: CreatorId,
    /// When the week that was reviewed began: its Monday in the campaign's zone.
    #[n(2)]
    pub week_from: Timestamp,
    /// What was decided.
    #[n(3)]
    pub decision: ReviewDecision,
    /// Why, in words.
    #[n(4)]
    pub note: Option<String>,
    /// Whether the decision is taken back.
    #[n(5)]
    #[cbor(default)]
    #[serde(default)]
    pub is_withdrawn: bool,
}

/// A person says something about a task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct TaskSaid {
    /// The task's id.
    #[n(0)]
    pub task: String,
    /// What.
    #[n(1)]
    pub word: TaskWord,
}

/// What can be said about a task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum TaskWord {
    /// Somebody has it.
    #[n(0)]
    Own {
        /// Who.
        #[n(0)]
        owner: String,
    },
    /// It is done.
    #[n(1)]
    Done {
        /// What came of it, in words.
        #[n(0)]
        note: Option<String>,
    },
    /// It is not done after all.
    #[n(2)]
    Reopen,
}

/// A person says what a campaign came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct VerdictGiven {
    /// Which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// In one word.
    #[n(1)]
    pub label: Label,
    /// Why, in words.
    #[n(2)]
    pub note: Option<String>,
}

/// What a weekly review can decide about a creator.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum ReviewDecision {
    /// As it is.
    #[n(0)]
    Keep,
    /// More content, more money.
    #[n(1)]
    Grow,
    /// Less money.
    #[n(2)]
    Reduce,
    /// Other terms.
    #[n(3)]
    Renegotiate,
    /// No more work together after this campaign.
    #[n(4)]
    Part,
}

/// A person approved a plan to move money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct MovesApproved {
    /// In which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// Each creator's amount, before and after.
    #[n(1)]
    pub moves: Vec<ApprovedMove>,
    /// Why, where the person says so.
    #[n(2)]
    pub reason: Option<String>,
    /// The plan that is taken back, by when it was approved; nothing else is approved then.
    #[n(3)]
    pub takes_back: Option<Timestamp>,
}

/// One creator's amount in an approved plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct ApprovedMove {
    /// Whose.
    #[n(0)]
    pub creator_id: CreatorId,
    /// What it was, in minor units a week.
    #[n(1)]
    pub from_minor: i64,
    /// What it becomes, in minor units a week.
    #[n(2)]
    pub to_minor: i64,
}

impl ReviewDecision {
    /// Every decision, in the order of screens.
    pub const ALL: [Self; 5] =
        [Self::Keep, Self::Grow, Self::Reduce, Self::Renegotiate, Self::Part];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Grow => "grow",
            Self::Reduce => "reduce",
            Self::Renegotiate => "renegotiate",
            Self::Part => "part",
        }
    }

    /// The decision of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.key() == key)
    }
}
