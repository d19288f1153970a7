//! Memory: what a process really holds, as the kernel counts it; and an idle server's.

use std::time::Duration;

use anyhow::{Context, Result};

use super::pace::rest;
use super::program::{Client, Program, build};
use super::report::Row;

/// How long the server is left alone before it is looked at.
const IDLE: Duration = Duration::from_secs(5);

/// Measures a server on new data that has served its first pages and then has nothing to do.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    let mut client = Client::open(program.address)?;
    client.declare()?;
    for page in ["/", "/creators", "/api/v1/query?by=creator"] {
        client.must("GET", page, "", 200)?;
    }
    rest(IDLE);
    let bytes = resident_bytes(&program.pid().to_string())?;
    Ok(vec![Row {
        what: "an idle server".to_owned(),
        unit: "MB",
        ours: Some(bytes as f64 / 1e6),
        peer: None,
        budget: Some("at most 50 MB"),
    }])
}

/// Resident bytes of a process; `self` is this one.
pub fn resident_bytes(process: &str) -> Result<u64> {
    bytes(process, "VmRSS:")
}

/// The most that a process ever held, in bytes.
pub fn peak_bytes(process: &str) -> Result<u64> {
    bytes(process, "VmHWM:")
}

fn bytes(process: &str, what: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.context("this needs Linux")?;
    let line = status.lines().find(|line| line.starts_with(what));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    let kib: u64 = kib.with_context(|| format!("the kernel tells no {what}"))?.parse()?;
    Ok(kib * 1024)
}
