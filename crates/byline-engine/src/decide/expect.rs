//! Expectations: how many orders a minute should bring, from a campaign's own past.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::urgency::is_watched_alone;
use byline_core::stats::DayParts;
use byline_core::time::{Bucket, Span};

use crate::state::cells::{Cell, Credit};
use crate::state::desk::{About, Docket, Watch};
use crate::view::MICRO;

use super::Scene;

/// How many whole local days a profile is made from, at most.
const PROFILE_DAYS: i32 = 28;
const MINUTES_PER_DAY: u32 = 24 * 60;
const WEEK_S: i64 = 7 * 86_400;

/// Orders of one creator, or of all, in millionths.
#[derive(Clone, Default)]
struct Past {
    by_hour: [i64; 24],
    week: i64,
    last_day: i64,
    day_before: i64,
}

/// Reads the past of everybody who is watched, and finds who is watched alone from now on.
pub(super) fn learn(scene: &Scene<'_>, docket: &mut Docket) {
    let hours = hours(scene);
    let mut whole = Past::default();
    let mut each: BTreeMap<u32, Past> = BTreeMap::new();
    for (creator, cell) in scene.cells() {
        if cell.credit(Credit::Orders).extent().is_none() {
            continue;
        }
        let past = each.entry(creator).or_default();
        past.read(scene, cell, &hours);
    }
    for past in each.values() {
        whole.add(past);
    }
    let rules = &scene.rules.page;
    let open = docket.alerts.iter().filter(|(_, kept)| kept.alert.open.is_some());
    let open = open.filter_map(|(key, _)| match key.about {
        About::Creator(creator) => Some(creator),
        _ => None,
    });
    let has_alert: BTreeSet<u32> = open.collect();
    let is_alone = |creator: u32, past: &Past| {
        is_watched_alone(orders(past.week), rules) || has_alert.contains(&creator)
    };
    let alone: BTreeSet<u32> =
        each.iter().filter(|(creator, past)| is_alone(**creator, past)).map(|(n, _)| *n).collect();
    docket.watches.retain(|who, _| who.is_none_or(|creator| alone.contains(&creator)));
    let of_all = DayParts::from_history(&whole.by_hour.map(orders));
    whole.teach(docket.watches.entry(None).or_default(), None);
    for creator in alone {
        // Too few orders of one's own: the campaign's day is the best guess.
        each[&creator].teach(docket.watches.entry(Some(creator)).or_default(), of_all);
    }
}

impl Past {
    fn read(&mut self, scene: &Scene<'_>, cell: &Cell, hours: &Hours) {
        let model = scene.model();
        let credit = cell.credit(Credit::Orders);
        let week_from = scene.now.plus_seconds(-WEEK_S).bucket().0;
        self.week += credit.sum(week_from, scene.now.bucket().0 + 1)[model];
        for (bucket, orders) in credit.between(hours.from, hours.to) {
            let hour = hours.of_bucket[(bucket - hours.from) as usize];
            self.by_hour[usize::from(hour)] += orders[model];
        }
        let until = scene.now.minute() + 1;
        let recent = |from: u32, to: u32| {
            let minutes = cell.recent_orders();
            minutes.sum(until.saturating_sub(from), until.saturating_sub(to))[model]
        };
        self.last_day += recent(MINUTES_PER_DAY, 0);
        self.day_before += recent(2 * MINUTES_PER_DAY, MINUTES_PER_DAY);
    }

    fn add(&mut self, other: &Self) {
        for (sum, part) in self.by_hour.iter_mut().zip(other.by_hour) {
            *sum += part;
        }
        self.week += other.week;
        self.last_day += other.last_day;
        self.day_before += other.day_before;
    }

    fn teach(&self, watch: &mut Watch, borrowed: Option<DayParts>) {
        watch.n_last_day = orders(self.last_day);
        watch.n_day_before = orders(self.day_before);
        watch.parts = DayParts::from_history(&self.by_hour.map(orders)).or(borrowed);
    }
}

/// The local hours of the buckets of past whole days.
struct Hours {
    from: u32,
    to: u32,
    of_bucket: Vec<u8>,
}

fn hours(scene: &Scene<'_>) -> Hours {
    let zone = scene.zone();
    let today = zone.day_of(scene.now);
    let first = today.plus_days(-PROFILE_DAYS).unwrap_or(today);
    let span = Span { from: zone.day_span(first).from, to: zone.day_span(today).from };
    let (from, to) = (span.from.bucket().0, span.to.bucket().0);
    let of_bucket = (from..to).map(|bucket| zone.hour_of(Bucket(bucket).start())).collect();
    Hours { from, to, of_bucket }
}

/// Whole orders.
fn orders(micro: i64) -> u64 {
    u64::try_from((micro + MICRO / 2) / MICRO).unwrap_or(0)
}
