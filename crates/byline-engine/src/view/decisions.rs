//! Decisions: who needs somebody, why, how sure that is, and what may be done about it.

use byline_core::creator::{CreatorSize, Platform};
use byline_core::credit::Model;
use byline_core::decision::advice::{Advice, Pays, TrafficSign};
use byline_core::decision::leak::LeakSign;
use byline_core::decision::reallocation::Proposal;
use byline_core::decision::standing::{Evidence, Judgement, Step};
use byline_core::decision::urgency::{Finding, Urgency};
use byline_core::gate::Origin;
use byline_core::id::{CampaignId, CodeId, CreatorId, DealId};
use byline_core::kpi::{Input, Ratio};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::Serialize;

use super::figures::MICRO;
use super::live::Cause;
use super::query::Stand;
use super::review::WantedFrom;

/// How every creator of a campaign does under its rules, whoever needs somebody first on top.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionsView {
    /// Where and when it was judged.
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
    /// Under which edition of the rules.
    pub rules_version: u32,
    /// By which share creators are judged.
    pub judged_by: JudgedBy,
    /// What the campaign expects.
    pub benchmarks: Benchmarks,
    /// What each unit of a price should bring.
    pub wanted: Ratio,
    /// Where that comes from.
    pub wanted_from: WantedFrom,
    /// Each creator.
    pub creators: Vec<CreatorDecision>,
    /// How many are red, yellow or to be accelerated.
    pub n_flags: usize,
    /// How many of those are probably wrong, in millionths of a creator.
    pub expected_wrong_ppm: u64,
    /// What is late, so that the judgements wait for it.
    pub waiting_for: Vec<WaitingFor>,
    /// How revenue does beside its target; `None` without a target or before the flight.
    pub target: Option<Target>,
    /// Where the same paid spend would bring more. A proposal: nothing is moved.
    pub moves: Moves,
}

/// The share that a creator is judged by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgedBy {
    /// Clicks of displays.
    Ctr,
    /// Conversions of clicks, where only that has a benchmark.
    ConversionRate,
}

/// What a campaign expects: of everybody, or of one creator.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Benchmarks {
    /// Clicks of displays.
    pub ctr: Option<Expected>,
    /// Conversions of clicks.
    pub conversion_rate: Option<Expected>,
    /// What a click may cost at most, in minor units.
    pub cpc_ceiling_minor: Option<i64>,
    /// Revenue of an hour below which somebody is called, in minor units.
    pub floor_minor: Option<i64>,
    /// How many benchmarks are of one kind of creators alone.
    pub n_of_kinds: usize,
}

/// A benchmark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Expected {
    /// The value; above zero.
    pub value: Ratio,
    /// Where it comes from.
    pub origin: Origin,
}

/// How one creator does, and what to do about it.
#[derive(Clone, Debug, Serialize)]
pub struct CreatorDecision {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// Where, for the segment: the platform of the first placement, else of the first account.
    pub platform: Platform,
    /// How large, for the segment.
    pub size: Option<CreatorSize>,
    /// The standing with its grounds and their evidence.
    pub judgement: Option<Judgement>,
    /// Why there is none. Nobody is blamed for it, and it is never green.
    pub no_judgement: Option<NoJudgement>,
    /// What is expected of this creator: where the campaign says more about their kind, that.
    pub expected: Benchmarks,
    /// What the judgement is about.
    pub shown: Shown,
    /// What to do, and why: the same on every page.
    pub advice: Advice,
    /// How soon somebody should act; `None` if nobody needs to.
    pub urgency: Option<Urgency>,
    /// Within how many seconds.
    pub due_s: Option<i64>,
    /// Whether something is late that the judgement needs.
    pub is_waiting: bool,
    /// When the first link or code came, if a day or more after the campaign had its first and
    /// nothing was clicked or bought before: everything here is judged from then on.
    pub judged_from: Option<Timestamp>,
    /// Since when, at the latest, the creator is red or yellow without a break, as figures of
    /// today tell the past; `None` if no whole day ended so.
    pub bad_since: Option<Timestamp>,
    /// What was spent on the creator, or was agreed if that is more, in minor units.
    pub at_stake_minor: Option<i64>,
    /// What money the advice is about: by it the list is ordered.
    pub in_question: Option<InQuestion>,
    /// The brand's answer to the standing.
    pub response: Option<&'static str>,
    /// What may be done, as far as the deal allows it.
    pub steps: Vec<OfferedStep>,
    /// What the deal says about it.
    pub deal: DealCheck,
    /// Clicks as there should be, and too few sales.
    pub traffic: Option<Traffic>,
    /// What is due of the price by now, whatever the goal; `None` of nothing, and before the
    /// creator was seen to be live.
    pub price_due: Option<PriceDue>,
    /// What came back beside what is due; `None` without a price, until anybody sold, or where the
    /// goal is not to sell.
    pub paid: Option<Paid>,
    /// A code that sells without the creator.
    pub leak: Option<Leak>,
}

