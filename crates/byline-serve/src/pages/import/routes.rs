//! Routes of the page about files, and what the node says of a file in words.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use byline_core::money::Currency;
use serde_json::Value;

use super::{Chosen, ImportPage, Outcome, RowNote, connections};
use crate::pages::ask::Ask;
use crate::pages::parts::Tone;
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::sources::said_by;
use crate::pages::visit::{Visit, Whole};
use crate::pages::words;
use crate::payload::Payload;
use crate::port::{Answered, ImportHow};
use crate::problem::Problem;
use crate::site::Site;

/// How many characters of a row are shown.
const ROW_CHARS: usize = 160;
/// How many rows of a file are shown by a look.
const SAMPLE_ROWS: usize = 6;

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/import", get(show).post(take))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let most = most(&site);
    let page = visit.plain(&site, |engine, ask, _| {
        let chosen = Chosen { kind: "orders".to_owned(), ..Chosen::default() };
        let page = page(ask, (chosen, connections(engine)), (most, None, None));
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// `POST /import`: a look at a file, or its rows for good.
async fn take(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let chosen = read(&site, request).await?;
    let now = site.parts.world.now();
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let how = ImportHow {
        format: None,
        connection: said(&chosen.connection),
        time_zone: said(&chosen.time_zone),
        first_line: 0,
        dry_run: !chosen.is_for_good,
        ..ImportHow::default()
    };
    let answered = match chosen.file.is_empty() {
        true => Problem::new(422, "import.empty", "no file was chosen, or it is empty")
            .next_step("choose a CSV file with a header and rows")
            .into(),
        false => site.parts.intake.import(&chosen.kind, how, chosen.file.clone(), now).await,
    };
    let is_fine = (200..300).contains(&answered.status);
    let outcome = is_fine.then(|| outcome(&answered, &chosen));
    let banner = if is_fine { done(outcome.as_ref()) } else { Some(said_by(&answered)) };
    let known = connections(&site.engine());
    let page = page(&Ask::default(), (chosen, known), (most(&site), outcome, banner));
    let status = if is_fine { 200 } else { answered.status };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    Ok((status, page.shell.render(&page.content())).into_response())
}

fn page(
    ask: &Ask,
    (chosen, connections): (Chosen, Vec<(String, String)>),
    (most, outcome, banner): (String, Option<Outcome>, Option<Banner>),
) -> ImportPage {
    ImportPage {
        shell: Shell {
            title: "Import a file".to_owned(),
            here: Here::Sources,
            ask: ask.clone(),
            is_live: false,
            banners: banner.into_iter().collect(),
        },
        head: Head::titled("Import a file"),
        chosen,
        connections,
        most,
        outcome,
    }
}

/// Reads the form within the limits of any body.
async fn read(site: &Arc<Site>, request: Request) -> Result<Chosen, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let Payload(bytes) = Payload::from_request(request, site).await?;
    let mut whole = Request::new(bytes.into());
    whole.headers_mut().extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
    let broken = |_| {
        Problem::new(400, "import.form_broken", "the form did not arrive whole")
            .next_step("choose the file again and send it")
    };
    let form = Multipart::from_request(whole, &()).await;
    let mut form = form.map_err(|_| {
        Problem::new(400, "import.form_broken", "the form did not arrive whole")
            .next_step("choose the file again and send it")
    })?;
    let mut chosen = Chosen::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        let text = || String::from_utf8_lossy(&bytes).trim().to_owned();
        match name.as_str() {
            "kind" => chosen.kind = text(),
            "connection" => chosen.connection = text(),
            "time_zone" => chosen.time_zone = text(),
            "step" => chosen.is_for_good = text() == "import",
            "file" | "text" if !bytes.is_empty() => chosen.file = bytes.to_vec(),
            _ => {}
        }
    }
    Ok(chosen)
}

fn outcome(answered: &Answered, chosen: &Chosen) -> Outcome {
    let body = answered.body.clone().unwrap_or_default();
    let count = |name: &str| words::count(body[name].as_i64().unwrap_or(0));
    let text = String::from_utf8_lossy(&chosen.file);
    let lines: Vec<&str> = text.lines().collect();
    let is_look = !chosen.is_for_good;
    let is_news = body["accepted"].as_i64().is_some_and(|n| 0 < n);
    Outcome {
        is_look,
        counts: [
            (if is_look { "would be new" } else { "taken in" }, count("accepted")),
            ("known already", count("duplicate")),
            ("refused", count("rejected")),
        ],
        sums: sums(&body["accepted_minor"]),
        refused: notes(&body["rejections"], &lines),
        warned: notes(&body["warnings"], &lines),
        sample: match is_look {
            true => lines.iter().take(SAMPLE_ROWS).map(|line| cut(line)).collect(),
            false => Vec::new(),
        },
        text: String::from_utf8(chosen.file.clone()).ok().filter(|_| is_look && is_news),
    }
}

fn sums(minor: &Value) -> Vec<String> {
    let sums = minor.as_object().into_iter().flatten();
    let told = sums.filter_map(|(code, minor)| {
        let currency = Currency::parse(code)?;
        Some(words::money(minor.as_i64()?, currency))
    });
    told.collect()
}

fn notes(rows: &Value, lines: &[&str]) -> Vec<RowNote> {
    let note = |row: &Value| {
        let line = row["line"].as_u64().unwrap_or(0);
        let place = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let word = |name: &str| words::sentence(row[name].as_str().unwrap_or_default());
        RowNote {
            line,
            text: place.and_then(|place| lines.get(place)).map_or_else(String::new, |l| cut(l)),
            detail: word("detail"),
            next_step: word("next_step"),
        }
    };
    rows.as_array().into_iter().flatten().map(note).collect()
}

fn cut(line: &str) -> String {
    let mut text: String = line.chars().take(ROW_CHARS).collect();
    if text.len() < line.len() {
        text.push('…');
    }
    text
}

/// What is said above the page once rows were taken in.
fn done(outcome: Option<&Outcome>) -> Option<Banner> {
    let outcome = outcome.filter(|outcome| !outcome.is_look)?;
    let [(_, taken), (_, known), (_, refused)] = &outcome.counts;
    let text = format!(
        "Done: {taken} taken in, {known} known already, {refused} refused. The same file \
                 again changes nothing."
    );
    let next = Some(("See the sources".to_owned(), "/sources".to_owned()));
    Some(Banner { tone: Tone::Good, text, next })
}

/// The largest file, in words. Whatever stands around it in the form takes room too.
fn most(site: &Site) -> String {
    let kilobytes = site.settings().limits.body_bytes / 1_000 * 9 / 10;
    format!("{} KB", words::count(i64::try_from(kilobytes).unwrap_or(i64::MAX)))
}
