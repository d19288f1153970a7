//! Polls on pages: how a source that is asked in turns answers, in words, and what a person can do
//! about it.

use byline_core::time::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use crate::pages::links;
use crate::pages::parts::{Tone, name, tag};
use crate::pages::words::{self, Clock};

/// How the polls of one connection are, as the node says it.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(default)]
pub struct Polled {
    /// Whose.
    pub connection: String,
    state: String,
    requests_per_min: u32,
    requests_left: u32,
    polls: Vec<OnePoll>,
}

/// One thing that is asked for.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(default)]
struct OnePoll {
    what: String,
    state: String,
    last_turn_at: Option<Timestamp>,
    next_turn_at: Option<Timestamp>,
    last_error: Option<LastError>,
    backfill: Option<Past>,
}

/// What went wrong last.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(default)]
struct LastError {
    code: String,
    detail: String,
    next_step: String,
    at: Option<Timestamp>,
}

/// A stretch of the past that is asked for.
#[derive(Clone, Debug, Deserialize)]
struct Past {
    from: Timestamp,
    to: Timestamp,
    asked_to: Timestamp,
    percent: i64,
    is_done: bool,
}

impl Polled {
    /// Reads what the node says; `None` of a connection that is not asked in turns.
    pub fn read(said: &Value) -> Option<Self> {
        let polled: Self = serde_json::from_value(said.clone()).ok()?;
        (!polled.polls.is_empty()).then_some(polled)
    }

    /// The smaller, the sooner a person should look.
    pub fn rank(&self) -> u8 {
        match self.state.as_str() {
            "needs_login" => 0,
            "stopped" => 1,
            "in_trouble" => 2,
            _ => 3,
        }
    }

    /// Whether nothing comes until somebody signs in anew at the platform.
    pub fn needs_login(&self) -> bool {
        self.state == "needs_login"
    }

    /// What is wrong, in a word or two; `None` if nothing is.
    pub fn trouble(&self) -> Option<(Tone, String)> {
        (self.rank() < 3).then(|| worded(&self.state))
    }

    /// How asking goes, in a sentence: what is wrong where something is, else what comes next.
    pub fn sentence(&self, now: Timestamp) -> String {
        let troubled = self.polls.iter().find(|poll| poll.state == self.state);
        let Some(poll) = troubled.or(self.polls.first()) else {
            return String::new();
        };
        let what = words::sentence(&poll.what.replace('_', " "));
        let answered = match poll.last_turn_at {
            Some(at) => format!("last answered {} ago", ago(at, now)),
            None => "never answered".to_owned(),
        };
        let next = format!("next try {}", next_try(poll, now));
        match &poll.last_error {
            Some(error) => format!("{what}: {}; {answered}; {next}", error.detail),
            None => format!("{what} {answered}; {next}"),
        }
    }

    /// The card of the connection's page: each poll, the budget, and the two forms.
    pub fn render(&self, now: Timestamp, clock: &Clock) -> Markup {
        let (tone, word) = worded(&self.state);
        let href =
            |what| format!("/sources/connections/{}/{what}", links::segment(&self.connection));
        html! {
            p.tools {
                (tag(tone, &word))
                span.muted {
                    (self.requests_left) " of " (self.requests_per_min)
                    " requests left this minute"
                }
            }
            div.scroll tabindex="0" role="group" aria-label="What is asked" { table.small.folds {
                thead { tr {
                    th scope="col" { "Asked for" }
                    th scope="col" { "State" }
                    th scope="col" { "Last answered" }
                    th scope="col" { "Next try" }
                } }
                tbody { @for poll in &self.polls { (poll.render(now, clock)) } }
            } }
            form.tools method="post" action=(href("test")) {
                button.button.primary { "Test it now" }
                span.muted {
                    "One request. Nothing is taken in; a source that stopped goes on if it works."
                }
            }
            form.fields method="post" action=(href("backfill")) {
                label for="from" { "Ask for the past from" }
                input id="from" name="from" type="date" required;
                label for="to" { "Up to and including" }
                input id="to" name="to" type="date" aria-describedby="to-hint";
                small id="to-hint" {
                    "Left empty: up to now. It is asked for piece by piece when nothing newer is \
                     due, and goes on where it was after a pause or a restart."
                }
                p.actions { button.button { "Ask for it" } }
            }
        }
    }
}

