//! What was put aside, by its cause: what each delivery is about, what to mend, and buttons that
//! read one or all of a cause again.

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::AsideView;
use maud::{Markup, html};

use super::clock;
use crate::pages::ask::Ask;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};

/// Where it stands.
pub const PATH: &str = "/sources/quarantine";
/// How many deliveries are grouped by cause; the engine remembers no more one by one.
const MOST: usize = 10_000;
/// How many deliveries of a cause are in sight, and how many more unfold.
const N_OPEN: usize = 5;
const N_MORE: usize = 100;
/// How many are read again by one press, so that an answer comes.
pub const MOST_AT_ONCE: usize = 200;

/// Why deliveries were put aside: those of one cause are mended together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Cause {
    /// Whose deliveries.
    pub connection: String,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in words.
    pub detail: String,
}

impl Cause {
    fn of(row: &AsideView) -> Self {
        Self {
            connection: row.connection.to_string(),
            code: row.code.clone(),
            detail: row.detail.clone(),
        }
    }

    /// Where the raw bytes lie of deliveries that have this cause, the oldest first.
    pub fn inbox_ids(&self, engine: &Engine) -> Vec<u64> {
        let rows = engine.quarantine_of(Some(&self.connection), Position(0), MOST);
        let mut ids: Vec<u64> = Vec::new();
        for row in rows.iter().filter(|row| Self::of(row) == *self) {
            ids.extend(row.inbox_id.filter(|id| !ids.contains(id)));
            if MOST_AT_ONCE <= ids.len() {
                break;
            }
        }
        ids
    }
}

