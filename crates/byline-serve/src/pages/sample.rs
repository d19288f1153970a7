//! Sample data: a simulated campaign to look around in, one click away and one click to leave.
//!
//! It is an engine of its own in memory. Pages read it while the reader's browser shows the cookie,
//! and no form does anything then: the log never hears of it, and no figure of anybody's changes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_engine::Engine;
use maud::{Markup, html};

use super::ask::Ask;
use super::notices;
use super::parts::Tone;
use super::shell::{Banner, Here, Shell};
use crate::guard;
use crate::port::SampleStand;
use crate::site::Site;

/// The cookie of whoever looks around in sample data.
const COOKIE: &str = "byline_sample";
/// Where it is opened.
const OPEN: &str = "/sample";
/// Where it is left.
const LEAVE: &str = "/sample/leave";
/// After so many seconds the page that waits looks again.
const LOOK_AGAIN_S: &str = "2";

/// The way in and the way out.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/sample", post(open)).route("/sample/leave", get(leave))
}

/// Whether a browser looks around in sample data.
pub fn is_open(headers: &HeaderMap) -> bool {
    guard::cookie(headers, COOKIE) == Some("1")
}

/// The sample, or the page that stands in its place.
pub fn engine(site: &Site) -> Result<Arc<Engine>, Box<Response>> {
    match site.parts.sample.stand() {
        SampleStand::Ready(engine) => Ok(engine),
        SampleStand::Making => Err(Box::new(being_made())),
        SampleStand::None => Err(Box::new(gone())),
        SampleStand::Failed => Err(Box::new(failed())),
    }
}

/// Says on every page whose figures these are.
pub fn banner() -> Banner {
    Banner {
        tone: Tone::Warn,
        text: "Sample data: a simulated campaign beside your own workspace. Nothing here is \
               yours, and nothing of yours changes."
            .to_owned(),
        next: Some(("Remove the sample".to_owned(), LEAVE.to_owned())),
    }
}

/// The button that opens it.
pub fn button() -> Markup {
    html! {
        form method="post" action=(OPEN) {
            button.button { "Look around with sample data" }
        }
    }
}

/// Lets nothing through that would change anything while a sample is looked at.
pub async fn hold(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_way_in = request.uri().path() == OPEN;
    if is_safe || is_way_in || !is_open(request.headers()) {
        return next.run(request).await;
    }
    let text = "Sample data is for looking around, so nothing was done. Remove the sample, and \
                do the same in your own workspace.";
    let page = notices::notice("This is sample data", text, ("Remove the sample", LEAVE));
    (StatusCode::CONFLICT, page).into_response()
}

async fn open(State(site): State<Arc<Site>>) -> Response {
    site.parts.sample.make();
    with_cookie(&site, "1", 24 * 3_600)
}

async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    // Somebody else's link may take the cookie from a browser, and nothing from the others.
    if guard::is_own_page(&headers) {
        site.parts.sample.forget();
    }
    with_cookie(&site, "", 0)
}

fn with_cookie(site: &Site, value: &str, max_age_s: u32) -> Response {
    let is_https = site.settings().pages_url.starts_with("https://");
    let secure = if is_https { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}");
    let mut response = Redirect::to("/live").into_response();
    // Plain letters and digits.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The page that waits for it.
fn being_made() -> Response {
    let page = in_place(&html! {
        h1 { "The sample is being made" }
        p.lead role="status" {
            "Eight days of a campaign with 150 creators are told to a workspace of their own. \
             That takes some seconds; this page looks again by itself."
        }
        p.actions { a.button href=(LEAVE) { "Rather not" } }
    });
    ([(header::REFRESH, LOOK_AGAIN_S)], page).into_response()
}

/// Somebody removed it, or the program began anew since.
fn gone() -> Response {
    let page = in_place(&html! {
        h1 { "The sample is gone" }
        p.lead { "It is kept in memory only. Make it again, or go back to your own workspace." }
        (button())
        p.actions { a.button href=(LEAVE) { "Back to your own" } }
    });
    (StatusCode::NOT_FOUND, page).into_response()
}

/// A page that stands where the sample would.
fn in_place(notice: &Markup) -> Markup {
    let shell = Shell {
        title: "Sample data".to_owned(),
        here: Here::Elsewhere,
        ask: Ask::default(),
        is_live: false,
        banners: Vec::new(),
    };
    shell.render(&html! { div.notice { (notice) } })
}

fn failed() -> Response {
    let text = "The simulated campaign could not be told. The program's log says why; your own \
                workspace is as it was.";
    let page = notices::notice("There is no sample", text, ("Back to your own", LEAVE));
    (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
}
