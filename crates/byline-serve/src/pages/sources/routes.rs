//! Routes of the pages about sources. What changes something is a form of our own pages: the
//! guard lets no other site's through.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_core::entry::Position;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::polled::Polled;
use super::{aside, build, connect, map, mend, one, polled, waiting};
use crate::api;
use crate::guard::Actor;
use crate::pages::alerts::Fields;
use crate::pages::ask::{Ask, Range};
use crate::pages::links;
use crate::pages::notices;
use crate::pages::parts::Tone;
use crate::pages::shell::Banner;
use crate::pages::visit::{Visit, Whole};
use crate::pages::words;
use crate::payload::Payload;
use crate::port::Answered;
use crate::problem::Problem;
use crate::site::Site;

/// Every page about sources.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/sources", get(show))
        .route("/sources/connect", get(show_form).post(connect_one))
        .route("/sources/connections/{id}", get(show_one))
        .route("/sources/connections/{id}/test", post(test_one))
        .route("/sources/connections/{id}/secret", post(replace_secret))
        .route("/sources/connections/{id}/use", post(take_into_use))
        .route("/sources/connections/{id}/backfill", post(ask_back))
        .route("/sources/quarantine", get(show_aside))
        .route("/sources/quarantine/replay", post(replay_all))
        .route("/sources/quarantine/{inbox_id}/replay", post(replay))
        .route("/sources/waiting", get(show_waiting))
        .route("/sources/waiting.csv", get(download_waiting))
        .route("/sources/map", get(show_map))
        .route("/sources/map.csv", get(download_map))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    // Asked before the state is read: whoever answers reads it too.
    let polled: Vec<Polled> = match visit.is_of_the_past() {
        true => Vec::new(),
        false => site.parts.polls.statuses().iter().filter_map(Polled::read).collect(),
    };
    let page = visit.plain(&site, |engine, ask, now| {
        let page = build::build(engine, ask, now, &polled);
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_form(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let typed = connect::Typed::read(visit.query.as_bytes());
    visit.plain(&site, |_, ask, _| Ok(connect::form(ask, &typed, None))).await
}

async fn connect_one(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let typed = connect::Typed::read(&body);
    match api::create_as(&site, &api::CONNECTIONS, typed.document(), actor).await {
        Ok(id) => Redirect::to(&connect::href(&id)).into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let page = connect::form(&Ask::default(), &typed, Some(said_of(&problem)));
            (status, page.shell.render(&page.content)).into_response()
        }
    }
}

async fn show_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let said = visit.says("replaced", "secret").then(|| Banner {
        tone: Tone::Good,
        text: "The secret was replaced. Deliveries that are signed with it count from now on."
            .to_owned(),
        next: None,
    });
    one_page(&site, &id, visit, said).await
}

/// `POST /sources/connections/{id}/secret`: another secret, or the page again with why not.
async fn replace_secret(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    visit: Visit,
    Payload(body): Payload,
) -> Response {
    let secrets = mend::replaced(&body);
    match api::change_as(&site, &api::CONNECTIONS, &id, secrets, actor).await {
        Ok(()) => Redirect::to(&format!("{}?replaced=secret", connect::href(&id))).into_response(),
        Err(problem) => one_page(&site, &id, visit, Some(said_of(&problem))).await,
    }
}

/// `POST /sources/connections/{id}/use`: disconnected, or connected again.
async fn take_into_use(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    visit: Visit,
    Payload(body): Payload,
) -> Response {
    let is_archived = match Fields(&body).text("use").as_str() {
        "yes" => false,
        "no" => true,
        _ => {
            let detail = "the form says neither to connect it nor to disconnect it";
            let problem = Problem::new(422, "connection.use_unknown", detail)
                .next_step("use the buttons of the page");
            let page = one_page(&site, &id, visit, Some(said_of(&problem))).await;
            return refused(&problem, page);
        }
    };
    let change = json!({ "is_archived": is_archived });
    match api::change_as(&site, &api::CONNECTIONS, &id, change, actor).await {
        Ok(()) => Redirect::to(&connect::href(&id)).into_response(),
        Err(problem) => one_page(&site, &id, visit, Some(said_of(&problem))).await,
    }
}

async fn one_page(site: &Site, id: &str, visit: Visit, said: Option<Banner>) -> Response {
    let pages_url = site.settings().pages_url.clone();
    let polled = match visit.is_of_the_past() {
        true => None,
        false => site.parts.polls.status(id).body.as_ref().and_then(Polled::read),
    };
    let n_secrets = site.parts.secrets.n_kept(id);
    let told = one::Told { pages_url: &pages_url, polled: polled.as_ref(), n_secrets };
    let page = visit.plain(site, |engine, ask, now| match engine.connection(id) {
        Some(connection) => {
            let mut page = one::whole(engine, ask, now, connection, &told);
            page.shell.banners.extend(said);
            Ok(page)
        }
        None => Err(Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response())),
    });
    page.await
}

/// `POST /sources/connections/{id}/test`: the page again, with what the source answered.
async fn test_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let answered = site.parts.polls.test(&id).await;
    let banner = match (answered.status, &answered.body) {
        (200..300, Some(said)) => {
            let (tone, text) = polled::tested(said);
            Banner { tone, text, next: None }
        }
        _ => said_by(&answered),
    };
    one_page(&site, &id, visit, Some(banner)).await
}

