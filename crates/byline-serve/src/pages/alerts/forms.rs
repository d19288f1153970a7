//! The buttons of an alert: acknowledge, snooze, escalate, resolve, say what came of it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::decision::episode::{AlertState, OutcomeKind};
use byline_core::time::Timestamp;
use byline_engine::view::AlertView;
use maud::{Markup, html};
use url::form_urlencoded;

use super::{refused, words};
use crate::api::{AdAsked, MovesAsked, Word, approve_moves, change_ad_now, say_now, undo_moves};
use crate::guard::Actor;
use crate::pages::ask::Ask;
use crate::pages::notices;
use crate::pages::parts::card;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// How long a snooze may be, by button: the word and its seconds.
const SNOOZES: [(&str, &str, i64); 4] = [
    ("1h", "1 hour", 3_600),
    ("4h", "4 hours", 4 * 3_600),
    ("1d", "1 day", 86_400),
    ("3d", "3 days", 3 * 86_400),
];

/// So many alerts are taken at once, at most.
pub(super) const TAKEN_AT_ONCE: usize = 500;

/// A form's fields by name.
pub struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    /// The text of a field; empty if it is not there.
    pub fn text(&self, name: &str) -> String {
        let mut fields = form_urlencoded::parse(self.0);
        fields.find(|(key, _)| key == name).map_or(String::new(), |(_, text)| text.into_owned())
    }

    /// Every text of a field that may be said more than once.
    pub fn all(&self, name: &str) -> Vec<String> {
        let fields = form_urlencoded::parse(self.0).filter(|(key, _)| key == name);
        fields.map(|(_, text)| text.into_owned()).collect()
    }

    /// The text of a field, if it says anything.
    pub fn said(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }
}

