//! The forms of the review: a decision, its way back, and a task that is taken, done or not.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::routes::{href, refused};
use crate::api::{DecisionAsked, TaskAsked, decide_now, follow_now, undo_now};
use crate::guard::Actor;
use crate::pages::alerts::Fields;
use crate::pages::ask::Ask;
use crate::payload::Payload;
use crate::site::Site;

/// `POST /campaigns/{id}/review/{week}`
pub async fn decide(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path((id, week)): Path<(String, String)>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let creator = fields.text("creator_id");
    let done = match fields.text("decision").as_str() {
        "undo" => undo_now(&site, &id, Some(&week), &creator, actor).await,
        decision => {
            let asked = DecisionAsked {
                week: Some(week),
                creator_id: creator.clone(),
                decision: decision.to_owned(),
                note: fields.said("note"),
            };
            decide_now(&site, &id, asked, actor).await
        }
    };
    // Whoever takes it back from the queue of decisions goes on there.
    let onward = match fields.text("back").as_str() {
        "decisions" => {
            let ask = Ask { campaign: Some(id.clone()), ..Ask::default() };
            format!("{}#case-{creator}", ask.href("/decisions"))
        }
        _ => format!("{}#review-{creator}", href(&id)),
    };
    match done {
        Ok(_) => Redirect::to(&onward).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// `POST /campaigns/{id}/tasks`
pub async fn follow(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let asked = TaskAsked { owner: None, note: fields.said("note") };
    let (task, word) = (fields.text("task"), fields.text("word"));
    match follow_now(&site, &task, &word, asked, actor).await {
        Ok(_) => Redirect::to(&format!("{}#tasks", href(&id))).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}
