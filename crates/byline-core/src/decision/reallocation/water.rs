//! Water filling: a total shared in proportion to weights, each share within its bounds.
//!
//! Invariant: the shares add up to the total, to the unit.

use std::cmp::Reverse;

use super::ReallocationError;
use super::bounds::Bounds;
use super::returns::WEIGHT_BITS;

/// A share, and what it would be without bounds, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Filled {
    pub minor: i64,
    pub wanted_minor: i64,
}

/// Shares of `total_minor`, one for each weight, in proportion to the weights where bounds allow.
pub(super) fn fill(
    total_minor: i64,
    weights: &[u64],
    bounds: &[Bounds],
) -> Result<Vec<Filled>, ReallocationError> {
    let least: i128 = bounds.iter().map(|one| i128::from(one.least_minor)).sum();
    let most: i128 = bounds.iter().map(|one| i128::from(one.most_minor)).sum();
    let total = i128::from(total_minor);
    if most < total {
        let unplaced_minor = i64::try_from(total - most).unwrap_or(i64::MAX);
        return Err(ReallocationError::CapsTooLow { unplaced_minor });
    }
    if total < least {
        let missing_minor = i64::try_from(least - total).unwrap_or(i64::MAX);
        return Err(ReallocationError::FloorsTooHigh { missing_minor });
    }
    let level = highest_level(total, weights, bounds);
    let mut shares: Vec<i64> =
        weights.iter().zip(bounds).map(|(weight, one)| share(level, *weight, *one)).collect();

    // One level higher would be too much, and no share would grow by more than one unit; so single
    // units are left for the largest remainders, and not for those whom only a floor holds up.
    let mut n_left = total - shares.iter().map(|share| i128::from(*share)).sum::<i128>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|index| {
        let is_held_up = shares[*index] <= bounds[*index].least_minor;
        (is_held_up, Reverse(level * u128::from(weights[*index]) % ONE))
    });
    while 0 < n_left {
        for index in &order {
            let has_room = shares[*index] < bounds[*index].most_minor;
            if has_room && 0 < n_left {
                shares[*index] += 1;
                n_left -= 1;
            }
        }
    }
    let filled =
        |(minor, weight): (i64, &u64)| Filled { minor, wanted_minor: wanted(level, *weight) };
    Ok(shares.into_iter().zip(weights).map(filled).collect())
}

const ONE: u128 = 1 << WEIGHT_BITS;

/// The highest level at which the shares together do not pass the total.
fn highest_level(total: i128, weights: &[u64], bounds: &[Bounds]) -> u128 {
    let sum_at = |level: u128| -> i128 {
        let shares = weights.iter().zip(bounds).map(|(weight, one)| share(level, *weight, *one));
        shares.map(i128::from).sum()
    };
    // At the upper end even a weight of 1 has more than the total.
    let (mut low, mut high) = (0_u128, (total.unsigned_abs() + 1) << WEIGHT_BITS);
    while low + 1 < high {
        let middle = low.midpoint(high);
        if sum_at(middle) <= total { low = middle } else { high = middle }
    }
    low
}

fn share(level: u128, weight: u64, bounds: Bounds) -> i64 {
    wanted(level, weight).clamp(bounds.least_minor, bounds.most_minor)
}

fn wanted(level: u128, weight: u64) -> i64 {
    let wanted = level.saturating_mul(u128::from(weight)) >> WEIGHT_BITS;
    i64::try_from(wanted).unwrap_or(i64::MAX)
}