/// The page with deliveries, of one connection if it is named. `said`: what became of a replay.
pub fn whole(
    engine: &Engine,
    ask: &Ask,
    now: Timestamp,
    connection: Option<&str>,
    said: Option<Banner>,
) -> Whole {
    let rows = engine.quarantine_of(connection, Position(0), MOST);
    let groups = by_cause(&rows);
    let n_listed = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let n_all = i64::try_from(engine.counters().n_quarantined).unwrap_or(i64::MAX);
    let from = connection.map(|id| engine.connection(id).map_or(id, |row| &row.name));
    let causes = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let causes = words::counted(causes, "cause", "causes");
    let clock = clock(engine, now);
    let content = html! {
        (Head::titled("Put aside").render())
        div.tools {
            a.button href="/sources" { "All sources" }
            @if from.is_some() { a.button href=(PATH) { "Of every source" } }
        }
        @if groups.is_empty() {
            (card("aside", "Deliveries", "", empty("Nothing is put aside. What cannot be read \
                would wait here, never be dropped.")))
        } @else {
            p.lead {
                (words::counted(n_listed, "delivery", "deliveries"))
                @if let Some(from) = from { " of " (name(from)) }
                " came from the right sender and could not be read, for " (causes) ". "
                @if n_listed == 1 {
                    "It is kept for 30 days: mend the cause, then read it again."
                } @else {
                    "They are kept for 30 days: mend the cause, then read them again."
                }
                " Nothing counts twice."
                @if from.is_none() && n_listed < n_all {
                    " " (words::count(n_all - n_listed)) " older ones are only counted."
                }
            }
            div.cards {
                @for (place, alike) in groups.iter().enumerate() {
                    (group(engine, place, alike, &clock))
                }
            }
        }
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

/// Deliveries with the same cause together, the largest group first.
fn by_cause(rows: &[AsideView]) -> Vec<Vec<&AsideView>> {
    let mut groups: Vec<(Cause, Vec<&AsideView>)> = Vec::new();
    for row in rows {
        let cause = Cause::of(row);
        match groups.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, group)) => group.push(row),
            None => groups.push((cause, vec![row])),
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    groups.into_iter().map(|(_, group)| group).collect()
}

fn group(engine: &Engine, place: usize, alike: &[&AsideView], clock: &Clock) -> Markup {
    let row = alike[0];
    let from = engine.connection(row.connection.as_str());
    let from = from.map_or(row.connection.as_str(), |from| &from.name);
    let n = i64::try_from(alike.len()).unwrap_or(i64::MAX);
    let note = format!("{from}, {}", words::counted(n, "delivery", "deliveries"));
    let title = words::sentence(&row.detail).replace('`', "");
    let (open, rest) = alike.split_at(alike.len().min(N_OPEN));
    let (more, unseen) = rest.split_at(rest.len().min(N_MORE));
    let n_unseen = i64::try_from(unseen.len()).unwrap_or(i64::MAX);
    card(
        &format!("cause-{place}"),
        &title,
        &note,
        html! {
            p.note { (next_step(row)) " " code { (row.code) } }
            (try_all(alike, from))
            (table(open, clock))
            @if !more.is_empty() {
                details {
                    summary { (more.len()) " more" }
                    (table(more, clock))
                }
            }
            @if 0 < n_unseen {
                p.note {
                    (words::counted(n_unseen, "newer one is", "newer ones are"))
                    " not listed until these are read."
                }
            }
        },
    )
}

/// The button that reads all of a cause again, which first says how many they are.
fn try_all(alike: &[&AsideView], from: &str) -> Markup {
    let n_kept = alike.iter().filter(|row| row.inbox_id.is_some()).count();
    let n = n_kept.min(MOST_AT_ONCE);
    let label = match n_kept <= MOST_AT_ONCE {
        true => format!("Read all {n} again"),
        false => format!("Read the oldest {n} again"),
    };
    let cause = Cause::of(alike[0]);
    html! {
        @if 1 < n {
            details.confirm.inset {
                summary.button { (label) "…" }
                p {
                    (n) " of " (alike.len()) " deliveries of " (name(from)) " are read again as \
                     Byline reads them now. What can be read counts from then on, at the time \
                     when it happened; what cannot stays here. Nothing counts twice."
                }
                form method="post" action="/sources/quarantine/replay" {
                    input type="hidden" name="connection" value=(cause.connection);
                    input type="hidden" name="code" value=(cause.code);
                    input type="hidden" name="detail" value=(cause.detail);
                    button.button.primary { (label) }
                }
            }
        }
    }
}

fn table(rows: &[&AsideView], clock: &Clock) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Deliveries put aside" { table.folds {
            thead { tr {
                th scope="col" { "About" }
                th scope="col" { "Came" }
                th scope="col" { "Read it again" }
            } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (name(&about(row))) }
                        td.when data-label="Came" { (clock.weekday_minute(row.received_at)) }
                        td data-label="Read it again" { (replay(row)) }
                    }
                }
            }
        } }
    }
}

/// What a delivery is about; its place in the log where it does not say.
fn about(row: &AsideView) -> String {
    match &row.about {
        Some(about) => words::sentence(about),
        None => format!("Entry {} of the log", row.position.0),
    }
}

fn replay(row: &AsideView) -> Markup {
    html! {
        @match row.inbox_id {
            Some(id) => form method="post" action={ (PATH) "/" (id) "/replay" } {
                button.button aria-label={ "Read again: " (about(row)) } {
                    "Read again"
                }
            },
            None => span.muted { "its bytes were not kept" },
        }
    }
}

/// What to do about it. The code's family says where the cause lies.
fn next_step(row: &AsideView) -> &'static str {
    let reason = row.code.rsplit('.').next().unwrap_or_default();
    if reason.contains("currency") {
        "Check the currency at the sender; if it is a real one, update Byline and read it again."
    } else if reason.contains("amount") || reason.contains("money") {
        "Check the amounts at the sender and have it send the order again, or read it again."
    } else if reason.contains("zone") {
        "Give the connection its time_zone under its settings, then read it again."
    } else if reason.contains("time") {
        "Have the sender say times with their zone and send it again, or update \
         Byline and read it again."
    } else {
        "Correct it at the sender and have it sent again, or update Byline and read it again."
    }
}
