//! Connections that ask and channels that tell: how they are, whether they work, and stretches of
//! the past.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use byline_core::channel;
use serde_json::{Value, json};

use crate::collect::answer;
use crate::payload::Document;
use crate::port::Answered;
use crate::site::Site;

/// `GET /api/v1/connections/{id}/status`: state, turns and what is wrong, of each poll.
pub async fn status(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    answer(site.parts.polls.status(&id))
}

/// `POST /api/v1/connections/{id}/test`: one request, of which nothing is taken in; to a channel,
/// a test message.
pub async fn test(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    answer(tested(&site, &id).await)
}

/// Tests a connection: a channel by a message, a feed by a question.
pub async fn tested(site: &Site, id: &str) -> Answered {
    let feed = site.engine().connection(id).map(|row| row.feed.clone());
    match feed.and_then(|feed| channel::find(&feed)) {
        Some(_) => site.parts.channels.test(id).await,
        None => site.parts.polls.test(id).await,
    }
}

/// `GET /api/v1/channels`: how every channel is, and how they are as a whole.
pub async fn channels(State(site): State<Arc<Site>>) -> Json<Value> {
    let channels = &site.parts.channels;
    Json(json!({ "health": channels.health(), "channels": channels.states() }))
}

/// `POST /api/v1/connections/{id}/backfill`: a stretch of the past, asked for piece by piece.
pub async fn backfill(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Response {
    answer(site.parts.polls.backfill(&id, body).await)
}
