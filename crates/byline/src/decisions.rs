//! `byline decisions` and `byline rules`: what fires and why, and the thresholds behind it.

use std::path::Path;

use byline_core::decision::Rules;
use serde_json::{Value, json};

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::remote::Server;
use crate::source::Source;
use crate::table::Table;

/// Prints every alert that is open, or all that are kept.
pub fn list(args: &Args, asked: &args::Decisions) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let source = Source::open(&file, &asked.origin)?;
    let answer = source.alerts(asked.campaign.as_deref(), !asked.all)?;
    if args.json {
        println!("{answer}");
    } else {
        print!("{}", text(&answer));
    }
    Ok(Done::Well)
}

fn text(answer: &Value) -> String {
    let rows = |name: &str| answer[name].as_array().map_or(&[][..], Vec::as_slice).iter();
    let mut alerts = Table::new(&["urgency", "state", "since", "alert", "what"]);
    for alert in rows("alerts") {
        let newest = &alert["episodes"][0];
        let since = newest["fired_at"].as_str().unwrap_or("-").to_owned();
        let title = newest["title"].as_str().or(alert["name"].as_str()).unwrap_or_default();
        let word = |name: &str| alert[name].as_str().unwrap_or_default().to_owned();
        alerts.row(vec![word("urgency"), word("state"), since, word("id"), title.to_owned()]);
    }
    let mut reports = Table::new(&["rule", "over", "acted", "nothing to do", "false", "untold"]);
    for report in rows("reports") {
        let n = |name: &str| report[name].to_string();
        reports.row(vec![
            report["name"].as_str().unwrap_or_default().to_owned(),
            n("n_closed"),
            n("n_acted"),
            n("n_nothing_to_do"),
            n("n_false_alarms"),
            n("n_untold"),
        ]);
    }
    let mut text = alerts.text_unless_empty();
    if text.is_empty() {
        text.push_str("nothing fires\n");
    }
    let came_to = reports.text_unless_empty();
    if !came_to.is_empty() {
        text.push_str("\nwhat alerts came to:\n");
        text.push_str(&came_to);
    }
    text
}

/// Prints the thresholds of a campaign, as a file that can be changed and set.
pub fn show_rules(args: &Args, asked: &args::RulesShow) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let view = Source::open(&file, &asked.origin)?.rules(&asked.campaign)?;
    if args.json {
        println!("{view}");
        return Ok(Done::Well);
    }
    let rules: Rules = serde_json::from_value(view["rules"].clone()).map_err(odd)?;
    let text = toml::to_string(&rules).map_err(odd)?;
    println!("# Edition {} of {}.", rules.version, asked.campaign);
    print!("{text}");
    Ok(Done::Well)
}

/// Sets the thresholds of a campaign from a file.
pub fn set_rules(args: &Args, asked: &args::RulesSet) -> Result<Done, Failure> {
    let rules = read_rules(&asked.file)?;
    let server = Server::new(&asked.url, asked.token.as_deref())?;
    let path = format!("/api/v1/campaigns/{}/rules", asked.campaign);
    let body = json!({ "rules": rules, "reason": asked.reason });
    let view = server.put(&path, body.to_string().as_bytes())?;
    if args.json {
        println!("{view}");
    } else {
        println!("edition {} of {} holds now", view["rules"]["version"], asked.campaign);
    }
    Ok(Done::Well)
}

/// The thresholds that a file says. What it leaves out is as the defaults have it.
pub fn read_rules(path: &Path) -> Result<Rules, Failure> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| Failure::file(Exit::NoInput, path, &error))?;
    let wrong = |why: String| {
        Failure::new(Exit::NoInput, "program.file", format!("{}: {why}", path.display()))
    };
    let said: Value = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let rules = byline_serve::rules_of(&said).map_err(|problem| wrong(problem.words()))?;
    rules.check().map_err(|error| Failure::new(Exit::Usage, error.code(), error))?;
    Ok(rules)
}

fn odd(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Internal, "program.internal", error)
}
