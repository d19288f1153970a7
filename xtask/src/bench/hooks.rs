//! Webhooks: from the first byte of a signed delivery to the answer that says it is durable.
//!
//! Each feed's deliveries come at 500 a second over connections that stay open, written and signed
//! as that feed does. The peer is what the sender waits for before it calls a delivery failed, so
//! a ratio of 0.01 leaves a hundred times the room that is needed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use byline_core::time::Timestamp;
use byline_testkit::senders::{self, Errand, SENDERS, Sender};

use super::pace::{Pace, drive};
use super::program::{Client, Program, build, p50_p99_ms};
use super::report::{Peer, Row};

const PACE: Pace = Pace { per_s: 500, length: Duration::from_secs(5), n_clients: 16 };

/// Measures p99 in milliseconds, a row for each feed.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    let mut rows = Vec::new();
    for sender in SENDERS {
        let connection = senders::connection(sender).to_string();
        Client::open(program.address)?.must("POST", "/api/v1/connections", &connection, 201)?;
        rows.push(at_pace(&program, sender)?);
    }
    Ok(rows)
}

fn at_pace(program: &Program, sender: &Sender) -> Result<Row> {
    let path = format!("/hooks/{0}/con_{0}", sender.feed);
    let url = format!("http://{}{path}", program.address);
    let latencies = drive(program.address, PACE, |client, number| {
        let sent = sender.send(&Errand { number, url: &url, now: now()? });
        let status = client.deliver(&path, &sent)?;
        let text = String::from_utf8_lossy(client.body());
        let is_aside = text.contains("\"quarantined\":1");
        ensure!(status == 200 && !is_aside, "{}: {status} {text}", sender.feed);
        Ok(())
    })?;
    let (_, p99_ms) = p50_p99_ms(latencies)?;
    let peer = sender.patience_ms.map(|ms| Peer { name: "its wait", figure: f64::from(ms) });
    let what = format!("{} at 500/s, p99", sender.feed);
    Ok(Row { what, unit: "ms", ours: Some(p99_ms), peer, budget: Some("within its wait") })
}

#[expect(clippy::disallowed_methods, reason = "senders sign the time at which they send")]
fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp(i64::try_from(since.as_micros())?))
}
