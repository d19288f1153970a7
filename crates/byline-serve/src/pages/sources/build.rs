//! Builds the page about sources from the engine's answers and the table of feeds.

use byline_core::feed::{self, FEEDS, Role, Way};
use byline_core::time::{MICROS_PER_MINUTE, Timestamp};
use byline_engine::view::{SourceView, SourcesView, StatedTwice};
use byline_engine::{Counters, Engine};

use super::polled::Polled;
use super::{Flow, Part, SourceRow, SourcesPage, clock, connect, rest};
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::Tone;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::words;

/// How many figures that several connections state are told of.
const TWICE_MAX: usize = 20;

/// The kind of the clock's ticks.
pub const CLOCK_TICKS: &str = "minutes";

/// Roles in the order of screens, with their words.
pub const ROLES: [(Role, &str); 6] = [
    (Role::Shop, "Shops"),
    (Role::Network, "Networks"),
    (Role::Platform, "Platforms"),
    (Role::People, "People and their paths"),
    (Role::Listening, "Listening"),
    (Role::Own, "Byline's own"),
];

/// The page as of `now`.
pub fn build(engine: &Engine, ask: &Ask, now: Timestamp, polled: &[Polled]) -> SourcesPage {
    let view = engine.sources_view(now);
    let polls_of =
        |source: &SourceView| polled.iter().find(|it| it.connection == source.connection.as_str());
    let mut sources: Vec<(&SourceView, Option<&Polled>)> =
        view.sources.iter().map(|source| (source, polls_of(source))).collect();
    // What only a person can help comes first; the rest stays in the engine's order.
    sources.sort_by_key(|(_, polled)| polled.map_or(3, Polled::rank));
    let tallies =
        view.tallies.iter().filter(|tally| 0 < tally.n_received && tally.key != CLOCK_TICKS);
    let mut rows: Vec<SourceRow> = sources
        .into_iter()
        .filter(|(source, _)| has_news(source))
        .map(|(source, polled)| row(source, polled, now))
        .collect();
    tell_apart(&mut rows);
    SourcesPage {
        shell: Shell {
            title: "Sources".to_owned(),
            here: Here::Sources,
            ask: ask.clone(),
            is_live: ask.at.is_none(),
            banners: Vec::new(),
        },
        head: Head::titled("Sources"),
        equation: equation(&view),
        tallies: tallies
            .map(|t| (kind_name(t.name), count(t.n_received), count(t.n_known)))
            .collect(),
        rows,
        rest: rest::of(&view),
        all: rest::all(&view),
        twice: twice(engine),
        young: young(engine, now),
        open: open(engine),
        absent: FEEDS.iter().filter_map(|feed| Some((feed.name, feed.absence?))).collect(),
    }
}

/// A stream of Byline's own that brought nothing is nothing to look at.
fn has_news(source: &SourceView) -> bool {
    source.role != Some(Role::Own) || source.feed == "pixel" || 0 < source.n_received
}

/// How many of the rows of the page are in use: sources that somebody connected, and Byline's own.
pub fn listed(engine: &Engine, now: Timestamp) -> (usize, usize) {
    let sources = engine.sources_view(now).sources;
    let in_use = sources.iter().filter(|source| has_news(source) && !source.is_archived);
    let (own, connected): (Vec<_>, Vec<_>) = in_use.partition(|source| is_own(source));
    (connected.len(), own.len())
}

/// Whether it is a stream of Byline's own, which nobody connects.
fn is_own(source: &SourceView) -> bool {
    source.role == Some(Role::Own) && source.feed == source.connection.as_str()
}

/// Why the delays of a source are not timed, in words; `None` where they are, or where nothing
/// came yet.
pub fn untimed(source: &SourceView) -> Option<&'static str> {
    let fresh = &source.freshness;
    if source.comes_in_batches() {
        return Some("not timed");
    }
    let is_untimed = fresh.n_timed == 0 && 0 < fresh.n_facts;
    (is_untimed && is_own(source)).then_some("names no connection; not timed")
}

/// Says what they bring of sources that go by one name.
fn tell_apart(rows: &mut [SourceRow]) {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    for row in rows.iter_mut() {
        let is_alone = names.iter().filter(|name| **name == row.name).count() == 1;
        let brings = row.streams.split(" · ").next().map(|brings| {
            brings.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ',')
        });
        let brings = brings.map(str::trim).filter(|brings| !is_alone && !brings.is_empty());
        if let Some(brings) = brings {
            row.name = format!("{}, {}", row.name, brings.to_lowercase());
        }
    }
}

