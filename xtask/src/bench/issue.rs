//! Issuing: from a roster of 1,667 creators to 5,000 links with their placements and promo codes,
//! over HTTP, in one durable commit; then the same roster again, which gives nothing new. At the
//! end the page of a roster of 5,000 creators, each with a link at least.

use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::program::{Client, Program, build, p50_p99_ms};
use super::report::Row;

const N_CREATORS: usize = 1_667;
/// Creators on the page of the roster.
const N_ROSTER: usize = 5_000;
/// How often that page is asked for.
const N_REQUESTS: usize = 100;
/// Creators are declared in pieces that fit into one body.
const PIECE: usize = 500;

/// Measures seconds.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    let mut client = Client::open(program.address)?;
    let campaign = json!({ "id": "cmp_issue", "name": "Summer Glow" });
    client.must("POST", "/api/v1/campaigns", &campaign.to_string(), 201)?;
    declare(&mut client, 0..N_CREATORS)?;
    let wanted = wanted(0..N_CREATORS, "");
    let n_links = i64::try_from(3 * N_CREATORS)?;
    let (first, report) = issued(&mut client, &wanted)?;
    ensure!(report["n_new"] == n_links, "{}", report["n_new"]);
    let (again, report) = issued(&mut client, &wanted)?;
    ensure!(report["n_known"] == n_links && report["n_new"] == 0, "it was issued twice");
    let row = |what: &str, spent: Duration, budget| Row {
        what: what.to_owned(),
        unit: "s",
        ours: Some(spent.as_secs_f64()),
        peer: None,
        budget,
    };
    let mut rows = vec![
        row("5,001 links, placements and 1,667 codes from a roster", first, Some("under 2 s")),
        row("the same roster again", again, None),
    ];
    rows.extend(page(&mut client)?);
    Ok(rows)
}

/// Measures the page of the whole roster, to its last byte.
fn page(client: &mut Client) -> Result<[Row; 2]> {
    declare(client, N_CREATORS..N_ROSTER)?;
    issued(client, &wanted(N_CREATORS..N_ROSTER, "tiktok"))?;
    let mut spent = Vec::new();
    for _ in 0..N_REQUESTS {
        let begun = Instant::now();
        client.must("GET", "/creators?campaign=cmp_issue", "", 200)?;
        spent.push(begun.elapsed());
    }
    let text = String::from_utf8_lossy(client.body());
    ensure!(text.contains("Creator 4999"), "the page does not hold the whole roster");
    let (p50, p99) = p50_p99_ms(spent)?;
    let row = |which: &str, ours, budget| Row {
        what: format!("roster page of 5,000 creators, {which}"),
        unit: "ms",
        ours: Some(ours),
        peer: None,
        budget,
    };
    Ok([row("p50", p50, None), row("p99", p99, Some("at most 50 ms"))])
}

/// A roster of these creators, with links on one platform, or on all of theirs.
fn wanted(creators: Range<usize>, platform: &str) -> Value {
    let roster: Vec<String> = creators.map(|n| format!("crt_{n},{platform},bio,reel")).collect();
    json!({
        "campaign_id": "cmp_issue",
        "destination": "https://brand.com/glow",
        "code_pattern": "{creator}15",
        "roster": roster.join("\n"),
    })
}

fn declare(client: &mut Client, creators: Range<usize>) -> Result<()> {
    let creator = |n: usize| {
        let account = |platform| json!({ "platform": platform, "handle": format!("creator.{n}") });
        let accounts = ["instagram", "tiktok", "youtube"].map(account);
        json!({ "id": format!("crt_{n}"), "name": format!("Creator {n}"), "accounts": accounts })
    };
    let all: Vec<Value> = creators.map(creator).collect();
    for piece in all.chunks(PIECE) {
        let body = json!({ "creators": piece }).to_string();
        client.must("POST", "/api/v1/creators/bulk", &body, 200)?;
    }
    Ok(())
}

fn issued(client: &mut Client, wanted: &Value) -> Result<(Duration, Value)> {
    let body = wanted.to_string();
    let begun = Instant::now();
    client.must("POST", "/api/v1/links/bulk", &body, 200)?;
    let spent = begun.elapsed();
    Ok((spent, serde_json::from_slice(client.body()).context("the report is JSON")?))
}
