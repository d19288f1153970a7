//! How fresh and how complete each connection is, worst first.

use std::collections::BTreeMap;

use byline_core::channel;
use byline_core::feed::{self, Role, Way};
use byline_core::id::ConnectionId;
use byline_core::time::{Timestamp, Zone};

use crate::engine::Engine;
use crate::state::sources::{Kind, Source};
use crate::view::{Freshness, SourceView, SourcesView, StreamView, TallyView, YoungDay};

/// Days that are looked at for what is still to come: today and so many before it.
const YOUNG_DAYS: i32 = 3;
/// From this share on a day is as good as complete, in percent.
const COMPLETE_PERCENT: u8 = 98;
/// A connection meets its target from this share on, in millionths.
const MET_MICRO: u64 = 950_000;

impl Engine {
    /// Every connection as of `now`, the one to look at first on top.
    pub fn sources_view(&self, now: Timestamp) -> SourcesView {
        let mut n_aside: BTreeMap<&ConnectionId, u64> = BTreeMap::new();
        for (_, aside) in self.quarantine.after(byline_core::entry::Position(0)) {
            *n_aside.entry(&aside.what.connection).or_default() += 1;
        }
        let n_pending = self.n_pending();
        let mut sources = self.connected(now);
        for source in &mut sources {
            source.n_aside = n_aside.remove(&source.connection).unwrap_or(0);
            source.n_pending = n_pending.get(&source.connection).copied().unwrap_or(0);
            source.add_up();
        }
        for (id, n) in n_aside {
            sources.push(SourceView { n_aside: n, n_received: n, ..self.source(id) });
        }
        sources.sort_by_cached_key(|source| (rank(source, now), source.connection.clone()));
        let tally = |(kind, tally): (Kind, crate::state::sources::Tally)| TallyView {
            key: kind.key(),
            name: kind.name(),
            n_received: tally.n_received,
            n_known: tally.n_known,
        };
        SourcesView {
            stand: self.stand(),
            sources,
            counters: self.counters(),
            tallies: self.sources.tallies().map(tally).collect(),
        }
    }

    /// Days of `zone` up to `now` of which a connection usually sends more than it has sent by
    /// their age, newest first.
    pub fn young_days(&self, zone: &Zone, now: Timestamp) -> Vec<YoungDay> {
        let today = zone.day_of(now);
        let mut young = Vec::new();
        for days_ago in 0..=YOUNG_DAYS {
            let Some(day) = today.plus_days(-days_ago) else { continue };
            for (id, connected) in self.sources.iter() {
                for (kind, source) in &connected.kinds {
                    let expected = source.expected_percent(zone.day_span(day), now);
                    let Some(expected_percent) = expected.filter(|n| *n < COMPLETE_PERCENT) else {
                        continue;
                    };
                    let name = self.source(id).name;
                    let (connection, what) = (id.clone(), kind.name());
                    young.push(YoungDay { day, connection, name, what, expected_percent });
                }
            }
        }
        young
    }

    /// How many facts of each connection wait for another.
    fn n_pending(&self) -> BTreeMap<&ConnectionId, u64> {
        let mut n_pending = BTreeMap::new();
        for number in self.conversions.waiting() {
            let waiting = self.conversions.get(number);
            let refunds = waiting.refunds.iter().map(|refund| &refund.order.connection);
            let claims = waiting.claims.iter().map(|claim| &claim.connection);
            for connection in refunds.chain(claims) {
                *n_pending.entry(connection).or_default() += 1;
            }
        }
        n_pending
    }

    /// Everything that sent, with its freshness; what is put aside and waits is not counted.
    pub(super) fn connected(&self, now: Timestamp) -> Vec<SourceView> {
        let mut sources: Vec<SourceView> =
            self.sources.own().map(|(feed, kind, source)| own(feed, kind, source, now)).collect();
        for (id, connected) in self.sources.iter().filter(|(id, _)| !self.is_channel(id)) {
            let mut source = self.source(id);
            source.freshness = freshness(&connected.whole(), now, source.target_min);
            let streams = connected.kinds.iter();
            source.streams =
                streams.map(|(kind, of_it)| stream(*kind, of_it, now, source.target_min)).collect();
            sources.push(source);
        }
        sources
    }

    /// Whether people are told over a connection: then nothing ever comes from it.
    fn is_channel(&self, id: &ConnectionId) -> bool {
        self.connection(id.as_str()).is_some_and(|row| channel::find(&row.feed).is_some())
    }

    /// A connection as it is declared, without any fact. Files that no connection was named for go
    /// by their feed's word.
    fn source(&self, id: &ConnectionId) -> SourceView {
        let declared = self.connection(id.as_str());
        let undeclared = feed::find(id.as_str()).map_or("", |feed| feed.key);
        let feed = declared.map_or(undeclared, |row| row.feed.as_str());
        let known = feed::find(feed);
        let target_min = known.map_or(60, |feed| feed.target_min);
        SourceView {
            connection: id.clone(),
            name: match (declared, known) {
                (Some(row), _) => row.name.clone(),
                (None, Some(feed)) => feed.name.to_owned(),
                (None, None) => id.to_string(),
            },
            feed: feed.to_owned(),
            role: known.map(|feed| feed.role),
            ways: known.map_or(&[], |feed| feed.ways),
            account: declared.and_then(|row| row.account.clone()),
            is_archived: declared.is_some_and(|row| row.is_archived),
            target_min,
            n_received: 0,
            n_applied: 0,
            n_aside: 0,
            n_pending: 0,
            freshness: freshness(&Source::default(), self.as_of, target_min),
            streams: Vec::new(),
        }
    }
}

