//! Our models against those of ChannelAttribution, DP6, mta and fractribution.

use std::collections::BTreeMap;

use super::*;
use crate::campaign::{CreditScope, RepeatPolicy, ViewPolicy};
use crate::journey::{Channel, TouchKind, drop_unpaid, join_repeats};
use crate::oracles::{assert_close, number, table};

const DATA_SETS: [&str; 4] = ["toy_bryl", "toy_dp6", "toy_edges", "synth_creators"];

fn conversion_at() -> Timestamp {
    Timestamp::from_seconds(1_780_000_000)
}

fn touch(channel: Channel, micros_before: i64) -> Touchpoint {
    let occurred_at = conversion_at().plus_micros(-micros_before);
    Touchpoint { occurred_at, kind: TouchKind::Click, id: [0; 16], channel, tag: 0 }
}

/// Each channel's share of `value`: weights as a fraction of their sum.
fn shares(journey: &[Touchpoint], model: Model, half_life_s: i64) -> Vec<f64> {
    let parameters = ModelParameters { half_life_s, ..ModelParameters::default() };
    let weights = weights(model, journey, conversion_at(), None, &parameters);
    let sum: u64 = weights.iter().sum();
    weights.iter().map(|weight| *weight as f64 / sum as f64).collect()
}

/// Credit by channel of all paths of a data set, after joining repeats.
fn credit(
    paths: &[crate::oracles::Row],
    repeats: RepeatPolicy,
    model: Model,
    worth: &str,
) -> BTreeMap<String, f64> {
    let mut credit = BTreeMap::new();
    for path in paths {
        let names: Vec<_> = path["path"].split(" > ").collect();
        let mut journey: Vec<_> = (0..)
            .zip(&names)
            .map(|(position, name)| {
                let first = names.iter().position(|known| known == name).expect("it is there");
                let channel = Channel::Creator(u32::try_from(first).expect("paths are short"));
                touch(channel, 1_000_000 - position)
            })
            .collect();
        drop_unpaid(&mut journey, ViewPolicy::Weighted, CreditScope::AllChannels);
        join_repeats(&mut journey, repeats);
        let worth = number(path, worth);
        for (touch, share) in journey.iter().zip(shares(&journey, model, 1)) {
            let Channel::Creator(first) = touch.channel else { unreachable!("all are creators") };
            *credit.entry(names[first as usize].to_owned()).or_default() += share * worth;
        }
    }
    credit
}

/// Reads as a table: peer, what it calls its channels, how repeats are joined, the model, and its
/// columns for conversions and value.
#[track_caller]
fn check(peer: &str, channel: &str, repeats: RepeatPolicy, model: Model, columns: [&str; 2]) {
    for data_set in DATA_SETS {
        let Some(paths) = table(&format!("attribution/inputs/{data_set}.csv")) else { return };
        let Some(rows) = table(&format!("attribution/expected/{data_set}.{peer}.csv")) else {
            return;
        };
        for (column, worth) in columns.iter().zip(["total_conversions", "total_conversion_value"]) {
            if column.is_empty() {
                continue;
            }
            let ours = credit(&paths, repeats, model, worth);
            let theirs = rows.iter().filter(|row| row[channel] != "Unmatched_Channel");
            for row in theirs {
                let ours = ours.get(&row[channel]).copied().unwrap_or(0.0);
                let what = format!("{data_set}.{peer} {column} of {}", row[channel]);
                assert_close(ours, number(row, column), &what);
            }
        }
    }
}

const MODELS: [(Model, &str); 4] = [
    (Model::First, "first"),
    (Model::Last, "last"),
    (Model::Linear, "linear"),
    (Model::Position, "position"),
];

#[test]
fn first_last_and_linear_are_those_of_channel_attribution() {
    for (model, name) in &MODELS[..3] {
        let columns = ["conversions", "value"].map(|worth| format!("{name}_touch_{worth}"));
        let columns = columns.each_ref().map(String::as_str);
        check("ca_heuristics", "channel_name", RepeatPolicy::Frequency, *model, columns);
    }
}

#[test]
fn first_last_linear_and_position_are_those_of_dp6() {
    for (model, name) in MODELS {
        let column = if model == Model::Position { "position_40_20_40" } else { name };
        check("dp6_conv", "channel", RepeatPolicy::Frequency, model, [column, ""]);
        check("dp6_value", "channel", RepeatPolicy::Frequency, model, ["", column]);
    }
}

