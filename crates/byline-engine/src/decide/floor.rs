//! The floor: revenue of the last hour, minute by minute, of the campaign as a whole and of each
//! creator with orders enough to be watched alone.
//!
//! Orders are counted by when they come in: what a poll brings together counts together, and an
//! order that is late is no fall. Whether a shop is silent or merely nobody buys is told by what
//! was to be expected since its last word: a quiet night is no gap.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::alert::AlertRule;
use byline_core::decision::episode::Command;
use byline_core::decision::urgency::{Minute, Observed};
use byline_core::stats::DayParts;

use crate::state::cells::{Cell, Credit};
use crate::state::desk::{About, AlertKey, Docket, Outbox, Watch};
use crate::view::MICRO;

use super::{Scene, expect, is_due, let_go, step};

/// How often histories are read, in seconds.
const LEARN_EVERY_S: i64 = 3_600;
/// A shop is silent once so many orders should have come since the last: by chance that happens
/// less than once in a hundred such waits.
const SILENT_FROM_MICRO: i64 = 5 * MICRO;
/// So far back a floor can be looked at again, in minutes.
const CORRECTED_MINUTES: u32 = 46 * 60;

/// What the minutes so far brought to one creator, or to all.
#[derive(Clone, Copy, Default)]
struct Brought {
    trailing_minor: i64,
    orders_micro: i64,
}

/// Looks at the floor.
pub(super) fn watch(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) {
    let Some(floor_minor) = scene.floor_minor() else {
        docket.watches.clear();
        let_go(scene, docket, outbox, AlertRule::Floor, |_| true);
        return;
    };
    if docket.watches.is_empty() || is_due(docket.learned_at, LEARN_EVERY_S, scene.now) {
        docket.learned_at = Some(scene.now);
        expect::learn(scene, docket);
    }
    let brought = brought(scene, docket);
    let is_missing = is_missing(scene, docket, &brought);
    let hour = scene.zone().hour_of(scene.now);
    let mut seen: Vec<(AlertKey, Observed)> = Vec::new();
    for (who, watch) in &mut docket.watches {
        let brought = brought.get(who).copied().unwrap_or_default();
        let minute = watch.minute(brought, hour).filter(|_| !is_missing);
        let (floor, observed) = watch.floor.step(minute, floor_minor, &scene.rules.page);
        watch.floor = floor;
        let about = who.map_or(About::Campaign, About::Creator);
        // A gap is the shop's, so the campaign tells it; everybody else only waits.
        let observed = if is_missing && who.is_some() { Observed::HELD } else { observed };
        seen.push((AlertKey { rule: AlertRule::Floor, about }, observed));
    }
    for (key, observed) in seen {
        let trailing_minor = trailing(docket, &key.about);
        let account = || scene.below_floor(&key.about, trailing_minor, floor_minor);
        step(scene, docket, outbox, &key, observed, &account);
    }
    let watched: BTreeSet<About> =
        docket.watches.keys().map(|who| who.map_or(About::Campaign, About::Creator)).collect();
    if !is_missing {
        let_go(scene, docket, outbox, AlertRule::Floor, |about| !watched.contains(about));
    }
}

impl Watch {
    /// What this minute brought. The first look has nothing to compare with.
    fn minute(&mut self, brought: Brought, hour: u8) -> Option<Minute> {
        let new_micro = brought.orders_micro.saturating_sub(self.orders_micro).max(0);
        let is_first = self.orders_micro == 0 && self.trailing_minor == 0;
        self.orders_micro = brought.orders_micro;
        self.trailing_minor = brought.trailing_minor;
        let new_micro = if is_first { 0 } else { new_micro };
        let n_expected = self.parts.map(|parts| self.expected(&parts, hour));
        Some(Minute {
            trailing_minor: brought.trailing_minor,
            n_orders: u64::try_from((new_micro + MICRO / 2) / MICRO).unwrap_or(0),
            n_expected,
        })
    }

    fn expected(&self, parts: &DayParts, hour: u8) -> f64 {
        parts.expected_per_minute(self.n_last_day, self.n_day_before, hour)
    }
}

