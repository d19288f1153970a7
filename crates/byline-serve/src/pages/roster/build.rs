//! Builds the roster from the engine's answers.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, Dimension, Figures};

use super::columns::{self, Known};
use super::entries::{Entry, Sorting, entries, mark};
use super::{Cell, Column, ColumnKind, Order, RosterPage, RosterRow, filters, sum};
use crate::pages::ask::Ask;
use crate::pages::figures::{kpis, money_chart};
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::{Figure, OnPhone, Spark, Tone};
use crate::pages::shell::{Here, Shell};
use crate::pages::{decisions, links, people, switches, words};

/// How many rows a page shows unless all are asked for.
const USUAL_ROWS: usize = 25;

/// The roster in a frame.
pub fn build((engine, doubles): (&Engine, &Doubles), frame: &Frame<'_>) -> RosterPage {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let mut entries = entries(engine, frame, &answer);
    let n_all = entries.len();
    let view = engine.decisions_view(&frame.campaign.id, frame.now);
    mark(engine, frame, view.as_ref(), &mut entries);
    let chips = filters::chips(frame, &entries);
    entries.retain(|entry| filters::is_meant(frame, entry));
    let sorting = Sorting::of(frame.ask.sort.as_deref());
    sorting.sort(frame, &mut entries);
    let n_found = entries.len();
    if !frame.ask.is_all {
        entries.truncate(USUAL_ROWS);
    }
    let chosen = columns::chosen(&frame.ask);
    let is_shown = |key: &str| chosen.iter().any(|column| column.key == key);
    let by_day = if is_shown("trend") { daily_revenue(engine, frame) } else { BTreeMap::new() };
    let before = before(engine, frame);
    let advised = view.as_ref().filter(|_| is_shown("advice"));
    let advice = advised.map(|view| advice(frame, view, doubles)).unwrap_or_default();
    let row = |entry: &Entry<'_>| {
        let seen = Seen {
            by_day: by_day.get(&entry.id),
            before: before.get(&entry.id),
            advice: advice.get(&entry.id).cloned(),
        };
        row(frame, &chosen, entry, &seen)
    };
    RosterPage {
        shell: Shell {
            title: format!("Creators · {}", frame.campaign.name),
            here: Here::Creators,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame)
                .into_iter()
                .chain(view.as_ref().and_then(|view| decisions::doubt(frame, view)))
                .collect(),
        },
        head: switches::head(engine, frame, "/creators", "Creators".to_owned()),
        q: frame.ask.q.clone(),
        keep: Ask {
            q: String::new(),
            platform: String::new(),
            size: String::new(),
            ..frame.ask.clone()
        }
        .fields(),
        choices: filters::choices(&frame.ask),
        chips,
        keep_columns: Ask { cols: Vec::new(), ..frame.ask.clone() }.fields(),
        all_columns: columns::ALL
            .iter()
            .map(|column| (column.key, column.label, is_shown(column.key)))
            .collect(),
        shown: shown(frame, n_all, n_found, entries.len()),
        columns: headings(&sorting, &chosen, frame),
        all: (entries.len() < n_found).then(|| {
            let every = Ask { is_all: true, ..frame.ask.clone() };
            (format!("Show all {}", counted(n_found)), every.href("/creators"))
        }),
        due: is_shown("advice").then(|| format!("What is due: {}", decisions::DUE)),
        rows: entries.iter().map(row).collect(),
        sum: sum::rows(engine, frame, &answer, &chosen, n_all),
        empty: none_found(frame, n_all),
        csv_href: frame.ask.href("/creators.csv"),
        footing: footing(frame),
    }
}

/// By what the table is counted.
fn footing(frame: &Frame<'_>) -> String {
    format!(
        "{}, {}. Every figure opens into what is behind it.",
        frame.model_name(),
        frame.range_within()
    )
}

/// What stands there if nobody is shown.
fn none_found(frame: &Frame<'_>, n_all: usize) -> String {
    match (n_all, frame.ask.q.as_str()) {
        (0, _) => {
            "No creator has a deal, link, code or placement in this campaign yet. Give one a \
                   link with POST /api/v1/links, and it stands here."
                .to_owned()
        }
        (_, "") => "No creator is of that kind. Take a filter off to see more.".to_owned(),
        (_, q) => format!("No creator matches “{q}”."),
    }
}

/// What is advised about each creator, as every page says it, and what it rests on.
fn advice(
    frame: &Frame<'_>,
    view: &DecisionsView,
    doubles: &Doubles,
) -> BTreeMap<CreatorId, Advice> {
    let advice = |row: &CreatorDecision| {
        let (tone, word) = decisions::advised_tag(row);
        let double = doubles.known_as(&row.creator_id);
        let double = double.map(|it| (it.name.clone(), it.href(&frame.ask)));
        Advice { tone, word, why: decisions::in_short(row, view), double }
    };
    view.creators.iter().map(|row| (row.creator_id.clone(), advice(row))).collect()
}

/// What is advised about a creator.
#[derive(Clone, Debug)]
pub struct Advice {
    /// How it is marked.
    pub tone: Tone,
    /// In a word.
    pub word: &'static str,
    /// What it rests on, in short.
    pub why: Option<String>,
    /// Whom the creator probably is, and where the two are compared: that comes first.
    pub double: Option<(String, String)>,
}

