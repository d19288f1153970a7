//! Collection: events, webhooks and beacons on their way to the node.
//!
//! Bodies are handed on as raw bytes, because signatures are made over bytes. What the node says
//! is what the sender hears.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::payload::{Payload, check_depth};
use crate::port::{Answered, Delivery, ImportHow};
use crate::problem::{self, Problem};
use crate::site::Site;

/// The script that shops embed.
const PIXEL_SCRIPT: &str = include_str!("pixel.js");

/// `POST /v1/events`: a batch of events.
pub async fn events(
    State(site): State<Arc<Site>>,
    Payload(body): Payload,
) -> Result<Response, Problem> {
    check_depth(&body)?;
    let now = site.parts.world.now();
    Ok(answer(site.parts.intake.events(body.into(), now).await))
}

/// `POST /v1/import/{kind}`: a piece of a file.
pub async fn import(
    State(site): State<Arc<Site>>,
    Path(kind): Path<String>,
    how: Result<Query<ImportHow>, QueryRejection>,
    Payload(body): Payload,
) -> Result<Response, Problem> {
    let Query(how) = how.map_err(|error| {
        Problem::new(400, "api.parameter_invalid", error.body_text())
            .next_step("give format, connection, time_zone, first_line, dry_run, or none of them")
    })?;
    let now = site.parts.world.now();
    Ok(answer(site.parts.intake.import(&kind, how, body.into(), now).await))
}

/// `POST /hooks/{feed}/{connection}`: a signed delivery. Networks call with `GET` too.
pub async fn webhook(
    State(site): State<Arc<Site>>,
    Path((feed, connection)): Path<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Response {
    let now = site.parts.world.now();
    let asked = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let each = headers.iter();
    let delivery = Delivery {
        method: method.as_str().to_owned(),
        url: format!("{}{asked}", site.settings().pages_url),
        headers: each
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect(),
        body: body.into(),
    };
    answer(site.parts.intake.webhook(&feed, &connection, delivery, now).await)
}

/// `POST /v1/pixel`: a beacon from any shop's page.
pub async fn pixel(State(site): State<Arc<Site>>, Payload(body): Payload) -> Response {
    if let Err(problem) = check_depth(&body) {
        return for_any_page(problem.into_response());
    }
    let now = site.parts.world.now();
    for_any_page(answer(site.parts.intake.pixel(body.into(), now).await))
}

/// `OPTIONS /v1/pixel`: browsers ask before they send JSON.
pub async fn pixel_options() -> Response {
    let mut response = for_any_page(StatusCode::NO_CONTENT.into_response());
    let headers = response.headers_mut();
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    for (name, value) in allowed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `GET /v1/pixel.js`: the script.
pub async fn pixel_script() -> Response {
    let mut response = for_any_page(PIXEL_SCRIPT.into_response());
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

fn for_any_page(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let anywhere = HeaderValue::from_static("cross-origin");
    headers.insert("cross-origin-resource-policy", anywhere);
    response
}

/// What the node says, as an answer.
pub fn answer(answered: Answered) -> Response {
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let has_body = answered.body.is_some();
    let mut response = match answered.body {
        Some(body) => (status, Json(body)).into_response(),
        None => status.into_response(),
    };
    if (status.is_client_error() || status.is_server_error()) && has_body {
        response.headers_mut().insert(header::CONTENT_TYPE, problem::media_type());
    }
    if let Some(seconds) = answered.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
