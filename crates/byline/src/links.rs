//! `byline links issue`: a roster becomes links and promo codes, in the data or on a server; and
//! `byline links list`: how every link stands.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use byline_run::{Node, Place};
use byline_serve::Readiness;
use byline_serve::issuing::{self, Roster, Wanted};
use byline_serve::port::{World as _, Writer as _};
use serde_json::{Value, json};

use crate::args::{self, Args};
use crate::config::{DataPlace, File};
use crate::exit::{Done, Exit, Failure};
use crate::key;
use crate::remote::Server;
use crate::serve::{begin_log, runtime};
use crate::table::Table;
use crate::world::RealWorld;

/// Issues the links of a roster and prints what became of its rows.
pub fn issue(args: &Args, issue: &args::Issue) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    begin_log(file.log().or(Some("warn")), args.json);
    let roster = read(&issue.roster)?;
    let report = match &issue.origin.url {
        Some(url) => {
            let body = json!({
                "campaign_id": issue.campaign,
                "roster": roster,
                "destination": issue.destination.clone().unwrap_or_default(),
                "slug_pattern": issue.slug_pattern,
                "code_pattern": issue.code_pattern,
                "dry_run": issue.dry_run,
            });
            let server = Server::new(url, issue.origin.token.as_deref())?;
            server.post_until_taken("/api/v1/links/bulk", &[], body.to_string().as_bytes())?
        }
        None => {
            let wanted = Wanted {
                campaign_id: issue.campaign.clone(),
                roster: Roster::Text(roster),
                destination: issue.destination.clone().unwrap_or_default(),
                slug_pattern: issue.slug_pattern.clone(),
                code_pattern: issue.code_pattern.clone(),
                dry_run: issue.dry_run,
                ..Wanted::default()
            };
            in_data(&file, &issue.origin.data, &wanted)?
        }
    };
    if args.json {
        println!("{report}");
    } else {
        print!("{}", text(&report));
    }
    let is_whole = report["n_refused"] == 0 && report["n_refused_codes"] == 0;
    Ok(if is_whole { Done::Well } else { Done::AnswerIsNo })
}

/// Prints every link of a server with its state.
pub fn list(args: &Args, list: &args::LinksList) -> Result<Done, Failure> {
    let server = Server::new(&list.url, list.token.as_deref())?;
    let is_meant = |link: &Value| {
        let is = |field: &str, said: &Option<String>| {
            said.as_ref().is_none_or(|said| link[field] == said.as_str())
        };
        is("campaign_id", &list.campaign) && is("state", &list.state)
    };
    let (mut links, mut parameters) = (Vec::new(), Vec::new());
    loop {
        let mut page = server.get(&["api", "v1", "links"], &parameters)?;
        if let Value::Array(items) = page["links"].take() {
            links.extend(items.into_iter().filter(&is_meant));
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        parameters = vec![("cursor".to_owned(), cursor.to_owned())];
    }
    if args.json {
        println!("{}", json!({ "links": links }));
        return Ok(Done::Well);
    }
    let mut table = Table::new(&["link", "creator", "campaign", "state", "why"]);
    for link in &links {
        let fields = ["url", "creator_id", "campaign_id", "state", "state_reason"];
        let words = fields.map(|field| link[field].as_str().unwrap_or_default().to_owned());
        table.row(words.into());
    }
    print!("{}", table.text());
    Ok(Done::Well)
}

fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::file(Exit::NoInput, path, &error);
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(failed)
}

/// Issues into data that no server has open.
fn in_data(file: &File, data: &args::Data, wanted: &Wanted) -> Result<Value, Failure> {
    let settings = file.doors(&args::Listen::default())?.settings;
    let place: DataPlace = file.data(data);
    let key = key::of(&place)?;
    let place = Place { dir: place.dir.clone(), key };
    let runtime = runtime()?;
    let mut node = Node::open(place, Arc::new(RealWorld)).map_err(|error| {
        let mut failure = Failure::from(error);
        if failure.exit == Exit::InUse {
            failure.words.push_str("; if it is a server, send the roster to it with --url");
        }
        failure
    })?;
    let issued = runtime.block_on(async {
        let is_settled = |readiness: &Readiness| !matches!(readiness, Readiness::CatchingUp { .. });
        drop(node.readiness.wait_for(is_settled).await);
        let random = || RealWorld.random();
        let issued = {
            let engine = node.engine.read().unwrap_or_else(PoisonError::into_inner);
            issuing::issue(&engine, &settings, &random, wanted)
        };
        let issued =
            issued.map_err(|problem| Failure::new(Exit::Usage, problem.code(), problem.words()))?;
        if !issued.facts.is_empty() {
            let committed = node.writer.commit(issued.facts, Some("owner".to_owned())).await;
            committed.map_err(|error| Failure::new(Exit::Disk, "store.unavailable", error))?;
        }
        Ok::<_, Failure>(issued.report)
    });
    node.close();
    Ok(serde_json::to_value(issued?).unwrap_or_default())
}

/// The report for people: counts, then every row that is refused, then the links.
fn text(report: &Value) -> String {
    let is_look = report["dry_run"] == true;
    let (issued, known) = if is_look { ("would be new", "known") } else { ("issued", "known") };
    let mut text = format!(
        "{} links {issued}, {} {known}, {} refused; {} codes {issued}, {} refused\n",
        report["n_new"],
        report["n_known"],
        report["n_refused"],
        report["n_new_codes"],
        report["n_refused_codes"],
    );
    let rows = ["results", "codes"].iter().flat_map(|key| report[*key].as_array());
    for row in rows.flatten() {
        let word = |name: &str| row[name].as_str().unwrap_or_default();
        if word("status") == "refused" {
            text.push_str(&format!(
                "line {}: {} ({}); {}\n",
                row["line"],
                word("detail"),
                word("code"),
                word("next_step")
            ));
        }
    }
    for row in report["results"].as_array().into_iter().flatten() {
        // What chance will make is not known in a look.
        let shape = row["slug_shape"].as_str().map(|shape| format!("({shape})"));
        if let Some(url) = row["url"].as_str().or(shape.as_deref()) {
            let word = |name: &str| row[name].as_str().unwrap_or_default();
            text.push_str(&format!("{url}\t{}\t{}\n", word("creator"), word("placement")));
        }
    }
    text
}
