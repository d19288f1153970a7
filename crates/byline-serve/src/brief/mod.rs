//! The brief page: everything that one creator needs, on one page, behind a private link.
//!
//! No login and no other file: the page carries its own style, opens on a phone with a bad
//! connection, and prints. Whoever has the address may read it and say that they have; nothing
//! else can be done there.

mod build;
mod render;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use byline_core::brief::Acknowledged;
use byline_core::click::{Click, Verdict};
use byline_core::entry::Fact;
use byline_core::link::landing;
use byline_core::shopper::ClickId;
use maud::html;

use crate::port::NewFact;
use crate::private;
use crate::site::Site;
use crate::{headers, plain};

/// Who reads a brief, as the log names them.
const READER: &str = "creator, by private link";

/// `GET /brief/{token}`
pub async fn page(State(site): State<Arc<Site>>, Path(token): Path<String>) -> Response<Body> {
    match build::build(&site, &token) {
        Some(page) => page.respond(),
        None => unknown(),
    }
}

/// `POST /brief/{token}`: the creator has read it.
pub async fn acknowledge(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
) -> Response<Body> {
    let read = {
        let engine = site.engine();
        let brief = engine.brief_by_digest(&private::digest(&token));
        brief
            .filter(|(brief, _)| !brief.is_archived)
            .map(|(brief, version)| Acknowledged { brief_id: brief.id.clone(), version })
    };
    let Some(read) = read else { return unknown() };
    let fact = NewFact { fact: Fact::Acknowledged(read), dedup: None };
    match site.parts.writer.commit(vec![fact], Some(READER.to_owned())).await {
        Ok(_) => Redirect::to(&format!("/brief/{token}#read")).into_response(),
        Err(_) => {
            let text = "That could not be kept just now. Go back and press the button again.";
            let title = "Not yet confirmed";
            plain::page(StatusCode::SERVICE_UNAVAILABLE, title, &html! { p { (text) } })
        }
    }
}

/// `GET /brief/{token}/test/{link}`: where the link will lead. Such a click counts nowhere.
pub async fn test(
    State(site): State<Arc<Site>>,
    Path((token, link)): Path<(String, String)>,
) -> Response<Body> {
    let found = {
        let engine = site.engine();
        let brief = engine.brief_by_digest(&private::digest(&token)).map(|(brief, _)| brief);
        let link = engine.link(&link);
        brief
            .zip(link)
            .filter(|(brief, link)| {
                let is_theirs = link.creator_id == brief.creator_id;
                is_theirs && link.campaign_id == brief.campaign_id && !brief.is_archived
            })
            .map(|(_, link)| link.clone())
    };
    let Some(link) = found else { return unknown() };
    let id = ClickId(site.parts.world.random());
    site.parts.writer.record_click(Click {
        id,
        occurred_at: site.parts.world.now(),
        link_id: link.id.clone(),
        verdict: Verdict::Test,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    });
    let address = landing::build(&link.destination, &link.utm, Some(id), None);
    let Ok(location) = HeaderValue::try_from(address) else { return unknown() };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, location);
    let no_store = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    headers::harden(response.headers_mut());
    response
}

/// The same page for every address that opens nothing.
fn unknown() -> Response<Body> {
    let text = "Ask whoever sent it for a new one: each new link replaces the one before.";
    plain::page(StatusCode::NOT_FOUND, "This link opens nothing", &html! { p { (text) } })
}

#[cfg(test)]
mod tests;
