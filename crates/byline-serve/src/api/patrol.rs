//! What became of links once they were out: the patrol, and traffic under the wrong name.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use byline_engine::view::{MisfiledView, PatrolView};
use serde_json::{Value, json};

use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/links/patrol`: posts without their links, since when, and what stands there.
pub async fn patrol(State(site): State<Arc<Site>>) -> Json<PatrolView> {
    Json(site.engine().patrol_view(None))
}

/// `GET /api/v1/links/misfiled`: traffic that may be filed under the wrong name.
pub async fn misfiled(State(site): State<Arc<Site>>) -> Json<MisfiledView> {
    let view = site.misfiled(&site.engine());
    Json(MisfiledView::clone(&view))
}

/// `GET /api/v1/creators/{id}/handles`: what the creator's accounts were called, and when.
pub async fn handles(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let engine = site.engine();
    if engine.creator(&id).is_none() {
        let problem = Problem::new(404, "api.unknown", format!("there is no creator `{id}`"));
        return Err(problem.next_step("list them at /api/v1/creators"));
    }
    Ok(Json(json!({ "stand": engine.stand(), "handles": engine.handles(&id.as_str().into()) })))
}
