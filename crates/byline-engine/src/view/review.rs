//! The weekly review: every creator beside floor and ceiling, who needs a person, and what was
//! decided.

use byline_core::creator::{CreatorSize, Platform, WeekLimits};
use byline_core::credit::Model;
use byline_core::decision::advice::{Advised, Why};
use byline_core::decision::review::{Against, Likeness, TaskKind, Trend};
use byline_core::decision::said::ReviewDecision;
use byline_core::decision::standing::{Evidence, Judgement};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::kpi::Ratio;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::Serialize;

use super::decisions::{DealCheck, JudgedBy, NoJudgement};
use super::query::Stand;
use crate::state::desk::{Reviewed, Task};

/// The review of one week of a campaign.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// Its name.
    pub name: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The model of all revenue.
    pub model: Model,
    /// The week, its Monday first, and what of it lies in the flight and has passed.
    pub week: WeekView,
    /// Floor and ceiling of a creator whose deal says nothing.
    pub limits: WeekLimits,
    /// What each unit of the price should bring.
    pub wanted: Ratio,
    /// Where that comes from.
    pub wanted_from: WantedFrom,
    /// By which share creators are judged.
    pub judged_by: JudgedBy,
    /// Whether judgements wait for data that is late.
    pub is_waiting: bool,
    /// Everybody, whoever needs a person on top.
    pub creators: Vec<ReviewRow>,
    /// How many the rules handle, by how.
    pub handled: Vec<(Handled, usize)>,
    /// Credited to creators in the week, in minor units.
    pub revenue_minor: i64,
    /// The same in as much of the week before; `None` without one.
    pub before_minor: Option<i64>,
    /// Spent in the week, in minor units.
    pub spend_minor: Option<i64>,
}

/// Which week.
#[derive(Clone, Debug, Serialize)]
pub struct WeekView {
    /// Its Monday, such as `2026-06-08`.
    pub monday: String,
    /// From the Monday to the next one.
    pub span: Span,
    /// What of it lies in the flight and has passed.
    pub covered: Span,
    /// Whether decisions of it may still change.
    pub is_open: bool,
    /// The Monday of the week before, if the campaign ran then.
    pub previous: Option<String>,
    /// The Monday of the week after, if it has begun.
    pub next: Option<String>,
}

/// Where it comes from what a price should bring.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedFrom {
    /// The campaign's benchmark of ROI or ROAS.
    Benchmark,
    /// The campaign's revenue target beside its budget.
    Target,
    /// Nothing is set, so the price itself.
    BreakEven,
}

/// One creator in the review.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewRow {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// Where.
    pub platform: Platform,
    /// How large.
    pub size: Option<CreatorSize>,
    /// Credited in the week, in minor units.
    pub revenue_minor: i64,
    /// Credited in as much of the week before; `None` without one.
    pub before_minor: Option<i64>,
    /// How that moves.
    pub trend: Option<Trend>,
    /// Credited in the flight so far, in minor units.
    pub flight_minor: i64,
    /// Spent in the week, in minor units.
    pub spend_minor: Option<i64>,
    /// What was spent or agreed for the whole flight, in minor units.
    pub price_minor: Option<i64>,
    /// What of it is due by now: the part that has passed of the time from the first post to the
    /// end of the flight. `None` before the first post.
    pub due_minor: Option<i64>,
    /// How far the data supports what is said of the money; `None` where nothing is said of it:
    /// without a price, before the creator is live, until anybody sold, and where the goal is not
    /// to sell.
    pub evidence: Option<Evidence>,
    /// Revenue of the flight for each unit that is due.
    pub returns: Option<Ratio>,
    /// The limits of the creator's week.
    pub limits: WeekLimits,
    /// The part of them that the days since the first post make: what revenue is beside.
    pub limits_so_far: WeekLimits,
    /// The week's revenue beside that part.
    pub against: Against,
    /// The standing at the end of the week, or now.
    pub judgement: Option<Judgement>,
    /// Why there is none.
    pub no_judgement: Option<NoJudgement>,
    /// Since when it is red or yellow without a break.
    pub bad_since: Option<Timestamp>,
    /// What should be done, and why.
    pub recommendation: Recommendation,
    /// The likeliest cause where people click and do not buy, with its evidence.
    pub cause: Option<String>,
    /// What was decided in the week.
    pub decided: Option<Reviewed>,
    /// What was decided last before it, and in which week.
    pub last: Option<LastDecision>,
    /// Why a person is needed; empty if the rules handle it.
    pub needs: Vec<Need>,
    /// How the rules handle it, if they do.
    pub handled: Option<Handled>,
    /// What the deal says.
    pub deal: DealCheck,
    /// Tasks about the creator, open ones first.
    pub tasks: Vec<TaskView>,
    /// Who of the own history is most alike.
    pub similar: Vec<SimilarView>,
}

