use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const CONVERTED_AT: Timestamp = Timestamp::from_seconds(1_780_000_000);

/// A touch in one word: seconds before the conversion, kind, channel. `86400 click ana`.
fn touch(text: &str) -> Touchpoint {
    let mut words = text.split(' ');
    let mut word = || words.next().expect("seconds, kind, channel");
    let seconds: i64 = word().parse().expect("seconds");
    let kind = match word() {
        "view" => TouchKind::View,
        "engaged" => TouchKind::EngagedView,
        "click" => TouchKind::Click,
        _ => TouchKind::Code,
    };
    let channel = match word() {
        "ana" => Channel::Creator(0),
        "ben" => Channel::Creator(1),
        "mail" => Channel::Email,
        "direct" => Channel::Direct,
        _ => Channel::Unknown,
    };
    let occurred_at = CONVERTED_AT.plus_seconds(-seconds);
    Touchpoint { occurred_at, kind, id: [0; 16], channel, tag: 0 }
}

fn touches(texts: &[&str]) -> Vec<Touchpoint> {
    texts.iter().map(|text| touch(text)).collect()
}

/// A week for clicks and codes, a day for views.
fn window_s(touch: &Touchpoint) -> i64 {
    if touch.kind.is_view() { 86_400 } else { 7 * 86_400 }
}

/// Reads as a table: touches as they arrive, those that are eligible in their order.
fn check_eligible(given: &[&str], expected: &[&str]) {
    let mut journey = touches(given);
    eligible(&mut journey, CONVERTED_AT, window_s);
    assert_eq!(journey, touches(expected), "of {given:?}");
}

#[test]
fn both_ends_of_the_window_are_in_it() {
    check_eligible(&["604800 click ana", "604801 click ben"], &["604800 click ana"]);
    check_eligible(&["0 click ana", "-1 click ben"], &["0 click ana"]);
    check_eligible(&["86400 view ana", "86401 engaged ben"], &["86400 view ana"]);
}

#[test]
fn a_microsecond_beyond_the_window_is_out() {
    let mut journey = touches(&["604800 click ana", "0 click ben"]);
    journey[0].occurred_at = journey[0].occurred_at.plus_micros(-1);
    journey[1].occurred_at = journey[1].occurred_at.plus_micros(1);
    eligible(&mut journey, CONVERTED_AT, window_s);
    assert_eq!(journey, []);
}

#[test]
fn touches_of_one_instant_rank_by_kind() {
    check_eligible(
        &["5 code ana", "9 click ben", "5 view ben", "5 click ana", "5 engaged ben"],
        &["9 click ben", "5 view ben", "5 engaged ben", "5 click ana", "5 code ana"],
    );
}

#[test]
fn then_by_id() {
    let mut journey = touches(&["5 click ana", "5 click ben"]);
    journey[0].id = [1; 16];
    eligible(&mut journey, CONVERTED_AT, window_s);
    assert_eq!(journey[0].channel, Channel::Creator(1));
}

#[test]
fn windows_without_end_and_instants_at_the_ends_of_time_do_not_overflow() {
    let mut journey = touches(&["5 click ana", "5 click ben"]);
    journey[0].occurred_at = Timestamp::MIN;
    eligible(&mut journey, Timestamp::MAX, |_| i64::MAX);
    assert_eq!(journey.len(), 2);
}

/// Reads as a table: policies, touches oldest first, those that stay.
fn check(
    (views, scope, repeats): (ViewPolicy, CreditScope, RepeatPolicy),
    given: &[&str],
    expected: &[&str],
) {
    let mut journey = touches(given);
    drop_unpaid(&mut journey, views, scope);
    join_repeats(&mut journey, repeats);
    assert_eq!(journey, touches(expected), "{views:?} {scope:?} {repeats:?} of {given:?}");
}

#[test]
fn views_earn_what_the_policy_says() {
    let with = |views| (views, CreditScope::AllChannels, RepeatPolicy::Frequency);
    let mixed = ["9 view ana", "8 engaged ben", "5 click mail"];
    check(with(ViewPolicy::Ignore), &mixed, &["5 click mail"]);
    check(with(ViewPolicy::Fallback), &mixed, &["5 click mail"]);
    check(with(ViewPolicy::Fallback), &mixed[..2], &mixed[..2]);
    check(with(ViewPolicy::Fallback), &["9 view ana", "0 code ben"], &["0 code ben"]);
    check(with(ViewPolicy::Weighted), &mixed, &mixed);
    check(with(ViewPolicy::Ignore), &mixed[..2], &[]);
}

