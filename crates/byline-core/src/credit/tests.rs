use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::journey::{Channel, TouchKind};

const HOUR_S: i64 = 3_600;

/// Touches of creators 0, 1, 2 …, each so many hours before the conversion, oldest first.
fn journey(hours_before: &[i64]) -> Vec<Touchpoint> {
    let touch = |(index, hours): (usize, &i64)| Touchpoint {
        occurred_at: conversion_at().plus_seconds(-hours * HOUR_S),
        kind: TouchKind::Click,
        id: [0; 16],
        channel: Channel::Creator(u32::try_from(index).expect("few touches")),
        tag: 0,
    };
    hours_before.iter().enumerate().map(touch).collect()
}

fn conversion_at() -> Timestamp {
    Timestamp::from_seconds(1_780_000_000)
}

/// Reads as a table: model, hours of each touch before the order, weights.
fn check(model: Model, hours_before: &[i64], expected: &[u64]) {
    let parameters = ModelParameters::default();
    let weights = weights(model, &journey(hours_before), conversion_at(), None, &parameters);
    assert_eq!(weights.as_slice(), expected, "{model:?} over {hours_before:?}");
}

#[test]
fn all_to_one() {
    check(Model::First, &[3, 2, 1], &[1, 0, 0]);
    check(Model::Last, &[3, 2, 1], &[0, 0, 1]);
    check(Model::LastNonDirect, &[3, 2, 1], &[0, 0, 1]);
}

#[test]
fn the_same_to_each() {
    check(Model::Linear, &[3, 2, 1], &[1, 1, 1]);
}

#[test]
fn one_touch_takes_all_under_every_model() {
    for model in Model::ALL {
        check(model, &[3], &[1]);
    }
}

#[test]
fn direct_is_last_only_among_its_kind() {
    let parameters = ModelParameters::default();
    let weigh = |channels: [Channel; 3]| {
        let mut touches = journey(&[3, 2, 1]);
        for (touch, channel) in touches.iter_mut().zip(channels) {
            touch.channel = channel;
        }
        weights(Model::LastNonDirect, &touches, conversion_at(), None, &parameters).to_vec()
    };
    assert_eq!(weigh([Channel::Email, Channel::Direct, Channel::Unknown]), [1, 0, 0]);
    assert_eq!(weigh([Channel::Direct, Channel::Direct, Channel::Unknown]), [0, 0, 1]);
}

#[test]
fn the_middle_shares_a_fifth() {
    check(Model::Position, &[4, 3, 2, 1], &[8_000, 2_000, 2_000, 8_000]);
    check(Model::Position, &[3, 2, 1], &[4_000, 2_000, 4_000]);
    check(Model::Position, &[2, 1], &[4_000, 4_000]);
}

/// Reads as a table: shares of the first and the last, touches, weights.
#[test]
fn a_campaign_may_set_its_own_ends() {
    let check = |first_bp, last_bp, n_touches: usize, expected: &[u64]| {
        let parameters = ModelParameters {
            position_first_bp: first_bp,
            position_last_bp: last_bp,
            ..ModelParameters::default()
        };
        let touches = journey(&[4, 3, 2, 1][4 - n_touches..]);
        let weights = weights(Model::Position, &touches, conversion_at(), None, &parameters);
        assert_eq!(weights.as_slice(), expected, "{first_bp} and {last_bp} over {n_touches}");
    };
    check(1_000, 3_000, 2, &[1_000, 3_000]);
    check(1_000, 3_000, 4, &[2_000, 6_000, 6_000, 6_000]);
    check(5_000, 5_000, 3, &[5_000, 0, 5_000]);
    check(10_000, 0, 3, &[10_000, 0, 0]);
    check(9_000, 9_000, 3, &[9_000, 0, 9_000]);
    check(0, 0, 2, &[1, 1]);
    check(u32::MAX, u32::MAX, 3, &[u64::from(u32::MAX), 0, u64::from(u32::MAX)]);
}

/// Reads as a table: hours of the touches and of the lead before the order, weights.
fn check_w(hours_before: &[i64], lead_h: Option<i64>, expected: &[u64]) {
    let lead_at = lead_h.map(|hours| conversion_at().plus_seconds(-hours * HOUR_S));
    let parameters = ModelParameters::default();
    let weights = weights(Model::W, &journey(hours_before), conversion_at(), lead_at, &parameters);
    assert_eq!(weights.as_slice(), expected, "{hours_before:?}, lead at {lead_h:?}");
}

#[test]
fn w_has_three_roles_and_a_rest() {
    check_w(&[9, 8, 7, 6, 5], Some(7), &[6_000, 1_000, 6_000, 1_000, 6_000]);
    check_w(&[9, 8, 7, 6, 5], Some(6), &[6_000, 1_000, 1_000, 6_000, 6_000]);
    check_w(&[9, 8, 7, 6], Some(7), &[3_000, 1_000, 3_000, 3_000]);
}

#[test]
fn roles_on_one_touch_add_up() {
    check_w(&[9, 8, 7], Some(9), &[6_000, 1_000, 3_000]);
    check_w(&[9, 8, 7], Some(1), &[3_000, 1_000, 6_000]);
    check_w(&[9, 8], Some(9), &[6_000, 3_000]);
    check_w(&[9, 8], Some(8), &[3_000, 6_000]);
}

#[test]
fn without_anyone_left_the_rest_vanishes() {
    check_w(&[9, 8, 7], Some(8), &[3_000, 3_000, 3_000]);
}

