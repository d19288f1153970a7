//! Acts: what people did, and what Byline did to the world by rule, each with its place in the log.
//!
//! In: entries that somebody asked for, and actions that left. Out: a short row of each, kept for
//! ever. Clicks, orders and figures are none: nobody does those. A row says what was said then;
//! what things are called by now is for whoever shows it.

mod change;

use byline_core::entry::Position;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use change::{Change, changes};

/// Every act, in the order of the log.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Acts(Vec<Act>);

/// One thing that was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Act {
    /// Its place in the log.
    pub position: Position,
    /// When it was taken in.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// To what kind of thing.
    pub thing: Thing,
    /// What was done to it.
    pub verb: Verb,
    /// The thing's id.
    pub id: String,
    /// In which campaign, if in one.
    pub campaign_id: Option<CampaignId>,
    /// About which creator, if about one.
    pub creator_id: Option<CreatorId>,
    /// What was chosen, such as the word of a verdict.
    pub value: Option<String>,
    /// Why, in the words of whoever did it.
    pub reason: Option<String>,
    /// What is another by it.
    pub changes: Vec<Change>,
}

/// Who did something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A person, or a program in their name.
    Person(String),
    /// Somebody who handed in a file; the log does not say who.
    File,
    /// The creator.
    Creator,
    /// Byline, by a rule.
    Byline,
}

/// What kinds of things are done something to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// What is promoted.
    Campaign,
    /// Who promotes it.
    Creator,
    /// What was agreed.
    Deal,
    /// An agreed slot.
    Placement,
    /// What was published.
    Content,
    /// A tracked link.
    Link,
    /// A promo code.
    Code,
    /// A feed, an ad account or a channel.
    Connection,
    /// What a creator is told.
    Brief,
    /// The launch gate.
    Gate,
    /// Who is whom.
    Identity,
    /// An alert.
    Alert,
    /// A message that wakes people.
    Page,
    /// An ad.
    Ad,
    /// Thresholds.
    Rules,
    /// A stretch of quiet.
    Maintenance,
    /// A decision of a weekly review.
    Review,
    /// A plan to move money.
    Moves,
    /// What somebody has to do.
    Task,
    /// What a campaign came to.
    Verdict,
    /// What was put aside.
    Quarantine,
    /// Who may buy.
    Shopper,
}

/// What can be done to things.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// It is new.
    Made,
    /// It is another now.
    Changed,
    /// It is out of use.
    Archived,
    /// It is in use again.
    Restored,
    /// Two are one.
    Merged,
    /// They are two again.
    Split,
    /// They are not one.
    KeptApart,
    /// Somebody answers for it.
    Waived,
    /// It was taken back.
    Withdrawn,
    /// It is live.
    Launched,
    /// It was looked at.
    Inspected,
    /// It was read.
    Read,
    /// Somebody has it.
    Acknowledged,
    /// It may wait.
    Snoozed,
    /// Others hear of it.
    Escalated,
    /// It is over.
    Resolved,
    /// What came of it was said.
    Answered,
    /// It stands still.
    Paused,
    /// It runs again.
    Resumed,
    /// It was decided on.
    Decided,
    /// It may be done.
    Approved,
    /// It is done.
    Done,
    /// It is not done after all.
    Reopened,
    /// It was taken in after all.
    Replayed,
    /// Nothing tells of it any more.
    Forgotten,
    /// It left.
    Sent,
}

impl Acts {
    /// Adds what was done next.
    pub fn add(&mut self, act: Act) {
        self.0.push(act);
    }

    /// Every act, in the order of the log.
    pub fn rows(&self) -> &[Act] {
        &self.0
    }
}

impl Act {
    /// Something that is done to a thing; place, time and doer follow.
    pub fn new(thing: Thing, verb: Verb, id: &str) -> Self {
        Self {
            position: Position(0),
            at: Timestamp(0),
            by: By::Byline,
            thing,
            verb,
            id: id.to_owned(),
            campaign_id: None,
            creator_id: None,
            value: None,
            reason: None,
            changes: Vec::new(),
        }
    }

    /// The same in a campaign.
    pub fn within(self, campaign: &CampaignId) -> Self {
        Self { campaign_id: Some(campaign.clone()), ..self }
    }

    /// The same about a creator.
    pub fn about(self, creator: &CreatorId) -> Self {
        Self { creator_id: Some(creator.clone()), ..self }
    }

    /// The same with what was chosen.
    pub fn choosing(self, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..self }
    }

    /// The same for this reason.
    pub fn because(self, reason: Option<&str>) -> Self {
        Self { reason: reason.filter(|text| !text.is_empty()).map(str::to_owned), ..self }
    }
}

impl By {
    /// The word in addresses.
    pub fn key(&self) -> &str {
        match self {
            Self::Person(name) => name,
            Self::File => "file",
            Self::Creator => "creators",
            Self::Byline => "byline",
        }
    }
}

impl Thing {
    /// Every kind with its word in addresses and the API, in the order of screens.
    pub const ALL: [(Self, &'static str); 22] = [
        (Self::Campaign, "campaign"),
        (Self::Creator, "creator"),
        (Self::Deal, "deal"),
        (Self::Placement, "placement"),
        (Self::Content, "content"),
        (Self::Link, "link"),
        (Self::Code, "code"),
        (Self::Connection, "connection"),
        (Self::Brief, "brief"),
        (Self::Gate, "gate"),
        (Self::Identity, "identity"),
        (Self::Alert, "alert"),
        (Self::Page, "page"),
        (Self::Ad, "ad"),
        (Self::Rules, "rules"),
        (Self::Maintenance, "maintenance"),
        (Self::Review, "review"),
        (Self::Moves, "moves"),
        (Self::Task, "task"),
        (Self::Verdict, "verdict"),
        (Self::Quarantine, "quarantine"),
        (Self::Shopper, "shopper"),
    ];

    /// The kind of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word)| *word == key).map(|(thing, _)| thing)
    }

    /// The word in addresses and the API.
    pub fn key(self) -> &'static str {
        Self::ALL.into_iter().find(|(thing, _)| *thing == self).map_or("", |(_, word)| word)
    }
}

impl Verb {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Archived => "archived",
            Self::Restored => "restored",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::KeptApart => "kept_apart",
            Self::Waived => "waived",
            Self::Withdrawn => "withdrawn",
            Self::Launched => "launched",
            Self::Inspected => "inspected",
            Self::Read => "read",
            Self::Acknowledged => "acknowledged",
            Self::Snoozed => "snoozed",
            Self::Escalated => "escalated",
            Self::Resolved => "resolved",
            Self::Answered => "answered",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Decided => "decided",
            Self::Approved => "approved",
            Self::Done => "done",
            Self::Reopened => "reopened",
            Self::Replayed => "replayed",
            Self::Forgotten => "forgotten",
            Self::Sent => "sent",
        }
    }
}