/// Revenue by creator and day.
fn daily_revenue(
    engine: &Engine,
    frame: &Frame<'_>,
) -> BTreeMap<CreatorId, BTreeMap<Timestamp, i64>> {
    let by = [Dimension::Creator, Dimension::Day];
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &by));
    let mut daily: BTreeMap<CreatorId, BTreeMap<Timestamp, i64>> = BTreeMap::new();
    for row in &answer.rows {
        let [creator, day] = row.keys.as_slice() else { continue };
        let Ok(day) = day.id.parse() else { continue };
        let revenue = row.figures.revenue_minor[frame.model];
        let days = daily.entry(CreatorId::from(creator.id.as_str())).or_default();
        days.insert(frame.clock.start_of(day), revenue);
    }
    daily
}

fn shown(frame: &Frame<'_>, n_all: usize, n_found: usize, n_shown: usize) -> String {
    let campaign = &frame.campaign.name;
    match (n_found == n_all, n_shown == n_found) {
        (true, true) => format!("{} in {campaign}", counted(n_all)),
        (false, true) => format!("{n_found} of {} in {campaign}", counted(n_all)),
        _ => format!("the first {n_shown} of {} in {campaign}", counted(n_found)),
    }
}

fn counted(n: usize) -> String {
    words::counted(i64::try_from(n).unwrap_or(i64::MAX), "creator", "creators")
}

/// What is known of a creator beside the figures of the range.
struct Seen<'a> {
    by_day: Option<&'a BTreeMap<Timestamp, i64>>,
    before: Option<&'a Figures>,
    advice: Option<Advice>,
}

/// Everybody's figures of the stretch before, if the page compares with one.
fn before(engine: &Engine, frame: &Frame<'_>) -> BTreeMap<CreatorId, Figures> {
    let Some(before) = &frame.before else { return BTreeMap::new() };
    let answer = engine.query(&frame.query(frame.scope(), before.span, &[Dimension::Creator]));
    let rows = answer.rows.into_iter();
    rows.filter_map(|row| Some((CreatorId::from(row.keys.first()?.id.as_str()), row.figures)))
        .collect()
}

fn row(frame: &Frame<'_>, columns: &[Known], entry: &Entry<'_>, seen: &Seen<'_>) -> RosterRow {
    RosterRow {
        id: entry.id.to_string(),
        name: entry.name.to_owned(),
        href: links::creator(&frame.ask, &entry.id),
        detail: entry.creator.map(people::size_and_platforms).unwrap_or_default(),
        cells: columns.iter().map(|column| cell(frame, *column, entry, seen)).collect(),
    }
}

fn cell(frame: &Frame<'_>, column: Known, entry: &Entry<'_>, seen: &Seen<'_>) -> Cell {
    let Some(of) = column.of else { return drawing(frame, column, entry, seen) };
    let href = links::explain(frame, of, Some(&entry.id));
    match entry.shown(frame, column.key) {
        Ok(now) => {
            let then = seen.before.and_then(|f| columns::shown(frame, column.key, f).ok());
            let change = then.and_then(|then| columns::change(column.key, &now, &then));
            Cell::Number(Figure::known(now.text, href), change)
        }
        Err(reason) => Cell::Number(Figure::missing(&reason, href), None),
    }
}

/// What opens into nothing: a drawing, or a word.
fn drawing(frame: &Frame<'_>, column: Known, entry: &Entry<'_>, seen: &Seen<'_>) -> Cell {
    match column.key {
        "trend" => {
            let none = BTreeMap::new();
            let (values, label) = money_chart::daily(frame, seen.by_day.unwrap_or(&none));
            Cell::Trend(Spark { values, label, tone: Tone::Plain })
        }
        "advice" => Cell::Advice(seen.advice.clone()),
        _ => {
            let band = entry.shown(frame, "roi").ok().and_then(|roi| roi.band);
            Cell::Band(band.map(|band| (band.bullet, band.tone, band.word.to_owned())))
        }
    }
}

fn headings(sorting: &Sorting, columns: &[Known], frame: &Frame<'_>) -> Vec<Column> {
    let sorted = |key: &'static str, short: &'static str, kind| {
        let order = (sorting.key == key).then_some(sorting.order);
        let sort = match order {
            Some(Order::Descending) => format!("-{key}"),
            _ => key.to_owned(),
        };
        let href = Ask { sort: Some(sort), ..frame.ask.clone() }.href("/creators");
        let (label, on_phone) = (short.to_owned(), OnPhone::Pair);
        Column { key, label, short, href: Some(href), order, kind, on_phone }
    };
    let main = columns.iter().find(|column| column.of.is_some());
    let heading = |column: &Known| {
        let on_phone = match column.key {
            _ if main == Some(column) => OnPhone::BesideName,
            "trend" => OnPhone::Nowhere,
            // Cost and clicks say as much; who wants it chooses it.
            "cpc" if frame.ask.cols.is_empty() => OnPhone::Nowhere,
            _ => OnPhone::Pair,
        };
        if column.of.is_some() {
            let label = match kpis::is_of_whole_fees(frame, column.key) {
                true => format!("{}, whole fees", column.label),
                false => column.label.to_owned(),
            };
            let sorted = sorted(column.key, column.label, ColumnKind::Number);
            return Column { label, on_phone, ..sorted };
        }
        let kind = if column.key == "trend" { ColumnKind::Drawing } else { ColumnKind::Text };
        let (label, short) = (column.label.to_owned(), column.label);
        Column { key: column.key, label, short, href: None, order: None, kind, on_phone }
    };
    let name = sorted("name", "Creator", ColumnKind::Text);
    std::iter::once(name).chain(columns.iter().map(heading)).collect()
}
