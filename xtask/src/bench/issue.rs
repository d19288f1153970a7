//! Issuing: from a roster of 1,667 creators to 5,000 links with their placements and promo codes,
//! over HTTP, in one durable commit; then the same roster again, which gives nothing new.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::program::{Client, Program, build};
use super::report::Row;

const N_CREATORS: usize = 1_667;
/// Creators are declared in pieces that fit into one body.
const PIECE: usize = 500;

/// Measures seconds.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    let mut client = Client::open(program.address)?;
    declare(&mut client)?;
    let roster: Vec<String> = (0..N_CREATORS).map(|n| format!("crt_{n},,bio,reel")).collect();
    let wanted = json!({
        "campaign_id": "cmp_issue",
        "destination": "https://brand.com/glow",
        "code_pattern": "{creator}15",
        "roster": roster.join("\n"),
    });
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
    Ok(vec![
        row("5,001 links, placements and 1,667 codes from a roster", first, Some("under 2 s")),
        row("the same roster again", again, None),
    ])
}

fn declare(client: &mut Client) -> Result<()> {
    let campaign = json!({ "id": "cmp_issue", "name": "Summer Glow" });
    client.must("POST", "/api/v1/campaigns", &campaign.to_string(), 201)?;
    let creator = |n: usize| {
        let account = |platform| json!({ "platform": platform, "handle": format!("creator.{n}") });
        let accounts = ["instagram", "tiktok", "youtube"].map(account);
        json!({ "id": format!("crt_{n}"), "name": format!("Creator {n}"), "accounts": accounts })
    };
    let all: Vec<Value> = (0..N_CREATORS).map(creator).collect();
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
