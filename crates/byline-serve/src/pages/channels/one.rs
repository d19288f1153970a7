//! The page of one channel: how it is, a test, a switch, and what went over it lately.

use byline_core::channel::{self, Mode, mode_of};
use byline_core::entry::Connection;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::{Markup, html};

use super::form::{self, Typed};
use super::lately::lately;
use super::{href, last_taken, trouble, worded};
use crate::pages::ask::Ask;
use crate::pages::parts::card;
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};
use crate::port::ChannelState;

/// The page. `said`: what came of a button; `typed`: settings that were not taken.
pub fn one(
    ask: &Ask,
    (clock, now): (&Clock, Timestamp),
    (engine, connection): (&Engine, &Connection),
    state: Option<&ChannelState>,
    (said, typed): (Option<Banner>, Option<&Typed>),
) -> Whole {
    let content = html! {
        (Head::titled(&connection.name).render())
        div.tools { a.button href="/channels" { "All channels" } }
        (card("state", "How it is", "", how_it_is(connection, state, clock, now)))
        (card("lately", "What went over it", "", lately(engine, connection, clock)))
        (card("switch", "Whether messages leave", "", switch(connection)))
        (card("settings", "Settings", "where messages go, and which", settings(connection, typed)))
    };
    let shell = Shell {
        title: connection.name.clone(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: said.into_iter().collect(),
    };
    Whole { shell, content }
}

fn how_it_is(
    connection: &Connection,
    state: Option<&ChannelState>,
    clock: &Clock,
    now: Timestamp,
) -> Markup {
    let test = format!("{}/test", href(connection.id.as_str()));
    html! {
        @match state {
            Some(state) => {
                p { (worded(state)) " " (last_word(state, now)) }
                p { (trouble(state, clock)) }
            },
            None => p { "It is out of use." },
        }
        form.inline method="post" action=(test) {
            button.button { "Send a test message" }
            span.muted {
                "It leaves in dry run too. A pager gets an incident of the lowest kind that is \
                 over at once."
            }
        }
    }
}

fn last_word(state: &ChannelState, now: Timestamp) -> String {
    let n = i64::try_from(state.n_waiting).unwrap_or(i64::MAX);
    let waiting = words::counted(n, "message waits", "messages wait");
    format!("Last taken: {}. {waiting}.", last_taken(state, now))
}

fn switch(connection: &Connection) -> Markup {
    let mode = mode_of(connection);
    let action = format!("{}/mode", href(connection.id.as_str()));
    let (words, to, label) = match mode {
        Mode::Live => (
            "Messages leave. In dry run they would be written down only.",
            Mode::DryRun,
            "Go back to dry run",
        ),
        Mode::DryRun => (
            "Dry run: what would leave is written down below, and nobody is told.",
            Mode::Live,
            "Turn it on",
        ),
        Mode::Off => (
            "Off: the receiver answered that it wants nothing any more.",
            Mode::Live,
            "Turn it on again",
        ),
    };
    html! {
        form.inline method="post" action=(action) {
            input type="hidden" name="mode" value=(to.key());
            button.button.primary[to == Mode::Live] { (label) }
            span.muted { (words) }
        }
    }
}

fn settings(connection: &Connection, typed: Option<&Typed>) -> Markup {
    let kind = channel::find(&connection.feed);
    html! {
        @if let Some(kind) = kind {
            (form::change(connection, kind, typed))
            p.note { (kind.name) ", known to programs as " code { (connection.id) } "." }
        }
    }
}
