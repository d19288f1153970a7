//! Settling: an order split over touches, its refunds taken back from what is left.
//!
//! In: what the order is worth, the weight of each touch, and the refunds in canonical order (by
//! time, then refund id). Out: the credit of each touch.
//!
//! Invariant: credits are a pure function of the order's facts. No refund makes a credit
//! negative or raises it, a full refund leaves exactly zero, and credits add up to the base less
//! its refunds.

use smallvec::SmallVec;

use crate::split::{Shares, apportion};

/// What each touch of one order has earned, in minor units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// One credit for each weight, in the same order; never below zero.
    pub credits: Shares,
    /// What the credits add up to: the base less its refunds, never below zero.
    ///
    /// Without weights there are no credits, and all of it is unattributed.
    pub net_minor: i64,
    /// What was given back beyond the base: a flag on the order's data, not a negative credit.
    pub over_refund_minor: i64,
}

/// Splits `base_minor` by `weights`, then takes each refund from the remaining balances.
///
/// Refunds are positive amounts in canonical order; an amount that is not positive takes nothing.
/// A base below zero counts as zero.
pub fn settle(base_minor: i64, weights: &[u64], refunds_minor: &[i64]) -> Settlement {
    let mut net_minor = base_minor.max(0);
    let mut credits = apportion(net_minor, weights);
    let mut over_refund_minor = 0_i64;
    for refund_minor in refunds_minor.iter().map(|minor| (*minor).max(0)) {
        let taken_minor = refund_minor.min(net_minor);
        net_minor -= taken_minor;
        over_refund_minor = over_refund_minor.saturating_add(refund_minor - taken_minor);
        take_back(&mut credits, taken_minor);
    }
    Settlement { credits, net_minor, over_refund_minor }
}

/// Takes `taken_minor`, at most what is left, from each credit in proportion to it.
fn take_back(credits: &mut Shares, taken_minor: i64) {
    if taken_minor == 0 {
        return;
    }
    let balances: SmallVec<[u64; 4]> = credits.iter().map(|credit| credit.unsigned_abs()).collect();
    for (credit, share) in credits.iter_mut().zip(apportion(taken_minor, &balances)) {
        *credit -= share;
    }
}

#[cfg(test)]
mod tests;
