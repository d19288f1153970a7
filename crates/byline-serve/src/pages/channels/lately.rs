//! What went over a channel lately, and what waits: each message with what came of it.

use byline_core::action::{Action, Deed, Event};
use byline_core::entry::Connection;
use byline_engine::Engine;
use maud::{Markup, html};

use crate::pages::parts::{Tone, empty, name, tag};
use crate::pages::words::Clock;

/// How many rows are shown.
const MOST: usize = 30;

/// The rows: first what waits, then what is done.
pub fn lately(engine: &Engine, connection: &Connection, clock: &Clock) -> Markup {
    let outbox = engine.outbox();
    let waiting = outbox.open().filter(|row| row.action.to == connection.id);
    let waiting = waiting.map(|row| {
        let word = if 0 < row.n_failed { "Tried in vain" } else { "Waits" };
        (&row.action, Tone::Warn, word.to_owned())
    });
    let done = outbox.settled().filter(|row| row.action.to == connection.id);
    let done = done.map(|row| {
        let (tone, word) = came_of(&row.event);
        (&row.action, tone, word)
    });
    let rows: Vec<_> = waiting.chain(done).take(MOST).collect();
    if rows.is_empty() {
        return empty("Nothing yet. It is told when a decision needs somebody.");
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="What went over it" {
            table.folds {
                thead { tr {
                    th scope="col" { "Message" }
                    th scope="col" { "Decided" }
                    th scope="col" { "What came of it" }
                } }
                tbody { @for (action, tone, word) in rows { tr {
                    th.wide scope="row" { (title(action)) }
                    td data-label="Decided" { (clock.weekday_minute(action.decided_at)) }
                    td data-label="What came of it" { (tag(tone, &word)) }
                } } }
            }
        }
    }
}

fn title(action: &Action) -> Markup {
    match &action.deed {
        Deed::Tell(message) => html! { a href=(message.path) { (name(&message.title)) } },
        Deed::Pause(ad) => html! { "Pause ad " code { (ad.id) } },
        Deed::Resume(ad) => html! { "Let ad " code { (ad.id) } " run" },
    }
}

fn came_of(event: &Event) -> (Tone, String) {
    match event {
        Event::Delivered { is_digest: true, .. } => (Tone::Good, "Told in a digest".to_owned()),
        Event::Delivered { .. } => (Tone::Good, "Told".to_owned()),
        Event::DryRun => (Tone::Plain, "Would have left".to_owned()),
        Event::GivenUp { code, .. } => (Tone::Bad, format!("Given up ({code})")),
        Event::Failed { .. } => (Tone::Warn, "Tried in vain".to_owned()),
        Event::Ad(_) => (Tone::Plain, "Done".to_owned()),
    }
}
