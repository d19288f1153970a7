//! A long history: a data directory as a node leaves it after ten million events.
//!
//! The log is written by the log's own code, in commits as large as the writer makes them under
//! load. The snapshots are made by the real program, which is started on the log, reads all of it
//! back and is asked to end. `BYLINE_BENCH_FACTS` makes it shorter.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use byline_core::entry::Entry;
use byline_log::{Log, SqliteLog};
use tempfile::TempDir;

use super::program::{Program, build};

const N_FACTS: u64 = 10_000_000;
/// As many entries as the writer gathers before it commits.
const COMMIT_ENTRIES: usize = 8_192;

/// Data on the disk, and a program to open it with.
pub struct History {
    /// The program.
    pub program: PathBuf,
    /// The folder with the data directory in it; gone when this is dropped.
    pub folder: TempDir,
    /// How many events are in the log.
    pub n_facts: u64,
    /// How long a start took that had no snapshot and read all of the log.
    pub without_snapshot: Duration,
}

impl History {
    /// Writes the log and has the program keep its snapshots.
    pub fn write() -> Result<Self> {
        let program = build()?;
        let n_facts = n_facts(N_FACTS)?;
        let folder = tempfile::tempdir()?;
        eprintln!("  writing a log of {n_facts} events");
        write_log(&folder.path().join("data"), n_facts)?;
        eprintln!("  having the program read it back and keep a snapshot");
        let running = Program::start(&program, folder.path())?;
        let without_snapshot = running.until("/readyz", 200)?;
        running.stop()?;
        Ok(Self { program, folder, n_facts, without_snapshot })
    }

    /// Starts the program on the data.
    pub fn start(&self) -> Result<Program> {
        Program::start(&self.program, self.folder.path())
    }

    /// The number of events as rows show it: `10M events` or `250,000 events`.
    pub fn size(&self) -> String {
        match self.n_facts {
            n if n.is_multiple_of(1_000_000) => format!("{}M events", n / 1_000_000),
            n => format!("{n} events"),
        }
    }
}

/// How many events a bench has: `usual`, unless `BYLINE_BENCH_FACTS` says otherwise.
pub fn n_facts(usual: u64) -> Result<u64> {
    match std::env::var("BYLINE_BENCH_FACTS") {
        Ok(text) => text.parse().context("BYLINE_BENCH_FACTS must be a number"),
        Err(_) => Ok(usual),
    }
}

fn write_log(data: &Path, n_facts: u64) -> Result<()> {
    let (mut log, _) = SqliteLog::open(data)?;
    let mut load = byline_testkit::load::entries(7, n_facts);
    loop {
        let entries: Vec<Entry> = load.by_ref().take(COMMIT_ENTRIES).collect();
        if entries.is_empty() {
            return Ok(());
        }
        log.append(&entries)?;
    }
}