impl SourceView {
    /// Each fact was taken in, said nothing new, was put aside, or waits.
    fn add_up(&mut self) {
        let Freshness { n_facts, n_known, .. } = self.freshness;
        self.n_applied = n_facts.saturating_sub(self.n_pending);
        self.n_received = self.n_applied + self.n_pending + n_known + self.n_aside;
    }

    /// Whether it should send as things happen, and nothing came for longer than is usual for it.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        let Freshness { received_at, patience_s, .. } = self.freshness;
        self.is_judged() && received_at.is_some_and(|at| patience_s < now.seconds_since(at))
    }

    /// Whether a silence of it may be a fault. Of what is not sure to send all day one must know
    /// the rhythm first.
    pub fn is_judged(&self) -> bool {
        let is_steady =
            self.role == Some(Role::Shop) || matches!(self.feed.as_str(), "links" | "pixel");
        self.is_quick() && (is_steady || self.freshness.usual_gap_s.is_some())
    }

    /// Whether its newest fact happened longer ago than it is usually silent, so that what happened
    /// since is not covered. Late history that comes in now covers nothing.
    pub fn is_behind(&self, now: Timestamp) -> bool {
        let Freshness { newest_at, patience_s, .. } = self.freshness;
        self.is_quick() && newest_at.is_some_and(|at| patience_s < now.seconds_since(at))
    }

    /// Whether it is in use and should send as things happen.
    fn is_quick(&self) -> bool {
        let is_quick = self.ways.first().is_some_and(|way| matches!(way, Way::Stream | Way::Poll));
        is_quick && !self.is_archived
    }

    /// Whether all that it brings are reports of a program, which come in batches at its own pace:
    /// no delay says how quick they are. A platform that Byline asks has a target of its own.
    pub fn comes_in_batches(&self) -> bool {
        let mut streams = self.streams.iter();
        let is_reports = streams.all(|stream| stream.key == Kind::Figures.key());
        self.role == Some(Role::Own) && !self.streams.is_empty() && is_reports
    }

    /// Whether its facts are usable within the target often enough, those of the last seven days if
    /// there are any; `None` while nobody can say.
    pub fn meets_target(&self) -> Option<bool> {
        if self.comes_in_batches() {
            return None;
        }
        let Freshness { n_timed_week, n_on_time_week, .. } = self.freshness;
        let week = (n_on_time_week * 1_000_000).checked_div(n_timed_week);
        week.or(self.freshness.attained_micro()).map(|share| MET_MICRO <= share)
    }
}

/// The smaller, the sooner one should look: what is put aside, what is quiet, what is late, what
/// never came; those out of use last. A quiet source may wake by itself; what is put aside does
/// not count until somebody acts.
fn rank(source: &SourceView, now: Timestamp) -> (u8, u64) {
    let attained = source.freshness.attained_micro().unwrap_or(1_000_000);
    let place = match source.meets_target() {
        _ if source.is_archived => 5,
        _ if 0 < source.n_aside => 0,
        _ if source.is_quiet(now) => 1,
        Some(false) => 2,
        _ if source.freshness.newest_at.is_none() => 3,
        _ => 4,
    };
    (place, attained)
}

fn own(feed: &'static str, kind: Kind, source: &Source, now: Timestamp) -> SourceView {
    let known = feed::find(feed);
    let target_min = known.map_or(60, |feed| feed.target_min);
    SourceView {
        connection: feed.into(),
        name: known.map_or(feed, |feed| feed.name).to_owned(),
        feed: feed.to_owned(),
        role: known.map(|feed| feed.role),
        ways: known.map_or(&[], |feed| feed.ways),
        account: None,
        is_archived: false,
        target_min,
        n_received: 0,
        n_applied: 0,
        n_aside: 0,
        n_pending: 0,
        freshness: freshness(source, now, target_min),
        streams: vec![stream(kind, source, now, target_min)],
    }
}

fn stream(kind: Kind, source: &Source, now: Timestamp, target_min: u32) -> StreamView {
    let freshness = freshness(source, now, target_min);
    StreamView { key: kind.key(), name: kind.name(), freshness }
}

fn freshness(source: &Source, now: Timestamp, target_min: u32) -> Freshness {
    let (n_timed_week, n_on_time_week) = source.week(now);
    Freshness {
        n_facts: source.n_facts,
        n_known: source.n_known,
        newest_at: source.newest_at,
        received_at: source.received_at,
        usual_gap_s: source.rhythm.usual_gap_s(),
        patience_s: source.rhythm.patience_s(target_min),
        delay_p50_ms: source.delay_ms(50),
        delay_p95_ms: source.delay_ms(95),
        n_timed: source.n_timed,
        n_on_time: source.n_on_time,
        n_timed_week,
        n_on_time_week,
    }
}