#[test]
fn without_a_lead_w_is_position() {
    check_w(&[4, 3, 2, 1], None, &[8_000, 2_000, 2_000, 8_000]);
    check_w(&[4, 3, 2, 1], Some(5), &[8_000, 2_000, 2_000, 8_000]);
    check_w(&[4, 3, 2, 1], Some(-1), &[8_000, 2_000, 2_000, 8_000]);
}

#[test]
fn half_as_much_for_each_half_life() {
    check(Model::TimeDecay, &[336, 168, 0], &[1 << 30, 1 << 31, 1 << 32]);
    check(Model::TimeDecay, &[400, 232], &[1 << 31, 1 << 32]);
    check(Model::TimeDecay, &[84, 0], &[3_037_000_500, 1 << 32]);
}

#[test]
fn half_lives_may_be_short_long_or_nonsense() {
    let decayed = |half_life_s| {
        let parameters = ModelParameters { half_life_s, ..ModelParameters::default() };
        let touches = journey(&[2, 1]);
        weights(Model::TimeDecay, &touches, conversion_at(), None, &parameters).to_vec()
    };
    assert_eq!(decayed(1), [0, 1 << 32]);
    assert_eq!(decayed(0), [0, 1 << 32]);
    assert_eq!(decayed(i64::MIN), [0, 1 << 32]);
    assert_eq!(decayed(HOUR_S), [1 << 31, 1 << 32]);
    assert_eq!(decayed(i64::MAX), [(1 << 32) - 1, 1 << 32]);
}

fn table() -> CustomTable {
    CustomTable { first: 5, middle: 1, last: 3, by_kind: [1, 2, 10, 20], by_age: Vec::new() }
}

/// Reads as a table: the table, hours of the touches before the order, weights.
fn check_custom(table: CustomTable, hours_before: &[i64], expected: &[u64]) {
    let parameters = ModelParameters { custom: Some(table), ..ModelParameters::default() };
    let touches = journey(hours_before);
    let weights = weights(Model::Custom, &touches, conversion_at(), None, &parameters);
    assert_eq!(weights.as_slice(), expected, "{parameters:?} over {hours_before:?}");
}

#[test]
fn the_custom_table_multiplies() {
    check_custom(table(), &[9, 8, 7], &[50, 10, 30]);
    let by_age =
        vec![AgeStep { up_to_hours: 8, weight: 7 }, AgeStep { up_to_hours: 24, weight: 2 }];
    let aged = CustomTable { by_age, ..table() };
    check_custom(aged.clone(), &[9, 8, 7], &[100, 70, 210]);
    check_custom(aged.clone(), &[25, 24], &[0, 60]);
    check_custom(aged.clone(), &[99, 98], &[1, 1]);
    assert!(aged.is_silent(&journey(&[99, 98]), conversion_at()));
    assert!(!aged.is_silent(&journey(&[25, 24]), conversion_at()));
    check_custom(CustomTable { by_kind: [1, 1, 0, 1], ..table() }, &[9, 8], &[1, 1]);
}

#[test]
fn no_custom_weight_overflows() {
    let most = u32::MAX;
    let by_age = vec![AgeStep { up_to_hours: most, weight: most }];
    let huge = CustomTable { first: most, middle: most, last: most, by_kind: [most; 4], by_age };
    assert!(!huge.is_within_limits() && table().is_within_limits());
    check_custom(huge, &[2, 1], &[10_u64.pow(18); 2]);
}

#[test]
fn without_a_table_custom_is_linear() {
    check(Model::Custom, &[9, 8, 7], &[1, 1, 1]);
}

proptest! {
    /// The precision that the module promises, against the platform's own power function.
    #[test]
    fn decay_is_within_one_unit_of_the_true_power(
        ages_s in vec(0..90 * 86_400_i64, 2..6),
        half_life_s in 60..60 * 86_400_i64,
    ) {
        let mut touches = journey(&vec![0; ages_s.len()]);
        for (touch, age_s) in touches.iter_mut().zip(&ages_s) {
            touch.occurred_at = conversion_at().plus_seconds(-age_s);
        }
        let parameters = ModelParameters { half_life_s, ..ModelParameters::default() };
        let weights = weights(Model::TimeDecay, &touches, conversion_at(), None, &parameters);
        let newest_s = ages_s.iter().min().expect("two or more");
        for (weight, age_s) in weights.iter().zip(&ages_s) {
            let n_half_lives = (age_s - newest_s) as f64 / half_life_s as f64;
            let exact = (-n_half_lives).exp2() * 2_f64.powi(32);
            prop_assert!((*weight as f64 - exact).abs() <= 0.501, "{weight} for {exact}");
        }
    }

    #[test]
    fn every_model_weighs_every_touch(
        mut hours in vec(0..2_000_i64, 1..60),
        lead_h in proptest::option::of(0..2_000_i64),
    ) {
        hours.sort_unstable_by(|one, next| next.cmp(one));
        let touches = journey(&hours);
        let lead_at = lead_h.map(|hours| conversion_at().plus_seconds(-hours * HOUR_S));
        for model in Model::ALL {
            let parameters = ModelParameters { custom: Some(table()), ..Default::default() };
            let weights = weights(model, &touches, conversion_at(), lead_at, &parameters);
            prop_assert_eq!(weights.len(), touches.len());
            prop_assert!(weights.iter().any(|weight| *weight != 0), "{:?}", model);
        }
    }
}