/// `POST /decisions/alert`: follows what somebody says about an alert.
pub async fn say(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let (id, what) = (fields.text("id"), fields.text("word"));
    let length = fields.text("for");
    let snooze = SNOOZES.iter().find(|(key, ..)| *key == length);
    let now = site.parts.world.now();
    let until = match length.as_str() {
        "wake" => Some(now.plus_seconds(words::WAKING_S)),
        _ => snooze.map(|(.., seconds)| now.plus_seconds(*seconds)),
    };
    let kind = match fields.text("kind").as_str() {
        "acted" => Some(OutcomeKind::Acted),
        "nothing_to_do" => Some(OutcomeKind::NothingToDo),
        "false_alarm" => Some(OutcomeKind::FalseAlarm),
        _ => None,
    };
    let word = Word { until, kind, note: fields.said("note"), reason: fields.said("reason") };
    match say_now(&site, &id, &what, word, actor).await {
        Ok(alert) => Redirect::to(&alert.path).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// `POST /decisions/ad`: pauses an ad as suggested, or lets it run.
pub async fn change_ad(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let alert = fields.text("alert");
    let asked = AdAsked {
        ad: fields.text("ad"),
        word: fields.text("word"),
        alert: fields.said("alert"),
        episode: fields.text("episode").parse().ok(),
        reason: fields.said("reason"),
    };
    let path = site.engine().alert_view(&alert).map(|view| view.path);
    match (change_ad_now(&site, asked, actor).await, path) {
        (Ok(_), Some(path)) => Redirect::to(&path).into_response(),
        (Ok(_), None) => Redirect::to("/decisions/alerts").into_response(),
        (Err(problem), _) => refused(&site, &alert, problem),
    }
}

/// `POST /decisions/alerts/take`: somebody has every alert that is named. What is over by now, or
/// somebody else's, stays as it is.
pub async fn take_all(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    for id in fields.all("id").into_iter().take(TAKEN_AT_ONCE) {
        let said = say_now(&site, &id, "acknowledge", Word::default(), actor.clone()).await;
        let failed = said.err().filter(|problem| 500 <= problem.status());
        if let Some(problem) = failed {
            return refused(&site, &id, problem);
        }
    }
    let ask = Ask { campaign: fields.said("campaign"), ..Ask::default() };
    Redirect::to(&ask.href("/decisions/alerts")).into_response()
}

/// `POST /decisions/moves`: approves a proposal, or the rows of it that are ticked; or takes the
/// newest plan back.
pub async fn move_money(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let campaign = fields.text("campaign");
    let done = if let Some(at) = fields.said("undo") {
        // A time that cannot be read is no plan's, and the answer says so.
        let at = at.parse().unwrap_or(Timestamp::MIN);
        undo_moves(&site, &campaign, at, actor).await
    } else {
        let ticked = fields.all("creator");
        if ticked.is_empty() {
            let detail = "nothing is ticked, so nothing is approved";
            let problem = Problem::new(422, "moves.one_sided", detail)
                .next_step("tick somebody who gets less and somebody who gets more");
            return not_moved(&problem);
        }
        let asked = MovesAsked {
            moved_minor: fields.text("moved_minor").parse().unwrap_or(0),
            creators: ticked.iter().map(|id| id.as_str().into()).collect(),
            reason: fields.said("reason"),
        };
        approve_moves(&site, &campaign, asked, actor).await
    };
    let ask = Ask { campaign: Some(campaign), ..Ask::default() };
    match done {
        Ok(_) => Redirect::to(&format!("{}#moves", ask.href("/decisions"))).into_response(),
        Err(problem) => not_moved(&problem),
    }
}

/// Says why no money moves, with the way back.
fn not_moved(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let page = notices::notice("Nothing was approved", &problem.words(), ("Back", "/decisions"));
    (status, page).into_response()
}

/// The buttons that make sense now.
pub fn forms(alert: &AlertView, now: Timestamp) -> Markup {
    let Some(newest) = alert.newest() else { return html! {} };
    let episode = &newest.episode;
    let is_open = episode.resolved_at.is_none() && alert.state != AlertState::Ok;
    let is_snoozed = words::snoozed_until(alert, now).is_some();
    let hidden = |word: &str| {
        html! {
            input type="hidden" name="id" value=(alert.id);
            input type="hidden" name="word" value=(word);
        }
    };
    let title = if is_open { "Your answer" } else { "What came of it" };
    card(
        "say",
        title,
        "",
        html! {
            @if is_open {
                div.tools {
                    form method="post" action="/decisions/alert" {
                        @match episode.acknowledged {
                            None => {
                                (hidden("acknowledge")) button.button.primary { "I have it" }
                            },
                            Some(_) => {
                                (hidden("give_back")) button.button { "Give it back" }
                            },
                        }
                    }
                    form method="post" action="/decisions/alert" {
                        (hidden("escalate")) button.button { "Escalate now" }
                    }
                }
                @if is_snoozed { (wake(&hidden("snooze"))) } @else {
                    (folded("Not now", &snooze(&hidden("snooze"))))
                }
                (folded("Dismiss", &dismiss(&hidden("resolve"))))
                (folded("What came of it", &came_to(&hidden("outcome"))))
            } @else { (came_to(&hidden("outcome"))) }
        },
    )
}

/// A form behind its name: it takes a reason, and most answers take none.
fn folded(name: &str, form: &Markup) -> Markup {
    html! { details { summary { (name) } (form) } }
}

/// Why a snooze ends early.
pub const WOKEN: &str = "it is looked at now";

/// Ends a snooze now: it becomes one that is over in a moment.
fn wake(hidden: &Markup) -> Markup {
    html! {
        form method="post" action="/decisions/alert" {
            (hidden)
            input type="hidden" name="for" value="wake";
            input type="hidden" name="reason" value=(WOKEN);
            button.button { "Wake it" }
        }
    }
}

fn snooze(hidden: &Markup) -> Markup {
    html! {
        form.fields method="post" action="/decisions/alert" {
            (hidden)
            label for="snooze-for" { "Until when" }
            select id="snooze-for" name="for" {
                @for (key, label, _) in SNOOZES { option value=(key) { "for " (label) } }
            }
            label for="snooze-reason" { "Why it may wait" }
            input id="snooze-reason" name="reason" required maxlength="500";
            p.actions { button.button { "Snooze" } }
        }
    }
}

fn dismiss(hidden: &Markup) -> Markup {
    html! {
        form.fields method="post" action="/decisions/alert" {
            (hidden)
            label for="resolve-reason" { "It is over, or does not matter, because" }
            input id="resolve-reason" name="reason" required maxlength="500";
            small { "It stays quiet for a day, unless all is well in between." }
            p.actions { button.button { "Dismiss" } }
        }
    }
}

fn came_to(hidden: &Markup) -> Markup {
    let kinds = [
        ("acted", "Something was done about it"),
        ("nothing_to_do", "Nothing could be done"),
        ("false_alarm", "Nothing was wrong"),
    ];
    html! {
        form.fields method="post" action="/decisions/alert" {
            (hidden)
            label for="outcome-kind" { "What came of it" }
            select id="outcome-kind" name="kind" {
                @for (key, label) in kinds { option value=(key) { (label) } }
            }
            label for="outcome-note" { "In your words" }
            input id="outcome-note" name="note" maxlength="500";
            p.actions { button.button { "Save what came of it" } }
        }
    }
}
