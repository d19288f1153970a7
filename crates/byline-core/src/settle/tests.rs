use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::invariant::{
    credits_balance, credits_in_range, credits_near_shares, net_not_negative, refunds_only_lower,
};

/// Settles refund by refund, and demands every law of conservation at each step.
fn settle_lawfully(base_minor: i64, weights: &[u64], refunds_minor: &[i64]) -> Settlement {
    let mut before = settle(base_minor, weights, &[]);
    credits_near_shares(base_minor, weights, &before.credits).expect("a fair split");
    for n_refunds in 1..=refunds_minor.len() {
        let after = settle(base_minor, weights, &refunds_minor[..n_refunds]);
        refunds_only_lower(&before.credits, &after.credits, after.net_minor).expect("lower");
        before = after;
    }
    let unattributed_minor = if weights.is_empty() { before.net_minor } else { 0 };
    credits_balance(before.net_minor, &before.credits, unattributed_minor).expect("balanced");
    credits_in_range(before.net_minor, &before.credits).expect("in range");
    net_not_negative(
        (base_minor, base_minor),
        refunds_minor,
        before.net_minor,
        before.over_refund_minor,
    )
    .expect("a net");
    before
}

/// Reads as a table: base, weights, refunds, credits, what was refunded beyond the base.
fn check(base_minor: i64, weights: &[u64], refunds_minor: &[i64], expected: &[i64], over: i64) {
    let settled = settle_lawfully(base_minor, weights, refunds_minor);
    let what = format!("{base_minor} by {weights:?} less {refunds_minor:?}");
    assert_eq!(settled.credits.as_slice(), expected, "{what}");
    assert_eq!(settled.over_refund_minor, over, "{what}");
}

#[test]
fn refunds_are_taken_from_what_is_left() {
    check(100_00, &[4, 2, 4], &[], &[4_000, 2_000, 4_000], 0);
    check(100_00, &[4, 2, 4], &[10_00], &[3_600, 1_800, 3_600], 0);
    check(100, &[1, 1, 1], &[1], &[33, 33, 33], 0);
    check(100, &[1, 1, 1], &[1, 1], &[32, 33, 33], 0);
    check(100, &[1, 1, 1], &[99], &[1, 0, 0], 0);
}

#[test]
fn a_full_refund_leaves_nothing() {
    check(100, &[1, 2, 4], &[100], &[0, 0, 0], 0);
    check(100, &[1, 2, 4], &[33, 33, 34], &[0, 0, 0], 0);
}

#[test]
fn refunds_beyond_the_order_are_flagged() {
    check(100, &[1, 1], &[60, 60], &[0, 0], 20);
    check(0, &[1, 1], &[5], &[0, 0], 5);
    check(100, &[], &[160], &[], 60);
}

#[test]
fn without_touches_the_net_is_unattributed() {
    let settled = settle_lawfully(100, &[], &[30]);
    assert_eq!((settled.credits.len(), settled.net_minor), (0, 70));
}

#[test]
fn amounts_that_are_not_positive_take_nothing() {
    assert_eq!(settle(100, &[1], &[-5, 0]), settle(100, &[1], &[]));
    assert_eq!(settle(-100, &[1, 1], &[]).credits.as_slice(), [0, 0]);
}

fn weights() -> impl Strategy<Value = Vec<u64>> {
    let weight = prop_oneof![Just(0), 0..10_u64, 0..=1_u64 << 32, any::<u64>()];
    vec(weight, 1..40)
}

fn base() -> impl Strategy<Value = i64> {
    prop_oneof![0..5_i64, 0..100_000_i64, 0..=10_i64.pow(15), 0..=i64::MAX]
}

proptest! {
    #[test]
    fn no_unit_is_lost_and_no_share_is_unfair(total: i64, weights in weights()) {
        let shares = apportion(total, &weights);
        prop_assert_eq!(credits_balance(total, &shares, 0), Ok(()));
        prop_assert_eq!(credits_near_shares(total, &weights, &shares), Ok(()));
        let has_weight = weights.iter().any(|weight| *weight != 0);
        for (share, weight) in shares.iter().zip(&weights) {
            prop_assert!(share.signum() * total.signum() >= 0);
            prop_assert!(*weight != 0 || *share == 0 || !has_weight, "zero weights get nothing");
        }
        if let Some(given_back) = total.checked_neg() {
            let mirrored: Shares = shares.iter().map(|share| -share).collect();
            prop_assert_eq!(apportion(given_back, &weights), mirrored);
        }
    }

    #[test]
    fn equal_weights_differ_by_at_most_one_unit_earlier_first(total: i64, n in 1..50_usize) {
        let shares = apportion(total, &vec![7; n]);
        let by_size: Vec<_> = shares.iter().map(|share| share.unsigned_abs()).collect();
        prop_assert!(by_size.is_sorted_by(|earlier, later| later <= earlier));
        prop_assert!(by_size[0] - by_size[n - 1] <= 1);
    }

    #[test]
    fn every_settlement_keeps_the_laws(
        base_minor in base(),
        weights in weights(),
        refunds_minor in vec(base(), 0..6),
    ) {
        settle_lawfully(base_minor, &weights, &refunds_minor);
    }

    #[test]
    fn any_way_to_give_all_back_leaves_nothing(
        parts in vec(1..1_000_000_i64, 1..8),
        weights in weights(),
    ) {
        let settled = settle_lawfully(parts.iter().sum(), &weights, &parts);
        prop_assert!(settled.credits.iter().all(|credit| *credit == 0));
        prop_assert_eq!(settled.over_refund_minor, 0);
    }

    /// Refunds arrive in any order; in canonical order they settle alike.
    #[test]
    fn the_order_of_arrival_is_forgotten(
        base_minor in base(),
        weights in weights(),
        refunds in vec((0..1_000_i64, 0..100_u8, 0..50_000_i64), 0..6),
        turns in any::<u8>(),
    ) {
        let in_canonical_order = |mut refunds: Vec<(i64, u8, i64)>| {
            refunds.sort_unstable();
            refunds.into_iter().map(|(_, _, minor)| minor).collect::<Vec<_>>()
        };
        let mut turned = refunds.clone();
        turned.reverse();
        let n_turned = usize::from(turns) % turned.len().max(1);
        turned.rotate_left(n_turned);
        prop_assert_eq!(
            settle(base_minor, &weights, &in_canonical_order(turned)),
            settle(base_minor, &weights, &in_canonical_order(refunds))
        );
    }
}
