//! Durable acknowledgement: from the first byte of `POST /v1/events` to the 200 that says the
//! events are on the disk, through the real program over connections that stay open.
//!
//! The peer is bare SQLite with the pragmas that the log uses. With n writers it commits n rows at
//! once, which is what a perfect group commit of their events would cost: no HTTP, no JSON, no
//! dedup keys, no state. No acknowledgement on the same disk can be faster.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::Connection;

use super::pace::{Pace, crowd, drive};
use super::program::{Client, Program, build, p50_p99_ms};
use super::report::{Peer, Row};

const RUN: Duration = Duration::from_secs(5);
const N_WRITERS: [u32; 3] = [1, 64, 256];
/// As large as an event in a batch of the log.
const ROW_BYTES: usize = 200;
/// 20,000 events a second: 1,000 batches of 20.
const STEADY: Pace = Pace { per_s: 1_000, length: Duration::from_secs(10), n_clients: 32 };
const STEADY_BATCH: u32 = 20;

/// Measures p50 and p99 in milliseconds.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    let mut rows = Vec::new();
    for n_writers in N_WRITERS {
        let peer = p50_p99_ms(bare_commits(n_writers)?)?;
        let ours = p50_p99_ms(at_full_load(program.address, n_writers)?)?;
        let name = if n_writers == 1 { "1 writer" } else { &format!("{n_writers} writers") };
        rows.push(compared(&format!("{name}, p50"), ours.0, peer.0));
        rows.push(compared(&format!("{name}, p99"), ours.1, peer.1));
    }
    let latencies = drive(program.address, STEADY, |client, number| {
        client.must("POST", "/v1/events", &batch("steady", number, STEADY_BATCH), 200)
    })?;
    let (p50_ms, p99_ms) = p50_p99_ms(latencies)?;
    let peer = p50_p99_ms(bare_commits(STEADY_BATCH)?)?;
    rows.push(compared("20,000 events/s on a timetable, p50", p50_ms, peer.0));
    rows.push(compared("20,000 events/s on a timetable, p99", p99_ms, peer.1));
    if let Some(last) = rows.last_mut() {
        last.budget = Some("at most 10 ms");
    }
    Ok(rows)
}

fn compared(what: &str, ours_ms: f64, peer_ms: f64) -> Row {
    let peer = Some(Peer { name: "bare SQLite", figure: peer_ms });
    Row { what: what.to_owned(), unit: "ms", ours: Some(ours_ms), peer, budget: None }
}

/// Each writer sends one event, waits until it is durable, and sends the next.
fn at_full_load(address: SocketAddr, n_writers: u32) -> Result<Vec<Duration>> {
    crowd(n_writers, |writer| {
        let mut client = Client::open(address)?;
        let mut latencies = Vec::new();
        let (begun, name) = (Instant::now(), format!("{n_writers}-{writer}"));
        while begun.elapsed() < RUN {
            let body = batch(&name, latencies.len() as u64, 1);
            let asked = Instant::now();
            client.must("POST", "/v1/events", &body, 200)?;
            latencies.push(asked.elapsed());
        }
        Ok(latencies)
    })
}

/// Landings that nobody has sent before.
fn batch(name: &str, number: u64, n_events: u32) -> String {
    let event = |nth: u32| {
        format!(
            r#"{{"type":"visit","id":"{name}-{number}-{nth}",
                "url":"https://shop.example/summer?utm_source=tiktok&utm_medium=creator",
                "shopper":{{"visitor_id":"{name}-{number}"}}}}"#
        )
    };
    let events: Vec<String> = (0..n_events).map(event).collect();
    format!(r#"{{"events":[{}]}}"#, events.join(","))
}

/// Commits so many rows at a time, one commit after the other.
fn bare_commits(n_rows: u32) -> Result<Vec<Duration>> {
    let folder = tempfile::tempdir()?;
    let mut store = Connection::open(folder.path().join("bench.sqlite"))?;
    store.pragma_update(None, "journal_mode", "wal")?;
    store.pragma_update(None, "synchronous", "full")?;
    store.execute("create table batch (id integer primary key, bytes blob not null)", [])?;
    let mut latencies = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < RUN {
        let asked = Instant::now();
        let commit = store.transaction()?;
        for _ in 0..n_rows {
            let mut insert = commit.prepare_cached("insert into batch (bytes) values (?1)")?;
            insert.execute([[7_u8; ROW_BYTES]])?;
        }
        commit.commit()?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}
