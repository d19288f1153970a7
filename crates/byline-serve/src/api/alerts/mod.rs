//! Alerts for programs: what fires, what came of it, and saying what is done.
//!
//! What is said is checked and committed under the lock of choices. A word that cannot be followed
//! is refused with its reason and is not in the log.

mod ads;
mod machine;
mod moves;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use byline_core::decision::episode::{Command, EpisodeError, Outcome, OutcomeKind};
use byline_core::decision::said::Said;
use byline_core::entry::Fact;
use byline_core::time::Timestamp;
use byline_engine::view::{AlertFilter, AlertView, AlertsView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kind::Object;
use super::reading::read;
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

pub use ads::{AdAsked, actions, change_ad, change_ad_now, pauses};
pub use machine::{begin, begin_now, give_up, run, runs};
pub use moves::{MovesAsked, approve, approve_now, moves, undo, undo_now};
pub use rules::{
    RulesAsked, call_off, check, maintain, maintenance, rules, rules_of, set_rules, set_rules_now,
};

/// What is asked of the list.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListAsked {
    campaign: Option<String>,
    open: Option<String>,
}

/// `GET /api/v1/alerts`: every alert, or those that are open, and what each rule came to.
pub async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<ListAsked>,
) -> Json<AlertsView> {
    let filter = AlertFilter {
        campaign: asked.campaign.filter(|id| !id.is_empty()).map(|id| id.as_str().into()),
        is_open: asked.open.is_some_and(|word| matches!(word.as_str(), "1" | "true")),
    };
    Json(site.engine().alerts_view(&filter))
}

/// `GET /api/v1/alerts/{id}`: one alert with the episodes that are kept.
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<AlertView>, Problem> {
    alert_of(&site, &id).map(Json)
}

/// What is said with a command. Each command needs its own part of it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Word {
    /// Until when a snooze lasts.
    pub until: Option<Timestamp>,
    /// What came of it.
    pub kind: Option<OutcomeKind>,
    /// That in words.
    pub note: Option<String>,
    /// Why something is done.
    pub reason: Option<String>,
}

/// `POST /api/v1/alerts/{id}/acknowledge` and so on.
pub async fn say(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path((id, what)): Path<(String, String)>,
    Document(body): Document,
) -> Result<Json<AlertView>, Problem> {
    let word: Word = read(object(body)?)?;
    say_now(&site, &id, &what, word, actor).await.map(Json)
}

/// Follows what somebody says about an alert; tells how it stands now.
pub async fn say_now(
    site: &Site,
    id: &str,
    what: &str,
    word: Word,
    actor: String,
) -> Result<AlertView, Problem> {
    let _turn = site.choosing.lock().await;
    alert_of(site, id)?;
    let reason = word.reason.clone().or_else(|| word.note.clone());
    let command = command_of(what, word)?;
    let said = Said { alert: id.to_owned(), command, reason };
    let now = site.parts.world.now();
    if let Some(why) = site.engine().would_refuse(&said, now) {
        return Err(refusal(why));
    }
    commit(site, Fact::Said(said), actor).await?;
    alert_of(site, id)
}

fn command_of(what: &str, word: Word) -> Result<Command, Problem> {
    let missing = |field: &str, step: &str| {
        let detail = format!("`{what}` needs `{field}`");
        Problem::new(422, "alert.word_missing", detail).next_step(step).at(field, Value::Null)
    };
    let said = word.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    match what {
        "acknowledge" => Ok(Command::Acknowledge),
        "give_back" => Ok(Command::GiveBack),
        "escalate" => Ok(Command::Escalate),
        "snooze" => {
            let until = word.until.ok_or_else(|| {
                missing("until", "say until when, as an instant such as 2026-06-10T18:00:00Z")
            })?;
            if !said {
                return Err(missing("reason", "say why it may wait"));
            }
            Ok(Command::Snooze { until })
        }
        "resolve" if said => Ok(Command::Resolve),
        "resolve" => Err(missing("reason", "say why it is over, or why it does not matter")),
        "outcome" => {
            let kind = word.kind.ok_or_else(|| {
                missing("kind", "say acted, nothing_to_do or false_alarm").allowed([
                    "acted",
                    "nothing_to_do",
                    "false_alarm",
                ])
            })?;
            Ok(Command::Outcome(Outcome { kind, note: word.note }))
        }
        other => {
            let detail = format!("nothing can be done by `{other}`");
            Err(Problem::new(404, "alert.word_unknown", detail)
                .next_step("say acknowledge, give_back, snooze, escalate, resolve or outcome"))
        }
    }
}

fn refusal(why: EpisodeError) -> Problem {
    let status = match why {
        EpisodeError::SnoozePast => 422,
        EpisodeError::NotOpen | EpisodeError::NeverFired => 409,
    };
    Problem::new(status, why.code(), why.to_string())
        .next_step("look at the alert: GET /api/v1/alerts/{id}")
}

fn alert_of(site: &Site, id: &str) -> Result<AlertView, Problem> {
    site.engine().alert_view(id).ok_or_else(|| {
        Problem::new(404, "alert.unknown", format!("there is no alert `{id}`"))
            .next_step("list them at /api/v1/alerts")
    })
}

/// The object that a body must be. An empty body says nothing in particular.
fn object(body: Value) -> Result<Object, Problem> {
    match body {
        Value::Object(object) => Ok(object),
        Value::Null => Ok(Object::new()),
        other => Err(Problem::new(422, "api.object_expected", "the body is no object")
            .next_step("send one JSON object")
            .at("", other)),
    }
}

async fn commit(site: &Site, fact: Fact, actor: String) -> Result<(), Problem> {
    let facts = vec![NewFact { fact, dedup: None }];
    site.parts.writer.commit(facts, Some(actor)).await?;
    Ok(())
}

pub fn unknown_campaign(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no campaign `{id}`"))
        .next_step("list them at /api/v1/campaigns")
}

/// A view as the answer of an address about a campaign.
fn of_campaign<T: Serialize>(view: Option<T>, id: &str) -> Result<Json<Value>, Problem> {
    view.map(|view| Json(json!(view))).ok_or_else(|| unknown_campaign(id))
}
