//! Routes of the pages about channels. What changes something is a form of our own pages.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_core::channel;
use byline_engine::Engine;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::form::{self, Typed};
use super::{href, one};
use crate::api;
use crate::guard::Actor;
use crate::pages::ask::Ask;
use crate::pages::notices;
use crate::pages::parts::Tone;
use crate::pages::shell::Banner;
use crate::pages::sources::said_by;
use crate::pages::visit::Visit;
use crate::pages::words::{self, Clock};
use crate::payload::Payload;
use crate::port::Answered;
use crate::site::Site;

/// Every page about channels.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/channels", get(show))
        .route("/channels/new", get(show_form).post(connect_one))
        .route("/channels/{id}", get(show_one))
        .route("/channels/{id}/test", post(test_one))
        .route("/channels/{id}/mode", post(switch_one))
        .route("/channels/{id}/settings", post(set_one))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    // Asked before the state is read: whoever answers reads it too.
    let states = site.parts.channels.states();
    let page = visit.plain(&site, |engine, ask, now| {
        Ok(super::whole((engine, ask), &clock_of(engine), now, &states))
    });
    page.await
}

async fn show_form(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let typed = Typed::read(visit.query.as_bytes());
    let Some(kind) = typed.kind() else { return Redirect::to("/channels").into_response() };
    visit.plain(&site, |_, ask, _| Ok(form::form(ask, kind, &typed, None))).await
}

async fn connect_one(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let typed = Typed::read(&body);
    let Some(kind) = typed.kind() else { return Redirect::to("/channels").into_response() };
    match api::create_as(&site, &api::CONNECTIONS, typed.document(), actor).await {
        Ok(id) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let wrong = said_by(&Answered::from(problem));
            let page = form::form(&Ask::default(), kind, &typed, Some(wrong));
            (status, page.shell.render(&page.content)).into_response()
        }
    }
}

async fn show_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    page_of(&site, &id, visit, (None, None)).await
}

/// `POST /channels/{id}/test`: the page again, with what the channel answered.
async fn test_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let answered = api::tested(&site, &id).await;
    let banner = match (answered.status, &answered.body) {
        (200..300, Some(said)) if said["is_working"] == true => {
            let text = "It works: the channel took the test message.".to_owned();
            Banner { tone: Tone::Good, text, next: None }
        }
        (200..300, Some(said)) => {
            let part = |name: &str| words::sentence(said[name].as_str().unwrap_or_default());
            let text = format!("It does not work. {}. {}.", part("detail"), part("next_step"));
            Banner { tone: Tone::Bad, text, next: None }
        }
        _ => said_by(&answered),
    };
    page_of(&site, &id, visit, (Some(banner), None)).await
}

/// `POST /channels/{id}/mode`: on, or back to dry run.
async fn switch_one(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    visit: Visit,
    Payload(body): Payload,
) -> Response {
    let mode = form_urlencoded::parse(&body).find(|(key, _)| key == "mode");
    let mode = mode.map(|(_, value)| value.into_owned()).unwrap_or_default();
    let change = json!({ "settings": { channel::MODE: mode } });
    changed(&site, (&id, change), actor, (visit, None)).await
}

/// The channel's page after a change, or with why it was refused and what was typed.
async fn changed(
    site: &Arc<Site>,
    (id, change): (&str, Value),
    actor: Actor,
    (visit, typed): (Visit, Option<&Typed>),
) -> Response {
    let problem = match api::change_as(site, &api::CONNECTIONS, id, change, actor).await {
        Ok(()) => return Redirect::to(&href(id)).into_response(),
        Err(problem) => problem,
    };
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let said = said_by(&Answered::from(problem));
    let mut page = page_of(site, id, visit, (Some(said), typed)).await;
    *page.status_mut() = status;
    page
}

/// `POST /channels/{id}/settings`: where messages go, and which.
async fn set_one(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    visit: Visit,
    Payload(body): Payload,
) -> Response {
    let feed = site.engine().connection(&id).map(|row| row.feed.clone()).unwrap_or_default();
    let Some(kind) = channel::find(&feed) else { return Redirect::to("/channels").into_response() };
    let typed = Typed::read(&body);
    changed(&site, (&id, typed.change(kind)), actor, (visit, Some(&typed))).await
}

async fn page_of(
    site: &Site,
    id: &str,
    visit: Visit,
    said: (Option<Banner>, Option<&Typed>),
) -> Response {
    let states = site.parts.channels.states();
    let state = states.iter().find(|state| state.connection.as_str() == id);
    let page = visit.plain(site, |engine, ask, now| {
        let row = engine.connection(id).filter(|row| channel::find(&row.feed).is_some());
        match row {
            Some(row) => {
                let clock = clock_of(engine);
                Ok(one::one(ask, (&clock, now), (engine, row), state, said))
            }
            None => Err(Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response())),
        }
    });
    page.await
}

fn clock_of(engine: &Engine) -> Clock {
    Clock::of(engine.campaigns().next().map_or("UTC", |campaign| &campaign.time_zone))
}
