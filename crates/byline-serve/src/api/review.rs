//! The weekly review for programs: reading it, deciding, taking a decision back, and tasks.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use byline_core::decision::said::{ReviewDecided, ReviewDecision, TaskSaid, TaskWord};
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::{CivilDay, Timestamp};
use byline_engine::view::{ReviewRow, ReviewView, TaskView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::change::commit;
use super::kind::Object;
use super::reading::read;
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Reviews and tasks.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/campaigns/{id}/review", get(review).post(decide))
        .route("/api/v1/campaigns/{id}/review/together", post(decide_together))
        .route("/api/v1/campaigns/{id}/review/{creator}", delete(undo))
        .route("/api/v1/tasks", get(tasks))
        .route("/api/v1/tasks/{id}/{word}", post(follow))
}

/// What is asked of a review.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeekAsked {
    week: Option<String>,
}

/// `GET /api/v1/campaigns/{id}/review`
pub async fn review(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Query(asked): Query<WeekAsked>,
) -> Result<Json<ReviewView>, Problem> {
    let monday = asked.week.filter(|week| !week.is_empty()).map(|week| day(&week)).transpose()?;
    review_of(&site, &id, monday).map(Json)
}

/// A decision about a creator.
#[derive(Serialize, Deserialize)]
pub struct DecisionAsked {
    /// Of which week, by its Monday: it must still run. Of the week that runs, if not said.
    #[serde(default)]
    pub week: Option<String>,
    /// Who.
    pub creator_id: String,
    /// keep, grow, reduce, renegotiate or part.
    pub decision: String,
    /// Why; needed where the decision is another than what is recommended.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /api/v1/campaigns/{id}/review`
pub async fn decide(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<ReviewRow>, Problem> {
    let asked: DecisionAsked = read(object(body)?)?;
    decide_now(&site, &id, asked, actor).await.map(Json)
}

/// Decides about a creator in the week that runs; tells how the row stands.
pub async fn decide_now(
    site: &Site,
    id: &str,
    asked: DecisionAsked,
    actor: String,
) -> Result<ReviewRow, Problem> {
    let _turn = site.choosing.lock().await;
    let view = open_week(site, id, asked.week.as_deref())?;
    let creator = asked.creator_id.clone();
    let said = checked(&view, asked)?;
    let view = say(site, &view, vec![said], actor).await?;
    row_of(&view, &creator).cloned()
}

/// Decisions about several creators at once.
#[derive(Serialize, Deserialize)]
pub struct DecisionsAsked {
    /// Of which week, by its Monday: it must still run. Of the week that runs, if not said.
    #[serde(default)]
    pub week: Option<String>,
    /// Each with its creator; a week of its own says nothing here.
    pub decisions: Vec<DecisionAsked>,
    /// Whether whoever is decided already stays so.
    #[serde(default)]
    pub is_undecided_only: bool,
}

/// At most so many decisions in one call.
const MOST_TOGETHER: usize = 5_000;

/// What came of decisions about several creators at once.
#[derive(Serialize)]
pub struct DecidedTogether {
    /// Who is decided.
    pub decided: Vec<ReviewRow>,
    /// Who is not, and why.
    pub refused: Vec<RefusedDecision>,
}

/// A decision that could not be made.
#[derive(Serialize)]
pub struct RefusedDecision {
    /// About whom.
    pub creator_id: String,
    /// The stable code of what is wrong.
    pub code: &'static str,
    /// Why not, and what to do, in words.
    pub detail: String,
}

/// `POST /api/v1/campaigns/{id}/review/together`
pub async fn decide_together(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<DecidedTogether>, Problem> {
    let asked: DecisionsAsked = read(object(body)?)?;
    decide_together_now(&site, &id, asked, actor).await.map(Json)
}

/// Decides about several creators in the week that runs, all at one time. One that cannot be
/// decided keeps none of the others from it.
pub async fn decide_together_now(
    site: &Site,
    id: &str,
    asked: DecisionsAsked,
    actor: String,
) -> Result<DecidedTogether, Problem> {
    let _turn = site.choosing.lock().await;
    let view = open_week(site, id, asked.week.as_deref())?;
    if MOST_TOGETHER < asked.decisions.len() {
        let detail = format!("more than {MOST_TOGETHER} decisions in one call");
        let problem = Problem::new(413, "api.too_many_rows", detail);
        return Err(problem.next_step("send smaller lists"));
    }
    let (mut said, mut refused) = (Vec::new(), Vec::new());
    let mut met = BTreeSet::new();
    for one in asked.decisions {
        let creator_id = one.creator_id.clone();
        let free = must_be_free(&view, &creator_id, asked.is_undecided_only, &mut met);
        match free.and_then(|()| checked(&view, one)) {
            Ok(decided) => said.push(decided),
            Err(problem) => {
                let (code, detail) = (problem.code(), problem.words());
                refused.push(RefusedDecision { creator_id, code, detail });
            }
        }
    }
    let who: Vec<CreatorId> = said.iter().map(|said| said.creator_id.clone()).collect();
    let view = say(site, &view, said, actor).await?;
    let decided = view.creators.into_iter().filter(|row| who.contains(&row.creator_id)).collect();
    Ok(DecidedTogether { decided, refused })
}

/// One call says each creator once; where it asks so, whoever is decided already stays so.
fn must_be_free(
    view: &ReviewView,
    creator: &str,
    is_undecided_only: bool,
    met: &mut BTreeSet<String>,
) -> Result<(), Problem> {
    if !met.insert(creator.to_owned()) {
        let detail = format!("an earlier decision of this call is about `{creator}` too");
        return Err(
            Problem::new(422, "review.creator_repeated", detail).next_step("say each creator once")
        );
    }
    let row = row_of(view, creator)?;
    match &row.decided {
        Some(said) if is_undecided_only => {
            let detail = format!("{} decided about {} meanwhile", said.by, row.name);
            Err(Problem::new(409, "review.decided_meanwhile", detail)
                .next_step("look at the decision, and take it back first"))
        }
        _ => Ok(()),
    }
}

/// A decision as it is kept, if it can be made.
fn checked(view: &ReviewView, asked: DecisionAsked) -> Result<ReviewDecided, Problem> {
    let decision = ReviewDecision::from_key(&asked.decision).ok_or_else(|| {
        Problem::new(422, "review.decision_unknown", "there is no such decision")
            .next_step("say keep, grow, reduce, renegotiate or part")
            .at("decision", asked.decision.as_str())
            .allowed(ReviewDecision::ALL.map(ReviewDecision::key))
    })?;
    let row = row_of(view, &asked.creator_id)?;
    let note = note(asked.note)?;
    if note.is_none() && decision != row.recommendation.decision {
        let (recommended, who) = (row.recommendation.decision.key(), &row.name);
        let detail = format!("{recommended} is recommended for {who}, and no reason is given");
        return Err(Problem::new(422, "review.reason_missing", detail)
            .next_step("say why; it is kept with the decision")
            .at("note", Value::Null));
    }
    Ok(ReviewDecided { decision, note, ..blank(view, row) })
}

/// What is kept about a creator, before it says anything.
fn blank(view: &ReviewView, row: &ReviewRow) -> ReviewDecided {
    ReviewDecided {
        campaign_id: view.campaign_id.clone(),
        creator_id: row.creator_id.clone(),
        week_from: view.week.span.from,
        decision: row.recommendation.decision,
        note: None,
        is_withdrawn: false,
    }
}

/// `DELETE /api/v1/campaigns/{id}/review/{creator}`
pub async fn undo(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path((id, creator)): Path<(String, String)>,
    Query(asked): Query<WeekAsked>,
) -> Result<Json<ReviewRow>, Problem> {
    let view = undo_now(&site, &id, asked.week.as_deref(), &creator, actor).await?;
    row_of(&view, &creator).cloned().map(Json)
}

/// Takes back what was decided about creators at one time, in the week that runs. Whatever was
/// decided or taken back since then stays so.
pub async fn undo_together_now(
    site: &Site,
    id: &str,
    week: Option<&str>,
    (creators, at): (&[String], Timestamp),
    actor: String,
) -> Result<ReviewView, Problem> {
    let _turn = site.choosing.lock().await;
    let view = open_week(site, id, week)?;
    let is_of_it = |row: &&ReviewRow| {
        creators.iter().any(|id| row.creator_id.as_str() == id)
            && row.decided.as_ref().is_some_and(|said| said.at == at)
    };
    let undone = |row: &ReviewRow| {
        let decision = row.decided.as_ref().map_or(row.recommendation.decision, |it| it.decision);
        ReviewDecided { decision, is_withdrawn: true, ..blank(&view, row) }
    };
    let said: Vec<ReviewDecided> = view.creators.iter().filter(is_of_it).map(undone).collect();
    say(site, &view, said, actor).await
}

/// Takes a decision about a creator back, in the week that runs.
pub async fn undo_now(
    site: &Site,
    id: &str,
    week: Option<&str>,
    creator: &str,
    actor: String,
) -> Result<ReviewView, Problem> {
    let _turn = site.choosing.lock().await;
    let view = open_week(site, id, week)?;
    let row = row_of(&view, creator)?;
    let decided = row.decided.as_ref().ok_or_else(|| {
        Problem::new(404, "review.nothing_decided", "nothing was decided this week")
            .next_step("read the review: GET /api/v1/campaigns/{id}/review")
    })?;
    let decision = decided.decision;
    let said = ReviewDecided { decision, is_withdrawn: true, ..blank(&view, row) };
    say(site, &view, vec![said], actor).await
}

/// Keeps what was said, all at one time; tells how the review stands then.
async fn say(
    site: &Site,
    view: &ReviewView,
    said: Vec<ReviewDecided>,
    actor: String,
) -> Result<ReviewView, Problem> {
    let facts =
        said.into_iter().map(|said| NewFact { fact: Fact::ReviewDecided(said), dedup: None });
    commit(site, facts.collect(), actor).await?;
    review_of(site, view.campaign_id.as_str(), None)
}

fn review_of(site: &Site, id: &str, monday: Option<CivilDay>) -> Result<ReviewView, Problem> {
    let engine = site.engine();
    if engine.campaign(id).is_none() {
        return Err(Problem::new(404, "api.unknown", format!("there is no campaign `{id}`"))
            .next_step("list them at /api/v1/campaigns"));
    }
    engine.review_view(&id.into(), monday, site.parts.world.now()).ok_or_else(|| {
        Problem::new(404, "review.week_unknown", "the campaign did not run in that week")
            .next_step("say the Monday of a week of a flight that has begun, such as 2026-06-08")
    })
}

/// The week that runs, which must be the one that was meant.
fn open_week(site: &Site, id: &str, meant: Option<&str>) -> Result<ReviewView, Problem> {
    let view = review_of(site, id, meant.map(day).transpose()?)?;
    if view.week.is_open {
        return Ok(view);
    }
    Err(Problem::new(409, "review.week_over", "that week is over, and stays as it was decided")
        .next_step("decide in the week that runs, while the campaign is live"))
}

fn row_of<'v>(view: &'v ReviewView, creator: &str) -> Result<&'v ReviewRow, Problem> {
    view.creators.iter().find(|row| row.creator_id.as_str() == creator).ok_or_else(|| {
        let detail = format!("`{creator}` is not in this campaign");
        Problem::new(404, "review.creator_unknown", detail)
            .next_step("read the review: GET /api/v1/campaigns/{id}/review")
    })
}

/// A note as it is kept; nothing if it says nothing.
pub fn note(note: Option<String>) -> Result<Option<String>, Problem> {
    let note = note.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match note {
        Some(text) if LONGEST_NOTE < text.chars().count() => {
            let detail = format!("the note is longer than {LONGEST_NOTE} characters");
            Err(Problem::new(422, "review.note_too_long", detail)
                .next_step("say it in fewer words")
                .at("note", Value::Null))
        }
        note => Ok(note),
    }
}

fn day(text: &str) -> Result<CivilDay, Problem> {
    text.parse().map_err(|_| {
        Problem::new(422, "review.week_unknown", "that is no day")
            .next_step("say the Monday of the week, such as 2026-06-08")
            .at("week", text)
    })
}

/// The object that a body must be. An empty body says nothing in particular.
pub fn object(body: Value) -> Result<Object, Problem> {
    match body {
        Value::Object(object) => Ok(object),
        Value::Null => Ok(Object::new()),
        other => Err(Problem::new(422, "api.object_expected", "the body is no object")
            .next_step("send one JSON object")
            .at("", other)),
    }
}

/// What is asked of the list of tasks.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TasksAsked {
    campaign: Option<String>,
    open: Option<String>,
}

