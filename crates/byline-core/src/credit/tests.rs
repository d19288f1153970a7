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
fn half_as_much_for_each_half_life() {
    check(Model::TimeDecay, &[336, 168, 0], &[1 << 30, 1 << 31, 1 << 32]);
    check(Model::TimeDecay, &[400, 232], &[1 << 31, 1 << 32]);
}

#[test]
fn the_middle_shares_a_fifth() {
    check(Model::Position, &[4, 3, 2, 1], &[8_000, 2_000, 2_000, 8_000]);
    check(Model::Position, &[2, 1], &[4_000, 4_000]);
}

#[test]
fn without_a_lead_w_is_position() {
    check(Model::W, &[4, 3, 2, 1], &[8_000, 2_000, 2_000, 8_000]);
}
