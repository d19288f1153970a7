//! The time machine for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use byline_core::id::CampaignId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::object;
use super::rules::{check, rules_of};
use crate::api::reading::read;
use crate::guard::Actor;
use crate::machine::{self, Run, RunView};
use crate::payload::Document;
use crate::problem::Problem;
use crate::site::Site;

/// Every run that is kept.
#[derive(Serialize)]
pub struct Runs {
    runs: Vec<RunView>,
}

/// `GET /api/v1/time-machine`: every run that is kept, the newest first.
pub async fn runs(State(site): State<Arc<Site>>) -> Json<Runs> {
    let runs = site.machine.all(None);
    Json(Runs { runs: runs.iter().map(|run| run.view()).collect() })
}

/// `GET /api/v1/time-machine/{id}`: how far a run is, and what it found.
pub async fn run(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<RunView>, Problem> {
    Ok(Json(site.machine.run(&id)?.view()))
}

/// `DELETE /api/v1/time-machine/{id}`: gives a run up.
pub async fn give_up(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<RunView>, Problem> {
    let run = site.machine.run(&id)?;
    run.give_up();
    Ok(Json(run.view()))
}

/// The thresholds to decide by.
#[derive(Serialize, Deserialize)]
struct AgainAsked {
    /// What is not said is as the defaults have it.
    rules: Value,
}

/// `POST /api/v1/campaigns/{id}/time-machine`: begins to decide a campaign's life again.
pub async fn begin(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<(StatusCode, Json<RunView>), Problem> {
    let asked: AgainAsked = read(object(body)?)?;
    let run = begin_now(&site, &id, &asked.rules, actor)?;
    Ok((StatusCode::ACCEPTED, Json(run.view())))
}

/// Checks the thresholds and begins.
pub fn begin_now(
    site: &Arc<Site>,
    campaign: &str,
    said: &Value,
    actor: String,
) -> Result<Arc<Run>, Problem> {
    let rules = rules_of(said)?;
    check(&rules)?;
    machine::begin(site, &CampaignId::from(campaign), rules, actor)
}
