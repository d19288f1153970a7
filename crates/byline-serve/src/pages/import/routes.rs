//! Routes of the page about files, and what the node says of a file in words.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use byline_core::feed;
use byline_core::money::Currency;
use serde_json::Value;

use super::render::KNOWN;
use super::{Chosen, Columns, ImportPage, Outcome, RowNote, Step, connections, form};
use crate::pages::ask::Ask;
use crate::pages::parts::Tone;
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::sources::{self, said_by};
use crate::pages::visit::{Visit, Whole};
use crate::pages::words;
use crate::port::{Answered, FileKind};
use crate::problem::Problem;
use crate::site::{Settings, Site};

/// How many characters of a row are shown.
const ROW_CHARS: usize = 160;
/// How long a row of a shop's export is, about.
const ROW_BYTES: usize = 120;
/// How many rows of a file are shown by a look.
const SAMPLE_ROWS: usize = 6;

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/import", get(show).post(take))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let around = (most(&site), site.parts.intake.kinds());
    let page = visit.plain(&site, |engine, ask, now| {
        // The zone that a reader most likely means, to be seen and corrected. A connection that
        // says its own is asked first, and what stands in the field goes before it.
        let sources = engine.connections().filter(|row| !row.is_archived);
        let mut sources = sources.filter(|row| feed::find(&row.feed).is_some());
        let time_zone = match sources.any(|row| row.settings.contains_key("time_zone")) {
            true => String::new(),
            false => sources::clock(engine, now).zone_name().to_owned(),
        };
        let chosen = Chosen { time_zone, ..Chosen::default() };
        let said = Said { chosen, columns: None, outcome: None, banner: None };
        let page = page(ask, around, connections(engine), said);
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// `POST /import`: a look at a file, its rows for good, or those that are refused.
async fn take(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let chosen = form::read(&site, request).await?;
    let now = site.parts.world.now();
    let (kind, how) = chosen.asks();
    let answered = match chosen.file.is_empty() {
        true => Problem::new(422, "import.empty", "no file was chosen, or it is empty")
            .next_step("choose a CSV file with a header and rows")
            .into(),
        false => site.parts.intake.import(kind, how, chosen.file.clone(), now).await,
    };
    let is_fine = (200..300).contains(&answered.status);
    let body = answered.body.clone().unwrap_or_default();
    if let (true, Some(rows)) = (chosen.step == Step::Refused, body["refused_rows"].as_str()) {
        return Ok(refused_rows(rows.to_owned()));
    }
    let kinds = site.parts.intake.kinds();
    let columns = match (is_fine, chosen.is_rows()) {
        (_, true) => None,
        (true, false) => understood(&body, &kinds),
        (false, false) => guessed(&site, &chosen, &kinds),
    };
    let columns = columns.filter(|_| chosen.step != Step::Import || !is_fine);
    let outcome = is_fine.then(|| outcome(&answered, &chosen));
    let banner = if is_fine { done(outcome.as_ref()) } else { Some(said_by(&answered)) };
    let known = connections(&site.engine());
    let said = Said { chosen, columns, outcome, banner };
    let page = page(&Ask::default(), (most(&site), kinds), known, said);
    let status = if is_fine { 200 } else { answered.status };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    Ok((status, page.shell.render(&page.content())).into_response())
}

fn refused_rows(rows: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"refused-rows.csv\""),
    ];
    (headers, rows).into_response()
}

/// What the node took the columns for.
fn understood(body: &Value, kinds: &[FileKind]) -> Option<Columns> {
    let mapping = &body["mapping"];
    let kind =
        kinds.iter().find(|kind| mapping["feed"] == kind.feed && mapping["what"] == kind.what);
    let texts = |pairs: &Value| {
        let pairs = pairs.as_object().into_iter().flatten();
        pairs.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
    };
    let names = body["header"].as_array().into_iter().flatten();
    Some(Columns {
        kind: kind?.clone(),
        header: names.filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        mapped: texts(&mapping["columns"]),
        settings: texts(&mapping["settings"]),
    })
    .filter(|columns| !columns.header.is_empty())
}

/// What the columns of a file that was not read are most like, with what was said of them.
fn guessed(site: &Site, chosen: &Chosen, kinds: &[FileKind]) -> Option<Columns> {
    let what = Some(chosen.kind.as_str()).filter(|what| !what.is_empty());
    let guess = site.parts.intake.guess(&chosen.file, what)?;
    let is_it = |kind: &&FileKind| guess.what == format!("{}.{}", kind.feed, kind.what);
    Some(Columns {
        kind: kinds.iter().find(is_it)?.clone(),
        header: guess.header,
        mapped: chosen.mapped.clone().unwrap_or(guess.columns),
        settings: chosen.settings.clone(),
    })
}

/// What is said on the page.
struct Said {
    chosen: Chosen,
    columns: Option<Columns>,
    outcome: Option<Outcome>,
    banner: Option<Banner>,
}

fn page(
    ask: &Ask,
    (most, kinds): (String, Vec<FileKind>),
    connections: Vec<(String, String)>,
    said: Said,
) -> ImportPage {
    ImportPage {
        shell: Shell {
            title: "Import a file".to_owned(),
            here: Here::Sources,
            ask: ask.clone(),
            is_live: false,
            banners: said.banner.into_iter().collect(),
        },
        head: Head::titled("Import a file"),
        chosen: said.chosen,
        kinds,
        connections,
        most,
        columns: said.columns,
        outcome: said.outcome,
    }
}

fn outcome(answered: &Answered, chosen: &Chosen) -> Outcome {
    let body = answered.body.clone().unwrap_or_default();
    let count = |name: &str| words::count(body[name].as_i64().unwrap_or(0));
    // A workbook has no lines that could be shown.
    let text = std::str::from_utf8(&chosen.file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let is_look = chosen.step != Step::Import;
    let is_news = body["accepted"].as_i64().is_some_and(|n| 0 < n);
    Outcome {
        is_look,
        counts: [
            (if is_look { "can be read" } else { "taken in" }, count("accepted")),
            (KNOWN, count("duplicate")),
            ("refused", count("rejected")),
        ],
        passed_over: body["passed_over"].as_i64().filter(|n| 0 < *n).map(words::count),
        sums: sums(&body["accepted_minor"]),
        refused: notes(&body["rejections"], &lines),
        warned: notes(&body["warnings"], &lines),
        sample: match is_look {
            true => lines.iter().take(SAMPLE_ROWS).map(|line| cut(line)).collect(),
            false => Vec::new(),
        },
        is_news,
        has_refused: body["rejected"].as_i64().is_some_and(|n| 0 < n),
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

/// The largest file, in bytes.
pub fn most_bytes(settings: &Settings) -> usize {
    settings.limits.body_bytes / 10 * 9
}

/// The largest file, in words. Whatever stands around it in the form takes room too.
fn most(site: &Site) -> String {
    let bytes = most_bytes(site.settings());
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    // Rounded down, because rows differ.
    let rows = bytes / ROW_BYTES;
    let rows = if rows < 1_000 { rows / 10 * 10 } else { rows / 1_000 * 1_000 };
    format!("up to {} or about {} rows of orders", words::megabytes(bytes), count(rows))
}
