//! `byline campaign setup`: a whole campaign from one plan and one roster.
//!
//! In: a TOML file that says what the campaign is, and a CSV file with a row for each creator. Out:
//! campaign, creators, deals, placements, links, codes and briefs on the server, and what became
//! of each. Ids follow from the names, so the same files again change nothing: what exists stays
//! as it is, whoever changed it since.

mod plan;
mod roster;
mod things;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::args::{self, Args};
use crate::exit::{Done, Exit, Failure};
use crate::remote::Server;
use crate::table::Table;

/// How many rows go to the server at once.
const ROWS_AT_ONCE: usize = 500;

/// What became of one kind of thing.
struct Outcome {
    path: &'static str,
    n_wanted: usize,
    n_known: usize,
    n_created: usize,
    /// Id or row, and what the server says.
    refused: Vec<(String, String)>,
}

/// Sets a campaign up, or says what would be made.
pub fn run(args: &Args, setup: &args::CampaignSetup) -> Result<Done, Failure> {
    let plan = plan::Plan::read(&read(&setup.plan)?).map_err(wrong_file(&setup.plan))?;
    let rows = roster::read(&read(&setup.roster)?).map_err(wrong_file(&setup.roster))?;
    let things = things::of(&plan, &rows).map_err(wrong_file(&setup.roster))?;
    let server = Server::new(&setup.url, setup.token.as_deref())?;
    let mut outcomes = Vec::new();
    for (path, wanted) in things {
        let outcome = make(&server, path, wanted, setup.dry_run)?;
        let is_refused = !outcome.refused.is_empty();
        outcomes.push(outcome);
        // What comes next names what could not be made.
        if is_refused {
            break;
        }
    }
    let is_well = outcomes.iter().all(|outcome| outcome.refused.is_empty());
    if args.json {
        println!("{}", as_json(&plan.id, &outcomes, setup.dry_run));
    } else {
        print!("{}", text(&plan.id, &outcomes, setup.dry_run));
    }
    Ok(if is_well { Done::Well } else { Done::AnswerIsNo })
}

/// Makes what is not there yet.
fn make(
    server: &Server,
    path: &'static str,
    wanted: Vec<Value>,
    is_dry_run: bool,
) -> Result<Outcome, Failure> {
    let known = ids(server, path)?;
    let is_known = |row: &Value| known.contains(row["id"].as_str().unwrap_or_default());
    let n_wanted = wanted.len();
    let news: Vec<Value> = wanted.into_iter().filter(|row| !is_known(row)).collect();
    let n_known = n_wanted - news.len();
    let mut outcome = Outcome { path, n_wanted, n_known, n_created: 0, refused: Vec::new() };
    if is_dry_run {
        return Ok(outcome);
    }
    for rows in news.chunks(ROWS_AT_ONCE) {
        let body = json!({ path: rows }).to_string();
        let address = format!("/api/v1/{path}/bulk");
        let answer = server.post_until_taken(&address, &[], body.as_bytes())?;
        let results = answer["results"].as_array().map_or(&[][..], Vec::as_slice);
        for (row, result) in rows.iter().zip(results) {
            if result["status"] == "created" {
                outcome.n_created += 1;
                continue;
            }
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let problem = &result["problem"];
            let said = format!("{} ({})", word(&problem["detail"]), word(&problem["code"]));
            outcome.refused.push((word(&row["id"]), said));
        }
    }
    Ok(outcome)
}

/// The ids of everything of a kind that the server knows.
fn ids(server: &Server, path: &str) -> Result<BTreeSet<String>, Failure> {
    let mut ids = BTreeSet::new();
    let mut parameters = vec![("limit".to_owned(), "5000".to_owned())];
    loop {
        let page = server.get(&["api", "v1", path], &parameters)?;
        let rows = page[path].as_array().map_or(&[][..], Vec::as_slice);
        ids.extend(rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
        let Some(cursor) = page["next_cursor"].as_str() else { return Ok(ids) };
        parameters.truncate(1);
        parameters.push(("cursor".to_owned(), cursor.to_owned()));
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::file(Exit::NoInput, path, &error))
}

fn wrong_file(path: &Path) -> impl Fn(String) -> Failure {
    let name = path.display().to_string();
    move |why| Failure::new(Exit::NoInput, "program.file", format!("{name}: {why}"))
}

fn as_json(campaign: &str, outcomes: &[Outcome], is_dry_run: bool) -> Value {
    let kind = |outcome: &Outcome| {
        let refused = outcome.refused.iter();
        let refused: Vec<Value> =
            refused.map(|(id, why)| json!({ "id": id, "detail": why })).collect();
        json!({
            "kind": outcome.path,
            "n_wanted": outcome.n_wanted,
            "n_known": outcome.n_known,
            "n_created": outcome.n_created,
            "refused": refused,
        })
    };
    let kinds: Vec<Value> = outcomes.iter().map(kind).collect();
    json!({ "campaign": campaign, "is_dry_run": is_dry_run, "kinds": kinds })
}

fn text(campaign: &str, outcomes: &[Outcome], is_dry_run: bool) -> String {
    let last = if is_dry_run { "would be made" } else { "made" };
    let mut table = Table::new(&["what", "wanted", "there already", last, "refused"]);
    for outcome in outcomes {
        let n_made =
            if is_dry_run { outcome.n_wanted - outcome.n_known } else { outcome.n_created };
        let counts = [outcome.n_wanted, outcome.n_known, n_made, outcome.refused.len()];
        let counts = counts.iter().map(usize::to_string);
        table.row(std::iter::once(outcome.path.to_owned()).chain(counts).collect());
    }
    let mut text = table.text();
    for (id, why) in outcomes.iter().flat_map(|outcome| &outcome.refused) {
        text.push_str(&format!("refused: {id}: {why}\n"));
    }
    if !is_dry_run {
        text.push_str(&format!("next: /campaigns/{campaign}/gate says what is still missing\n"));
    }
    text
}
