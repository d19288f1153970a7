//! What does not count yet: deliveries in quarantine, and facts that wait for another.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, State as Shared};
use axum::response::Response;
use byline_core::entry::Position;
use serde_json::{Value, json};

use super::page::{Turn, page_of};
use super::range::invalid;
use crate::collect;
use crate::guard::Actor;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/quarantine`: what was put aside and not taken in since, oldest first.
pub async fn quarantine(
    Shared(site): Shared<Arc<Site>>,
    read: Turn,
) -> Result<Json<Value>, Problem> {
    let page = page_of(read)?;
    let after = match page.after.as_str() {
        "" => Position(0),
        cursor => Position(cursor.parse().map_err(|_| {
            invalid("cursor", "it is no position", "use next_cursor of the page before")
                .parameter("cursor", cursor)
        })?),
    };
    let engine = site.engine();
    let mut rows = engine.quarantine(after, page.limit + 1);
    let has_more = page.limit < rows.len();
    rows.truncate(page.limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.position.0.to_string());
    Ok(Json(json!({
        "stand": engine.stand(),
        "n_quarantined": engine.counters().n_quarantined,
        "quarantine": rows,
        "next_cursor": next_cursor,
    })))
}

/// `POST /api/v1/quarantine/{inbox_id}/replay`: maps the raw delivery again.
pub async fn replay(
    Shared(site): Shared<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(inbox_id) = id.map_err(|error| {
        invalid("inbox_id", &error.body_text(), "use inbox_id of a row of /api/v1/quarantine")
            .parameter("inbox_id", Value::Null)
    })?;
    Ok(collect::answer(site.parts.intake.replay(inbox_id, actor).await))
}

/// `GET /api/v1/waiting`: refunds, sightings and landings that wait for another fact.
pub async fn waiting(Shared(site): Shared<Arc<Site>>, read: Turn) -> Result<Json<Value>, Problem> {
    let page = page_of(read)?;
    let view = site.engine().what_waits(page.limit);
    Ok(Json(json!(view)))
}
