use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::invariant::spans_follow;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).expect("a zone of the database")
}

fn day(text: &str) -> CivilDay {
    text.parse().expect("a day")
}

#[test]
fn instants_round_down() {
    let before_1970 = Timestamp(-1);
    assert_eq!((before_1970.seconds(), before_1970.millis()), (-1, -1));
    assert_eq!((before_1970.bucket(), before_1970.minute()), (Bucket(0), 0));
    let noon = at("2026-03-08T12:14:59.999999Z");
    assert_eq!(noon.bucket().start(), at("2026-03-08T12:00:00Z"));
    assert_eq!(noon.bucket().end(), at("2026-03-08T12:15:00Z"));
    assert!(noon.bucket().span().contains(noon));
    assert_eq!(noon.plus_seconds(1).seconds_since(noon), 1);
    assert_eq!(noon.plus_micros(1_999_999).seconds_since(noon), 1);
    assert_eq!(noon.seconds_since(noon.plus_micros(1)), -1);
}

#[test]
fn arithmetic_stops_at_the_ends_of_time() {
    assert_eq!(Timestamp::MAX.plus_seconds(1), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.plus_seconds(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::from_seconds(i64::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::MAX.checked_plus_seconds(1), None);
    assert_eq!(Timestamp::MAX.micros_since(Timestamp::MIN), i64::MAX);
    assert_eq!(Timestamp::MAX.bucket(), Bucket(u32::MAX));
    assert_eq!(Bucket(u32::MAX).next(), None);
}

#[test]
fn spans_intersect() {
    let span = |from, to| Span { from: Timestamp(from), to: Timestamp(to) };
    assert_eq!(span(0, 10).intersection(span(5, 20)), span(5, 10));
    assert!(span(0, 5).intersection(span(5, 10)).is_empty());
    assert!(span(0, 1).intersection(span(5, 10)).is_empty());
}

/// Reads as a table: zone, day, first instant, length in minutes.
fn check_day(name: &str, text: &str, from: &str, n_minutes: i64) {
    let span = zone(name).day_span(day(text));
    assert_eq!((span.from, span.seconds() / 60), (at(from), n_minutes), "{name} {text}");
}

#[test]
fn days_are_as_long_as_their_clocks_say() {
    check_day("UTC", "2026-03-08", "2026-03-08T00:00:00Z", 24 * 60);
    check_day("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23 * 60);
    check_day("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25 * 60);
    check_day("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", 24 * 60 + 30);
    check_day("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", 24 * 60 - 30);
    check_day("Asia/Kolkata", "2026-06-10", "2026-06-09T18:30:00Z", 24 * 60);
    check_day("Asia/Kathmandu", "2026-06-10", "2026-06-09T18:15:00Z", 24 * 60);
}

#[test]
fn days_may_begin_at_one_o_clock() {
    check_day("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", 23 * 60);
    check_day("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", 23 * 60);
    check_day("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", 25 * 60);
}

#[test]
fn midnight_may_come_twice() {
    // Clocks go back from midnight to eleven: Thursday evening has one hour more.
    check_day("Africa/Cairo", "2026-10-29", "2026-10-28T21:00:00Z", 25 * 60);
    // Clocks went back from 00:01 to 23:01: that hour belongs to the day that had begun.
    let newfoundland = zone("America/St_Johns");
    assert_eq!(newfoundland.day_of(at("2009-11-01T02:45:00Z")), day("2009-11-01"));
    assert_eq!(newfoundland.hour_of(at("2009-11-01T02:45:00Z")), 23);
}

#[test]
fn a_skipped_day_is_empty() {
    let samoa = zone("Pacific/Apia");
    assert!(samoa.day_span(day("2011-12-30")).is_empty());
    let around = Span { from: at("2011-12-29T20:00:00Z"), to: at("2011-12-30T20:00:00Z") };
    let days: Vec<_> = samoa.day_starts(around).into_iter().map(|at| samoa.day_of(at)).collect();
    assert_eq!(days, [day("2011-12-29"), day("2011-12-31")]);
}

/// Reads as a table: zone, span, the local hours with their lengths in minutes.
#[track_caller]
fn check_hours(name: &str, from: &str, to: &str, expected: &[(u8, i64)]) {
    let zone = zone(name);
    let starts = zone.hour_starts(Span { from: at(from), to: at(to) });
    let hours: Vec<_> = starts
        .into_iter()
        .map(|start| (zone.hour_of(start), zone.hour_span(start).seconds() / 60))
        .collect();
    assert_eq!(hours, expected, "{name} from {from}");
}

#[test]
fn hours_end_where_clocks_are_changed() {
    check_hours(
        "Europe/Berlin",
        "2026-03-29T00:00:00Z",
        "2026-03-29T02:00:00Z",
        &[(1, 60), (3, 60)],
    );
    check_hours(
        "Europe/Berlin",
        "2026-10-25T00:30:00Z",
        "2026-10-25T02:30:00Z",
        &[(2, 60), (2, 60), (3, 60)],
    );
    check_hours(
        "Australia/Lord_Howe",
        "2026-04-04T14:00:00Z",
        "2026-04-04T16:00:00Z",
        &[(1, 60), (1, 30), (2, 60)],
    );
    check_hours(
        "Australia/Lord_Howe",
        "2026-10-03T15:00:00Z",
        "2026-10-03T16:30:00Z",
        &[(1, 60), (2, 30), (3, 60)],
    );
    check_hours(
        "Asia/Kolkata",
        "2026-06-10T00:00:00Z",
        "2026-06-10T01:00:00Z",
        &[(5, 60), (6, 60)],
    );
}

#[test]
fn zones_and_days_say_what_is_wrong_with_them() {
    assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
    assert_eq!(Zone::utc().name(), "UTC");
    for name in ["", "Berlin", "CET+1", "../etc/passwd", "Europe/Atlantis"] {
        assert_eq!(Zone::parse(name).map_err(|error| error.code()), Err("time.zone_unknown"));
    }
    for text in ["", "2026-02-30", "2026-3-8", "08.03.2026", "2026-03-08T00:00:00", "20260308"] {
        let read = text.parse::<CivilDay>().map_err(|error| error.code());
        assert_eq!(read, Err("time.not_a_day"), "{text}");
    }
    assert_eq!(day("2026-03-08").to_string(), "2026-03-08");
    assert_eq!(day("2026-03-08").weekday(), 6);
    assert_eq!(day("2026-03-08").plus_days(-8), Some(day("2026-02-28")));
    assert_eq!(day("2026-03-08").days_since(day("2026-02-28")), 8);
    assert_eq!(CivilDay::new(2026, 3, 8), Some(day("2026-03-08")));
}

#[test]
fn the_ends_of_the_calendar_are_days_too() {
    for zone in ["UTC", "Pacific/Apia", "America/Havana"].map(zone) {
        for end in [Timestamp::MIN, Timestamp::MAX] {
            let day = zone.day_of(end);
            assert!(!zone.day_span(day).is_empty(), "{day}");
            let _ = (zone.hour_of(end), zone.hour_span(end));
            let whole = Span { from: end, to: Timestamp::MAX };
            assert!(whole.is_empty() || zone.hour_span(whole.from).from <= whole.to);
        }
    }
}

/// Around every change of every clock since 2012: days and hours hold together, and no quarter of
/// an hour is cut, but for one station in Antarctica that changed its clocks at 00:01.
#[test]
fn every_change_of_every_clock() {
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let since: jiff::Timestamp = "2012-01-01T00:00:00Z".parse().expect("an instant");
    let until: jiff::Timestamp = "2035-01-01T00:00:00Z".parse().expect("an instant");
    let mut n_changes = 0;
    for name in database.available() {
        let clock = database.get(name.as_str()).expect("it is available");
        let zone = zone(name.as_str());
        for change in clock.following(since).take_while(|change| change.timestamp() < until) {
            let changed_at = Timestamp(change.timestamp().as_microsecond());
            let is_between_buckets = changed_at.bucket().start() == changed_at;
            assert!(is_between_buckets || name.as_str() == "Antarctica/Casey", "{name}");
            for seconds in [-86_400, -3_600, -1_800, -1, 0, 1_799, 1_800, 3_599, 3_600, 86_400] {
                let at = changed_at.plus_seconds(seconds);
                let (day, hour) = (zone.day_of(at), zone.hour_span(at));
                assert!(zone.day_span(day).contains(at) && hour.contains(at), "{name} {at}");
                for same in [hour.from, Timestamp(hour.to.0 - 1)] {
                    let seen = (zone.day_of(same), zone.hour_span(same), zone.hour_of(same));
                    assert_eq!(seen, (day, hour, zone.hour_of(at)), "{name} {at}");
                }
            }
            n_changes += 1;
        }
    }
    assert!(2_000 < n_changes, "{n_changes}");
}

/// Zones with every oddity: half and quarter hours, half-hour clock changes, midnights that are
/// missing or doubled, skipped days, Ramadan breaks.
const ZONES: [&str; 16] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Asuncion",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
];

/// An instant of the years 1985 to 2035.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (473_385_600_000_000..2_051_222_400_000_000_i64).prop_map(Timestamp)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn each_instant_is_in_one_local_day_and_hour(name in select(&ZONES[..]), at in any_instant()) {
        let zone = zone(name);
        let day = zone.day_of(at);
        prop_assert!(zone.day_span(day).contains(at), "{name} {at}");
        let hour = zone.hour_span(at);
        prop_assert!(hour.contains(at), "{name} {at}");
        for same in [hour.from, Timestamp(hour.to.0 - 1)] {
            prop_assert_eq!(zone.hour_span(same), hour, "{} {}", name, at);
            prop_assert_eq!(zone.hour_of(same), zone.hour_of(at), "{} {}", name, at);
        }
        let (before, after) = (day.plus_days(-1).expect("a day"), day.next().expect("a day"));
        let days = [before, day, after].map(|day| zone.day_span(day));
        prop_assert_eq!(spans_follow(&days), Ok(()));
    }
}

proptest! {
    /// Readings in quarters of an hour, summed by local day and by local hour, are all there.
    #[test]
    fn local_sums_are_the_sum(
        name in select(&ZONES[..]),
        from in any_instant(),
        n_days in 1..9_u32,
    ) {
        let zone = zone(name);
        let first = from.bucket();
        let n_buckets = n_days * 96;
        let buckets = (first.0..first.0 + n_buckets).map(Bucket);
        let reading = |bucket: Bucket| u64::from(bucket.0 % 7);
        let span = Span { from: first.start(), to: Bucket(first.0 + n_buckets).start() };
        let total: u64 = buckets.clone().map(reading).sum();
        for starts in [zone.day_starts(span), zone.hour_starts(span)] {
            prop_assert!(starts.is_sorted_by(|one, next| one < next), "{name}: {starts:?}");
            prop_assert!(starts[0] <= span.from);
            let ends = starts.iter().skip(1).copied().chain([span.to]);
            let parts = starts.iter().zip(ends).map(|(from, to)| {
                let is_in = |bucket: &Bucket| *from <= bucket.start() && bucket.start() < to;
                buckets.clone().filter(is_in).map(reading).sum::<u64>()
            });
            prop_assert_eq!(parts.sum::<u64>(), total);
        }
    }
}

/// Reads as a table: what a clock in Berlin shows, the instant.
#[test]
fn what_a_local_clock_shows_is_an_instant() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let table = [
        ("2026-07-01 14:30", Some("2026-07-01T12:30:00Z")),
        ("2026-01-01T00:00:05.5", Some("2025-12-31T23:00:05.5Z")),
        ("2026-07-01", Some("2026-06-30T22:00:00Z")),
        // Skipped in spring, twice in autumn.
        ("2026-03-29 02:30", Some("2026-03-29T01:30:00Z")),
        ("2026-10-25 02:30", Some("2026-10-25T00:30:00Z")),
        ("01.07.2026", None),
        ("", None),
    ];
    for (text, expected) in table {
        let expected = expected.map(|instant| instant.parse().unwrap());
        assert_eq!(berlin.instant_of(text), expected, "{text}");
    }
}
