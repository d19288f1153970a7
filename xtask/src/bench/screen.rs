//! Event to screen: from handing an event in until the Live page that holds it has been read.
//!
//! A screen follows the log by server-sent events and asks for its page when a position arrives.
//! The bench does both as a browser would, but at once: a browser looks every 250 ms whether it is
//! time to ask, and asks at most once a second. First alone, then while 500 events a second come
//! in besides.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use super::pace::{Pace, drive, rest};
use super::program::{Client, Program, build, p50_p99_ms};
use super::report::Row;

const N_EVENTS: u32 = 40;
/// Events come at instants that have nothing to do with any pace of the server's.
const EVERY: Duration = Duration::from_millis(1_370);
const CROWD: Pace = Pace { per_s: 500, length: Duration::from_millis(500), n_clients: 4 };

/// Measures p50 and p99 in milliseconds.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    Client::open(program.address)?.declare()?;
    let alone = seen(&program, "alone")?;
    let is_over = AtomicBool::new(false);
    let crowded = std::thread::scope(|scope| {
        let crowd = scope.spawn(|| crowd(&program, &is_over));
        let seen = seen(&program, "crowded");
        is_over.store(true, Ordering::Relaxed);
        crowd.join().map_err(|_| anyhow!("the crowd panicked"))??;
        seen
    })?;
    let mut rows = Vec::new();
    for (what, latencies) in [("one event", alone), ("one of 500 events/s", crowded)] {
        let (p50_ms, p99_ms) = p50_p99_ms(latencies)?;
        let row = |which: &str, ours, budget| Row {
            what: format!("{what} to the Live page, {which}"),
            unit: "ms",
            ours: Some(ours),
            peer: None,
            budget,
        };
        rows.push(row("p50", p50_ms, None));
        rows.push(row("p99", p99_ms, Some("at most 500 ms")));
    }
    Ok(rows)
}

/// How long each of some events took to be seen. They come on a timetable: an answer that is late
/// does not move the next event to where it would be seen at once.
fn seen(program: &Program, name: &str) -> Result<Vec<Duration>> {
    let mut positions = Client::open(program.address)?.follow()?;
    let mut client = Client::open(program.address)?;
    let mut latencies = Vec::new();
    let begun = Instant::now();
    for number in 1..=N_EVENTS {
        rest((begun + EVERY * number).saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        client.must("POST", "/v1/events", &event(name, u64::from(number)), 200)?;
        let position = position(&mut client)?;
        positions.wait_for(position)?;
        client.must("GET", "/", "", 200)?;
        latencies.push(sent.elapsed());
    }
    Ok(latencies)
}

/// Others' events, until it is over.
fn crowd(program: &Program, is_over: &AtomicBool) -> Result<()> {
    let mut n_rounds = 0;
    while !is_over.load(Ordering::Relaxed) {
        let round = format!("crowd-{n_rounds}");
        drive(program.address, CROWD, |client, number| {
            client.must("POST", "/v1/events", &event(&round, number), 200)
        })?;
        n_rounds += 1;
    }
    Ok(())
}

/// The log's position now, which is that of the last acknowledged event or beyond.
fn position(client: &mut Client) -> Result<u64> {
    client.must("GET", "/api/v1/counters", "", 200)?;
    let counters: Value = serde_json::from_slice(client.body())?;
    counters["stand"]["position"].as_u64().context("the counters tell no position")
}

fn event(name: &str, number: u64) -> String {
    format!(
        r#"{{"events":[{{"type":"visit","id":"{name}-{number}",
            "url":"https://shop.example/summer?utm_source=tiktok&utm_medium=creator",
            "shopper":{{"visitor_id":"{name}-{number}"}}}}]}}"#
    )
}
