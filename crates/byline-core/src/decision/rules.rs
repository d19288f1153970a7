//! Rules: every threshold of every decision, as data.
//!
//! They are set before a campaign goes live, carry a version, and travel with each decision that
//! was made under them; so a past campaign can be judged again under others. The defaults are those
//! that the screens explain. Shares are in hundredths of a percent (`_bp`), probabilities in
//! millionths (`_ppm`), lengths in seconds (`_s`): whole numbers, so that a boundary is exact.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The thresholds of a campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Which edition; raised by each change.
    #[n(0)]
    pub version: u32,
    /// When a creator is red, yellow, green or to be accelerated.
    #[n(1)]
    pub standing: StandingRules,
    /// When the data supports a judgement.
    #[n(2)]
    pub evidence: EvidenceRules,
    /// When somebody is paged.
    #[n(3)]
    pub page: PageRules,
    /// How alerts of each urgency live.
    #[n(4)]
    pub urgency: UrgencyRules,
    /// Which ads may be paused, and how.
    #[n(5)]
    pub pausing: PauseRules,
    /// How much money may be proposed to move.
    #[n(6)]
    pub reallocation: ReallocationRules,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            version: 1,
            standing: StandingRules::default(),
            evidence: EvidenceRules::default(),
            page: PageRules::default(),
            urgency: UrgencyRules::default(),
            pausing: PauseRules::default(),
            reallocation: ReallocationRules::default(),
        }
    }
}

/// When a creator is red, yellow, green or to be accelerated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct StandingRules {
    /// Red from so far under the benchmark on.
    #[n(0)]
    pub red_under_bp: u32,
    /// Yellow from so far under the benchmark on.
    #[n(1)]
    pub yellow_under_bp: u32,
    /// To be accelerated from so far over the benchmark on.
    #[n(2)]
    pub accelerate_over_bp: u32,
    /// Red after so long without a conversion, from the first live content on.
    #[n(3)]
    pub silence_s: i64,
    /// Red from so far over the CPC ceiling on; yellow is all that is over it.
    #[n(4)]
    pub cpc_red_over_bp: u32,
    /// How many evaluations in a row must say otherwise before a standing is left.
    #[n(5)]
    pub leave_after_evaluations: u32,
    /// How often creators are evaluated.
    #[n(6)]
    pub evaluate_every_s: i64,
    /// Traffic without sales: a conversion rate more than this under its benchmark, while CTR is at
    /// or above its own.
    #[n(7)]
    pub conversion_under_bp: u32,
}

impl Default for StandingRules {
    fn default() -> Self {
        Self {
            red_under_bp: 25_00,
            yellow_under_bp: 10_00,
            accelerate_over_bp: 30_00,
            silence_s: 72 * HOUR_S,
            cpc_red_over_bp: 25_00,
            leave_after_evaluations: 2,
            evaluate_every_s: HOUR_S,
            conversion_under_bp: 20_00,
        }
    }
}

/// What has to be true before Byline acts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum ActOn {
    /// The rule, and the data supports it.
    #[n(0)]
    Confirmed,
    /// The rule alone.
    #[n(1)]
    Literal,
}

/// When the data supports a judgement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceRules {
    /// Confirmed from this probability on.
    #[n(0)]
    pub confirmed_ppm: u32,
    /// Leaning from this probability on.
    #[n(1)]
    pub leaning_ppm: u32,
    /// Silence is confirmed if a creator at the benchmark would be silent no more probably.
    #[n(2)]
    pub silence_ppm: u32,
    /// A segment of fewer creators borrows the prior of its parent.
    #[n(3)]
    pub segment_creators_min: u32,
    /// The weakest prior, in thousandths of a success.
    #[n(4)]
    pub strength_least_milli: u32,
    /// The strongest prior, in thousandths of a success.
    #[n(5)]
    pub strength_most_milli: u32,
    /// The prior where nothing can be borrowed, in thousandths of a success at the benchmark.
    #[n(6)]
    pub strength_alone_milli: u32,
    /// What pauses of ads and moves of money need.
    #[n(7)]
    pub money_moves_on: ActOn,
}

impl Default for EvidenceRules {
    fn default() -> Self {
        Self {
            confirmed_ppm: 800_000,
            leaning_ppm: 500_000,
            silence_ppm: 50_000,
            segment_creators_min: 8,
            strength_least_milli: 500,
            strength_most_milli: 20_000,
            strength_alone_milli: 4_000,
            money_moves_on: ActOn::Confirmed,
        }
    }
}

/// When somebody is paged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct PageRules {
    /// Over how long before now revenue is added up.
    #[n(0)]
    pub trailing_s: i64,
    /// How far the rate of orders would have fallen, in percent of what was expected.
    #[n(1)]
    pub fell_to_percent: u32,
    /// From which level on a fall is believed, in thousandths of a nat.
    #[n(2)]
    pub threshold_millinats: u32,
    /// Below so many orders a day a creator is not judged alone; the campaign is.
    #[n(3)]
    pub orders_per_day_min: u32,
    /// Whether revenue below the floor is enough, or a fall must be believed too.
    #[n(4)]
    pub pages_on: ActOn,
    /// How much hours differ by themselves beside an hour as expected: their standard deviation
    /// beyond chance.
    #[n(5)]
    pub hours_differ_bp: u32,
}