/// Revenue of the trailing hour and all orders so far, of everybody who is watched.
fn brought(scene: &Scene<'_>, docket: &Docket) -> BTreeMap<Option<u32>, Brought> {
    let model = scene.model();
    let until = scene.now.minute() + 1;
    let minutes = u32::try_from(scene.rules.page.trailing_s / 60).unwrap_or(60).max(1);
    let mut brought: BTreeMap<Option<u32>, Brought> = BTreeMap::new();
    let mut whole = Brought::default();
    for (creator, cell) in scene.cells() {
        let trailing_minor = cell.recent_revenue().sum(until.saturating_sub(minutes), until)[model];
        let orders_micro = cell.credit(Credit::Orders).total()[model];
        whole.trailing_minor += trailing_minor;
        whole.orders_micro += orders_micro;
        if docket.watches.contains_key(&Some(creator)) {
            let of_creator = brought.entry(Some(creator)).or_default();
            of_creator.trailing_minor += trailing_minor;
            of_creator.orders_micro += orders_micro;
        }
    }
    brought.insert(None, whole);
    brought
}

/// Whether the shop is silent, and longer than by chance.
fn is_missing(
    scene: &Scene<'_>,
    docket: &mut Docket,
    brought: &BTreeMap<Option<u32>, Brought>,
) -> bool {
    let Some(whole) = docket.watches.get(&None) else { return false };
    let orders_micro = brought.get(&None).map_or(0, |brought| brought.orders_micro);
    if orders_micro != whole.orders_micro {
        docket.silent_micro = 0;
    } else {
        let hour = scene.zone().hour_of(scene.now);
        let parts = whole.parts.unwrap_or(DayParts::FLAT);
        let n_expected = whole.expected(&parts, hour);
        docket.silent_micro = docket.silent_micro.saturating_add(micro(n_expected));
    }
    SILENT_FROM_MICRO <= docket.silent_micro && scene.engine.silent_shop(scene.now).is_some()
}

/// Millionths, rounded to whole ones, so that what is kept is a whole number.
#[expect(clippy::cast_possible_truncation, reason = "such casts saturate, which is what is wanted")]
fn micro(n: f64) -> i64 {
    (n * 1e6 + 0.5) as i64
}

fn trailing(docket: &Docket, about: &About) -> i64 {
    let who = match about {
        About::Creator(number) => Some(*number),
        _ => None,
    };
    docket.watches.get(&who).map_or(0, |watch| watch.trailing_minor)
}

/// Marks episodes of which late data shows that revenue had not stayed below the floor. They stand
/// as they were told.
pub(super) fn correct(scene: &Scene<'_>, docket: &mut Docket) {
    let Some(floor_minor) = scene.floor_minor() else { return };
    let oldest = scene.now.minute().saturating_sub(CORRECTED_MINUTES);
    for (key, kept) in &mut docket.alerts {
        let Some(last) = kept.lives.last_mut().filter(|_| key.rule == AlertRule::Floor) else {
            continue;
        };
        let episode = &last.episode;
        let (from, to) = (episode.pending_since.minute(), episode.fired_at.minute());
        if episode.corrected_at.is_some() || from < oldest {
            continue;
        }
        let whose = match key.about {
            About::Creator(number) => Some(number),
            _ => None,
        };
        let cells = scene.cells();
        let cells = cells.filter(|(creator, _)| whose.is_none_or(|whose| whose == *creator));
        let cells: Vec<&Cell> = cells.map(|(_, cell)| cell).collect();
        if (from..=to).any(|minute| floor_minor <= trailing_at(scene, &cells, minute)) {
            // The last life is the alert's open or last episode, so this cannot be refused.
            let rules = key.rule.episodes(&scene.rules);
            let _ = kept.alert.command(Command::Correct, "", &rules, scene.now);
            last.episode.corrected_at = Some(scene.now);
        }
    }
}

/// Revenue of the hour up to a minute, as it is known now.
fn trailing_at(scene: &Scene<'_>, cells: &[&Cell], minute: u32) -> i64 {
    let model = scene.model();
    let minutes = u32::try_from(scene.rules.page.trailing_s / 60).unwrap_or(60).max(1);
    let until = minute + 1;
    let trailing =
        |cell: &&Cell| cell.recent_revenue().sum(until.saturating_sub(minutes), until)[model];
    cells.iter().map(trailing).sum()
}
