//! `byline campaign setup`: a whole campaign from one plan and one roster.
//!
//! In: a TOML file that says what the campaign is, and a CSV file with a row for each creator. Out:
//! what the server made of them. The same files again change nothing: what exists stays as it is,
//! whoever changed it since.

use std::path::Path;

use byline_serve::setup::{Plan, Report, Wanted};

use crate::args::{self, Args};
use crate::exit::{Done, Exit, Failure};
use crate::remote::Server;
use crate::table::Table;

/// Sets a campaign up, or says what would be made.
pub fn run(args: &Args, setup: &args::CampaignSetup) -> Result<Done, Failure> {
    let plan = toml::from_str::<Plan>(&read(&setup.plan)?);
    let plan = plan.map_err(|error| wrong_file(&setup.plan, &error.to_string()))?;
    let wanted = Wanted { plan, roster: read(&setup.roster)?, dry_run: setup.dry_run };
    let body = serde_json::to_vec(&wanted).map_err(odd)?;
    let server = Server::new(&setup.url, setup.token.as_deref())?;
    let answer = server.post_until_taken("/api/v1/setup", &[], &body)?;
    let report: Report = serde_json::from_value(answer.clone()).map_err(odd)?;
    if args.json {
        println!("{answer}");
    } else {
        print!("{}", text(&report));
    }
    Ok(if report.is_well() { Done::Well } else { Done::AnswerIsNo })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::file(Exit::NoInput, path, &error))
}

fn odd(error: serde_json::Error) -> Failure {
    Failure::new(Exit::Internal, "program.internal", error)
}

fn wrong_file(path: &Path, why: &str) -> Failure {
    Failure::new(Exit::NoInput, "program.file", format!("{}: {why}", path.display()))
}

fn text(report: &Report) -> String {
    let last = if report.is_dry_run { "would be made" } else { "made" };
    let mut table = Table::new(&["what", "wanted", "there already", last, "refused"]);
    for outcome in &report.kinds {
        let n_made = if report.is_dry_run { outcome.n_new } else { outcome.n_created };
        let counts = [outcome.n_wanted, outcome.n_known, n_made, outcome.refused.len()];
        let counts = counts.iter().map(usize::to_string);
        table.row(std::iter::once(outcome.kind.clone()).chain(counts).collect());
    }
    let mut text = table.text();
    for refused in report.kinds.iter().flat_map(|outcome| &outcome.refused) {
        text.push_str(&format!("refused: {}: {} ({})\n", refused.id, refused.detail, refused.code));
    }
    let n_renamed: usize = report.kinds.iter().map(|outcome| outcome.n_renamed).sum();
    if 0 < n_renamed {
        text.push_str(&format!("creators whose account has a new handle: {n_renamed}\n"));
    }
    if !report.is_well() {
        text.push_str("next: mend what is refused and run it again; nothing is made until then\n");
    } else if !report.is_dry_run {
        let campaign = &report.campaign;
        text.push_str(&format!("next: /campaigns/{campaign}/gate says what is still missing\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use byline_serve::setup::{Plan, roster, things_of};

    /// A block of the page about operations.
    fn of_the_page(language: &str) -> &'static str {
        let page = include_str!("../../../docs/operations.md");
        let block = page.split(&format!("```{language}\n")).nth(1).unwrap();
        block.split("```").next().unwrap()
    }

    #[test]
    fn the_files_in_the_documentation_are_read() {
        let plan: Plan = toml::from_str(of_the_page("toml")).unwrap();
        plan.check().unwrap();
        let rows = roster::read(of_the_page("csv")).unwrap();
        let things = things_of(&plan, &rows).unwrap();
        assert_eq!(things[0].1[0]["budget_minor"], 200_000_00);
        assert_eq!(things[4].1[1]["slug"], "summer-ana.lima-instagram");
    }
}
