//! Sources: what each connection brought, how long it took to be usable, and how much of a day has
//! usually come by a given age.
//!
//! In: facts with the instants at which they happened and were taken in. Out: counts, delays, the
//! share within the feed's target, and for a young day the share that past days had by the same
//! age.
//!
//! Always holds: what happened before its connection existed is history that was brought along. It
//! is counted, and says nothing about delays. Byline's own streams have always been there. A fact
//! that says nothing new says nothing of delays either.

mod kinds;
mod origin;

use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::feed;
use byline_core::id::ConnectionId;
use byline_core::time::{MICROS_PER_BUCKET, MICROS_PER_MINUTE, Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::rhythm::Rhythm;
use origin::{Happened, origin};

pub(crate) use origin::counted;

/// Delays are counted in classes, each twice as wide as the one before, from 1 ms up.
const N_CLASSES: usize = 40;
/// A target for what no feed of the table brought, in minutes.
const USUAL_TARGET_MIN: u32 = 60;
/// Days that ended so many days ago are complete: nearly everything late has come.
const RIPE_AFTER_DAYS: i64 = 3;
/// Days that are remembered one by one.
const REMEMBERED_DAYS: i64 = 60;
/// Fewer facts of complete days than this teach nothing.
const MIN_FACTS: u64 = 20;
/// How many days a week has.
const WEEK_DAYS: i64 = 7;
const DAY_US: i64 = 24 * 60 * MICROS_PER_MINUTE;

/// What a fact is, in words people know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Requests to links, and later judgements of them.
    Clicks,
    /// Landings on the brand's site.
    Visits,
    /// Content seen by a known shopper.
    Views,
    /// Orders as shops state them.
    Orders,
    /// Money that shops gave back.
    Refunds,
    /// Orders as somebody else saw them.
    Sightings,
    /// What networks and platforms say they caused.
    Claims,
    /// Target actions.
    Actions,
    /// Money spent.
    Spend,
    /// What platforms count.
    Figures,
    /// What is said of the brand.
    Mentions,
    /// Deliveries that could not be read.
    Aside,
    /// What people set up and decided.
    Choices,
    /// Minutes that passed.
    Minutes,
}

/// The freshness of one stream of facts.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Source {
    /// How many facts came that said something new.
    pub n_facts: u64,
    /// How many came that said nothing new.
    pub n_known: u64,
    /// Of how many the delay counts.
    pub n_timed: u64,
    /// How many of those were usable within the target.
    pub n_on_time: u64,
    /// When the newest of them happened.
    pub newest_at: Option<Timestamp>,
    /// When the last of them was taken in.
    pub received_at: Option<Timestamp>,
    /// How long nothing new usually comes.
    pub rhythm: Rhythm,
    delays: Vec<u64>,
    /// Delays by the UTC day on which facts happened, counted from 1970.
    days: BTreeMap<i64, OfDay>,
}

/// What happened on one day.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
struct OfDay {
    delays: Vec<u64>,
    n_on_time: u64,
}

/// A connection's streams.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Connected {
    /// Since when the connection exists; `None` while nobody declared it.
    since: Option<Timestamp>,
    target_us: i64,
    /// How long it is usually silent, whatever it brings.
    rhythm: Rhythm,
    /// Each kind of fact apart.
    pub kinds: BTreeMap<Kind, Source>,
}

/// Every connection's streams, and all entries by what they are.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Sources {
    connections: BTreeMap<ConnectionId, Connected>,
    own: [Source; OWN.len()],
    counts: [Tally; Kind::ALL.len()],
}

/// The streams that need no connection, with their feeds.
pub const OWN: [(&str, Kind); 2] = [("links", Kind::Clicks), ("pixel", Kind::Visits)];

/// Entries of one kind.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// How many were taken in.
    pub n_received: u64,
    /// How many of them said nothing new.
    pub n_known: u64,
}

/// What a fact is to what was known before it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct News {
    /// Whether nothing was known of its thing: of the order, the claim, the stretch of a figure.
    pub is_first: bool,
    /// Whether it says nothing new.
    pub is_known: bool,
}

