//! Builds the page about sources from the engine's answers and the table of feeds.

use byline_core::feed::{self, FEEDS, Role, Way};
use byline_core::time::{MICROS_PER_MINUTE, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{SourceView, SourcesView};

use super::{Part, SourceRow, SourcesPage, clock, connect};
use crate::pages::ask::Ask;
use crate::pages::parts::Tone;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::words;

/// Roles in the order of screens, with their words.
const ROLES: [(Role, &str); 6] = [
    (Role::Shop, "Shops"),
    (Role::Network, "Networks"),
    (Role::Platform, "Platforms"),
    (Role::People, "People and their paths"),
    (Role::Listening, "Listening"),
    (Role::Own, "Byline's own"),
];

/// The page as of `now`.
pub fn build(engine: &Engine, ask: &Ask, now: Timestamp) -> SourcesPage {
    let view = engine.sources_view(now);
    let tallies = view.tallies.iter().filter(|tally| 0 < tally.n_received);
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
        tallies: tallies.map(|t| (t.name, count(t.n_received), count(t.n_known))).collect(),
        rows: view.sources.iter().map(|source| row(source, now)).collect(),
        young: young(engine, now),
        open: open(engine),
        absent: FEEDS.iter().filter_map(|feed| Some((feed.name, feed.absence?))).collect(),
    }
}

fn equation(view: &SourcesView) -> [Part; 5] {
    let counters = view.counters;
    let part = |key, name, n, href| Part { key, name, n: count(n), href };
    [
        part("received", "received", counters.n_received, "#kinds"),
        part("applied", "applied", counters.n_applied, "#connections"),
        part("known", "said nothing new", counters.n_known, "#kinds"),
        part("aside", "put aside", counters.n_quarantined, "/sources/quarantine"),
        part("waiting", "waiting for another", counters.n_waiting, "/sources/waiting"),
    ]
}

fn row(source: &SourceView, now: Timestamp) -> SourceRow {
    let fresh = &source.freshness;
    let age = fresh.newest_at.map(|newest| words::length(now.0.saturating_sub(newest.0)));
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "n/a".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    let attained = words::percent(fresh.n_on_time.into(), fresh.n_timed.into());
    let streams = source.streams.iter().filter(|stream| 0 < stream.freshness.n_facts);
    let streams: Vec<String> =
        streams.map(|s| format!("{} {}", s.name, count(s.freshness.n_facts))).collect();
    let is_own = source.role == Some(Role::Own) && source.feed == source.connection.as_str();
    SourceRow {
        name: source.name.clone(),
        href: (!is_own).then(|| connect::href(source.connection.as_str())),
        about: about(source),
        refresh: refresh(source.ways),
        state: state(source, age.as_deref(), now),
        age: age.unwrap_or_else(|| "never".to_owned()),
        p50: delay(fresh.delay_p50_ms),
        p95: delay(fresh.delay_p95_ms),
        target: words::length(i64::from(source.target_min) * MICROS_PER_MINUTE),
        attained: attained.unwrap_or_else(|| "n/a".to_owned()),
        streams: streams.join(" · "),
    }
}

/// Feed, role and account of a connection, in words.
pub fn about(source: &SourceView) -> String {
    let feed = feed::find(&source.feed).map_or("not declared", |feed| feed.name);
    let role = match source.role {
        None => "named by facts only",
        Some(Role::Shop) => "states orders",
        Some(Role::Platform) => "counts what is seen and spent",
        Some(Role::Network) => "claims orders, never money",
        Some(Role::People) => "knows people and paths",
        Some(Role::Listening) => "hears what is said",
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
pub fn refresh(ways: &[Way]) -> String {
    let word = |way: &Way| match way {
        Way::Stream => "streams",
        Way::Poll => "is polled",
        Way::Batch => "comes in files",
        Way::Manual => "is brought by hand",
    };
    let said: Vec<String> = ways.iter().map(|way| word(way).to_owned()).collect();
    if said.is_empty() { "unknown".to_owned() } else { said.join(", or ") }
}

/// How a connection is doing, in a word or two.
pub fn state(source: &SourceView, age: Option<&str>, now: Timestamp) -> (Tone, String) {
    let tell = |tone, word: String| (tone, word);
    match (source.meets_target(), age) {
        _ if source.is_archived => tell(Tone::Plain, "Out of use".to_owned()),
        (_, Some(age)) if source.is_stale(now) => tell(Tone::Warn, format!("Quiet for {age}")),
        (Some(false), _) => tell(Tone::Warn, "Late".to_owned()),
        _ if 0 < source.n_aside => tell(Tone::Bad, format!("{} put aside", count(source.n_aside))),
        (_, None) => tell(Tone::Plain, "Nothing yet".to_owned()),
        (Some(true), _) => tell(Tone::Good, "On time".to_owned()),
        (None, _) => tell(Tone::Plain, "Delay not known yet".to_owned()),
    }
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

fn count(n: u64) -> String {
    words::count(i64::try_from(n).unwrap_or(i64::MAX))
}
