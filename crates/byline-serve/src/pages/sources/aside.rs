//! What was put aside: the reason, the next step, and a button that maps it again.

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::AsideView;
use maud::{Markup, html};

use super::clock;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};

/// How many are shown on a page.
const PER_PAGE: usize = 50;

/// Which deliveries are shown.
#[derive(Clone, Default, Debug)]
pub struct Shown {
    /// Those after this place in the log.
    pub after: Position,
    /// Those of this connection alone.
    pub connection: Option<String>,
}

/// The page with deliveries. `said`: what became of a replay.
pub fn whole(
    engine: &Engine,
    ask: &Ask,
    now: Timestamp,
    Shown { after, connection }: &Shown,
    said: Option<Banner>,
) -> Whole {
    let mut rows = engine.quarantine_of(connection.as_deref(), *after, PER_PAGE + 1);
    let has_more = PER_PAGE < rows.len();
    rows.truncate(PER_PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| row.position.0);
    let n = i64::try_from(engine.counters().n_quarantined).unwrap_or(i64::MAX);
    let from = connection.as_deref().map(|id| engine.connection(id).map_or(id, |row| &row.name));
    let note = match from {
        Some(from) => format!("of {from}, oldest first"),
        None => format!("{} not taken in since, oldest first", words::count(n)),
    };
    let only = connection.as_deref().map(|id| format!("&connection={}", links::segment(id)));
    let only = only.unwrap_or_default();
    let clock = clock(engine, now);
    let body = html! {
        @if rows.is_empty() {
            (empty("Nothing is put aside. What cannot be read would wait here, never be dropped."))
        } @else {
            (table(engine, &rows, &clock))
            @if let Some(after) = next {
                p.note { a href={ "/sources/quarantine?after=" (after) (only) } { "Later ones" } }
            }
        }
    };
    let content = html! {
        (Head::titled("Put aside").render())
        div.tools {
            a.button href="/sources" { "All sources" }
            @if from.is_some() { a.button href="/sources/quarantine" { "Of every source" } }
        }
        p.lead {
            "These deliveries came from the right sender and could not be read. Their bytes are \
             kept for 30 days: mend the cause, then replay them. Nothing counts twice."
        }
        (card("aside", "Deliveries", &note, body))
    };
    let shell = Shell {
        title: "Put aside".to_owned(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: said.into_iter().collect(),
    };
    Whole { shell, content }
}

fn table(engine: &Engine, rows: &[AsideView], clock: &Clock) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Deliveries put aside" { table.folds {
            thead { tr {
                th scope="col" { "From" }
                th scope="col" { "Reason and next step" }
                th scope="col" { "Came" }
            } }
            tbody {
                @for alike in by_cause(rows) {
                    @let row = alike[0];
                    @let from = engine.connection(row.connection.as_str());
                    tr {
                        th scope="row" {
                            (name(from.map_or(row.connection.as_str(), |from| &from.name)))
                        }
                        td.wide {
                            (name(&words::sentence(&row.detail).replace('`', "")))
                            @if 1 < alike.len() { ", " (alike.len()) " times" }
                            small.below { (next_step(row)) " " code { (row.code) } }
                        }
                        td.wide data-label="Came" {
                            ul.replays { @for row in alike { li {
                                (clock.weekday_minute(row.received_at)) " " (replay(row))
                            } } }
                        }
                    }
                }
            }
        } }
    }
}

/// Deliveries with the same cause together, each group where its oldest stands.
fn by_cause(rows: &[AsideView]) -> Vec<Vec<&AsideView>> {
    let cause = |row: &AsideView| (row.connection.clone(), row.code.clone(), row.detail.clone());
    let mut groups: Vec<Vec<&AsideView>> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|group| cause(group[0]) == cause(row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

fn replay(row: &AsideView) -> Markup {
    html! {
        @match row.inbox_id {
            Some(id) => form method="post" action={ "/sources/quarantine/" (id) "/replay" } {
                button.button aria-label={ "Replay the delivery of entry " (row.position.0) } {
                    "Replay"
                }
            },
            None => span.muted { "bytes not kept" },
        }
    }
}

/// What to do about it. The code's family says where the cause lies.
fn next_step(row: &AsideView) -> &'static str {
    let reason = row.code.rsplit('.').next().unwrap_or_default();
    if reason.contains("currency") {
        "Check the currency at the sender; if it is a real one, update Byline and replay."
    } else if reason.contains("amount") || reason.contains("money") {
        "Check the amounts at the sender and have it send the order again, or replay."
    } else if reason.contains("zone") {
        "Give the connection its time_zone under its settings, then replay."
    } else if reason.contains("time") {
        "Have the sender say times with their zone and send it again, or update Byline and replay."
    } else {
        "Correct it at the sender and have it sent again, or update Byline and replay."
    }
}