impl Sources {
    /// A connection is declared, of this feed.
    pub fn declare(&mut self, connection: &ConnectionId, feed: &str, at: Timestamp) {
        let connected = self.connections.entry(connection.clone()).or_default();
        connected.since.get_or_insert(at);
        connected.target_us = target_us(feed);
    }

    /// Counts an entry.
    pub fn count(&mut self, fact: &Fact, at: Timestamp, News { is_first, is_known }: News) {
        let kind = Kind::of(fact);
        let tally = &mut self.counts[kind as usize];
        tally.n_received += 1;
        tally.n_known += u64::from(is_known);
        let Some((connection, Happened { at: occurred_at, is_timed })) = origin(fact, is_first)
        else {
            return;
        };
        let Some(connection) = connection else {
            if let Some(place) = OWN.iter().position(|(_, own)| *own == kind) {
                let target_us = target_us(OWN[place].0);
                self.own[place].count((occurred_at, at), target_us, is_known, true);
            }
            return;
        };
        if !self.connections.contains_key(connection) {
            let target_us = target_us(connection.as_str());
            let unknown = Connected { target_us, ..Connected::default() };
            self.connections.insert(connection.clone(), unknown);
        }
        let Some(connected) = self.connections.get_mut(connection) else {
            return;
        };
        connected.rhythm.count(at);
        let is_own = OWN.iter().any(|(own, _)| *own == connection.as_str());
        let was_there = is_own || connected.since.is_some_and(|since| since <= occurred_at);
        let is_timed = is_timed && was_there;
        let source = connected.kinds.entry(kind).or_default();
        source.count((occurred_at, at), connected.target_us, is_known, is_timed);
    }

    /// Every connection, by id: declared ones, and those that facts name.
    pub fn iter(&self) -> impl Iterator<Item = (&ConnectionId, &Connected)> {
        self.connections.iter()
    }

    /// The streams that need no connection, in the order of [`OWN`].
    pub fn own(&self) -> impl Iterator<Item = (&'static str, Kind, &Source)> {
        OWN.iter().zip(&self.own).map(|((feed, kind), source)| (*feed, *kind, source))
    }

    /// Entries of each kind.
    pub fn tallies(&self) -> impl Iterator<Item = (Kind, Tally)> {
        Kind::ALL.into_iter().zip(self.counts)
    }
}

impl Source {
    fn count(
        &mut self,
        (occurred_at, at): (Timestamp, Timestamp),
        target_us: i64,
        is_known: bool,
        is_timed: bool,
    ) {
        self.received_at = self.received_at.max(Some(at));
        if is_known {
            self.n_known += 1;
            return;
        }
        self.rhythm.count(at);
        self.n_facts += 1;
        self.newest_at = self.newest_at.max(Some(occurred_at));
        if !is_timed {
            return;
        }
        let delay_us = at.0.saturating_sub(occurred_at.0).max(0);
        self.n_timed += 1;
        self.n_on_time += u64::from(delay_us <= target_us);
        add(&mut self.delays, delay_us);
        let (day, today) = (occurred_at.0.div_euclid(DAY_US), at.0.div_euclid(DAY_US));
        if today - REMEMBERED_DAYS <= day {
            let of_day = self.days.entry(day).or_default();
            add(&mut of_day.delays, delay_us);
            of_day.n_on_time += u64::from(delay_us <= target_us);
        }
        while self.days.first_key_value().is_some_and(|(day, _)| *day < today - REMEMBERED_DAYS) {
            self.days.pop_first();
        }
    }

    /// Adds what another stream brought. How long both are silent does not follow from each.
    pub fn add(&mut self, other: &Self) {
        self.n_facts += other.n_facts;
        self.n_known += other.n_known;
        self.n_timed += other.n_timed;
        self.n_on_time += other.n_on_time;
        self.newest_at = self.newest_at.max(other.newest_at);
        self.received_at = self.received_at.max(other.received_at);
        add_all(&mut self.delays, &other.delays);
        for (day, other) in &other.days {
            let of_day = self.days.entry(*day).or_default();
            add_all(&mut of_day.delays, &other.delays);
            of_day.n_on_time += other.n_on_time;
        }
    }

