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
    match weights {
        [] => Shares::new(),
        [_] => smallvec![total],
        _ => {
            let mut shares = apportion_magnitude(total.unsigned_abs(), weights);
            if total < 0 {
                // Wrapping, so that 2^63 is negated to itself, which is what it stands for.
                shares.iter_mut().for_each(|share| *share = share.wrapping_neg());
            }
            shares
        }
    }
}

fn apportion_magnitude(total: u64, weights: &[u64]) -> Shares {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let largest = weights.iter().copied().max().unwrap_or(0);
    if sum == 0 {
        let even: SmallVec<[u64; 4]> = smallvec![1; weights.len()];
        return apportion_magnitude(total, &even);
    }
    if u128::from(largest) == sum {
        // One weight is all there is: first touch, last touch.
        return weights.iter().map(|weight| (total * weight.min(&1)).cast_signed()).collect();
    }
    match u64::try_from(sum) {
        // Nearly every order: machine words are several times faster than 128 bits.
        Ok(sum) if total.checked_mul(largest).is_some() => {
            largest_remainder(total, weights, |weight| {
                let product = total * weight;
                (product / sum, product % sum)
            })
        }
        _ => largest_remainder(total, weights, |weight| {
            let product = u128::from(total) * u128::from(weight);
            let whole = u64::try_from(product / sum).expect("a share is at most the total");
            (whole, product % sum)
        }),
    }
}

/// `divide` gives the whole part of a weight's share, and what the division left of it.
fn largest_remainder<R: Ord>(
    total: u64,
    weights: &[u64],
    divide: impl Fn(u64) -> (u64, R),
) -> Shares {
    let mut shares = Shares::with_capacity(weights.len());
    let mut order: SmallVec<[(Reverse<R>, usize); 4]> = SmallVec::with_capacity(weights.len());
    let mut n_left = total;
    for (index, weight) in weights.iter().enumerate() {
        let (whole, remainder) = divide(*weight);
        n_left -= whole;
        shares.push(whole.cast_signed());
        order.push((Reverse(remainder), index));
    }
    // Fewer units are left than there are remainders above zero, so that no weight of zero is
    // ever reached.
    if 0 < n_left {
        order.sort_unstable();
    }
    for ((_, index), _) in order.iter().zip(0..n_left) {
        shares[*index] = shares[*index].wrapping_add(1);
    }
    shares
}

#[cfg(test)]
mod tests;
