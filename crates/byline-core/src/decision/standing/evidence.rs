//! Evidence: whether the data supports a judgement yet.
//!
//! What is known of a creator's true share is a beta distribution: the prior of the segment, after
//! the creator's own counts. The judgement "at least 25% under" is confirmed if that is true with a
//! probability of 80%; a few unlucky impressions never reach that.

use serde::{Deserialize, Serialize};

use crate::kpi::Ratio;
use crate::stats::{Beta, Gamma};
use crate::time::Timestamp;

use super::segment::Prior;
use super::{Reason, Showing, Standing, Unjudged, literal};
use crate::decision::rules::{EvidenceRules, Rules};

/// Whether the data supports a judgement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Too little to say.
    Insufficient,
    /// More likely true than not.
    Leaning,
    /// Probable enough to move money.
    Confirmed,
}

/// A reason for a judgement, and how probably it is true.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ground {
    /// The reason.
    pub reason: Reason,
    /// How far the data supports it.
    pub evidence: Evidence,
    /// How probable it is, in millionths; `None` where there is nothing to reckon with.
    pub probability_ppm: Option<u32>,
}

/// How a creator does, with the grounds for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Judgement {
    /// The standing to the letter.
    pub standing: Standing,
    /// How far the data supports it: as far as its best ground.
    pub evidence: Evidence,
    /// Why, the best supported first. Never empty.
    pub grounds: Vec<Ground>,
    /// Under which edition of the rules.
    pub rules_version: u32,
}

/// The standing of a creator in a segment of this prior, with its evidence.
pub fn judge(
    showing: &Showing,
    prior: Prior,
    rules: &Rules,
    now: Timestamp,
) -> Result<Judgement, Unjudged> {
    let (standing, reasons) = literal(showing, rules, now)?;
    let ground = |reason: &Reason| {
        let probability = match reason {
            Reason::Silent => showing.not_by_luck(),
            Reason::CpcOverCeiling => Some(showing.too_dear(standing, rules)),
            _ => showing.share_in(standing, prior, rules),
        };
        let least_ppm = match reason {
            Reason::Silent => 1_000_000 - rules.evidence.silence_ppm,
            _ => rules.evidence.confirmed_ppm,
        };
        let probability_ppm = probability.map(ppm);
        let evidence = evidence(probability_ppm, least_ppm, &rules.evidence);
        Ground { reason: *reason, evidence, probability_ppm }
    };
    let mut grounds: Vec<Ground> = reasons.iter().map(ground).collect();
    grounds.sort_by_key(|ground| {
        let is_less = (ground.evidence, ground.probability_ppm);
        (std::cmp::Reverse(is_less), ground.reason)
    });
    let evidence = grounds[0].evidence;
    Ok(Judgement { standing, evidence, grounds, rules_version: rules.version })
}

/// How many of these judgements are probably wrong, in millionths: of each flag, the probability
/// that its best ground is not true. Green is no flag; what cannot be reckoned counts as wrong.
pub fn expected_wrong_ppm<'a>(judgements: impl IntoIterator<Item = &'a Judgement>) -> u64 {
    let flags = judgements.into_iter().filter(|judgement| judgement.standing != Standing::Green);
    let wrong = flags.map(|judgement| {
        let best = judgement.grounds.iter().filter_map(|ground| ground.probability_ppm).max();
        u64::from(1_000_000 - best.unwrap_or(0).min(1_000_000))
    });
    wrong.sum()
}

fn evidence(probability_ppm: Option<u32>, confirmed_ppm: u32, rules: &EvidenceRules) -> Evidence {
    match probability_ppm {
        Some(ppm) if confirmed_ppm <= ppm => Evidence::Confirmed,
        Some(ppm) if rules.leaning_ppm <= ppm => Evidence::Leaning,
        _ => Evidence::Insufficient,
    }
}

/// How far the data supports a probability under these rules.
pub(in crate::decision) fn evidence_of(probability: f64, rules: &EvidenceRules) -> (Evidence, u32) {
    let ppm = ppm(probability);
    (evidence(Some(ppm), rules.confirmed_ppm, rules), ppm)
}

impl Showing {
    /// How probable it is that the true share lies where the standing says.
    fn share_in(&self, standing: Standing, prior: Prior, rules: &Rules) -> Option<f64> {
        let trials = self.trials?;
        let benchmark = as_float(self.benchmark?);
        let known: Beta = prior.at(benchmark).after(trials.n_successes, trials.n_trials);
        let rules = &rules.standing;
        let under = |bp: u32| (1.0 - f64::from(bp) / 1e4) * benchmark;
        let over = |bp: u32| (1.0 + f64::from(bp) / 1e4) * benchmark;
        Some(match standing {
            Standing::Red => known.at_most(under(rules.red_under_bp)),
            Standing::Yellow => known.at_most(under(rules.yellow_under_bp)),
            Standing::Accelerate => known.at_least(over(rules.accelerate_over_bp)),
            Standing::Green => {
                let too_low = known.at_most(under(rules.yellow_under_bp));
                let too_high = known.at_least(over(rules.accelerate_over_bp));
                f64::max(0.0, 1.0 - too_low - too_high)
            }
        })
    }

    /// How improbable so many clicks without a conversion would be at the benchmark.
    fn not_by_luck(&self) -> Option<f64> {
        let rate = as_float(self.conversion_benchmark?);
        let is_rate = 0.0 < rate && rate < 1.0;
        let silence = libm::exp(self.n_clicks as f64 * libm::log1p(-rate));
        is_rate.then_some(1.0 - silence)
    }

    /// How probable it is that a click truly costs as much as the standing says: for the money that
    /// was spent, clicks are a Poisson count beside those that the ceiling would have bought.
    fn too_dear(&self, standing: Standing, rules: &Rules) -> f64 {
        let strength = f64::from(rules.evidence.strength_alone_milli) / 1e3;
        let ceiling = self.cpc_ceiling_minor.map_or(1.0, as_float);
        let n_bought = self.spend_minor.unwrap_or(0) as f64 / ceiling;
        let known = Gamma { shape: strength, rate: strength }.after(self.n_clicks, n_bought);
        let over_bp = match standing {
            Standing::Red => rules.standing.cpc_red_over_bp,
            _ => 0,
        };
        known.at_most(1.0 / (1.0 + f64::from(over_bp) / 1e4))
    }
}

/// A ratio as a number to reckon probabilities with; never money.
pub(in crate::decision) fn as_float(ratio: Ratio) -> f64 {
    ratio.numerator() as f64 / ratio.denominator() as f64
}

/// A probability in millionths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a million")]
fn ppm(probability: f64) -> u32 {
    libm::round(probability.clamp(0.0, 1.0) * 1e6) as u32
}
