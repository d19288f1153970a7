//! Weeks: from Monday to Monday in the campaign's zone, and revenue beside its limits.

use serde::{Deserialize, Serialize};

use crate::creator::WeekLimits;
use crate::time::{CivilDay, Span, Timestamp, Zone};

/// So much of a week must have passed before revenue is held against limits, in seconds.
const LEAST_COVERED_S: i64 = 2 * 86_400;

/// A week of a campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Week {
    /// From its Monday to the next one.
    pub span: Span,
    /// What of it lies in the flight and has passed.
    pub covered: Span,
}

/// Revenue beside its limits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Below the floor.
    Below,
    /// Neither.
    Within,
    /// At the ceiling or above.
    Above,
    /// Fewer than two days of the week have passed since the first post.
    TooEarly,
    /// Neither floor nor ceiling is set.
    NotSet,
    /// Nothing was published yet, and nothing came.
    NotLive,
    /// Nothing is in use by which anything could be seen: nothing seen is not nothing earned.
    Unseen,
}

impl Week {
    /// The Monday on which the week of `at` began.
    pub fn monday(zone: &Zone, at: Timestamp) -> Option<CivilDay> {
        let day = zone.day_of(at);
        day.plus_days(-i32::from(day.weekday()))
    }

    /// The week from `monday`, of a flight, as `now` sees it; `None` if the day is no Monday.
    pub fn from_monday(
        zone: &Zone,
        monday: CivilDay,
        flight: Span,
        now: Timestamp,
    ) -> Option<Self> {
        if monday.weekday() != 0 {
            return None;
        }
        let from = zone.day_span(monday).from;
        let span = Span { from, to: zone.day_span(monday.plus_days(7)?).from };
        let (begun, over) = (span.from.max(flight.from), span.to.min(flight.to).min(now));
        Some(Self { span, covered: Span { from: begun, to: over.max(begun) } })
    }

    /// Whether decisions of it may still change.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.span.contains(now)
    }

    /// Seconds that are covered since `live_at`, and seconds of the whole week.
    pub fn part(&self, live_at: Option<Timestamp>) -> (i64, i64) {
        let from = live_at.map_or(self.covered.from, |at| at.max(self.covered.from));
        (self.covered.to.seconds_since(from).max(0), self.span.seconds())
    }
}

/// Revenue of a part of a week beside the same part of the limits of a whole one.
pub fn against(
    limits: WeekLimits,
    revenue_minor: i64,
    (covered_s, whole_s): (i64, i64),
) -> Against {
    let is_set = limits.floor_minor.or(limits.ceiling_minor).is_some();
    if !is_set {
        return Against::NotSet;
    }
    if covered_s < LEAST_COVERED_S {
        return Against::TooEarly;
    }
    let revenue = i128::from(revenue_minor) * i128::from(whole_s);
    let part = |limit: i64| i128::from(limit) * i128::from(covered_s);
    if limits.floor_minor.is_some_and(|floor| revenue < part(floor)) {
        return Against::Below;
    }
    match limits.ceiling_minor {
        Some(ceiling) if part(ceiling) <= revenue => Against::Above,
        _ => Against::Within,
    }
}
