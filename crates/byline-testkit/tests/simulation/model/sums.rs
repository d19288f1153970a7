//! Splitting money by the letter of the rules, in wide integers.

use std::collections::BTreeMap;

use byline_core::campaign::CountingRules;
use byline_core::credit::{self, Model};
use byline_core::journey::{Channel, TouchKind, Touchpoint};
use byline_core::time::Timestamp;

use super::journey::Touch;

/// The weight of each touch under the `model`th model.
pub fn weights(
    model: usize,
    touches: &[Touch],
    placed_at: Timestamp,
    lead_at: Option<Timestamp>,
    rules: &CountingRules,
) -> Vec<i128> {
    let n = touches.len();
    if n < 2 {
        return vec![1; n];
    }
    let only = |index: usize| (0..n).map(|i| i128::from(i == index)).collect();
    let first_bp = i128::from(rules.parameters.position_first_bp);
    let last_bp = i128::from(rules.parameters.position_last_bp);
    match Model::ALL[model] {
        Model::First => only(0),
        Model::Last => only(n - 1),
        Model::LastNonDirect => {
            let named = touches.iter().rposition(|touch| touch.channel != "direct");
            only(named.unwrap_or(n - 1))
        }
        Model::Linear => vec![1; n],
        Model::Position if n == 2 => vec![first_bp, last_bp],
        Model::Position => {
            let n_between = i128::try_from(n - 2).expect("a journey is short");
            let mut weights = vec![10_000 - first_bp - last_bp; n];
            weights[0] = first_bp * n_between;
            weights[n - 1] = last_bp * n_between;
            weights
        }
        // These have oracles made with other people's software; here they are taken as they are.
        other @ (Model::W | Model::TimeDecay | Model::Custom) => {
            let points = touchpoints(touches);
            let known = credit::weights(other, &points, placed_at, lead_at, &rules.parameters);
            known.iter().map(|weight| i128::from(*weight)).collect()
        }
    }
}

fn touchpoints(touches: &[Touch]) -> Vec<Touchpoint> {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let point = |touch: &Touch| {
        let Touch { at, rank, id, channel, .. } = touch;
        let next = u32::try_from(numbers.len()).expect("a journey is short");
        let number = *numbers.entry(channel.clone()).or_insert(next);
        Touchpoint {
            occurred_at: *at,
            kind: match rank {
                0 => TouchKind::View,
                1 => TouchKind::EngagedView,
                2 => TouchKind::Click,
                _ => TouchKind::Code,
            },
            id: *id,
            channel: if channel == "direct" { Channel::Direct } else { Channel::Creator(number) },
            tag: 0,
        }
    };
    touches.iter().map(point).collect()
}

/// The base split by weights, each refund taken from what is left.
pub fn settle(base_minor: i64, weights: &[i128], refunds: &[i64]) -> Vec<i64> {
    let mut credits = split(i128::from(base_minor), weights);
    for refund in refunds {
        let left: i128 = credits.iter().sum();
        let taken = split(i128::from(*refund).min(left), &credits);
        for (credit, part) in credits.iter_mut().zip(taken) {
            *credit -= part;
        }
    }
    credits.iter().map(|credit| i64::try_from(*credit).expect("a part of an order")).collect()
}

/// Largest remainder: whole parts first, then one unit each by what was lost, earlier first.
fn split(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    if weights.is_empty() {
        return Vec::new();
    }
    if sum == 0 {
        return split(total, &vec![1; weights.len()]);
    }
    let mut parts: Vec<i128> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut n_left = total - parts.iter().sum::<i128>();
    let mut given = vec![false; weights.len()];
    while 0 < n_left {
        let lost = |index: usize| total * weights[index] % sum;
        let ungiven = (0..weights.len()).filter(|index| !given[*index]);
        let best =
            ungiven.reduce(|best, other| if lost(best) < lost(other) { other } else { best });
        let best = best.expect("fewer units are left than there are parts");
        given[best] = true;
        parts[best] += 1;
        n_left -= 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_splits_by_largest_remainder() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(1, &[0, 1, 1]), [0, 1, 0]);
        assert_eq!(split(5, &[0, 0]), [3, 2]);
    }
}
