//! Figures: queries, explanations, claims, freshness and counters.

use std::sync::Arc;

use axum::Json;
use axum::extract::Query as Parameters;
use axum::extract::State as Shared;
use axum::extract::rejection::QueryRejection;
use byline_core::feed::FEEDS;
use byline_engine::view::{ClaimsView, DecisionsView, Explanation, MentionsView};
use serde_json::{Value, json};

use super::answer;
use super::range::{Asked, State, invalid};
use crate::problem::Problem;
use crate::site::Site;

/// How many things without an owner are listed.
const UNOWNED_MAX: usize = 1_000;

/// Parameters, or why they mean nothing.
pub type Read = Result<Parameters<Asked>, QueryRejection>;

/// Unpacks parameters.
pub fn asked(read: Read) -> Result<Asked, Problem> {
    let Parameters(asked) = read.map_err(|error| {
        invalid("parameters", &error.body_text(), "see /api/v1/openapi.json for every parameter")
    })?;
    Ok(asked)
}

/// `GET /api/v1/query`
pub async fn query(Shared(site): Shared<Arc<Site>>, read: Read) -> Result<Json<Value>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    state.read(&site, |engine| answer::figures(engine, &asked)).map(Json)
}

/// `GET /api/v1/explain`
pub async fn explain(
    Shared(site): Shared<Arc<Site>>,
    read: Read,
) -> Result<Json<Explanation>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    state.read(&site, |engine| answer::explanation(engine, &asked)).map(Json)
}

/// `GET /api/v1/freshness`
pub async fn freshness(Shared(site): Shared<Arc<Site>>) -> Json<Value> {
    let now = site.parts.world.now();
    let engine = site.engine();
    let sources = engine.sources_view(now);
    let (tallies, sources) = (sources.tallies, sources.sources);
    let feeds = engine.feeds();
    Json(json!({
        "stand": engine.stand(), "feeds": feeds, "sources": sources, "tallies": tallies,
    }))
}

/// `GET /api/v1/claims`
pub async fn claims(Shared(site): Shared<Arc<Site>>) -> Json<ClaimsView> {
    Json(site.engine().claims_view())
}

/// `GET /api/v1/mentions`: how often the brand is spoken of in a campaign's time, in what tone.
pub async fn mentions(
    Shared(site): Shared<Arc<Site>>,
    read: Read,
) -> Result<Json<MentionsView>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    let view = state.read(&site, |engine| {
        let range = asked.query(engine)?.range;
        let campaign = asked.campaign.as_deref().and_then(|id| engine.campaign(id));
        Ok(engine.mentions_view(campaign, range))
    });
    view.map(Json)
}

/// `GET /api/v1/decisions`: who needs somebody, why, and what may be done.
pub async fn decisions(
    Shared(site): Shared<Arc<Site>>,
    read: Read,
) -> Result<Json<DecisionsView>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    let now = match &state {
        State::Now => site.parts.world.now(),
        State::Past(engine) => engine.stand().as_of,
    };
    state.read(&site, |engine| answer::decisions(engine, &asked, now)).map(Json)
}

/// `GET /api/v1/feeds`: every system that data can come from, and what is missing from each.
pub async fn feeds() -> Json<Value> {
    Json(json!({ "feeds": FEEDS }))
}

/// `GET /api/v1/unowned`: things that platforms count and that belong to no placement yet, and
/// figures that several connections state, which count once.
pub async fn unowned(Shared(site): Shared<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    Json(json!({
        "stand": engine.stand(),
        "unowned": engine.unowned(UNOWNED_MAX),
        "stated_twice": engine.figures_of_several(UNOWNED_MAX),
    }))
}

/// `GET /api/v1/counters`
pub async fn counters(Shared(site): Shared<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    Json(json!({ "stand": engine.stand(), "counters": engine.counters() }))
}