/// `POST /sources/connections/{id}/backfill`: the page again, with how far it is.
async fn ask_back(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
    Payload(body): Payload,
) -> Response {
    let mut asked = Map::new();
    for (key, value) in form_urlencoded::parse(&body).filter(|(_, value)| !value.is_empty()) {
        asked.insert(key.into_owned(), json!(value.trim()));
    }
    let answered = site.parts.polls.backfill(&id, Value::Object(asked)).await;
    if (200..300).contains(&answered.status) {
        return Redirect::to(&connect::href(&id)).into_response();
    }
    one_page(&site, &id, visit, Some(said_by(&answered))).await
}

async fn show_aside(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let after = visit.said("after").and_then(|text| text.parse().ok()).map(Position);
    let connection = visit.said("connection");
    let asked = aside::Asked { connection, after, said: tried(&visit) };
    let page = visit.plain(&site, |engine, ask, now| Ok(aside::whole(engine, ask, now, asked)));
    page.await
}

/// What became of deliveries that were read again, as the address says it.
fn tried(visit: &Visit) -> Option<Banner> {
    let number = |key: &str| visit.said(key).and_then(|text| text.parse::<i64>().ok());
    let (n, n_taken) = (number("tried")?, number("taken")?);
    let deliveries = words::counted(n, "delivery was", "deliveries were");
    let (tone, text) = match n - n_taken {
        ..=0 => (Tone::Good, format!("{deliveries} read again and taken in.")),
        n_left => (
            Tone::Warn,
            format!(
                "{deliveries} read again: {} taken in, and {} still cannot be read.",
                words::counted(n_taken, "was", "were"),
                words::count(n_left)
            ),
        ),
    };
    Some(Banner { tone, text, next: None })
}

/// `POST /sources/quarantine/{inbox_id}/replay`: the list again, without it or with the reason.
async fn replay(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(inbox_id): Path<u64>,
    Payload(body): Payload,
) -> Response {
    let only = Fields(&body).text("only");
    let answered = site.parts.intake.replay(inbox_id, actor).await;
    match (200..300).contains(&answered.status) {
        true => Redirect::to(&tried_href((1, 1), None, &only)).into_response(),
        false => still_aside(&site, &answered, only),
    }
}

/// `POST /sources/quarantine/replay`: every delivery of one cause is read again, one by one.
async fn replay_all(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let text = |name: &str| fields.text(name);
    let cause =
        aside::Cause { connection: text("connection"), code: text("code"), detail: text("detail") };
    let after = Position(text("after").parse().unwrap_or(0));
    let next = cause.next(&site.engine(), (after, site.parts.world.now()));
    let (mut n_tried, mut n_taken, mut stays) = (0, 0, None);
    for (position, inbox_id) in next {
        let answered = site.parts.intake.replay(inbox_id, actor.clone()).await;
        n_tried += 1;
        match answered.status {
            200..300 => n_taken += 1,
            // The store takes nothing in: the others would fare the same.
            500.. => return still_aside(&site, &answered, text("only")),
            _ => stays = Some(position),
        }
    }
    Redirect::to(&tried_href((n_tried, n_taken), stays, &text("only"))).into_response()
}

/// The list again, as narrow as it was; `stays` is the last delivery that was tried and cannot be
/// read.
fn tried_href((n_tried, n_taken): (usize, usize), stays: Option<Position>, only: &str) -> String {
    let after = stays.map_or_else(String::new, |at| format!("&after={}", at.0));
    let only = match only {
        "" => String::new(),
        only => format!("&connection={}", links::segment(only)),
    };
    format!("{}?tried={n_tried}&taken={n_taken}{after}{only}", aside::PATH)
}

/// The list again, with why a delivery stays where it is.
fn still_aside(site: &Site, answered: &Answered, only: String) -> Response {
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let now = site.parts.world.now();
    let connection = Some(only).filter(|only| !only.is_empty());
    let asked = aside::Asked { connection, said: Some(said_by(answered)), after: None };
    let page = aside::whole(&site.engine(), &Ask::default(), now, asked);
    (status, page.shell.render(&page.content)).into_response()
}

async fn show_waiting(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    visit.plain(&site, |engine, ask, now| Ok(waiting::whole(engine, ask, now))).await
}

async fn show_map(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let show = visit.said("show");
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let doubles = site.doubles(engine);
        Some(map::whole((engine, &doubles), frame, show.as_deref()))
    });
    page.await
}

async fn download_waiting(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let answer = visit.answered(&site, Range::Flight, |engine, frame| {
        let day = frame.clock.day_of(frame.now);
        let name = format!("claims-without-order-{day}.csv");
        Some(csv_file(&name, waiting::csv(engine)))
    });
    answer.await
}

async fn download_map(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let answer = visit.answered(&site, Range::Flight, |engine, frame| {
        let day = frame.clock.day_of(frame.now);
        Some(csv_file(&format!("signals-{day}.csv"), map::csv(engine, frame)))
    });
    answer.await
}

fn csv_file(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, text).into_response()
}

/// A page that says why nothing was done, with the status of why. What is not there stays so.
fn refused(problem: &Problem, mut page: Response) -> Response {
    if page.status() == StatusCode::OK
        && let Ok(status) = StatusCode::from_u16(problem.status())
    {
        *page.status_mut() = status;
    }
    page
}

/// A problem as a line above the page.
fn said_of(problem: &Problem) -> Banner {
    said_by(&Answered::from(problem.clone()))
}

/// What the node said instead of success, as a line above the page.
pub fn said_by(answered: &Answered) -> Banner {
    let body = answered.body.clone().unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let sentence = |text: String| if text.is_empty() { text } else { format!("{text}.") };
    let detail = sentence(words::sentence(&text("detail")));
    let next_step = sentence(words::sentence(&text("next_step")));
    let detail = if detail.is_empty() { "It did not work.".to_owned() } else { detail };
    Banner { tone: Tone::Bad, text: format!("{detail} {next_step}"), next: None }
}