/// What came of a kind, in words. An order comes again whenever anything about it changes.
pub fn kind_name(name: &'static str) -> &'static str {
    if name == "Orders" { "Order updates" } else { name }
}

/// What was received and what became of it, without the ticks of the clock: nobody sent those.
pub fn sent(view: &SourcesView) -> Counters {
    let mut counters = view.counters;
    for tally in view.tallies.iter().filter(|tally| tally.key == CLOCK_TICKS) {
        counters.n_received -= tally.n_received;
        counters.n_known -= tally.n_known;
        counters.n_applied -= tally.n_received - tally.n_known;
    }
    counters
}

fn equation(view: &SourcesView) -> [Part; 5] {
    let counters = sent(view);
    let part = |key, name, n, href| Part { key, name, n: count(n), href };
    [
        part("received", "received", counters.n_received, "#kinds"),
        part("applied", "applied", counters.n_applied, "#connections"),
        part("known", "repeats", counters.n_known, "#kinds"),
        part("aside", "put aside", counters.n_quarantined, "/sources/quarantine"),
        part("waiting", waiting(counters.n_waiting), counters.n_waiting, "/sources/waiting"),
    ]
}

fn row(source: &SourceView, polled: Option<&Polled>, now: Timestamp) -> SourceRow {
    let fresh = &source.freshness;
    let age = fresh.newest_at.map(|newest| words::length(now.0.saturating_sub(newest.0)));
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "n/a".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    let attained = words::percent(fresh.n_on_time_week.into(), fresh.n_timed_week.into());
    let trouble = polled.and_then(Polled::trouble).filter(|_| !source.is_archived);
    let streams = source.streams.iter().filter(|stream| 0 < stream.freshness.n_facts);
    let streams: Vec<String> =
        streams.map(|s| format!("{} {}", kind_name(s.name), count(s.freshness.n_facts))).collect();
    let untimed = untimed(source);
    let pace: Vec<String> =
        untimed.map(str::to_owned).into_iter().chain(usual_gap(source)).collect();
    let target = || words::length(i64::from(source.target_min) * MICROS_PER_MINUTE);
    SourceRow {
        name: source.name.clone(),
        href: (!is_own(source)).then(|| connect::href(source.connection.as_str())),
        about: about(source),
        refresh: refresh(source),
        polled: polled.map(|polled| polled.sentence(now)).unwrap_or_default(),
        flow: flow(source),
        state_href: aside_href(source).filter(|_| trouble.is_none() && !source.is_archived),
        state: trouble.unwrap_or_else(|| state(source, now)),
        pace: pace.join("; "),
        age: age.unwrap_or_else(|| "never".to_owned()),
        p50: delay(fresh.delay_p50_ms.filter(|_| untimed.is_none())),
        p95: delay(fresh.delay_p95_ms.filter(|_| untimed.is_none())),
        target: untimed.map_or_else(target, |_| "none".to_owned()),
        attained: attained.filter(|_| untimed.is_none()).unwrap_or_else(|| "n/a".to_owned()),
        streams: streams.join(" · "),
    }
}

/// What so many reports do that name an order nobody sent; one claim can be told in several.
pub fn waiting(n: u64) -> &'static str {
    if n == 1 { "report waits for its order" } else { "reports wait for their order" }
}

/// What became of everything that a connection brought; what is put aside or waits is listed.
pub fn flow(source: &SourceView) -> Flow {
    let part = |n: u64, word, list: Option<String>| (count(n), word, list.filter(|_| 0 < n));
    Flow {
        received: count(source.n_received),
        parts: vec![
            part(source.n_applied, "applied", None),
            part(source.freshness.n_known, "repeats", None),
            part(source.n_aside, "put aside", aside_href(source)),
            part(source.n_pending, waiting(source.n_pending), Some("/sources/waiting".to_owned())),
        ],
    }
}

/// Where what a connection put aside is listed; `None` if nothing is.
fn aside_href(source: &SourceView) -> Option<String> {
    let id = links::segment(source.connection.as_str());
    (0 < source.n_aside).then(|| format!("/sources/quarantine?connection={id}"))
}

/// Figures of which several connections state other sums.
fn twice(engine: &Engine) -> Vec<String> {
    let rows = engine.figures_of_several(TWICE_MAX).into_iter();
    let differing =
        rows.filter(|row| row.said.iter().any(|it| it.held != it.stated.unwrap_or(it.held)));
    let sentence = |row: StatedTwice| {
        let StatedTwice { subject, counted, said, .. } = row;
        let name = |id: &str| engine.connection(id).map_or(id.to_owned(), |row| row.name.clone());
        let said: Vec<String> = said
            .iter()
            .map(|it| {
                let stated = it.stated.map_or("a counter".to_owned(), words::count);
                let held = words::count(it.held);
                format!("{} states {stated}, of which {held} counts", name(it.connection.as_str()))
            })
            .collect();
        let feed = feed::find(&subject.feed).map_or(subject.feed.as_str(), |feed| feed.name);
        let (kind, what) = (subject.kind.key(), counted.key().replace('_', " "));
        format!("{feed}, {} {}, {what}: {}.", kind.replace('_', " "), subject.id, said.join("; "))
    };
    differing.map(sentence).collect()
}

