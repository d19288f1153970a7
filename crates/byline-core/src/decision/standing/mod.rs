//! Standing: how a creator does, to the letter of the rules, and whether the data supports it.
//!
//! In: a [`Showing`], what a creator showed so far, and the [`Rules`]. Out: a [`Judgement`], red,
//! yellow, green or accelerate with its grounds; each ground carries the probability that it is
//! true and not luck. With a few hundred impressions the letter turns half of a healthy roster red
//! at some hour; the evidence beside it is what money may listen to.
//!
//! Invariant: boundaries are compared as whole numbers. 25% under the benchmark is red, and a
//! millionth less is not.

mod evidence;
mod held;
mod response;
mod segment;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::kpi::Ratio;
use crate::stats::Trials;
use crate::time::{MICROS_PER_SECOND, Timestamp};

use super::rules::{Rules, StandingRules};

pub use evidence::{Evidence, Ground, Judgement, expected_wrong_ppm, judge};
pub(super) use evidence::{as_float, evidence_of};
pub use held::{Change, Held};
pub use response::{Response, Step, response, steps};
pub use segment::{Borrowed, Member, Prior, Priors};

/// How a creator does. In the order of precedence: the worst that holds is said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Far under the benchmark, silent, or far too dear.
    Red,
    /// Under the benchmark, or too dear.
    Yellow,
    /// Far over the benchmark.
    Accelerate,
    /// Inside the range.
    Green,
}

/// What a creator showed so far in one campaign. Missing is not zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Showing {
    /// Clicks of impressions, or another share; `None` where no feed says.
    pub trials: Option<Trials>,
    /// What the share should be.
    pub benchmark: Option<Ratio>,
    /// Clicks on the creator's links.
    pub n_clicks: u64,
    /// Orders and target actions that earned the creator any credit.
    pub n_conversions: u64,
    /// What share of clicks should convert.
    pub conversion_benchmark: Option<Ratio>,
    /// What was spent on the creator, in minor units.
    pub spend_minor: Option<i64>,
    /// What a click may cost at most, in minor units.
    pub cpc_ceiling_minor: Option<Ratio>,
    /// When the first content went live.
    pub first_live_at: Option<Timestamp>,
    /// For how long since then no feed could have told of a conversion.
    pub uncovered_s: i64,
}

/// Why a standing holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The share is so far under its benchmark.
    UnderBenchmark,
    /// No conversion for so long.
    Silent,
    /// A click costs so much.
    CpcOverCeiling,
    /// The share is so far over its benchmark.
    OverBenchmark,
    /// Nothing else holds.
    InRange,
}

/// Why there is no standing. Nobody is blamed for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Unjudged {
    /// Nothing was shown to anybody yet, or no feed says.
    #[error("no impressions yet; check that the feed reports them")]
    NoImpressions,
    /// There is nothing to compare with.
    #[error("no benchmark for this platform, creator size and category; set one")]
    BenchmarkMissing,
}

impl Unjudged {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoImpressions => "judgement.no_impressions",
            Self::BenchmarkMissing => "judgement.benchmark_missing",
        }
    }
}

impl Standing {
    /// Every standing, from the one that needs a person most.
    pub const ALL: [Self; 4] = [Self::Red, Self::Yellow, Self::Accelerate, Self::Green];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Accelerate => "accelerate",
            Self::Green => "green",
        }
    }

    /// Whether somebody should look into it.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Red | Self::Yellow)
    }
}

/// The standing to the letter, with every reason for it.
pub fn literal(
    showing: &Showing,
    rules: &Rules,
    now: Timestamp,
) -> Result<(Standing, Vec<Reason>), Unjudged> {
    let ratio = showing.ratio().ok_or(Unjudged::NoImpressions)?;
    let rules = &rules.standing;
    let of_benchmark = showing.benchmark.and_then(|benchmark| ratio.checked_div(benchmark));
    let by_share = of_benchmark.map(|share| by_share(share, rules));
    let by_silence = showing.is_silent(rules, now).then_some((Standing::Red, Reason::Silent));
    let by_cpc = showing.cpc_of_ceiling().and_then(|share| by_cpc(share, rules));

    let found = [by_share, by_silence, by_cpc].into_iter().flatten();
    let found: Vec<(Standing, Reason)> = found.collect();
    let worst = found.iter().map(|(standing, _)| *standing).min();
    let standing = worst.ok_or(Unjudged::BenchmarkMissing)?;
    let reasons = found.iter().filter(|(of, _)| *of == standing).map(|(_, reason)| *reason);
    Ok((standing, reasons.collect()))
}

/// `share` is what was reached of the benchmark.
fn by_share(share: Ratio, rules: &StandingRules) -> (Standing, Reason) {
    if share <= hundredths(100_00 - i64::from(rules.red_under_bp)) {
        (Standing::Red, Reason::UnderBenchmark)
    } else if share <= hundredths(100_00 - i64::from(rules.yellow_under_bp)) {
        (Standing::Yellow, Reason::UnderBenchmark)
    } else if hundredths(100_00 + i64::from(rules.accelerate_over_bp)) <= share {
        (Standing::Accelerate, Reason::OverBenchmark)
    } else {
        (Standing::Green, Reason::InRange)
    }
}

/// `share` is what a click cost of its ceiling.
fn by_cpc(share: Ratio, rules: &StandingRules) -> Option<(Standing, Reason)> {
    if hundredths(100_00 + i64::from(rules.cpc_red_over_bp)) <= share {
        Some((Standing::Red, Reason::CpcOverCeiling))
    } else if Ratio::whole(1) < share {
        Some((Standing::Yellow, Reason::CpcOverCeiling))
    } else {
        None
    }
}

/// A share in hundredths of a percent.
pub(super) fn hundredths(bp: i64) -> Ratio {
    Ratio::new(i128::from(bp), 100_00).expect("10,000 is above zero")
}

impl Showing {
    /// The share that was reached; `None` without impressions.
    fn ratio(&self) -> Option<Ratio> {
        let trials = self.trials?;
        Ratio::new(i128::from(trials.n_successes), i128::from(trials.n_trials))
    }

    /// What a click cost of its ceiling; `None` without clicks or a ceiling.
    fn cpc_of_ceiling(&self) -> Option<Ratio> {
        let cpc = Ratio::new(i128::from(self.spend_minor?), i128::from(self.n_clicks))?;
        cpc.checked_div(self.cpc_ceiling_minor?)
    }

    /// Whether no conversion came for so long after the first content went live that this alone is
    /// red. Time that no feed covers does not count.
    fn is_silent(&self, rules: &StandingRules, now: Timestamp) -> bool {
        let Some(first_live_at) = self.first_live_at else { return false };
        let covered_us = now
            .micros_since(first_live_at)
            .saturating_sub(self.uncovered_s.saturating_mul(MICROS_PER_SECOND));
        self.n_conversions == 0 && rules.silence_s.saturating_mul(MICROS_PER_SECOND) <= covered_us
    }
}
