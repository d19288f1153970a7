//! Durable commits of bare SQLite, with the pragmas that the log uses.
//!
//! No acknowledgement of Byline can be faster than this on the same disk, so this is the floor that
//! its own figures are read against.

use std::time::Instant;

use anyhow::Result;
use rusqlite::Connection;

use super::report::{Peer, Row};

const N_COMMITS: usize = 2_000;
/// As large as a batch of one event in the log.
const ROW_BYTES: usize = 200;

/// Commits one small row at a time and gives p50 and p99 in milliseconds.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let store = Connection::open(folder.path().join("bench.sqlite"))?;
    store.pragma_update(None, "journal_mode", "wal")?;
    store.pragma_update(None, "synchronous", "full")?;
    store.execute("create table batch (id integer primary key, bytes blob not null)", [])?;

    let mut latencies_ms = Vec::with_capacity(N_COMMITS);
    for _ in 0..N_COMMITS {
        let begun = Instant::now();
        store.execute("insert into batch (bytes) values (?1)", [[7_u8; ROW_BYTES]])?;
        latencies_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    latencies_ms.sort_by(f64::total_cmp);
    let row = |name: &str, figure| Row {
        what: format!("1 writer, {name}"),
        unit: "ms",
        ours: None,
        peer: Some(Peer { name: "bare SQLite", figure }),
        budget: None,
    };
    let p50_ms = latencies_ms[N_COMMITS / 2];
    let p99_ms = latencies_ms[N_COMMITS * 99 / 100];
    Ok(vec![row("p50", p50_ms), row("p99", p99_ms)])
}
