//! The launch gate: who may go live, what holds the others, and what happened so far.

use byline_core::gate::{Check, Finding};
use byline_core::id::{BriefId, CampaignId, ContentId, CreatorId, LinkId};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use serde::{Serialize, Serializer};

use super::query::Stand;

/// The gate of one campaign.
#[derive(Clone, Debug, Serialize)]
pub struct GateView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// Its name.
    pub name: String,
    /// Whether links wait for the gate at all.
    pub is_on: bool,
    /// What holds everybody.
    pub findings: Vec<JudgedFinding>,
    /// Each creator, those who are held first.
    pub creators: Vec<CreatorGate>,
    /// When what the campaign is judged by was frozen.
    pub frozen_at: Option<Timestamp>,
    /// What differs now from what was frozen, in words.
    pub changed_since: Vec<String>,
    /// Everything that happened, newest first.
    pub history: Vec<GateHappened>,
    /// Revenue of posts that should have been disclosed.
    pub exposure: Exposure,
}

/// A finding, and who answers for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct JudgedFinding {
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// Who answers for going live all the same.
    pub waiver: Option<WaiverView>,
}

/// Who answers for a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaiverView {
    /// Whether it holds for everybody in the campaign.
    pub is_for_all: bool,
    /// Since when.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One creator at the gate.
#[derive(Clone, Debug, Serialize)]
pub struct CreatorGate {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// The ids by which the campaign names the creator: several where records were merged.
    pub named: Vec<CreatorId>,
    /// How the creator stands.
    pub state: GateState,
    /// Since when the creator is live.
    pub launched_at: Option<Timestamp>,
    /// Links in use that wait at the gate, each with whose it is by the campaign's own words. Of
    /// a live creator these were made after the launch.
    #[serde(serialize_with = "ids_alone")]
    pub held_links: Vec<(CreatorId, LinkId)>,
    /// Whether a launch would let any of it go: nothing holds it back.
    pub can_launch: bool,
    /// What was found.
    pub findings: Vec<JudgedFinding>,
    /// Clicks that came before their link was launched.
    pub n_clicks_before_launch: i64,
    /// The brief.
    pub brief: Option<BriefProgress>,
    /// How well the creator does what was agreed.
    pub operations: Operations,
    /// Whether a post that should be disclosed is not: nothing may be scaled up until it is.
    pub is_scaling_blocked: bool,
}

/// How a creator stands at the gate, the most urgent first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// Something holds the creator's links back.
    Held,
    /// Nothing does; somebody has to launch.
    Ready,
    /// The links work that were there at the launch.
    Live,
}

/// Whether a link leads people on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It does.
    Live,
    /// It waits at the launch gate.
    Held,
    /// Somebody paused it.
    Paused,
    /// It is out of use.
    Retired,
}

impl LinkState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Live, Self::Held, Self::Paused, Self::Retired];

    /// The word on screens and in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Held => "held",
            Self::Paused => "paused",
            Self::Retired => "retired",
        }
    }

    /// The state that `key` names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// How a link stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct LinkStand {
    /// Whether it leads people on.
    pub state: LinkState,
    /// Why not, and what clicks meet instead; empty of a link that does.
    pub reason: &'static str,
}

/// How far a brief was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct BriefProgress {
    /// Which brief.
    pub id: BriefId,
    /// Which version holds.
    pub version: u32,
    /// The newest version that was read.
    pub read_version: Option<u32>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// Whether a private link was ever made.
    pub has_link: bool,
}

/// One row of the history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GateHappened {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Option<String>,
    /// What, in words.
    pub what: String,
}

/// How well a creator does what was agreed: each part by itself, and all together.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Operations {
    /// The parts, in the order of [`OPERATIONS`].
    pub parts: [OperationsPart; OPERATIONS.len()],
    /// The mean of the parts that are known, in percent; `None` if none is.
    pub score_percent: Option<u8>,
}

/// One part: of the posts that were judged, how many are as agreed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct OperationsPart {
    /// As agreed.
    pub n_good: u32,
    /// Judged.
    pub n_judged: u32,
}

/// The parts of the operations score: their words in files and their names on screens.
pub const OPERATIONS: [(&str, &str); 4] = [
    ("right_link", "Right link"),
    ("on_time", "On time"),
    ("disclosed", "Disclosed"),
    ("code_correct", "Code correct"),
];

/// Revenue of posts that should have been disclosed, under the campaign's model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Exposure {
    /// The currency of the amounts.
    pub currency: Currency,
    /// What was earned while the post was not disclosed, and still is not, in minor units.
    pub open_minor: i64,
    /// What was earned before the post was mended, in minor units.
    pub mended_minor: i64,
    /// Posts that are not disclosed now.
    pub n_open: u32,
    /// Posts that nobody has looked at.
    pub n_unchecked: u32,
}

/// What is known of one post's disclosure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PostDisclosure {
    /// Which post.
    pub content_id: ContentId,
    /// In which campaign.
    pub campaign_id: CampaignId,
    /// A few words to know it by.
    pub title: Option<String>,
    /// Where it can be seen.
    pub url: Option<String>,
    /// When it went live.
    pub published_at: Timestamp,
    /// How it stands; `None` if nobody has looked.
    pub is_disclosed: Option<bool>,
    /// Revenue while it was not disclosed, in minor units of the campaign's currency.
    pub exposed_minor: i64,
    /// The currency of that.
    pub currency: Currency,
    /// Everything that was seen, newest first.
    pub seen: Vec<SeenView>,
}

/// What was seen of a post.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SeenView {
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by: String,
    /// Whether it had to be disclosed.
    pub must_disclose: bool,
    /// Whether it was.
    pub is_disclosed: Option<bool>,
    /// The words that were seen.
    pub observed: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// What is kept with it.
    pub note: Option<String>,
}

fn ids_alone<S: Serializer>(
    links: &[(CreatorId, LinkId)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(links.iter().map(|(_, link)| link))
}

impl JudgedFinding {
    /// Whether it holds links back.
    pub fn does_hold(&self) -> bool {
        self.finding.flaw.does_block() && self.waiver.is_none()
    }
}

impl GateView {
    /// How many creators stand so.
    pub fn count(&self, state: GateState) -> usize {
        self.creators.iter().filter(|row| row.state == state).count()
    }
}

impl CreatorGate {
    /// Whether links of the creator wait that a launch would not let go.
    pub fn is_held(&self) -> bool {
        !self.can_launch && (self.state == GateState::Held || !self.held_links.is_empty())
    }

    /// Whether an id names the creator, or one who was merged into them.
    pub fn is_called(&self, id: &CreatorId) -> bool {
        self.creator_id == *id || self.named.contains(id)
    }

    /// How a check stands for the creator: held, waived, warned or passed.
    pub fn findings_of(&self, check: Check) -> impl Iterator<Item = &JudgedFinding> {
        self.findings.iter().filter(move |row| row.finding.check() == check)
    }
}
