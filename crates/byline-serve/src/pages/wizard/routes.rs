//! Routes of the form for a new campaign.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::Wizard;
use super::typed::Typed;
use crate::api;
use crate::guard::Actor;
use crate::pages::ask::Ask;
use crate::pages::shell::{Here, Shell};
use crate::pages::sources::said_by;
use crate::pages::visit::{Visit, Whole};
use crate::pages::{form, gate, sources};
use crate::problem::Problem;
use crate::setup::Report;
use crate::site::Site;

/// The form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/campaigns/new", get(show).post(take))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.plain(&site, |engine, ask, now| {
        let clock = sources::clock(engine, now);
        let page = wizard(ask.clone(), Typed::usual(now, clock.zone()));
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// `POST /campaigns/new`: a look at what would be made, or the campaign for good.
async fn take(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    request: Request,
) -> Result<Response, Problem> {
    let typed = Typed::new(form::read(&site, request).await?);
    let is_for_good = typed.is_for_good();
    let mut page = wizard(Ask::default(), typed);
    let mut status = StatusCode::OK;
    match made(&site, &page.typed, &actor).await {
        Ok(report) if is_for_good && report.is_well() => {
            return Ok(Redirect::to(&gate::href(&report.campaign)).into_response());
        }
        Ok(report) => page.report = Some(report),
        Err(problem) => {
            status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            page.shell.banners.push(said_by(&problem.into()));
        }
    }
    Ok((status, page.shell.render(&page.content())).into_response())
}

async fn made(site: &Site, typed: &Typed, actor: &str) -> Result<Report, Problem> {
    api::set_up(site, &typed.wanted()?, actor).await
}

fn wizard(ask: Ask, typed: Typed) -> Wizard {
    let shell = Shell {
        title: "New campaign".to_owned(),
        here: Here::Campaigns,
        ask,
        is_live: false,
        banners: Vec::new(),
    };
    Wizard { shell, typed, report: None }
}