/// A code that may have leaked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Leak {
    /// What shows it.
    #[serde(flatten)]
    pub sign: LeakSign,
    /// Credited for the newest orders that came by code without a click, in minor units.
    pub by_code_minor: i64,
    /// The creator's codes that are not marked as leaked: ids and words.
    pub codes: Vec<(CodeId, String)>,
}

/// What money an advice is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct InQuestion {
    /// Which.
    pub of: QuestionOf,
    /// How much, in minor units.
    pub minor: i64,
    /// What a conversion is worth, in minor units, where sales are missing.
    pub conversion_minor: Option<i64>,
}

/// Which money an advice is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionOf {
    /// What the clicks should have brought, by the benchmark, and did not.
    SalesMissing,
    /// What is due of the price and did not come back.
    NotComeBack,
    /// What is wanted of the price that is due, beyond what came.
    LessThanWanted,
    /// What came by a code that may have leaked, without a click.
    InDoubt,
    /// What was spent, or agreed if that is more.
    Spent,
}

/// What is due of a price by now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct PriceDue {
    /// All of it, in minor units; above 0.
    pub due_minor: i64,
    /// The fee, in minor units; `None` where none is agreed in the campaign's currency.
    pub fee_minor: Option<i64>,
    /// What of it is due; the rest of what is due was spent beyond it.
    pub fee_due_minor: i64,
}

/// What came back beside what is due of a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Paid {
    /// What may be said of it.
    pub pays: Pays,
    /// How far the data supports it.
    pub evidence: Evidence,
    /// Credited so far, in minor units.
    pub revenue_minor: i64,
    /// What of the price is due by now, in minor units.
    pub due_minor: i64,
    /// The fee, in minor units.
    pub fee_minor: i64,
    /// What of it is due; the rest of what is due was spent beyond it.
    pub fee_due_minor: i64,
}

/// What a judgement is about. Missing is not zero.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Shown {
    /// Clicks by people.
    pub n_clicks: i64,
    /// What the CTR is a share of.
    pub n_displays: Option<i64>,
    /// Of which kind those are: impressions, else views, else reach.
    pub displays: Option<Input>,
    /// Credited conversions, in millionths: target actions where the goal is leads, else orders.
    pub conversions_micro: i64,
    /// Money spent, in minor units.
    pub spend_minor: Option<i64>,
    /// Clicks of displays.
    pub ctr: Option<Ratio>,
    /// Conversions of clicks.
    pub conversion_rate: Option<Ratio>,
    /// What a click cost, in minor units.
    pub cpc_minor: Option<Ratio>,
    /// What was reached of the benchmark that judges.
    pub of_benchmark: Option<Ratio>,
    /// When the first content of the campaign went live; the 72-hour clock starts there.
    pub first_live_at: Option<Timestamp>,
}

/// Why a creator has no standing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoJudgement {
    /// Nothing was displayed yet, or no feed says.
    NoImpressions,
    /// More clicks than displays: some displays are not reported.
    MoreClicksThanImpressions,
    /// Nobody has clicked yet.
    NoClicks,
    /// No order and no target action ever came from anywhere, so nobody can say who sells.
    NoConversionsReported,
    /// Some conversions came without a click, so their share of clicks says nothing.
    MoreConversionsThanClicks,
    /// There is nothing to compare with.
    BenchmarkMissing,
    /// No link and no code is in use and nobody ever clicked, so nothing can come.
    NoLink,
    /// All links are paused and no code is in use, so nothing can come.
    Paused,
    /// The creator is out of use.
    OutOfUse,
}

/// A step that can be offered, and what holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct OfferedStep {
    /// Which.
    pub step: Step,
    /// Why it should not be taken yet; `None` if nothing speaks against it.
    pub held_by: Option<Hold>,
}

/// What speaks against a step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// A post that should be disclosed is not; nothing may be scaled up until it is.
    NotDisclosed,
    /// Data that the judgement needs is late.
    WaitingForData,
    /// The data does not support the judgement well enough to move money.
    NotConfirmed,
    /// No paid spend stands behind the creator: there is nothing to pause or to move.
    NoPaidSpend,
    /// At least what is due comes back: less money would bring less.
    Covers,
    /// Less comes back than is due: more money would lose more.
    Loss,
    /// The price is to be agreed anew first.
    Price,
    /// Less comes back than is wanted, so more money would not bring what is wanted either.
    Short,
    /// The only code is public, so nobody knows what the creator brings.
    CodeIsPublic,
    /// The first link is too new to say anything.
    JustLinked,
    /// Nobody ever clicked: first it is found out whether the link is in the post.
    NeverClicked,
    /// A code sells without the creator: what it sells is no merit of the content.
    MayHaveLeaked,
    /// People click and do not buy: more of them would not buy either until it is known why.
    NotSelling,
}