#[test]
fn direct_counts_only_when_nothing_else_does() {
    let all = (ViewPolicy::Fallback, CreditScope::AllChannels, RepeatPolicy::Frequency);
    check(all, &["9 click ana", "5 click direct", "4 click unknown"], &["9 click ana"]);
    check(all, &["5 click direct", "4 click unknown"], &["5 click direct", "4 click unknown"]);
    check(all, &["9 view ana", "5 click direct"], &["9 view ana"]);
    let ignoring = (ViewPolicy::Ignore, CreditScope::AllChannels, RepeatPolicy::Frequency);
    check(ignoring, &["9 view ana", "5 click direct"], &["5 click direct"]);
}

#[test]
fn the_scope_says_who_takes_part() {
    let creators = (ViewPolicy::Fallback, CreditScope::Creators, RepeatPolicy::Frequency);
    check(creators, &["9 click ana", "5 click mail", "4 click direct"], &["9 click ana"]);
    check(creators, &["5 click mail", "4 click direct"], &[]);
    check(creators, &["9 view ana", "5 click mail"], &["9 view ana"]);
}

#[test]
fn equal_neighbours_become_the_strongest_of_them() {
    let exposure = (ViewPolicy::Weighted, CreditScope::AllChannels, RepeatPolicy::Exposure);
    let given = ["9 click ana", "8 click ana", "7 click ben", "6 click ana", "0 code ana"];
    check(exposure, &given, &["8 click ana", "7 click ben", "0 code ana"]);
    check(exposure, &["9 view ana", "8 click ana", "7 view ana"], &["8 click ana"]);
    check(exposure, &["9 code ana", "8 click ana"], &["9 code ana"]);
}

#[test]
fn each_channel_counts_once_or_always() {
    let with = |repeats| (ViewPolicy::Weighted, CreditScope::AllChannels, repeats);
    let given = ["9 click ana", "8 click ben", "7 click ana", "6 click ben", "5 click ben"];
    check(with(RepeatPolicy::Unique), &given, &["7 click ana", "5 click ben"]);
    check(with(RepeatPolicy::First), &given, &["9 click ana", "8 click ben"]);
    check(with(RepeatPolicy::Frequency), &given, &given);
}

fn any_touch() -> impl Strategy<Value = Touchpoint> {
    let kinds = [TouchKind::View, TouchKind::EngagedView, TouchKind::Click, TouchKind::Code];
    let channels = [
        Channel::Creator(0),
        Channel::Creator(1),
        Channel::Email,
        Channel::Direct,
        Channel::Unknown,
    ];
    (-100..700_000_i64, 0..4_usize, 0..5_usize, any::<u8>()).prop_map(
        move |(seconds, kind, channel, id)| Touchpoint {
            occurred_at: CONVERTED_AT.plus_seconds(-seconds),
            kind: kinds[kind],
            id: [id; 16],
            channel: channels[channel],
            tag: 0,
        },
    )
}

proptest! {
    #[test]
    fn the_order_of_arrival_is_forgotten(given in vec(any_touch(), 0..12).prop_shuffle()) {
        let keys = |mut journey: Vec<Touchpoint>| {
            eligible(&mut journey, CONVERTED_AT, window_s);
            journey.iter().map(Touchpoint::order_key).collect::<Vec<_>>()
        };
        let mut turned = given.clone();
        turned.reverse();
        prop_assert_eq!(keys(turned), keys(given));
    }

    #[test]
    fn policies_only_drop_and_keep_the_order(
        mut journey in vec(any_touch(), 0..12),
        views in 0..3_usize,
        scope in 0..2_usize,
        repeats in 0..4_usize,
    ) {
        let views = [ViewPolicy::Ignore, ViewPolicy::Fallback, ViewPolicy::Weighted][views];
        let scope = [CreditScope::Creators, CreditScope::AllChannels][scope];
        let repeats = [
            RepeatPolicy::Exposure,
            RepeatPolicy::Unique,
            RepeatPolicy::First,
            RepeatPolicy::Frequency,
        ][repeats];
        eligible(&mut journey, CONVERTED_AT, window_s);
        let before = journey.clone();
        drop_unpaid(&mut journey, views, scope);
    join_repeats(&mut journey, repeats);
        prop_assert!(journey.is_sorted_by_key(Touchpoint::order_key));
        prop_assert!(journey.iter().all(|touch| before.contains(touch)));
        let once = journey.clone();
        drop_unpaid(&mut journey, views, scope);
    join_repeats(&mut journey, repeats);
        prop_assert_eq!(journey, once, "a second time changes nothing");
    }
}
