//! Connections that ask: how they are, whether they work, and stretches of the past.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::collect::answer;
use crate::payload::Document;
use crate::site::Site;

/// `GET /api/v1/connections/{id}/status`: state, turns and what is wrong, of each poll.
pub async fn status(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    answer(site.parts.polls.status(&id))
}

/// `POST /api/v1/connections/{id}/test`: one request, of which nothing is taken in.
pub async fn test(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    answer(site.parts.polls.test(&id).await)
}

/// `POST /api/v1/connections/{id}/backfill`: a stretch of the past, asked for piece by piece.
pub async fn backfill(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Response {
    answer(site.parts.polls.backfill(&id, body).await)
}
