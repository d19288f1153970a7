//! Routes of the pages about campaigns.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::{all, one};
use crate::pages::ask::Range;
use crate::pages::visit::{Visit, Whole};
use crate::site::Site;

/// The pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/campaigns", get(show_all)).route("/campaigns/{id}", get(show_one))
}

async fn show_all(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    visit.plain(&site, |engine, ask, now| Ok(all::whole(engine, ask, now))).await
}

async fn show_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.of_campaign(&id).framed(&site, Range::Flight, |engine, frame| {
        // An id that nobody has is no page, and not another campaign's.
        if frame.campaign.id.as_str() != id {
            return None;
        }
        let page = one::build(engine, frame);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}
