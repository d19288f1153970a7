//! Splitting a whole amount by weights without losing a unit.
//!
//! In: a total in minor units and one weight for each share. Out: one share for each weight, in
//! the same order. The method is the largest remainder: everyone gets the whole part of an exact
//! share, and the units that are left go to those who lost most by that.
//!
//! Invariant: shares add up to the total, each is less than one unit from its exact share, and a
//! weight of zero gets nothing.

use std::cmp::Reverse;

use smallvec::{SmallVec, smallvec};

/// Shares in minor units, one for each weight. Up to four of them need no heap.
pub type Shares = SmallVec<[i64; 4]>;

/// Splits `total` by `weights`; the shares add up to `total` exactly.
///
/// Equal remainders go to the lower index. Weights that are all zero split evenly. A negative
/// total is split like its absolute value, then negated. Without weights there are no shares.
pub fn apportion(total: i64, weights: &[u64]) -> Shares {
    let sum = weights.iter().map(|weight| u128::from(*weight)).sum::<u128>();
    match weights {
        [] => Shares::new(),
        [_] => smallvec![total],
        _ if sum == 0 => {
            let even: SmallVec<[u64; 4]> = smallvec![1; weights.len()];
            apportion(total, &even)
        }
        _ => {
            let parts = parts(total.unsigned_abs(), weights, sum);
            let is_negative = total < 0;
            let signed = parts.into_iter().map(|part| match is_negative {
                true => 0_i64.saturating_sub_unsigned(part),
                false => 0_i64.saturating_add_unsigned(part),
            });
            signed.collect()
        }
    }
}

/// The whole part of a share, and what the division left of it.
type Part = (u64, u128);

fn parts(total: u64, weights: &[u64], sum: u128) -> SmallVec<[u64; 4]> {
    let largest = weights.iter().copied().max().unwrap_or(0);
    let small = u64::try_from(sum).ok().filter(|_| total.checked_mul(largest).is_some());
    match small {
        // Nearly every order: machine words are several times faster than 128 bits.
        Some(sum) => largest_remainder(total, weights, |weight| {
            let product = total * weight;
            (product / sum, u128::from(product % sum))
        }),
        None => largest_remainder(total, weights, |weight| {
            let product = u128::from(total) * u128::from(weight);
            let whole = u64::try_from(product / sum).expect("a share is at most the total");
            (whole, product % sum)
        }),
    }
}

fn largest_remainder(
    total: u64,
    weights: &[u64],
    divide: impl Fn(u64) -> Part,
) -> SmallVec<[u64; 4]> {
    let mut wholes = SmallVec::with_capacity(weights.len());
    let mut order: SmallVec<[(Reverse<u128>, usize); 4]> = SmallVec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let (whole, remainder) = divide(*weight);
        wholes.push(whole);
        order.push((Reverse(remainder), index));
    }
    // Fewer units are left than there are remainders above zero, so that no weight of zero is
    // ever reached.
    let n_left = total - wholes.iter().sum::<u64>();
    if 0 < n_left {
        order.sort_unstable();
    }
    for ((_, index), _) in order.iter().zip(0..n_left) {
        wholes[*index] += 1;
    }
    wholes
}

#[cfg(test)]
mod tests;
