//! The forms of the review: a decision, its way back, and a task that is taken, done or not.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::time::Timestamp;

use super::routes::{href, refused};
use crate::api::{
    DecisionAsked, DecisionsAsked, TaskAsked, decide_now, decide_together_now, follow_now,
    undo_now, undo_together_now,
};
use crate::guard::Actor;
use crate::pages::alerts::Fields;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::payload::Payload;
use crate::problem::Problem;
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
        "undo" => undo_now(&site, &id, Some(&week), &creator, actor).await.map(drop),
        "undo_together" => {
            let creators = fields.all("creator_id");
            // A time that cannot be read is that of no decision, so nothing is taken back.
            let at = fields.text("at").parse().unwrap_or(Timestamp::MIN);
            let done = undo_together_now(&site, &id, Some(&week), (&creators, at), actor).await;
            return match done {
                Ok(_) => Redirect::to(&format!("{}#needs", href(&id))).into_response(),
                Err(problem) => refused(&site, &id, problem),
            };
        }
        "together" => return together(&site, &id, week, &fields, actor).await,
        decision => {
            let asked = DecisionAsked {
                week: Some(week),
                creator_id: creator.clone(),
                decision: decision.to_owned(),
                note: fields.said("note"),
            };
            decide_now(&site, &id, asked, actor).await.map(drop)
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
        Ok(()) => Redirect::to(&onward).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// Several creators, each decided as it was recommended when the page was shown. About whom
/// something else is recommended since then, nothing is decided.
async fn together(
    site: &Site,
    id: &str,
    week: String,
    fields: &Fields<'_>,
    actor: String,
) -> Response {
    let decision = fields.text("advised");
    let decision = |creator_id| DecisionAsked {
        week: None,
        creator_id,
        decision: decision.clone(),
        note: None,
    };
    let decisions = fields.all("creator_id").into_iter().map(decision).collect();
    let asked = DecisionsAsked { week: Some(week), decisions, is_undecided_only: true };
    match decide_together_now(site, id, asked, actor).await {
        Ok(done) => match done.refused.as_slice() {
            [] => Redirect::to(&format!("{}#needs", href(id))).into_response(),
            [first, ..] => {
                let left = done.refused.len();
                let all = left + done.decided.len();
                let detail = format!("{left} of {all} were left undecided: {}", first.detail);
                let problem = Problem::new(409, "review.some_left", detail);
                refused(site, id, problem.next_step("decide about them one by one"))
            }
        },
        Err(problem) => refused(site, id, problem),
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
    // Whoever follows it up on a creator's page stays there.
    let onward = match fields.said("back") {
        Some(creator) => {
            let ask = Ask { campaign: Some(id.clone()), ..Ask::default() };
            format!("{}#reviewed", links::creator(&ask, &creator.into()))
        }
        None => format!("{}#tasks", href(&id)),
    };
    match follow_now(&site, &task, &word, asked, actor).await {
        Ok(_) => Redirect::to(&onward).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}
