use super::*;

/// Reads as a table: total in minor units, weights, shares in minor units.
fn check(total: i64, weights: &[u64], expected: &[i64]) {
    let shares = apportion(total, weights);
    assert_eq!(shares.as_slice(), expected, "{total} by {weights:?}");
}

#[test]
fn spare_units_go_to_the_largest_remainders() {
    check(10, &[15, 15, 70], &[2, 1, 7]);
    check(2, &[25, 25, 45, 5], &[1, 0, 1, 0]);
    check(100, &[1, 1, 1], &[34, 33, 33]);
}

#[test]
fn a_weight_of_zero_never_gets_a_unit() {
    check(2, &[0, 229, 0], &[0, 2, 0]);
    check(1, &[0, 0, 1, 1], &[0, 0, 1, 0]);
}

#[test]
fn weights_that_are_all_zero_split_evenly() {
    check(5, &[0, 0], &[3, 2]);
    check(5, &[0], &[5]);
}

#[test]
fn money_given_back_is_shared_like_money_earned() {
    check(-1_01, &[1, 1], &[-51, -50]);
    check(i64::MIN, &[1], &[i64::MIN]);
    check(i64::MIN, &[1, 0], &[i64::MIN, 0]);
}

#[test]
fn without_weights_there_are_no_shares() {
    check(100, &[], &[]);
}

#[test]
fn amounts_and_weights_may_be_as_large_as_they_go() {
    check(i64::MAX, &[u64::MAX, u64::MAX], &[i64::MAX / 2 + 1, i64::MAX / 2]);
}

#[test]
fn shares_are_those_of_the_oracle() {
    let Some(cases) = crate::oracles::table("money/largest_remainder.csv") else { return };
    for case in &cases {
        let whole = |text: &str| text.parse::<u64>().expect("a whole number");
        let total = i64::try_from(whole(&case["total_minor"])).expect("an amount");
        let weights: Vec<_> = case["weights"].split(' ').map(whole).collect();
        let expected: Vec<_> = case["allocation"].split(' ').map(whole).collect();
        let shares = apportion(total, &weights);
        assert!(shares.iter().map(|share| share.unsigned_abs()).eq(expected), "{case:?}");
    }
    assert_eq!(cases.len(), 400);
}