#[test]
fn first_last_linear_and_position_are_those_of_mta() {
    for (model, raw, no_loop) in [
        (Model::First, "first_raw", "first_noloop"),
        (Model::Last, "last_raw", "last_noloop"),
        (Model::Linear, "linear_prop_raw", "linear_prop_noloop"),
        (Model::Position, "position_raw", "position_noloop"),
    ] {
        check("mta", "channel", RepeatPolicy::Frequency, model, [raw, ""]);
        check("mta", "channel", RepeatPolicy::Exposure, model, [no_loop, ""]);
    }
    for repeats in [RepeatPolicy::Unique, RepeatPolicy::First] {
        check("mta", "channel", repeats, Model::Linear, ["linear_unique_raw", ""]);
    }
}

/// fractribution's `unique` keeps every touch, which we call `frequency`; its `frequency` counts
/// repeats in the name of the first touch, which for these models is our `first`.
#[test]
fn repeats_are_joined_like_those_of_fractribution() {
    for (transform, repeats) in [
        ("unique", RepeatPolicy::Frequency),
        ("exposure", RepeatPolicy::Exposure),
        ("first", RepeatPolicy::First),
        ("frequency", RepeatPolicy::First),
    ] {
        for (model, name) in [
            (Model::First, "first_touch"),
            (Model::Last, "last_touch"),
            (Model::Linear, "linear"),
            (Model::Position, "position_based"),
        ] {
            let columns = ["conversions", "revenue"].map(|worth| format!("{name}_{worth}"));
            let columns = columns.each_ref().map(String::as_str);
            check(&format!("fractribution_{transform}"), "channel", repeats, model, columns);
        }
    }
}

/// A timed journey: its value and touches, with the row that each came from.
#[derive(Default)]
struct Timed {
    value: f64,
    touches: Vec<Touchpoint>,
    rows: Vec<usize>,
}

fn timed_journeys() -> Option<Vec<Timed>> {
    let rows = table("attribution/inputs/timed_journeys.csv")?;
    let mut journeys: BTreeMap<&str, Timed> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        // The peer counted these hours; the instants beside them are a second off in places.
        let micros_before = millionths(&row["hours_before_conversion"]) * 3_600;
        // The peer's "last non-X" is our "last non-direct", with X in the part of direct.
        let channel = if row["channel"] == "cr_1" { Channel::Direct } else { Channel::Creator(0) };
        let journey = journeys.entry(&row["journey_id"]).or_default();
        journey.value = number(row, "value");
        journey.touches.push(touch(channel, micros_before));
        journey.rows.push(index);
    }
    Some(journeys.into_values().collect())
}

/// A number with six decimal places.
fn millionths(text: &str) -> i64 {
    text.replace('.', "").parse().expect("six decimal places")
}

/// Reads as a table: peer, model, half-life in hours, column.
fn check_timed(peer: &str, model: Model, half_life_h: i64, column: &str) {
    let expected = table(&format!("attribution/expected/timed_journeys.{peer}.csv"));
    let (Some(journeys), Some(expected)) = (timed_journeys(), expected) else { return };
    for journey in &journeys {
        let is_all_direct = journey.touches.iter().all(|touch| touch.channel.is_direct());
        if model == Model::LastNonDirect && is_all_direct {
            continue; // The peer then credits the first touch, we the last.
        }
        let shares = shares(&journey.touches, model, half_life_h * 3_600);
        for (share, row) in shares.iter().zip(&journey.rows) {
            let what = format!("timed_journeys.{peer} {column}, row {row}");
            assert_close(share * journey.value, number(&expected[*row], column), &what);
        }
    }
}

#[test]
fn time_decay_position_and_last_non_direct_are_those_of_dp6() {
    check_timed("dp6", Model::TimeDecay, 168, "time_decay_hl168h");
    check_timed("dp6", Model::TimeDecay, 24, "time_decay_hl24h");
    check_timed("dp6", Model::Position, 1, "position_40_20_40");
    check_timed("dp6_v1", Model::Position, 1, "position_40_20_40");
    check_timed("dp6_v1", Model::LastNonDirect, 1, "last_non_cr_1");
}
