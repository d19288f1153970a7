//! Deciding: one evaluation of every rule over 5,000 creators, and the time machine over a campaign
//! of 21 days.
//!
//! An hour is evaluated as a node does it: a tick is applied to an engine with the campaign in it.
//! The peer is the minute in which only the floor is looked at: what passing by every creator costs
//! at the least. The time machine folds the log once with two desks; its peer is the same fold with
//! one. `BYLINE_BENCH_FACTS` makes the campaign of the time machine shorter.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use byline_core::decision::Rules;
use byline_core::entry::{Entry, Fact, Position};
use byline_engine::Engine;

use super::report::{Peer, Row};

/// How many creators are judged, and how much happened before.
const N_CREATORS: usize = 5_000;
const N_BEFORE: u64 = 400_000;
/// How many hours are measured.
const N_HOURS: i64 = 24;
/// The campaign of the time machine.
const N_REPLAYED: u64 = 10_000_000;
const N_ROSTER: usize = 150;

/// Measures both.
pub fn run() -> Result<Vec<Row>> {
    let mut rows = evaluations()?;
    rows.extend(time_machine()?);
    Ok(rows)
}

fn evaluations() -> Result<Vec<Row>> {
    let mut engine = Engine::new();
    let (mut position, mut now) = (0, None);
    // Two fifths of the campaign: what is behind it at the end of the eighth day.
    let load = byline_testkit::load::watched(7, N_CREATORS, N_BEFORE * 5 / 2);
    for entry in load.take(usize::try_from(N_BEFORE)?) {
        now = Some(entry.received_at);
        // Hours are measured below; judging in between would only take time.
        if !matches!(entry.fact, Fact::Tick) {
            position += 1;
            engine.apply(Position(position), &entry);
        }
    }
    let mut now = now.context("there is nothing to judge")?;
    let mut tick = |seconds: i64| {
        now = now.plus_seconds(seconds);
        position += 1;
        let entry = Entry { received_at: now, fact: Fact::Tick, dedup: None, actor: None };
        let begun = Instant::now();
        engine.apply(Position(position), &entry);
        begun.elapsed()
    };
    // The first tells of everybody who is red by now.
    tick(60);
    let (mut hours, mut minutes) = (Vec::new(), Vec::new());
    for _ in 0..N_HOURS {
        minutes.push(tick(60));
        hours.push(tick(3_540));
    }
    let minute = median(&mut minutes);
    let row = |what: &str, took: Duration| Row {
        what: format!("every rule over {N_CREATORS} creators, {what}"),
        unit: "ms",
        ours: Some(took.as_secs_f64() * 1e3),
        peer: Some(Peer { name: "a minute between", figure: minute.as_secs_f64() * 1e3 }),
        budget: Some("under 50 ms"),
    };
    let middle = median(&mut hours);
    let slowest = hours.last().copied().unwrap_or_default();
    Ok(vec![row("p50", middle), row("the slowest of a day", slowest)])
}

fn median(all: &mut [Duration]) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn time_machine() -> Result<Vec<Row>> {
    let n_facts = super::history::n_facts(N_REPLAYED)?;
    let mut stricter = Rules::default();
    stricter.standing.red_under_bp = 1_500;
    let alone = fold(Engine::new(), n_facts)?;
    let beside = fold(Engine::beside(None, stricter), n_facts)?;
    Ok(vec![Row {
        what: format!("time machine, 21 days, {n_facts} events, {N_ROSTER} creators"),
        unit: "s",
        ours: Some(beside.as_secs_f64()),
        peer: Some(Peer { name: "the log again under its own rules", figure: alone.as_secs_f64() }),
        budget: Some("under 30 s"),
    }])
}

/// Folds in chunks, so that making entries is not measured.
fn fold(mut engine: Engine, n_facts: u64) -> Result<Duration> {
    let (mut spent, mut position) = (Duration::ZERO, 0);
    let mut load = byline_testkit::load::watched(7, N_ROSTER, n_facts);
    loop {
        let chunk: Vec<Entry> = load.by_ref().take(100_000).collect();
        if chunk.is_empty() {
            ensure!(engine.decided(None).trail.n != 0, "nothing was decided");
            return Ok(spent);
        }
        let begun = Instant::now();
        for entry in &chunk {
            position += 1;
            engine.apply(Position(position), entry);
        }
        spent += begun.elapsed();
    }
}