    /// Of what happened in the seven UTC days up to `now`: of how many facts the delay counts, and
    /// how many of them were usable within the target.
    pub fn week(&self, now: Timestamp) -> (u64, u64) {
        let today = now.0.div_euclid(DAY_US);
        let mut week = (0, 0);
        for (_, of_day) in self.days.range(today - WEEK_DAYS + 1..=today) {
            week.0 += of_day.delays.iter().sum::<u64>();
            week.1 += of_day.n_on_time;
        }
        week
    }

    /// The delay that `percent` of the facts did not exceed, in milliseconds, as the upper end of
    /// its class: true within a factor of two.
    pub fn delay_ms(&self, percent: u64) -> Option<i64> {
        let wanted = (self.n_timed * percent).div_ceil(100).max(1);
        let mut n_seen = 0;
        for (class, n) in (0_u32..).zip(&self.delays) {
            n_seen += n;
            if wanted <= n_seen {
                return Some(upper_ms(class) - 1);
            }
        }
        None
    }

    /// How much of `day` so far should have come by `now`, in percent, from how late the facts of
    /// complete days came. `None` if there are too few of them to know.
    pub fn expected_percent(&self, day: Span, now: Timestamp) -> Option<u8> {
        let ripe_before = now.0.div_euclid(DAY_US) - RIPE_AFTER_DAYS;
        let mut delays = Vec::new();
        for (_, of_day) in self.days.range(..ripe_before) {
            add_all(&mut delays, &of_day.delays);
        }
        if delays.iter().sum::<u64>() < MIN_FACTS {
            return None;
        }
        let until = day.to.min(now);
        let (mut sum_ppm, mut n_stretches) = (0, 0);
        let mut from = day.from;
        while from < until {
            let age_us = now.0.saturating_sub(from.0) - MICROS_PER_BUCKET / 2;
            sum_ppm += come_by_ppm(&delays, age_us.max(0) / 1_000);
            n_stretches += 1;
            from = from.plus_micros(MICROS_PER_BUCKET);
        }
        let percent = sum_ppm.checked_div(n_stretches)? / 10_000;
        Some(u8::try_from(percent).unwrap_or(100).min(100))
    }
}

impl Connected {
    /// All kinds together.
    pub fn whole(&self) -> Source {
        let mut whole = Source { rhythm: self.rhythm.clone(), ..Source::default() };
        for source in self.kinds.values() {
            whole.add(source);
        }
        whole
    }
}

/// The share of facts that came within `age_ms`, in millionths; within a class they are taken to
/// be spread evenly.
fn come_by_ppm(delays: &[u64], age_ms: i64) -> u64 {
    let total: u64 = delays.iter().sum();
    let mut come_ppm = 0_u128;
    for (class, n) in (0_u32..).zip(delays) {
        let (lower, upper) = (if class == 0 { 0 } else { upper_ms(class - 1) }, upper_ms(class));
        let inside = u128::from((age_ms.clamp(lower, upper) - lower).unsigned_abs());
        let width = u128::from((upper - lower).unsigned_abs());
        come_ppm += u128::from(*n) * 1_000_000 * inside / width;
    }
    u64::try_from(come_ppm / u128::from(total.max(1))).unwrap_or(0)
}

/// Where a class of delays ends, in milliseconds.
fn upper_ms(class: u32) -> i64 {
    1_i64 << class
}

fn add(delays: &mut Vec<u64>, delay_us: i64) {
    let delay_ms = delay_us.unsigned_abs() / 1_000;
    let class = ((u64::BITS - delay_ms.leading_zeros()) as usize).min(N_CLASSES - 1);
    if delays.len() <= class {
        delays.resize(class + 1, 0);
    }
    delays[class] += 1;
}

fn add_all(delays: &mut Vec<u64>, others: &[u64]) {
    if delays.len() < others.len() {
        delays.resize(others.len(), 0);
    }
    for (n, other) in delays.iter_mut().zip(others) {
        *n += other;
    }
}

fn target_us(feed: &str) -> i64 {
    let target_min = feed::find(feed).map_or(USUAL_TARGET_MIN, |feed| feed.target_min);
    i64::from(target_min) * MICROS_PER_MINUTE
}

#[cfg(test)]
mod tests;
