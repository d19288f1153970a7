//! Channels: over which people are told, whether each of them works, and what it takes to mend it.
//!
//! A channel begins in dry run: what would have left is shown, and nothing leaves. From here one
//! connects another, sends a test message, and turns it on.

mod form;
mod lately;
mod one;
mod routes;

use byline_core::action::Event;
use byline_core::channel::{self, CHANNELS, Mode};
use byline_core::decision::alert::carries;
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::{Markup, html};

use super::ask::Ask;
use super::links;
use super::parts::{Tone, card, empty, name, tag};
use super::shell::{Banner, Head, Here, Shell};
use super::visit::Whole;
use super::words::{self, Clock};
use crate::port::{ChannelHealth, ChannelState};

pub use lately::went;
pub use routes::routes;

/// The page of one channel.
pub fn href(connection: &str) -> String {
    format!("/channels/{}", links::segment(connection))
}

/// What stands above every page while people cannot be told things.
pub fn banner(health: ChannelHealth, n_untold: usize) -> Option<Banner> {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    if 0 < n_untold {
        let pages = words::counted(n(n_untold), "page", "pages");
        let text = format!("{pages} of the last day reached nobody: every channel was given up.");
        let next = Some(("See alerts".to_owned(), "/decisions/alerts".to_owned()));
        return Some(Banner { tone: Tone::Bad, text, next });
    }
    if !health.is_degraded() {
        return None;
    }
    let (tone, mut text) = match health.is_silent() {
        true => (Tone::Bad, "Nobody can be told anything: no channel takes messages.".to_owned()),
        false => {
            let failing = words::counted(n(health.n_failing), "channel takes", "channels take");
            (Tone::Warn, format!("{failing} no messages."))
        }
    };
    if 0 < health.n_pages {
        let pages = words::counted(n(health.n_pages), "page waits", "pages wait");
        text.push_str(&format!(" {pages}."));
    }
    let next = Some(("See channels".to_owned(), "/channels".to_owned()));
    Some(Banner { tone, text, next })
}

