//! What went over a channel lately, and what waits: each message with what came of it.

use byline_core::action::{Action, Ad, Deed, Event};
use byline_core::decision::episode::NoticeKind;
use byline_core::entry::Connection;
use byline_engine::Engine;
use maud::{Markup, html};

use super::href;
use crate::pages::ask::Ask;
use crate::pages::links;
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
        Deed::Pause(ad) => html! { "Pause ad " (ad_link(ad)) },
        Deed::Resume(ad) => html! { "Let ad " (ad_link(ad)) " run" },
    }
}

/// An ad by its name, and the page of the creator whose content it boosts.
fn ad_link(ad: &Ad) -> Markup {
    let called = ad.name.as_deref().unwrap_or(&ad.id);
    html! { a href=(links::creator(&Ask::default(), &ad.creator_id)) { (name(called)) } }
}

/// Over which channels an episode of an alert was told lately, each with its page and what came of
/// it; nothing where none is remembered.
pub fn went(engine: &Engine, alert: &str, episode: u32, clock: &Clock) -> Markup {
    let is_its = |action: &Action| match &action.deed {
        Deed::Tell(told) => told.alert == alert && told.episode == episode,
        Deed::Pause(_) | Deed::Resume(_) => false,
    };
    let settled = engine.outbox().settled().filter(|row| is_its(&row.action));
    // What nobody was sent stands when it was decided.
    let when = |event: &Event, action: &Action, at| match event {
        Event::DryRun => action.decided_at,
        _ => at,
    };
    let done = settled
        .map(|row| (&row.action, when(&row.event, &row.action, row.at), came_of(&row.event)));
    let open = engine.outbox().open().filter(|row| is_its(&row.action));
    let waits = open.map(|row| {
        let word = if 0 < row.n_failed { "Tried in vain" } else { "Waits" };
        (&row.action, row.action.decided_at, (Tone::Warn, word.to_owned()))
    });
    let rows: Vec<_> = done.chain(waits).collect();
    html! {
        @if !rows.is_empty() {
            ul.checks { @for (action, at, (tone, word)) in rows {
                @let channel = engine.connection(action.to.as_str());
                @let called = channel.map_or(action.to.as_str(), |channel| &channel.name);
                li {
                    a.open href=(href(action.to.as_str())) { (name(called)) }
                    ", " (clock.weekday_minute(at)) ", " (why(action)) ": " (tag(tone, &word))
                }
            } }
        }
    }
}

/// What of an alert is told.
fn why(action: &Action) -> &'static str {
    let Deed::Tell(told) = &action.deed else { return "" };
    match told.kind {
        NoticeKind::Fired => "that it fires",
        NoticeKind::Escalated { .. } => "that nobody has it yet",
        NoticeKind::SnoozeOver { .. } => "that it is snoozed no longer",
        NoticeKind::Resolved => "that it is over",
        NoticeKind::Flapping => "that it comes and goes",
        NoticeKind::NoData => "that data is missing",
        NoticeKind::DataBack => "that data is back",
    }
}

fn came_of(event: &Event) -> (Tone, String) {
    match event {
        Event::Delivered { is_digest: true, .. } => (Tone::Good, "Told in a digest".to_owned()),
        Event::Delivered { .. } => (Tone::Good, "Told".to_owned()),
        Event::DryRun => (Tone::Plain, "not sent: dry run".to_owned()),
        Event::GivenUp { code, .. } => (Tone::Bad, format!("Given up ({code})")),
        Event::Failed { .. } => (Tone::Warn, "Tried in vain".to_owned()),
        Event::Ad(_) => (Tone::Plain, "Done".to_owned()),
    }
}
