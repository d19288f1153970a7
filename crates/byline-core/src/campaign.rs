//! Campaigns: what is promoted, when, for how much, and by which rules its orders are credited.
//!
//! The rules travel with every attributed number: model, windows, base and time zone are part of
//! the figure, not of the screen that shows it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::credit::{Model, ModelParameters};
use crate::gate::GateTerms;
use crate::id::CampaignId;
use crate::money::Currency;
use crate::time::Span;

/// What is promoted, with its targets, its money and its rules of counting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Campaign {
    /// Its id.
    #[n(0)]
    pub id: CampaignId,
    /// Its name, as people call it.
    #[n(1)]
    pub name: String,
    /// What it is for; picks the KPIs that matter first.
    #[n(2)]
    pub goal: Goal,
    /// The currency that its figures are reported in.
    #[n(3)]
    pub currency: Currency,
    /// The IANA time zone whose days its figures are cut into, such as `Europe/Berlin`.
    #[n(4)]
    pub time_zone: String,
    /// The dated stretches in which it is live, in order.
    #[n(5)]
    pub flights: Vec<Span>,
    /// The whole budget in minor units of `currency`, if one was set.
    #[n(6)]
    pub budget_minor: Option<i64>,
    /// How its orders are credited.
    #[n(7)]
    pub rules: CountingRules,
    /// Whether it is out of use. History stays.
    #[n(8)]
    pub is_archived: bool,
    /// The launch gate with its limits and benchmarks: unless it is open, links lead nowhere until
    /// their creator passed.
    #[n(9)]
    #[serde(default)]
    pub gate: Option<GateTerms>,
    /// What posts are to say, as written: keywords, `#hashtags` and `@mentions`.
    #[n(10)]
    #[cbor(default)]
    #[serde(default)]
    pub terms: Vec<String>,
}

impl Campaign {
    /// Whether its links lead nowhere until their creator was launched.
    pub fn has_gate(&self) -> bool {
        self.gate.as_ref().is_some_and(|terms| !terms.is_open)
    }
}

/// What a campaign is for.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// To be seen.
    #[n(0)]
    Awareness,
    /// To be visited.
    #[n(1)]
    Traffic,
    /// To be talked with.
    #[n(2)]
    Engagement,
    /// To collect target actions.
    #[n(3)]
    Leads,
    /// To sell.
    #[n(4)]
    Sales,
}

/// How the orders of a campaign are credited. Chosen on purpose, written beside every number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct CountingRules {
    /// The model that headline figures use; all others are computed beside it.
    #[n(0)]
    pub model: Model,
    /// The settings of the models that have any.
    #[n(1)]
    pub parameters: ModelParameters,
    /// How long before an order a click may still count, in seconds, both ends included.
    #[n(2)]
    pub click_window_s: i64,
    /// How long before an order a view may still count, in seconds, both ends included.
    #[n(3)]
    pub view_window_s: i64,
    /// What an order is worth before it is split.
    #[n(4)]
    pub credited_base: CreditedBase,
    /// What views may earn.
    #[n(5)]
    pub views: ViewPolicy,
    /// How repeated touches of one channel are joined before a model runs.
    #[n(6)]
    pub repeats: RepeatPolicy,
    /// Whether other channels take part in the split.
    #[n(7)]
    pub scope: CreditScope,
    /// Whether an order ends the journey, so that the next one starts from nothing.
    #[n(8)]
    pub reset_on_order: bool,
}

/// A day, in seconds.
pub const DAY_S: i64 = 86_400;

impl Default for CountingRules {
    /// Linear, 7-day click, 1-day view.
    fn default() -> Self {
        Self {
            model: Model::Linear,
            parameters: ModelParameters::default(),
            click_window_s: 7 * DAY_S,
            view_window_s: DAY_S,
            credited_base: CreditedBase::Merchandise,
            views: ViewPolicy::Fallback,
            repeats: RepeatPolicy::Exposure,
            scope: CreditScope::Creators,
            reset_on_order: false,
        }
    }
}

/// What an order is worth before it is split over touches. Refunds are always subtracted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum CreditedBase {
    /// Merchandise after discounts, before tax and shipping.
    #[n(0)]
    Merchandise,
    /// Merchandise after discounts with tax, before shipping.
    #[n(1)]
    MerchandiseAndTax,
    /// All that the shopper paid.
    #[n(2)]
    Total,
}

/// What content seen on a platform may earn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum ViewPolicy {
    /// Nothing.
    #[n(0)]
    Ignore,
    /// Credit only when no click or code is eligible.
    #[n(1)]
    Fallback,
    /// Credit like any touch.
    #[n(2)]
    Weighted,
}

/// How repeated touches of one channel are joined before a model runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum RepeatPolicy {
    /// Equal neighbours become one touch.
    #[n(0)]
    Exposure,
    /// Each channel counts once, where it came last.
    #[n(1)]
    Unique,
    /// Each channel counts once, where it came first.
    #[n(2)]
    First,
    /// Every touch counts.
    #[n(3)]
    Frequency,
}

/// Whether other channels take part in the split.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum CreditScope {
    /// Only creators earn credit.
    #[n(0)]
    Creators,
    /// Paid, mail, search and direct earn credit too, so that creators are not over-credited.
    #[n(1)]
    AllChannels,
}
