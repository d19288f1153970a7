//! Orders: one opened up, or the newest in a list.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use byline_engine::OrderFilter;
use byline_engine::view::OrderView;
use serde_json::{Value, json};

use super::answer;
use super::figures::{Read, asked};
use crate::problem::Problem;
use crate::site::Site;

/// How many orders a list shows if nothing is said, and at most.
const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

/// `GET /api/v1/orders`
pub async fn list(Shared(site): Shared<Arc<Site>>, read: Read) -> Result<Json<Value>, Problem> {
    let asked = asked(read)?;
    let filter = OrderFilter {
        creator: asked.creator.as_deref().map(Into::into),
        campaign: asked.campaign.as_deref().map(Into::into),
        limit: asked.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT),
        ..OrderFilter::default()
    };
    let state = asked.state(&site).await?;
    Ok(Json(state.read(
        &site,
        |engine| json!({ "stand": engine.stand(), "orders": engine.orders(&filter) }),
    )))
}

/// `GET /api/v1/orders/{id}`
pub async fn get(
    Shared(site): Shared<Arc<Site>>,
    Path(id): Path<String>,
    read: Read,
) -> Result<Json<OrderView>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    state.read(&site, |engine| answer::order(engine, &id)).map(Json)
}