impl Default for PageRules {
    fn default() -> Self {
        Self {
            trailing_s: HOUR_S,
            fell_to_percent: 25,
            threshold_millinats: 7_000,
            orders_per_day_min: 20,
            pages_on: ActOn::Confirmed,
            hours_differ_bp: 20_00,
        }
    }
}

/// How alerts of each urgency live.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct UrgencyRules {
    /// Page now.
    #[n(0)]
    pub page: EpisodeRules,
    /// Investigate today.
    #[n(1)]
    pub investigate: EpisodeRules,
    /// Review with the daily list.
    #[n(2)]
    pub review: EpisodeRules,
}

impl Default for UrgencyRules {
    fn default() -> Self {
        let page = EpisodeRules {
            pending_s: 90 * MINUTE_S,
            resolve_s: 15 * MINUTE_S,
            due_s: 15 * MINUTE_S,
            escalations_max: 3,
            no_data_s: 15 * MINUTE_S,
            evaluate_every_s: MINUTE_S,
            episodes_per_hour_max: 3,
            quiet_after_resolved_s: 24 * HOUR_S,
        };
        let investigate = EpisodeRules {
            pending_s: HOUR_S,
            resolve_s: 2 * HOUR_S,
            due_s: 4 * HOUR_S,
            escalations_max: 1,
            evaluate_every_s: HOUR_S,
            no_data_s: 2 * HOUR_S,
            ..page
        };
        let review = EpisodeRules { due_s: 24 * HOUR_S, escalations_max: 0, ..investigate };
        Self { page, investigate, review }
    }
}

/// How an alert lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct EpisodeRules {
    /// How long the condition must hold, in time that data covers, before anybody hears of it.
    #[n(0)]
    pub pending_s: i64,
    /// How long it must be gone before the episode ends.
    #[n(1)]
    pub resolve_s: i64,
    /// Within which time somebody should have acknowledged it; afterwards it escalates.
    #[n(2)]
    pub due_s: i64,
    /// How often it escalates.
    #[n(3)]
    pub escalations_max: u32,
    /// After how long without data that is said.
    #[n(4)]
    pub no_data_s: i64,
    /// How often it is evaluated; one evaluation never counts for more time than this.
    #[n(5)]
    pub evaluate_every_s: i64,
    /// How many episodes within an hour are told one by one; the next is told as flapping.
    #[n(6)]
    pub episodes_per_hour_max: u32,
    /// For how long an alert that a person resolved stays quiet, unless all was well in between.
    #[n(7)]
    pub quiet_after_resolved_s: i64,
}

/// How far Byline goes by itself.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum PauseMode {
    /// It writes down what it would have done.
    #[n(0)]
    Observe,
    /// It asks a person.
    #[n(1)]
    Suggest,
    /// It pauses, within the guardrails.
    #[n(2)]
    Automatic,
}

/// Which ads may be paused, and how.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct PauseRules {
    /// How far Byline goes by itself.
    #[n(0)]
    pub mode: PauseMode,
    /// The kill switch: nothing is paused, whatever the mode.
    #[n(1)]
    pub is_stopped: bool,
    /// At most so many pauses within the window.
    #[n(2)]
    pub pauses_max: u32,
    /// At most this share of the daily spend within the window.
    #[n(3)]
    pub spend_max_bp: u32,
    /// The window of the guardrails.
    #[n(4)]
    pub window_s: i64,
    /// For how long a platform may show an old state after a change.
    #[n(5)]
    pub settle_s: i64,
    /// After how long an attempt is given up, aloud.
    #[n(6)]
    pub give_up_s: i64,
}

impl Default for PauseRules {
    fn default() -> Self {
        Self {
            mode: PauseMode::Suggest,
            is_stopped: false,
            pauses_max: 5,
            spend_max_bp: 20_00,
            window_s: 15 * MINUTE_S,
            settle_s: MINUTE_S,
            give_up_s: 15 * MINUTE_S,
        }
    }
}

/// How much money may be proposed to move.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct ReallocationRules {
    /// Returns grow with spend to this power.
    #[n(0)]
    pub exponent_bp: u32,
    /// At most this much of a creator's amount changes in a day.
    #[n(1)]
    pub daily_change_bp: u32,
    /// Nobody falls below this part of the plan.
    #[n(2)]
    pub least_of_plan_bp: u32,
    /// Nobody rises above this multiple of the plan.
    #[n(3)]
    pub most_of_plan_bp: u32,
    /// Nobody falls below this part of an equal share, so that everyone can still be learned about.
    #[n(4)]
    pub learning_floor_bp: u32,
    /// The prior of a creator's return, in thousandths of an order, where the roster tells none.
    #[n(5)]
    pub strength_alone_milli: u32,
}

impl Default for ReallocationRules {
    fn default() -> Self {
        Self {
            exponent_bp: 70_00,
            daily_change_bp: 25_00,
            least_of_plan_bp: 20_00,
            most_of_plan_bp: 600_00,
            learning_floor_bp: 20_00,
            strength_alone_milli: 4_000,
        }
    }
}

/// A minute, in seconds.
pub(super) const MINUTE_S: i64 = 60;

/// An hour, in seconds.
pub(super) const HOUR_S: i64 = 3_600;
