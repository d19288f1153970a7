//! The guard: lets the owner through, by token or by session, and nobody else.
//!
//! A session comes by cookie, and a browser sends cookies for whoever asks it to. So what changes
//! something by session must come from our own pages.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded::byte_serialize;

use crate::problem::Problem;
use crate::site::Site;

/// The name of the cookie that holds a session.
pub const COOKIE: &str = "byline_session";

/// Who is let through, as the log names them.
const OWNER: &str = "owner";

/// Who asks. An extension of every request behind the guard.
#[derive(Clone, Debug)]
pub struct Actor(pub String);

/// Lets the owner through to programs' addresses; everybody else hears 401.
pub async fn programs(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    match check(&site, &request) {
        Ok(actor) => pass(request, next, actor).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets the owner through to pages; everybody else is asked to sign in. Styles and scripts say
/// nothing about anybody and are open.
pub async fn pages(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    match check(&site, &request) {
        Ok(actor) => pass(request, next, actor).await,
        Err(problem) if problem.status() == 401 && request.method() == Method::GET => {
            let back = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let back: String = byte_serialize(back.as_bytes()).collect();
            Redirect::to(&format!("/login?next={back}")).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// The session that a browser shows, if any.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// What a browser's cookie of a name says, if it shows one.
pub fn cookie<'a>(headers: &'a HeaderMap, called: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|c| c.split_once('='));
    pairs.find_map(|(name, value)| (name.trim() == called).then(|| value.trim()))
}

/// Whether a change that a browser asks for comes from our own pages.
pub fn is_own_page(headers: &HeaderMap) -> bool {
    let value = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = value(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(host) = value(header::HOST) else { return false };
    value(header::ORIGIN).is_some_and(|origin| {
        origin.split_once("://").is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host))
    })
}

async fn pass(mut request: Request, next: Next, actor: Actor) -> Response {
    request.extensions_mut().insert(actor);
    next.run(request).await
}

fn check(site: &Site, request: &Request) -> Result<Actor, Problem> {
    let headers = request.headers();
    let actor = || Actor(OWNER.to_owned());
    if let Some(token) = bearer(headers) {
        if site.parts.owner.knows_token(token) {
            return Ok(actor());
        }
        metrics::counter!("byline_unauthorised_total").increment(1);
        return Err(Problem::new(401, "auth.token_wrong", "the token is not the owner's")
            .next_step(
                "use the token that was printed at the first start or set by BYLINE_TOKEN",
            ));
    }
    let now = site.parts.world.now();
    let has_session =
        session(headers).is_some_and(|secret| site.parts.owner.knows_session(secret, now));
    if !has_session {
        return Err(Problem::new(401, "auth.token_missing", "this address is the owner's")
            .next_step("send Authorization: Bearer and the token, or sign in at /login"));
    }
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_safe && !is_own_page(headers) {
        return Err(Problem::new(
            403,
            "auth.cross_site",
            "a session works from our own pages only",
        )
        .next_step("use the token from programs and other sites"));
    }
    Ok(actor())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
