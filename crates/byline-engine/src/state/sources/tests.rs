use byline_core::time::MICROS_PER_HOUR;

use super::*;

fn at(hours: i64) -> Timestamp {
    Timestamp(hours * MICROS_PER_HOUR)
}

/// A stream of one fact an hour for ten days, each as many hours late as the table says in turn.
fn stream(delays_h: &[i64]) -> Source {
    let mut source = Source::default();
    for (hour, delay_h) in (0..240).zip(delays_h.iter().cycle()) {
        source.count((at(hour), at(hour + delay_h)), 60 * MICROS_PER_MINUTE, false, true);
    }
    source
}

/// Reads as a table: delays in turn in hours, hours after the start of a day at which it is looked
/// at, and the percent of it that may be expected, from and to.
fn check(delays_h: &[i64], after_h: i64, expected: std::ops::RangeInclusive<u8>) {
    let source = stream(delays_h);
    let day = Span { from: at(240), to: at(264) };
    let percent = source.expected_percent(day, at(240 + after_h)).expect("ten days teach");
    assert!(expected.contains(&percent), "{delays_h:?} after {after_h} h: {percent}%");
}

#[test]
fn a_quick_stream_is_complete_at_once() {
    check(&[0], 6, 100..=100);
    check(&[0], 24, 100..=100);
    check(&[0], 30, 100..=100);
}

#[test]
fn a_slow_stream_ripens_with_the_age_of_the_day() {
    check(&[24], 24, 0..=10);
    check(&[24], 48, 80..=100);
    check(&[24], 72, 100..=100);
    check(&[0, 24], 24, 48..=58);
}

#[test]
fn a_young_stream_teaches_nothing() {
    let mut source = Source::default();
    for hour in 0..40 {
        source.count((at(hour), at(hour)), 0, false, true);
    }
    let day = Span { from: at(24), to: at(48) };
    assert_eq!(source.expected_percent(day, at(48)), None, "no day of it is complete");
    assert_eq!(source.expected_percent(day, at(24 * 6)), Some(100));
}

#[test]
fn the_target_is_met_by_what_came_in_time() {
    let source = stream(&[0, 0, 0, 2]);
    assert_eq!((source.n_timed, source.n_on_time), (240, 180));
    assert_eq!(source.delay_ms(50), Some(0));
    assert!(source.delay_ms(95).is_some_and(|ms| 2 * 3_600_000 <= ms));
}

#[test]
fn what_says_nothing_new_says_nothing_of_delays() {
    let mut source = stream(&[0]);
    source.count((at(0), at(24 * 30)), 0, true, true);
    assert_eq!((source.n_facts, source.n_known, source.n_timed), (240, 1, 240));
    assert_eq!(source.delay_ms(100), Some(0));
}

#[test]
fn history_that_was_brought_along_is_counted_and_not_timed() {
    let mut source = Source::default();
    source.count((at(0), at(24 * 30)), 0, false, false);
    assert_eq!((source.n_facts, source.n_timed), (1, 0));
    assert_eq!(source.delay_ms(95), None);
}
