//! Alerts: what fires, what is wished about ads, and what came of it.

use byline_core::decision::PauseMode;
use byline_core::decision::Rules;
use byline_core::decision::alert::AlertRule;
use byline_core::decision::episode::{AlertState, Episode};
use byline_core::decision::pausing::{Answer, AttemptState, Want};
use byline_core::decision::said::Maintenance;
use byline_core::decision::urgency::Urgency;
use byline_core::id::{CampaignId, ConnectionId, CreatorId};
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;
use crate::state::desk::{Account, ApprovedPlan, Decided, Edition};

/// Every alert that was asked for, what is most urgent first.
#[derive(Clone, Debug, Serialize)]
pub struct AlertsView {
    /// Where and when.
    pub stand: Stand,
    /// The alerts.
    pub alerts: Vec<AlertView>,
    /// What alerts of each rule came to.
    pub reports: Vec<RuleReport>,
}

/// One alert.
#[derive(Clone, Debug, Serialize)]
pub struct AlertView {
    /// Its id.
    pub id: String,
    /// Which rule.
    pub rule: AlertRule,
    /// The rule in words.
    pub name: &'static str,
    /// How soon somebody must act.
    pub urgency: Urgency,
    /// About which campaign.
    pub campaign_id: CampaignId,
    /// About which creator, if about one.
    pub creator_id: Option<CreatorId>,
    /// The creator's name.
    pub creator: Option<String>,
    /// Where it is.
    pub state: AlertState,
    /// How long the condition has held, in seconds that data covers, while it is pending.
    pub pending_s: Option<i64>,
    /// For how long data has been missing, in seconds; `None` while it is there.
    pub missing_s: Option<i64>,
    /// How many episodes there were.
    pub n_episodes: u32,
    /// The episodes that are kept, the newest first.
    pub episodes: Vec<EpisodeView>,
    /// The page that shows it.
    pub path: String,
}

/// One episode of an alert.
#[derive(Clone, Debug, Serialize)]
pub struct EpisodeView {
    /// The episode.
    #[serde(flatten)]
    pub episode: Episode,
    /// What it was about, as it was told.
    #[serde(flatten)]
    pub account: Account,
    /// When the first channel took the notice.
    pub told_at: Option<Timestamp>,
    /// What was decided first.
    pub decided: Option<Decided>,
    /// Under which edition of the rules it fired.
    pub rules_version: u32,
    /// How quickly it went.
    pub response: Response,
    /// What it wished about ads.
    pub wishes: Vec<WishView>,
}

/// How long it took from the trigger on, in seconds. `None`: it has not come to that.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Response {
    /// Until a channel took the notice, from the instant at which it fired.
    pub notice_s: Option<i64>,
    /// From there until somebody acknowledged it.
    pub acknowledgement_s: Option<i64>,
    /// From the trigger until somebody decided what to do.
    pub decision_s: Option<i64>,
}

/// What alerts of one rule came to.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// Which rule.
    pub rule: AlertRule,
    /// Its name.
    pub name: &'static str,
    /// Episodes that are kept and over.
    pub n_closed: usize,
    /// Something was done about it.
    pub n_acted: usize,
    /// Nothing could be done.
    pub n_nothing_to_do: usize,
    /// Nothing was wrong.
    pub n_false_alarms: usize,
    /// Nobody said what came of it.
    pub n_untold: usize,
    /// Late data showed that the condition had not held.
    pub n_corrected: usize,
    /// Half of the decisions took no longer than this, in seconds from the trigger.
    pub decision_p50_s: Option<i64>,
}

/// What an episode wishes about an ad.
#[derive(Clone, Debug, Serialize)]
pub struct WishView {
    /// The ad, by feed and id.
    pub ad: String,
    /// What it spends in a day, in minor units.
    pub daily_spend_minor: i64,
    /// What is done about it.
    #[serde(serialize_with = "answer_key")]
    pub answer: Answer,
    /// Since when that is so.
    pub at: Timestamp,
    /// The ad account that carries it out; `None` if none is connected.
    pub to: Option<ConnectionId>,
    /// What other rules want, where the safe wish won.
    pub against: Vec<Want>,
    /// Which alert asks.
    pub alert: String,
    /// Which episode of it.
    pub episode: u32,
}

/// What is wished about ads, and what was done.
#[derive(Clone, Debug, Serialize)]
pub struct PausesView {
    /// Where and when.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// How far Byline goes by itself.
    pub mode: PauseMode,
    /// Whether the kill switch is on.
    pub is_stopped: bool,
    /// What episodes wished, the newest first.
    pub wishes: Vec<WishView>,
    /// Every change that was decided, the newest first.
    pub changes: Vec<ChangeView>,
}

/// A change of an ad that was decided.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The ad, by feed and id.
    pub ad: String,
    /// When.
    pub at: Timestamp,
    /// The person who decided it; `None` if the rules did.
    pub by: Option<String>,
    /// Why.
    pub why: String,
    /// Whether the ad should run again.
    pub is_resume: bool,
    /// What was done about it.
    #[serde(serialize_with = "answer_key")]
    pub answer: Answer,
    /// The name of the action, if one left.
    pub action: Option<String>,
    /// How it ended.
    pub ended: Option<AttemptState>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// The thresholds of a campaign.
#[derive(Clone, Debug, Serialize)]
pub struct RulesView {
    /// Where and when.
    pub stand: Stand,
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// Its name.
    pub name: String,
    /// Whether a change needs a reason: creators are live, or the flight began.
    pub is_frozen: bool,
    /// What holds now.
    pub rules: Rules,
    /// Everything that was set, the newest first.
    pub editions: Vec<Edition>,
}

/// Stretches in which nobody wants to hear anything.
#[derive(Clone, Debug, Serialize)]
pub struct MaintenanceView {
    /// Where and when.
    pub stand: Stand,
    /// All of them, the newest first.
    pub maintenance: Vec<Maintenance>,
}

/// Which alerts are asked for.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct AlertFilter {
    /// Of one campaign only.
    pub campaign: Option<CampaignId>,
    /// Those that pend, fire or have no data only.
    pub is_open: bool,
}

impl AlertView {
    /// The episode that fires now, or the last one.
    pub fn newest(&self) -> Option<&EpisodeView> {
        self.episodes.first()
    }

    /// Whether it pends, fires, or has no data.
    pub fn is_open(&self) -> bool {
        self.state != AlertState::Ok
    }
}

fn answer_key<S: serde::Serializer>(answer: &Answer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(answer.key())
}

/// What was approved to move, and how much of the plan is elsewhere by now.
#[derive(Clone, Debug, Serialize)]
pub struct MovedView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// What part of the paid spend of the first plans is elsewhere by now, in hundredths of a
    /// percent.
    pub moved_of_plan_bp: u32,
    /// Which day of the flight it is; 0 before the first.
    pub day: u32,
    /// How many days it has.
    pub n_days: u32,
    /// By which day a part should be elsewhere: a third of the flight.
    pub aim_by_day: u32,
    /// From which part to which, in hundredths of a percent.
    pub aim_bp: (u32, u32),
    /// The plan that can be taken back, by when it was approved.
    pub undo_at: Option<Timestamp>,
    /// Every plan that was approved, the newest first.
    pub plans: Vec<ApprovedPlan>,
}
