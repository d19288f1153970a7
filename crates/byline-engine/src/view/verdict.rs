//! What a campaign came to, what it may come to, and what all of them teach.

use std::collections::BTreeSet;

use byline_core::campaign::Goal;
use byline_core::creator::{CreatorSize, Platform};
use byline_core::credit::Model;
use byline_core::decision::verdict::{Hype, Label, Verdict};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::kpi::Ratio;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::Serialize;

use super::query::Stand;
use crate::state::desk::Verdicted;

/// What a campaign came to so far.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// Its name.
    pub name: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The model of conversions and revenue.
    pub model: Model,
    /// Over which stretch: the flight, up to now.
    pub span: Span,
    /// Whether the flight is over.
    pub is_over: bool,
    /// What creators are credited with over the stretch, in minor units.
    pub revenue_minor: i64,
    /// What of everybody's price is due by now, in minor units, while the flight runs; cost is
    /// judged by it.
    pub due_minor: Option<i64>,
    /// What the figures of today say.
    pub verdict: Verdict,
    /// Whose views brought no clicks.
    pub hype: Vec<HypeView>,
    /// What was said, the newest first.
    pub history: Vec<Verdicted>,
}

/// A creator with views and without clicks.
#[derive(Clone, Debug, Serialize)]
pub struct HypeView {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// The figures, with the clicks that such reach should bring.
    #[serde(flatten)]
    pub hype: Hype,
    /// At which CTR.
    pub ctr: Ratio,
    /// Whether that is the benchmark of such creators; else what everybody together has.
    pub is_benchmark: bool,
}

/// What the revenue of a running flight may come to.
#[derive(Clone, Debug, Serialize)]
pub struct OutlookView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// The currency of all amounts.
    pub currency: Currency,
    /// When the flight ends.
    pub ends_at: Timestamp,
    /// Credited so far, in minor units.
    pub so_far_minor: i64,
    /// How many whole days it stands on.
    pub n_days: usize,
    /// Less than this comes by the end with 10%; all three are `None` while too few days passed.
    pub low_minor: Option<i64>,
    /// The middle.
    pub middle_minor: Option<i64>,
    /// More than this comes by the end with 10%.
    pub high_minor: Option<i64>,
    /// The revenue target, in minor units.
    pub target_minor: Option<i64>,
    /// Of how many days it was said on their morning between which bounds they would end.
    pub n_scored: usize,
    /// How many of them did. About 80% should.
    pub n_held: usize,
}

/// What all campaigns teach.
#[derive(Clone, Debug, Serialize)]
pub struct PlaybookView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// Every campaign that has begun, the newest first.
    pub campaigns: Vec<PlayedCampaign>,
    /// In which currency groups are added up: that of the newest campaign.
    pub currency: Option<Currency>,
    /// Conversions of clicks over everybody.
    pub conversion_rate: Option<Ratio>,
    /// Clicks of displays over everybody.
    pub ctr: Option<Ratio>,
    /// What worked, by platform, size, category and format, the most clicks first.
    pub groups: Vec<PlayedGroup>,
    /// Benchmarks of the own history, by platform, size and category.
    pub benchmarks: Vec<PlayedGroup>,
}

/// One campaign beside the others.
#[derive(Clone, Debug, Serialize)]
pub struct PlayedCampaign {
    /// Which.
    pub campaign_id: CampaignId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub goal: Goal,
    /// Its last flight that has begun.
    pub flight: Span,
    /// Whether it runs.
    pub is_running: bool,
    /// What was said last; else what the figures of today say.
    pub label: Label,
    /// Whether somebody, or the end of the flight, said so.
    pub is_given: bool,
    /// The currency of its amounts.
    pub currency: Currency,
    /// Spent, in minor units.
    pub spend_minor: Option<i64>,
    /// What is due of the creators' prices by now, in minor units; `None` of a flight that is over,
    /// and where nothing is due.
    pub due_minor: Option<i64>,
    /// Credited to creators, in minor units.
    pub revenue_minor: i64,
}

/// Creators of one kind over all campaigns.
#[derive(Clone, Debug, Serialize)]
pub struct PlayedGroup {
    /// Where.
    pub platform: Platform,
    /// How large.
    pub size: Option<CreatorSize>,
    /// What the content is about.
    pub category: Option<String>,
    /// How it is made; `None` where all formats are together.
    pub format: Option<String>,
    /// How many creators.
    pub n_creators: usize,
    /// Which.
    #[serde(skip)]
    pub creators: BTreeSet<CreatorId>,
    /// Clicks by people.
    pub n_clicks: i64,
    /// What the CTR is a share of.
    pub n_displays: i64,
    /// Conversions credited to clicks, rounded; those by a code alone are in the revenue only.
    pub n_conversions: i64,
    /// Spent, in minor units.
    pub spend_minor: i64,
    /// Credited, in minor units.
    pub revenue_minor: i64,
    /// Conversions of clicks, between which bounds with 90%, in millionths.
    pub conversion_rate_ppm: Option<(i64, i64, i64)>,
    /// Conversions of any kind beside clicks, as creators are judged, in millionths.
    pub judged_rate_ppm: Option<i64>,
    /// Clicks of displays, the same.
    pub ctr_ppm: Option<(i64, i64, i64)>,
    /// What may be claimed.
    pub claim: Claim,
    /// The creator without whom nothing could be claimed, of [`Claim::OneCreator`].
    pub rests_on: Option<CreatorId>,
    /// When the newest fact behind it was taken in.
    pub until: Timestamp,
}

impl PlayedGroup {
    /// Of fewer creators nothing is claimed.
    pub const LEAST_CREATORS: usize = 3;
}

/// What may be claimed of a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Fewer than three creators, or too few clicks.
    TooFew,
    /// The interval holds the rate of everybody.
    NoDifference,
    /// All of it lies above.
    Better,
    /// All of it lies below.
    Worse,
    /// All of it lies above or below, but not without one of the creators.
    OneCreator,
}