/// Feed, role and account of a connection, in words.
pub fn about(source: &SourceView) -> String {
    let feed = feed::find(&source.feed).map_or("not declared", |feed| feed.name);
    let role = match source.role {
        None => "named by facts only",
        Some(Role::Shop) => "orders and refunds",
        Some(Role::Platform) => "figures and spend",
        Some(Role::Network) => "claims, which are never money",
        Some(Role::People) => "people and their paths",
        Some(Role::Listening) => "mentions",
        Some(Role::Own) => "Byline's own",
    };
    let mut parts = vec![feed.to_owned(), role.to_owned()];
    parts.extend(source.account.clone());
    if feed == source.name {
        parts.remove(0);
    }
    parts.join(" · ")
}

/// How data arrives, in words.
fn refresh(source: &SourceView) -> String {
    if source.comes_in_batches() {
        return "sent in batches".to_owned();
    }
    let word = |way: &Way| match way {
        Way::Stream => "sent at once",
        Way::Poll => "asked for in turns",
        Way::Batch => "in files",
        Way::Manual => "by hand",
    };
    let said: Vec<String> = source.ways.iter().map(|way| word(way).to_owned()).collect();
    if said.is_empty() { "unknown".to_owned() } else { said.join(" or ") }
}

/// How a connection is doing, in a word or two.
pub fn state(source: &SourceView, now: Timestamp) -> (Tone, String) {
    let tell = |tone, word: String| (tone, word);
    match (source.meets_target(), silent(source, now)) {
        _ if source.is_archived => tell(Tone::Plain, "Out of use".to_owned()),
        _ if 0 < source.n_aside => tell(Tone::Bad, format!("{} put aside", count(source.n_aside))),
        (_, Some(age)) if source.is_quiet(now) => tell(Tone::Warn, format!("Quiet for {age}")),
        (Some(false), _) => tell(Tone::Warn, late(source)),
        (_, None) => tell(Tone::Plain, "Nothing yet".to_owned()),
        (Some(true), _) => tell(Tone::Good, "On time".to_owned()),
        (None, _) if source.comes_in_batches() => tell(Tone::Plain, "In batches".to_owned()),
        (None, _) if untimed(source).is_some() => tell(Tone::Plain, "Not timed".to_owned()),
        (None, _) => tell(Tone::Plain, "Delay not known yet".to_owned()),
    }
}

/// How much came later than the target, of the last seven days if anything happened in them.
fn late(source: &SourceView) -> String {
    let fresh = &source.freshness;
    let (n_late, n_timed, over) = match fresh.n_timed_week {
        0 => (fresh.n_timed - fresh.n_on_time, fresh.n_timed, "so far"),
        n_timed => (n_timed - fresh.n_on_time_week, n_timed, "in the last 7 days"),
    };
    let share = words::percent(n_late.into(), n_timed.into());
    share.map_or_else(|| "Late".to_owned(), |share| format!("{share} late {over}"))
}

/// For how long nothing came, in words; `None` if nothing ever did.
pub fn silent(source: &SourceView, now: Timestamp) -> Option<String> {
    let received_at = source.freshness.received_at?;
    Some(words::length(now.micros_since(received_at).max(0)))
}

/// The longest gap that is usual for it, in words; `None` while nobody knows.
pub fn usual_gap(source: &SourceView) -> Option<String> {
    let gap = source.freshness.usual_gap_s.filter(|_| !source.is_archived);
    gap.map(|s| format!("usual gap up to {}", words::length(s * 1_000_000).replace(' ', "\u{a0}")))
}

fn young(engine: &Engine, now: Timestamp) -> Vec<String> {
    let clock = clock(engine, now);
    let sentence = |day: &byline_engine::view::YoungDay| {
        format!(
            "{}: {} of {} are still maturing, about {}% complete.",
            clock.weekday(clock.start_of(day.day)),
            day.what.to_lowercase(),
            day.name,
            day.expected_percent
        )
    };
    engine.young_days(clock.zone(), now).iter().map(sentence).collect()
}

/// Feeds that have no connection in use, by role.
fn open(engine: &Engine) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let is_connected = |key: &str| {
        engine.connections().any(|connection| connection.feed == key && !connection.is_archived)
    };
    let of_role = |role: Role| {
        let feeds = FEEDS.iter().filter(move |feed| feed.role == role);
        let open = feeds.filter(|feed| connect::can(feed) && !is_connected(feed.key));
        open.map(|feed| (feed.name, connect::form_href(feed.key))).collect::<Vec<_>>()
    };
    let roles = ROLES.iter().map(|(role, name)| (*name, of_role(*role)));
    roles.filter(|(_, feeds)| !feeds.is_empty()).collect()
}

pub fn count(n: u64) -> String {
    words::count(i64::try_from(n).unwrap_or(i64::MAX))
}
