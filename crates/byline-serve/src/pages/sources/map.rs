//! The signal map: each creator of a campaign by each signal. Is it wired, when was it seen last,
//! and where is a gap? A creator whom no signal can see is never a bad creator.

use byline_core::time::{MICROS_PER_HOUR, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{SIGNALS, SignalCell, SignalRow};
use maud::{Markup, html};

use crate::pages::frame::Frame;
use crate::pages::parts::{Tone, avatar, card, empty, name};
use crate::pages::roster::csv_field as field;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::{links, switches, words};

/// So many creators stand on the page; the file holds all.
const MOST_ROWS: usize = 200;
/// A signal that was seen within so long is not quiet, in microseconds: a day.
const QUIET_US: i64 = 24 * MICROS_PER_HOUR;
/// How closely signals are kept, in microseconds.
const QUARTER_US: i64 = MICROS_PER_HOUR / 4;

/// The page in a frame.
pub fn whole(engine: &Engine, frame: &Frame<'_>) -> Whole {
    let rows = engine.signal_map(&frame.campaign.id).rows;
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let note = format!("{}, those with gaps first", words::counted(n, "creator", "creators"));
    let content = html! {
        (Head {
            ranges: None,
            comparison: None,
            models: None,
            freshness: None,
            ..switches::head(engine, frame, "/sources/map", "Who is connected?".to_owned())
        }.render())
        div.tools {
            a.button href="/sources" { "All sources" }
            a.button href=(frame.ask.elsewhere().href("/sources/map.csv")) { "CSV" }
        }
        (card("map", "Signals of each creator", &note, table(frame, &rows)))
    };
    let shell = Shell {
        title: format!("Who is connected? · {}", frame.campaign.name),
        here: Here::Sources,
        ask: frame.ask.clone(),
        is_live: frame.ask.at.is_none(),
        banners: switches::banners(engine, frame),
    };
    Whole { shell, content }
}

fn table(frame: &Frame<'_>, rows: &[SignalRow]) -> Markup {
    if rows.is_empty() {
        return empty("No creator of this campaign has a link, a code or a placement yet.");
    }
    // Who is connected and did not post yet misses nothing, and stands below the table.
    let is_yet_to_post = |row: &&SignalRow| {
        let is_connected = row.cells.iter().any(|cell| cell.is_wired);
        is_connected && row.cells.iter().all(|cell| cell.last_at.is_none())
    };
    let (unseen, shown): (Vec<&SignalRow>, Vec<&SignalRow>) = rows.iter().partition(is_yet_to_post);
    let seen = |column: usize| {
        let cells = || rows.iter().filter_map(move |row| row.cells.get(column));
        let n_wired = cells().filter(|cell| cell.is_wired).count();
        if n_wired == 0 {
            return "nobody has one".to_owned();
        }
        let is_fresh = |cell: &&SignalCell| state(**cell, frame.now).0 == Tone::Good;
        format!("{} of {n_wired} seen in 24 h", cells().filter(is_fresh).count())
    };
    html! {
        div.scroll tabindex="0" role="group" aria-label="Signal map" { table.map.folds {
            thead { tr {
                th scope="col" { "Creator" }
                @for (column, (_, signal)) in SIGNALS.iter().enumerate() {
                    th scope="col" { (signal) small.below { (seen(column)) } }
                }
            } }
            tbody { @for row in shown.iter().take(MOST_ROWS) { (creator(frame, row)) } }
        } }
        @if MOST_ROWS < shown.len() {
            p.note { "The first " (MOST_ROWS) " stand here; the CSV holds all." }
        }
        @if !unseen.is_empty() { (never_seen(frame, &unseen)) }
    }
}

/// Creators of whom nothing was seen yet, in a sentence that opens into their names.
fn never_seen(frame: &Frame<'_>, rows: &[&SignalRow]) -> Markup {
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    html! {
        details.handled {
            summary {
                (words::counted(n, "creator is", "creators are"))
                " connected, and nothing of theirs was seen yet: no click, order or post."
            }
            p.note {
                @for (place, row) in rows.iter().enumerate() {
                    @if place != 0 { ", " }
                    a href=(links::creator(&frame.ask, &row.creator_id)) { (name(&row.name)) }
                }
            }
        }
    }
}

fn creator(frame: &Frame<'_>, row: &SignalRow) -> Markup {
    let id = &row.creator_id;
    html! {
        tr {
            th scope="row" {
                span.person {
                    (avatar(id.as_str(), &row.name))
                    a.open href=(links::creator(&frame.ask, id)) { (name(&row.name)) }
                }
            }
            @for (cell, (_, signal)) in row.cells.into_iter().zip(SIGNALS) {
                @let (tone, word) = state(cell, frame.now);
                td data-label=(signal) {
                    span.signal.(tone.class()).off[!cell.is_wired] { (word) }
                }
            }
        }
    }
}

/// Where a signal stands, in words.
fn state(cell: SignalCell, now: Timestamp) -> (Tone, String) {
    match (cell.is_wired, cell.last_at) {
        (false, _) => (Tone::Plain, "not connected".to_owned()),
        (true, None) => (Tone::Warn, "never seen".to_owned()),
        (true, Some(at)) => {
            let age_us = now.0.saturating_sub(at.0);
            let tone = if age_us <= QUIET_US { Tone::Good } else { Tone::Warn };
            let age = words::length(age_us);
            let word = match tone {
                // Signals are kept by quarters of an hour.
                Tone::Good if age_us < QUARTER_US => "under 15 min ago".to_owned(),
                Tone::Good => format!("{age} ago"),
                _ => format!("quiet {age}"),
            };
            (tone, word)
        }
    }
}

/// The map as a file: two columns for each signal.
pub fn csv(engine: &Engine, frame: &Frame<'_>) -> String {
    let mut text = "creator_id,creator".to_owned();
    for (signal, _) in SIGNALS {
        text.push_str(&format!(",{signal}_is_wired,{signal}_last_seen_at"));
    }
    text.push_str("\r\n");
    for row in engine.signal_map(&frame.campaign.id).rows {
        text.push_str(&format!("{},{}", field(row.creator_id.as_str()), field(&row.name)));
        for cell in row.cells {
            let last = cell.last_at.map(|at| at.to_string()).unwrap_or_default();
            text.push_str(&format!(",{},{last}", cell.is_wired));
        }
        text.push_str("\r\n");
    }
    text
}