impl OnePoll {
    fn render(&self, now: Timestamp, clock: &Clock) -> Markup {
        let (tone, word) = worded(&self.state);
        let answered = self.last_turn_at;
        html! {
            tr {
                th.wide scope="row" {
                    (words::sentence(&self.what.replace('_', " ")))
                    @if let Some(error) = &self.last_error { (error.render(clock)) }
                    @if let Some(past) = &self.backfill { (past.render(clock)) }
                }
                td data-label="State" { (tag(tone, &word)) }
                td data-label="Last answered" {
                    @match answered {
                        Some(at) => { (ago(at, now)) " ago" },
                        None => { "never" },
                    }
                }
                td data-label="Next try" { (next_try(self, now)) }
            }
        }
    }
}

impl LastError {
    fn render(&self, clock: &Clock) -> Markup {
        html! {
            small.below {
                @if let Some(at) = self.at { (clock.weekday_minute(at)) ": " }
                (name(&self.detail)) " (" code { (self.code) } "). "
                (words::sentence(&self.next_step)) "."
            }
        }
    }
}

impl Past {
    fn render(&self, clock: &Clock) -> Markup {
        let (from, to) = (clock.date(self.from), clock.date(self.to));
        html! {
            small.below {
                "The past from " (from) " to " (to) ": "
                @if self.is_done {
                    "all of it was asked for."
                } @else {
                    (self.percent) "%, up to " (clock.date(self.asked_to)) " "
                    progress max="100" value=(self.percent) aria-label="Asked for so far" {}
                }
            }
        }
    }
}

/// A state in words.
fn worded(state: &str) -> (Tone, String) {
    let (tone, word) = match state {
        "needs_login" => (Tone::Bad, "Needs login"),
        "stopped" => (Tone::Bad, "Stopped"),
        "in_trouble" => (Tone::Warn, "In trouble"),
        "nothing_to_ask" => (Tone::Plain, "Nothing to ask for yet"),
        "backfilling" => (Tone::Plain, "Asking for the past"),
        "asking" => (Tone::Good, "Asking now"),
        _ => (Tone::Good, "Answers"),
    };
    (tone, word.to_owned())
}

fn ago(at: Timestamp, now: Timestamp) -> String {
    words::length(now.micros_since(at).max(0))
}

fn next_try(poll: &OnePoll, now: Timestamp) -> String {
    match poll.next_turn_at {
        _ if poll.state == "needs_login" => "after a new login".to_owned(),
        None if poll.state == "stopped" => "after other secrets or settings".to_owned(),
        None => "none".to_owned(),
        Some(at) if at <= now => "now".to_owned(),
        Some(at) => format!("in {}", words::length(at.micros_since(now))),
    }
}

/// What a test brought, as a line above the page.
pub fn tested(said: &Value) -> (Tone, String) {
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    let what = text("what").replace('_', " ");
    let n = |name: &str| said[name].as_i64().unwrap_or(0);
    if said["is_working"] == true {
        let facts = words::counted(n("n_facts"), "fact", "facts");
        let refused = match n("n_refused") {
            0 => "every row could be read".to_owned(),
            n => format!("{} could not be read", words::counted(n, "row", "rows")),
        };
        let words = format!("It works. Asked for {what}, it told of {facts}; {refused}.");
        return (Tone::Good, format!("{words} Nothing was taken in."));
    }
    let detail = words::sentence(text("detail"));
    let next_step = words::sentence(text("next_step"));
    (Tone::Bad, format!("It does not work. Asked for {what}: {detail}. {next_step}."))
}
