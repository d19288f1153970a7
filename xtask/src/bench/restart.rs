//! A restart: from starting the process to the first redirect, and to `/readyz`, after which every
//! page and query answers; and from SIGTERM to the end.
//!
//! The data is a long history with snapshots. The peer is a start without any snapshot, which
//! reads the whole log back: what the snapshots save. The files are in the page cache, as after a
//! restart of the program and not of the machine.

use std::time::Duration;

use anyhow::Result;

use super::history::History;
use super::report::{Peer, Row};

/// Measures both times.
pub fn run() -> Result<Vec<Row>> {
    let history = History::write()?;
    let program = history.start()?;
    let redirect = program.until("/load-1", 302)?;
    let ready = program.until("/readyz", 200)?;
    let end = program.stop()?;
    let whole = Some(Peer {
        name: "reading the whole log",
        figure: history.without_snapshot.as_secs_f64(),
    });
    let row = |what: &str, took: Duration, peer, budget: Option<&'static str>| Row {
        what: format!("{}, {what}", history.size()),
        unit: "s",
        ours: Some(took.as_secs_f64()),
        peer,
        budget,
    };
    Ok(vec![
        row("first redirect", redirect, None, Some("at most 1 s")),
        row("ready", ready, whole, Some("at most 10 s")),
        row("ended after SIGTERM", end, None, None),
    ])
}
