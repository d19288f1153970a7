//! The launch gate: nobody goes live with a hole in the tracking.
//!
//! In: a [`Dossier`], everything that is known of a campaign and its creators. Out: [`Finding`]s,
//! each with what to do next. Wrong tags and scattered identities cannot be mended afterwards, so
//! a creator's links lead nowhere until no finding blocks them, or somebody put a name and a
//! reason to each that does. A link that is made after its creator went live waits the same way.
//!
//! The judgement is pure: the same dossier at the same time gives the same findings, so
//! yesterday's gate can be shown as it was.

mod benchmark;
mod dossier;
mod finding;
mod flaw;
mod judge;
#[cfg(test)]
mod tests;
mod waiver;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::campaign::CountingRules;
use crate::creator::WeekLimits;
use crate::id::{CampaignId, CreatorId, LinkId};

pub use benchmark::{Benchmark, CreatorKind, Origin};
pub use dossier::{BriefStand, Dossier, Member, Signals, TestOrder};
pub use finding::{Finding, Subject};
pub use flaw::{Check, Flaw};
pub use judge::judge;
pub use waiver::{Covered, Waived};

/// What has to be chosen before a campaign with a gate goes live, and what it is judged by later.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct GateTerms {
    /// Whether somebody chose model and lookback windows on purpose.
    #[n(0)]
    pub is_counting_chosen: bool,
    /// Whether every creator needs a promo code.
    #[n(1)]
    pub needs_codes: bool,
    /// Revenue of an hour in minor units, below which somebody is called.
    #[n(2)]
    pub floor_minor: Option<i64>,
    /// What a click may cost at most, in minor units.
    #[n(3)]
    pub cpc_ceiling_minor: Option<i64>,
    /// What is expected of KPIs.
    #[n(4)]
    pub benchmarks: Vec<Benchmark>,
    /// Whether links lead on without a launch: limits and benchmarks hold, and the gate does not.
    #[n(5)]
    #[cbor(default)]
    pub is_open: bool,
    /// Between which limits each creator's revenue of a week is expected, unless a deal says
    /// otherwise.
    #[n(6)]
    #[cbor(default)]
    pub week: WeekLimits,
}

/// Creators went live. What they are judged by is frozen as it was then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Launched {
    /// In which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// Who passed the gate.
    #[n(1)]
    pub creator_ids: Vec<CreatorId>,
    /// How orders were counted then.
    #[n(2)]
    pub rules: CountingRules,
    /// The limits and benchmarks then.
    #[n(3)]
    pub terms: GateTerms,
    /// Who launched them.
    #[n(4)]
    pub by: String,
    /// The links that lead on from now, each with whose it is; `None`, as older logs have it, is
    /// every link of theirs, whenever it is made.
    #[n(5)]
    #[cbor(default)]
    #[serde(default)]
    pub links: Option<Vec<(CreatorId, LinkId)>>,
}
