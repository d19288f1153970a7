use super::*;
use crate::creator::{CreatorSize, Platform, WeekLimits};
use crate::time::{CivilDay, Span, Timestamp, Zone};

const DAY_S: i64 = 86_400;

/// Reads as a table: limits, revenue, days covered, verdict. Boundaries are exact.
#[test]
fn revenue_beside_its_limits() {
    let both = WeekLimits { floor_minor: Some(700), ceiling_minor: Some(1_400) };
    let floor = WeekLimits { ceiling_minor: None, ..both };
    for (limits, revenue, days, expected) in [
        (both, 699, 7, Against::Below),
        (both, 700, 7, Against::Within),
        (both, 1_399, 7, Against::Within),
        (both, 1_400, 7, Against::Above),
        (both, 299, 3, Against::Below),
        (both, 300, 3, Against::Within),
        (both, 0, 1, Against::TooEarly),
        (floor, 9_999, 7, Against::Within),
        (WeekLimits::default(), 0, 7, Against::NotSet),
    ] {
        let found = against(limits, revenue, (days * DAY_S, 7 * DAY_S));
        assert_eq!(found, expected, "{limits:?} {revenue} {days}");
    }
}

#[test]
fn a_trend_is_a_quarter() {
    for (now, before, expected) in [
        (125, 100, Some(Trend::Rising)),
        (124, 100, Some(Trend::Steady)),
        (76, 100, Some(Trend::Steady)),
        (75, 100, Some(Trend::Falling)),
        (75, 0, None),
    ] {
        assert_eq!(Trend::of(now, before), expected, "{now} {before}");
    }
}

/// A task is always dated before the flight ends.
#[test]
fn tasks_are_due_before_the_end() {
    let at = |hours: i64| Timestamp::from_seconds(hours * 3_600);
    for (made, end, due) in [(0, 500, 168), (0, 90, 66), (0, 30, 6), (0, 24, 12), (0, 10, 5)] {
        let found = due_at(at(made), at(end));
        assert_eq!(found, at(due), "{made} {end}");
        assert!(found < at(end));
    }
}

/// The week in which clocks change is an hour shorter, and begins at midnight all the same.
#[test]
fn weeks_begin_on_mondays_of_the_zone() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let sunday = "2026-03-29T12:00:00Z".parse().unwrap();
    let monday = Week::monday(&berlin, sunday).unwrap();
    assert_eq!(monday.to_string(), "2026-03-23");
    let flight = Span { from: "2026-03-24T23:00:00Z".parse().unwrap(), to: Timestamp::MAX };
    let week = Week::from_monday(&berlin, monday, flight, sunday).unwrap();
    assert_eq!(week.span.seconds(), 7 * DAY_S - 3_600);
    assert_eq!(week.covered, Span { from: flight.from, to: sunday });
    assert_eq!(week.part(None), (week.covered.seconds(), 7 * DAY_S - 3_600));
    let live_at = sunday.plus_seconds(-DAY_S);
    assert_eq!(week.part(Some(live_at)).0, DAY_S, "only the time since the first post counts");
    assert!(week.is_open(sunday) && !week.is_open(week.span.to));
    let tuesday = CivilDay::new(2026, 3, 24).unwrap();
    assert_eq!(Week::from_monday(&berlin, tuesday, flight, sunday), None);
}

/// Reads as a table: the other one, the distance, in what they are the same.
#[test]
fn the_nearest_is_explained() {
    let of = |platform, size, category: &str, price_minor| Profile {
        platform,
        size,
        category: Some(category.to_owned()),
        price_minor,
    };
    use Aspect::{Category, Platform as Place, Price, Size};
    let one = of(Platform::Tiktok, Some(CreatorSize::Micro), "beauty", Some(1_000));
    for (other, distance, same) in [
        (one.clone(), 0, &[Place, Size, Category, Price][..]),
        (
            of(Platform::Tiktok, Some(CreatorSize::Nano), "Beauty", Some(800)),
            560,
            &[Place, Category, Price],
        ),
        (of(Platform::Youtube, Some(CreatorSize::Micro), "food", Some(500)), 2_000, &[Size]),
        (of(Platform::Tiktok, None, "beauty", None), 600, &[Place, Category]),
    ] {
        let found = likeness(&one, &other);
        assert_eq!((found.distance, found.same.as_slice()), (distance, same), "{other:?}");
        assert_eq!(likeness(&other, &one), found, "both ways alike");
    }
}
