//! Pages and queries: how long an answer takes when a long history is behind it.
//!
//! One client asks the real program for one page after the other, each with the whole flight in
//! it, and reads the answer to its last byte. So the time holds the loopback and both sides of
//! HTTP too; the peer is `/healthz`, which costs nothing else.

use std::time::{Duration, Instant};

use anyhow::Result;
use byline_testkit::load::N_CREATORS;

use super::history::History;
use super::program::{Client, p50_p99_ms};
use super::report::{Peer, Row};

/// At most so many requests for each page, and at most so long.
const N_REQUESTS: usize = 300;
const PATIENCE: Duration = Duration::from_secs(20);

/// What is asked for.
const PAGES: [(&str, &str); 5] = [
    ("live page", "/?range=flight"),
    ("creators page", "/creators?range=flight"),
    ("query by creator", "/api/v1/query?by=creator"),
    ("query by hour, a week", "/api/v1/query?by=hour&from=2026-06-01&to=2026-06-08"),
    ("explain revenue", "/api/v1/explain?measure=revenue&model=linear"),
];

/// Measures p50 and p99 of each page, in milliseconds.
pub fn run() -> Result<Vec<Row>> {
    let history = History::write()?;
    let program = history.start()?;
    program.until("/readyz", 200)?;
    let mut client = Client::open(program.address)?;
    let bare = p50_p99_ms(asked(&mut client, "/healthz")?)?;
    let mut rows = Vec::new();
    for (name, path) in PAGES {
        let ours = p50_p99_ms(asked(&mut client, path)?)?;
        let row = |which: &str, ours, figure, budget| Row {
            what: format!("{name}, {N_CREATORS} creators, {}, {which}", history.size()),
            unit: "ms",
            ours: Some(ours),
            peer: Some(Peer { name: "/healthz", figure }),
            budget,
        };
        rows.push(row("p50", ours.0, bare.0, None));
        rows.push(row("p99", ours.1, bare.1, Some("at most 10 ms")));
    }
    Ok(rows)
}

fn asked(client: &mut Client, path: &str) -> Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    let begun = Instant::now();
    while latencies.len() < N_REQUESTS && begun.elapsed() < PATIENCE {
        let asked = Instant::now();
        client.must("GET", path, "", 200)?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}