/// `GET /api/v1/tasks`: what somebody has to do about creators.
pub async fn tasks(State(site): State<Arc<Site>>, Query(asked): Query<TasksAsked>) -> Json<Value> {
    let campaign = asked.campaign.filter(|id| !id.is_empty()).map(|id| CampaignId::from(&*id));
    let engine = site.engine();
    let mut tasks = engine.tasks_view(campaign.as_ref(), site.parts.world.now());
    if asked.open.is_some_and(|word| matches!(word.as_str(), "1" | "true")) {
        tasks.retain(|task| task.task.done.is_none());
    }
    Json(json!({ "stand": engine.stand(), "tasks": tasks }))
}

/// What is said with a word about a task.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskAsked {
    /// Who has it; whoever asks, if not said.
    pub owner: Option<String>,
    /// What came of it.
    pub note: Option<String>,
}

/// `POST /api/v1/tasks/{id}/own` and so on.
pub async fn follow(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path((id, word)): Path<(String, String)>,
    Document(body): Document,
) -> Result<Json<TaskView>, Problem> {
    let asked: TaskAsked = read(object(body)?)?;
    follow_now(&site, &id, &word, asked, actor).await.map(Json)
}

/// Follows a word about a task; tells how it stands.
pub async fn follow_now(
    site: &Site,
    id: &str,
    word: &str,
    asked: TaskAsked,
    actor: String,
) -> Result<TaskView, Problem> {
    let _turn = site.choosing.lock().await;
    task_of(site, id)?;
    let word = match word {
        "own" => TaskWord::Own { owner: note(asked.owner)?.unwrap_or_else(|| actor.clone()) },
        "done" => TaskWord::Done { note: note(asked.note)? },
        "reopen" => TaskWord::Reopen,
        other => {
            let detail = format!("nothing can be done by `{other}`");
            return Err(
                Problem::new(404, "task.word_unknown", detail).next_step("say own, done or reopen")
            );
        }
    };
    let said = TaskSaid { task: id.to_owned(), word };
    commit(site, vec![NewFact { fact: Fact::TaskSaid(said), dedup: None }], actor).await?;
    task_of(site, id)
}

fn task_of(site: &Site, id: &str) -> Result<TaskView, Problem> {
    let tasks = site.engine().tasks_view(None, site.parts.world.now());
    tasks.into_iter().find(|task| task.task.id == id).ok_or_else(|| {
        Problem::new(404, "task.unknown", format!("there is no task `{id}`"))
            .next_step("list them at /api/v1/tasks")
    })
}
