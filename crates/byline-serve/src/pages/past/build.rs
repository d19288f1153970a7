//! Builds the slider, and the days that can be chosen beside it.

use byline_core::time::{CivilDay, Timestamp};

use super::Slider;
use super::routes::QUARTER_S;
use crate::pages::ask::Range;
use crate::pages::frame::Frame;

/// The farthest that the slider goes back, in quarters of an hour: 60 days.
const MOST_QUARTERS: i64 = 60 * 96;

/// How many days are offered by name.
const MOST_DAYS: i32 = 21;

/// The slider of the page at `path`. `present` is now, whatever the page is a view of.
pub fn slider(frame: &Frame<'_>, path: &str, present: Timestamp) -> Slider {
    let at = frame.now;
    let quarter = |at: Timestamp| at.0.div_euclid(QUARTER_S * 1_000_000);
    let (shown, last) = (quarter(at), quarter(present));
    let began = frame.campaign.flights.first().map_or(frame.span.from, |flight| flight.from);
    let first = quarter(began).clamp(last - MOST_QUARTERS, last).min(shown);
    let keep = frame.ask.clone().seen_at(None);
    let to = |hours: i64| {
        let quarter = (shown - hours * 4).to_string();
        keep.href_with("/as-of", &[("page", path), ("quarter", &quarter)])
    };
    let mut steps = vec![("A day earlier", to(24)), ("An hour earlier", to(1))];
    if frame.ask.at.is_some() {
        steps.push(("An hour later", to(-1)));
        steps.push(("A day later", to(-24)));
        steps.push(("Now", keep.href(path)));
    }
    let start_of_day = frame.clock.start_of(frame.clock.day_of(at));
    let since_midnight_min = (at.0 - start_of_day.0) / 60_000_000;
    let utc_min = at.0.div_euclid(60_000_000).rem_euclid(1_440);
    Slider {
        path: path.to_owned(),
        keep: keep.fields(),
        quarters: [first, last, shown],
        when: frame.clock.form_minute(at),
        shown: shown_as(frame, at),
        is_now: frame.ask.at.is_none(),
        ahead_min: (since_midnight_min - utc_min + 720).rem_euclid(1_440) - 720,
        steps,
        days: days(frame, path, (began, present)),
    }
}

/// The time that is shown, in words.
fn shown_as(frame: &Frame<'_>, at: Timestamp) -> String {
    match (frame.ask.at, &frame.ask.when) {
        (None, _) => "now".to_owned(),
        (Some(_), Some(when)) if when.parse::<CivilDay>().is_ok() => {
            format!("the end of {}", frame.clock.whole_weekday(at))
        }
        (Some(_), _) => frame.clock.weekday_minute(at),
    }
}

/// The last days that are over, as they ended. Where the page is about a day it becomes one about
/// that day; a page about the flight or a week stays so.
fn days(
    frame: &Frame<'_>,
    path: &str,
    (began, now): (Timestamp, Timestamp),
) -> Vec<(String, String, bool)> {
    let is_of_a_day = match frame.range {
        Range::LastDay | Range::Today | Range::Yesterday => true,
        Range::Days { from, to } => from == to,
        Range::LastSevenDays | Range::Flight | Range::Stretch { .. } => false,
    };
    let today = frame.clock.day_of(now);
    let first = frame.clock.day_of(began);
    let known = (1..=MOST_DAYS).filter_map(|n| today.plus_days(-n)).filter(|day| first <= *day);
    let of = |day: CivilDay| {
        let mut ask = frame.ask.clone().seen_at(None);
        if is_of_a_day {
            ask.range = Some(Range::Days { from: day, to: day });
        }
        let when = day.to_string();
        let href = ask.href_with("/as-of", &[("page", path), ("when", &when)]);
        let is_shown = frame.ask.at.is_some() && frame.ask.when.as_deref() == Some(when.as_str());
        (frame.clock.weekday(frame.clock.start_of(day)), href, is_shown)
    };
    known.map(of).collect()
}