/// What a deal says about the steps.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct DealCheck {
    /// Which deal; `None` if none is stored.
    pub deal_id: Option<DealId>,
    /// When the brand may put paid spend behind the content.
    pub amplification: Option<Span>,
    /// Whether it may now.
    pub may_amplify: bool,
    /// Whether a post that should be disclosed is not.
    pub is_scaling_blocked: bool,
    /// Free text: exclusivity, caps, extension.
    pub terms: Option<String>,
}

/// Clicks as there should be, and a conversion rate far under its benchmark.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Traffic {
    /// How far the data supports it.
    #[serde(flatten)]
    pub finding: Finding,
    /// Every cause that the signals support, the likeliest first.
    pub causes: Vec<LikelyCause>,
}

/// A cause with its evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LikelyCause {
    /// Which kind.
    pub cause: Cause,
    /// What is seen, in words.
    pub reason: String,
    /// Rates that show it, where the words name none.
    pub rates: Option<String>,
}

impl LikelyCause {
    /// What is seen with its rates: `the page sells for others, … (counting whole orders …)`.
    pub fn with_rates(&self) -> String {
        match &self.rates {
            Some(rates) => format!("{} ({rates})", self.reason),
            None => self.reason.clone(),
        }
    }
}

/// Something that is late.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaitingFor {
    /// What is missing by it.
    pub what: Lack,
    /// Whose it is, in words people know.
    pub name: String,
    /// When the newest of it happened.
    pub newest_at: Timestamp,
}

/// What is missing where something is late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Conversions.
    Conversions,
    /// Displays.
    Impressions,
}

/// Revenue beside its target.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Target {
    /// Credited so far, in minor units.
    pub revenue_minor: i64,
    /// Wanted by the end of the flight, in minor units.
    pub target_minor: i64,
    /// How much of the flight has passed, in seconds.
    pub elapsed_s: i64,
    /// How long the flight is, in seconds.
    pub whole_s: i64,
    /// Whether more of the revenue is there than of the time has passed.
    pub is_above: bool,
}

/// Where the same paid spend would bring more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Moves {
    /// Over which days paid spend is added up.
    pub span: Span,
    /// The amounts; their sum is what it was.
    pub proposal: Option<Proposal>,
    /// Why there is no proposal.
    pub none_because: Option<NoMoves>,
}

/// Why no money should move.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoMoves {
    /// No paid spend in these days. Fees are agreed and stay.
    NoPaidSpend,
    /// Data that tells returns is late.
    WaitingForData,
    /// Only one creator could get any.
    OneCreatorOnly,
    /// What deals promise and cap leaves no way.
    LimitsContradict,
}

impl JudgedBy {
    /// The KPI's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ctr => "ctr",
            Self::ConversionRate => "conversion_rate",
        }
    }
}

impl Benchmarks {
    /// What is expected of the share that judges.
    pub fn of(&self, judged_by: JudgedBy) -> Option<Expected> {
        match judged_by {
            JudgedBy::Ctr => self.ctr,
            JudgedBy::ConversionRate => self.conversion_rate,
        }
    }
}

impl Shown {
    /// Conversions that as many clicks bring at a rate, in millionths.
    pub fn due_conversions_micro(&self, rate: Ratio) -> i64 {
        let clicks_micro = i128::from(self.n_clicks) * i128::from(MICRO);
        let due = clicks_micro * rate.numerator() / rate.denominator();
        i64::try_from(due).unwrap_or(i64::MAX)
    }
}

impl Traffic {
    /// Whether the data supports it: where no cause is seen either, only if it is confirmed.
    pub fn is_supported(&self) -> bool {
        let is_sure = self.finding.evidence == Evidence::Confirmed;
        self.finding.observed().is_supported && (is_sure || !self.causes.is_empty())
    }

    /// What is seen of why, for advice.
    pub fn sign(&self) -> TrafficSign {
        match self.causes.first().map(|likely| likely.cause) {
            None | Some(Cause::Unknown) => TrafficSign::Nothing,
            Some(Cause::Promise) => TrafficSign::OthersSell,
            Some(_) => TrafficSign::Fault,
        }
    }
}

impl CreatorDecision {
    /// Whether somebody should act.
    pub fn needs_somebody(&self) -> bool {
        self.urgency.is_some()
    }

    /// Whether people click and do not buy, as far as the data supports it.
    pub fn does_not_sell(&self) -> bool {
        self.traffic.as_ref().is_some_and(Traffic::is_supported)
    }
}