/// What the review recommends about the deal: the advice that every page gives, as far as it
/// concerns the work together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Recommendation {
    /// What.
    pub decision: ReviewDecision,
    /// What is advised altogether.
    pub advised: Advised,
    /// Why, the heaviest reason first. Never empty.
    pub whys: Vec<Why>,
}

/// What was decided in an earlier week.
#[derive(Clone, Debug, Serialize)]
pub struct LastDecision {
    /// The Monday of that week.
    pub week_from: Timestamp,
    /// What, by whom, when.
    #[serde(flatten)]
    pub reviewed: Reviewed,
}

/// Why a person is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A task is late.
    TaskLate,
    /// To part, to renegotiate or to grow is recommended.
    Recommended(ReviewDecision),
    /// Red, and the data supports it.
    Red,
    /// Clicks as there should be, and too few sales; the data supports it.
    Traffic,
    /// The week is below its floor.
    BelowFloor,
    /// The week is above its ceiling.
    AboveCeiling,
    /// Far over the benchmark, and the data confirms it.
    Accelerate,
    /// A change was decided last week, and nothing since.
    FollowUp,
}

/// How the rules handle a creator without a person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// Inside the range: nothing to do.
    InRange,
    /// What they bring carries the price: nothing to do.
    Pays,
    /// The deal stays; what is advised stands on the daily list.
    Daily,
    /// A flag that the data does not support yet: watched on.
    NotSupported,
    /// Nobody can judge yet: watched on.
    NotJudged,
    /// Data is late: judged when it has come.
    Waiting,
    /// Out of use or paused: nothing can come.
    OutOfUse,
    /// Nothing was published yet: waits for the first post.
    NotLive,
    /// Less than a hundredth of the campaign: what is recommended is for the next deal.
    Small,
}

/// One task.
#[derive(Clone, Debug, Serialize)]
pub struct TaskView {
    /// In which campaign.
    pub campaign_id: CampaignId,
    /// About whom.
    pub creator_id: CreatorId,
    /// The creator's name.
    pub name: String,
    /// What is to be done.
    pub kind: TaskKind,
    /// Whether it is open and its day has passed.
    pub is_late: bool,
    /// For paid spend: what the deal allows now.
    pub may_amplify: bool,
    /// Everything else.
    #[serde(flatten)]
    pub task: Task,
}

/// Somebody of the own history who is alike.
#[derive(Clone, Debug, Serialize)]
pub struct SimilarView {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// In which campaign.
    pub campaign_id: CampaignId,
    /// The campaign's name.
    pub campaign: String,
    /// How alike.
    pub likeness: Likeness,
    /// Spent or agreed there, in minor units.
    pub price_minor: Option<i64>,
    /// Credited there so far, in minor units.
    pub revenue_minor: i64,
}

impl ReviewRow {
    /// Whether a person is needed.
    pub fn needs_somebody(&self) -> bool {
        !self.needs.is_empty()
    }
}
