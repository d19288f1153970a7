//! Health and metrics: what a supervisor and a scraper ask for.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::problem::Problem;
use crate::site::{Readiness, Site};

/// `GET /healthz`, `GET /health`: the process answers. `degraded` says that a channel over which
/// people are told takes nothing, or that a page reached nobody; restarting would not help, so it
/// is a success all the same.
pub async fn healthz(State(site): State<Arc<Site>>) -> Response {
    let channels = site.parts.channels.health();
    // Never waits for the writer: a supervisor must hear at once that the process lives.
    let engine = site.parts.engine.try_read();
    let n_untold = engine.map_or(0, |engine| engine.n_untold_pages(site.parts.world.now()));
    if !channels.is_degraded() && n_untold == 0 {
        return Json(json!({ "status": "ok" })).into_response();
    }
    let said = json!({ "status": "degraded", "channels": channels, "n_untold_pages": n_untold });
    Json(said).into_response()
}

/// `GET /readyz`: the state is complete; while the log is read back, 503 and what is left.
pub async fn readyz(State(site): State<Arc<Site>>) -> Response {
    match *site.parts.readiness.borrow() {
        Readiness::Ready => Json(json!({ "status": "ready" })).into_response(),
        // Links and pages work: nothing is won by sending visitors elsewhere.
        Readiness::Stopped => {
            Json(json!({ "status": "ready", "store": "stopped" })).into_response()
        }
        Readiness::CatchingUp { n_left } => catching_up(n_left).into_response(),
        Readiness::Halted => halted().into_response(),
    }
}

/// What to say when only a person can help.
pub fn halted() -> Problem {
    Problem::new(503, "node.halted", "the state has halted; links work all the same".to_owned())
        .next_step("read the server's log, then run `byline verify`")
        .retry_after(60)
}

/// What to say while the log is read back.
pub fn catching_up(n_left: u64) -> Problem {
    let detail = format!("catching up: {n_left} entries left");
    Problem::new(503, "node.catching_up", detail)
        .next_step("links work already; figures come when the log is read back")
        .retry_after(1)
}

/// `GET /metrics`, in the text format of Prometheus.
pub async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], site.parts.metrics.render()).into_response()
}
