//! Returns: what a creator's next dollar may be expected to bring, after shrinking.
//!
//! Five orders of one creator and two of another are no difference. What each brought is taken as a
//! count beside what was to be expected for the money, and shrunk towards the roster as far as the
//! roster's own spread says. The value of an order is shrunk in the same way.

use crate::decision::rules::ReallocationRules;
use crate::stats::{Gamma, Strength, fit_ratios};

use super::Stake;

/// As many orders of average value stand behind each creator's own.
const VALUE_STRENGTH: f64 = 10.0;

/// The weakest and the strongest prior of a roster, in orders.
const STRENGTH: Strength = Strength { least: 0.5, most: 20.0 };

/// Weights have so many bits below the point.
pub(super) const WEIGHT_BITS: u32 = 40;

/// For each stake, its return beside that of an average creator given the same; above zero.
pub(super) fn expected(stakes: &[Stake], rules: &ReallocationRules) -> Vec<f64> {
    let n_all: f64 = stakes.iter().map(|stake| stake.n_conversions as f64).sum();
    let revenue: f64 = stakes.iter().map(revenue).sum();
    let effort = |stake: &Stake| power(stake.spend_minor as f64, exponent(rules));
    let effort_all: f64 = stakes.iter().map(effort).sum();
    let is_known = 0.0 < n_all && 0.0 < revenue && 0.0 < effort_all;
    if !is_known {
        return vec![1.0; stakes.len()];
    }
    let n_expected = |stake: &Stake| n_all * effort(stake) / effort_all;
    let seen: Vec<(u64, f64)> =
        stakes.iter().map(|stake| (stake.n_conversions, n_expected(stake))).collect();
    let alone = f64::from(rules.strength_alone_milli) / 1e3;
    let prior = match stakes.len() {
        0..8 => Gamma { shape: alone, rate: alone },
        _ => fit_ratios(&seen, STRENGTH).unwrap_or(Gamma { shape: alone, rate: alone }),
    };
    let value_all = revenue / n_all;
    let each = stakes.iter().zip(&seen).map(|(stake, (n_seen, n_expected))| {
        let ratio = prior.after(*n_seen, *n_expected).mean();
        let value =
            (self::revenue(stake) + VALUE_STRENGTH * value_all) / (*n_seen as f64 + VALUE_STRENGTH);
        ratio * value / value_all
    });
    each.collect()
}

/// In which proportion money should be shared so that all next dollars bring the same, as fixed
/// point; the largest is one.
pub(super) fn weights(returns: &[f64], rules: &ReallocationRules) -> Vec<u64> {
    let largest = returns.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let root = 1.0 / (1.0 - exponent(rules));
    let one = (1_u64 << WEIGHT_BITS) as f64;
    returns.iter().map(|each| whole(power(each / largest, root) * one).max(1)).collect()
}

/// A return in thousandths.
pub(super) fn milli(expected: f64) -> u32 {
    u32::try_from(whole(expected * 1e3)).unwrap_or(u32::MAX)
}

fn revenue(stake: &Stake) -> f64 {
    stake.revenue_minor.max(0) as f64
}

fn exponent(rules: &ReallocationRules) -> f64 {
    f64::from(rules.exponent_bp) / 1e4
}

fn power(base: f64, exponent: f64) -> f64 {
    if base <= 0.0 { 0.0 } else { libm::exp(exponent * libm::log(base)) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such casts saturate, which is what is wanted"
)]
fn whole(x: f64) -> u64 {
    libm::round(x) as u64
}