/// The page of all channels.
fn whole(
    (engine, ask): (&Engine, &Ask),
    clock: &Clock,
    now: Timestamp,
    states: &[ChannelState],
) -> Whole {
    let is_live = states.iter().any(|state| state.mode == Mode::Live);
    let told = || Banner { tone: Tone::Warn, text: lead(states), next: None };
    let content = html! {
        (Head::titled("Channels").render())
        @if is_live { p.lead { (lead(states)) } }
        div.tools { a.button href="/sources" { "All sources" } }
        (card("channels", "Who is told, and how", "", rows(engine, states, clock, now)))
        (card("connect", "Connect another", "it begins in dry run", kinds()))
    };
    let shell = Shell {
        title: "Channels".to_owned(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: (!is_live).then(told).into_iter().collect(),
    };
    Whole { shell, content }
}

fn lead(states: &[ChannelState]) -> String {
    let n_live = states.iter().filter(|state| state.mode == Mode::Live).count();
    match (states.len(), n_live) {
        (0, _) => {
            "No channel is connected: decisions are shown here and told to nobody.".to_owned()
        }
        (_, 0) => {
            "No alert reaches anybody: every channel is in dry run or off. What would be sent \
                   is written down with its alert; open a channel to turn it on."
                .to_owned()
        }
        (n, live) => format!("{live} of {n} are live. The others tell nobody anything."),
    }
}

fn rows(engine: &Engine, states: &[ChannelState], clock: &Clock, now: Timestamp) -> Markup {
    if states.is_empty() {
        return empty("Connect a pager for pages, and Slack or mail for everything else.");
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="Channels" {
            table.folds {
                thead { tr {
                    th scope="col" { "Channel" }
                    th scope="col" { "Goes to" }
                    th scope="col" { "Is told" }
                    th scope="col" { "State" }
                    th.number scope="col" { "Waiting" }
                    th scope="col" { "Last taken" }
                } }
                tbody { @for state in states { tr {
                    th.wide scope="row" {
                        a href=(href(state.connection.as_str())) { (name(&state.name)) }
                        small.below { (kind_name(&state.feed)) }
                        (trouble(state, clock))
                    }
                    @let connection = engine.connection(state.connection.as_str());
                    td.wide data-label="Goes to" {
                        @if let Some(row) = connection { (goes_to(row)) }
                    }
                    td.wide data-label="Is told" { (connection.map(is_told).unwrap_or_default()) }
                    td data-label="State" { (worded(state)) }
                    td.number data-label="Waiting" { (state.n_waiting) }
                    td.wide data-label="Last taken" {
                        (last_taken(state, now))
                        (not_sent(engine, state))
                    }
                } } }
            }
        }
    }
}

/// To whom it leads, as far as that is no secret; where nobody said so, the way to say it.
fn goes_to(connection: &Connection) -> Markup {
    let said = |key: &str| connection.settings.get(key).filter(|value| !value.trim().is_empty());
    let kind = channel::find(&connection.feed);
    let is_missing = |name: &str| {
        let needed = kind.is_some_and(|kind| {
            kind.settings.iter().any(|setting| setting.is_required && setting.name == name)
        });
        needed && said(name).is_none()
    };
    let missing = ["to", "url"].into_iter().find(|name| is_missing(name));
    html! {
        @if let Some(missing) = missing {
            "Nobody yet. "
            a.open href={ (href(connection.id.as_str())) "#settings" } {
                @match missing {
                    "url" => "Set its address",
                    _ => "Set who gets it",
                }
            }
        } @else if let Some(said) = ["to", "channel", "url", "team"].into_iter().find_map(said) {
            (name(said))
        } @else {
            @match connection.feed.as_str() {
                "slack" => "the Slack channel of its webhook",
                "pagerduty" => "the PagerDuty service of its key",
                "opsgenie" => "the Opsgenie team of its key",
                _ => "whomever its key names",
            }
        }
    }
}

/// How urgent what it is told must be, in words.
fn is_told(connection: &Connection) -> String {
    let carried: Vec<Urgency> =
        Urgency::ALL.into_iter().filter(|urgency| carries(connection, *urgency)).collect();
    told(&carried)
}

/// What is so urgent, in words.
fn told(urgencies: &[Urgency]) -> String {
    match urgencies.len() {
        0 => "nothing".to_owned(),
        n if n == Urgency::ALL.len() => "everything".to_owned(),
        _ => {
            let words = urgencies.iter().map(|urgency| what(*urgency).to_owned());
            words::listed(&words.collect::<Vec<_>>())
        }
    }
}

fn what(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Page => "what cannot wait",
        Urgency::Investigate => "what is for today",
        Urgency::Review => "what is for the review",
    }
}

/// What it would have sent lately, had it not been in dry run.
fn not_sent(engine: &Engine, state: &ChannelState) -> Markup {
    let outbox = engine.outbox();
    let its = outbox.settled().filter(|row| row.action.to == state.connection);
    let n = its.filter(|row| matches!(row.event, Event::DryRun)).count();
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    html! {
        @if 0 < n {
            small.below {
                a href={ (href(state.connection.as_str())) "#lately" } {
                    (words::counted(n, "message", "messages")) " not sent: dry run"
                }
            }
        }
    }
}

fn kinds() -> Markup {
    html! {
        ul.chips { @for kind in CHANNELS {
            li { a.button href={ "/channels/new?feed=" (kind.key) } { (kind.name) } }
        } }
    }
}

/// What is wrong with a channel, and what helps.
fn trouble(state: &ChannelState, clock: &Clock) -> Markup {
    html! {
        @if let Some(error) = state.last_error.as_ref().filter(|_| state.state == "failing") {
            small.below {
                (clock.weekday_minute(error.at)) ": " (name(&error.detail))
                " (" code { (error.code) } "). " (words::sentence(error.next_step)) "."
            }
        }
    }
}

/// The state of a channel in a word.
fn worded(state: &ChannelState) -> Markup {
    let (tone, word) = match state.state {
        "failing" => (Tone::Bad, "Takes nothing"),
        "working" => (Tone::Good, "Live"),
        "untried" => (Tone::Plain, "Live, not tried yet"),
        "off" => (Tone::Warn, "Off"),
        _ => (Tone::Plain, "Dry run"),
    };
    tag(tone, word)
}

fn last_taken(state: &ChannelState, now: Timestamp) -> String {
    match state.delivered_at {
        Some(at) => format!("{} ago", words::length(now.micros_since(at).max(0))),
        None => "never".to_owned(),
    }
}

fn kind_name(feed: &str) -> &'static str {
    channel::find(feed).map_or("", |kind| kind.name)
}
