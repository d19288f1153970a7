//! The playbook: campaigns beside each other, what worked for whom, and the own history as a
//! benchmark.

mod build;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::alerts::Fields;
use super::ask::{Ask, Range};
use super::frame::{Active, Frame};
use super::notices;
use super::visit::{Visit, Whole};
use crate::api::{KindAsked, adopt_now};
use crate::guard::Actor;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The last page of the list of kinds that can be asked for.
const LAST_PAGE: usize = 1_000;

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/playbook", get(show)).route("/playbook/benchmark", post(adopt))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    // Nonsense is the first page.
    let asked = visit.said("page").and_then(|text| text.parse::<usize>().ok());
    let of_list = asked.unwrap_or(1).clamp(1, LAST_PAGE) - 1;
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        Some(build::whole(engine, frame, of_list, None))
    });
    page.await
}

/// `POST /playbook/benchmark`
async fn adopt(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let campaign = fields.text("campaign");
    let asked = KindAsked {
        platform: fields.text("platform"),
        size: fields.said("size"),
        category: fields.said("category"),
    };
    match adopt_now(&site, &campaign, &asked, actor).await {
        Ok(_) => {
            let ask = Ask { campaign: Some(campaign), ..Ask::default() };
            Redirect::to(&format!("{}#benchmarks", ask.href("/playbook"))).into_response()
        }
        Err(problem) => refused(&site, &campaign, problem),
    }
}

/// The page again, with why nothing was set.
fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = super::sources::said_by(&problem.into());
    let engine = site.engine();
    let ask = Ask { campaign: Some(id.to_owned()), ..Ask::default() };
    let now = site.parts.world.now();
    let campaigns = Active::all(&engine);
    match Frame::of(&campaigns, &ask, Range::Flight, now) {
        Some(frame) => {
            let Whole { shell, content } = build::whole(&engine, &frame, 0, Some(banner));
            (status, shell.render(&content)).into_response()
        }
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
