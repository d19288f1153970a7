//! The redirect: `GET /{slug}` becomes a landing with UTM fields and a click id.
//!
//! Everything comes from memory: the link table, the judge, a random id. The click goes to the
//! next group commit and nobody waits for it. Previews, prefetches and programs are sent on too;
//! the verdict travels with the click and no KPI counts it.
//!
//! A link whose creator has not passed the launch gate shows a friendly page instead. Such a
//! click is a rehearsal: it is in the log, and in no KPI.
//!
//! Invariant: the landing's host comes from the stored destination alone. Nothing that the
//! request says can change where people end up, only add parameters to the address.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use byline_core::click::{Click, Verdict};
use byline_core::link::landing;
use byline_core::shopper::ClickId;
use maud::html;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::headers;
use crate::links::Target;
use crate::plain;
use crate::port::Judged;
use crate::problem::Problem;
use crate::site::Site;

/// Who asks for a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asker {
    /// The address, behind trusted proxies too.
    pub address: IpAddr,
    /// ISO 3166-1 alpha-2 country, if a trusted proxy says it.
    pub country: Option<String>,
}

/// The answer, if `request` asks for a known link; anything else is somebody else's.
pub fn answer(site: &Site, request: &Request<Body>, asker: &Asker) -> Option<Response<Body>> {
    let slug = request.uri().path().strip_prefix('/')?;
    let slug = slug.strip_suffix('/').unwrap_or(slug);
    if slug.is_empty() || slug.contains('/') {
        return None;
    }
    let target = if slug.contains('%') {
        site.parts.links.find(&percent_decode_str(slug).decode_utf8().ok()?)?
    } else {
        site.parts.links.find(slug)?
    };
    let is_head = request.method() == Method::HEAD;
    if !is_head && request.method() != Method::GET {
        return Some(wrong_method());
    }
    let click = click(site, &target, request, asker);
    let id = click.id;
    let verdict = click.verdict;
    site.parts.writer.record_click(click);
    metrics::counter!("byline_clicks_total", "verdict" => verdict.key()).increment(1);
    if target.is_held {
        return Some(not_yet());
    }
    let own_host = request.headers().get(header::HOST);
    let location = location(&target, id, request.uri().query(), own_host);
    Some(location.map_or_else(gone, found))
}

/// Nobody made a link of that name. The same page for every name.
pub fn not_found() -> Response<Body> {
    let text = "Check the address for a typing mistake, or ask whoever shared it.";
    plain::page(StatusCode::NOT_FOUND, "This link does not exist", &html! { p { (text) } })
}

/// The link's creator is not launched yet.
fn not_yet() -> Response<Body> {
    let text = "What it leads to has not begun. Come back in a little while.";
    plain::page(StatusCode::OK, "This link opens soon", &html! { p { (text) } })
}

/// The link was taken out of use and leads nowhere else.
fn gone() -> Response<Body> {
    let text = "The offer behind it has ended. Ask whoever shared it for a new one.";
    plain::page(StatusCode::GONE, "This link is no longer active", &html! { p { (text) } })
}

/// Where the click lands; `None` if it lands nowhere.
fn location(
    target: &Target,
    click: ClickId,
    query: Option<&str>,
    own_host: Option<&HeaderValue>,
) -> Option<HeaderValue> {
    let destination = target.destination.as_deref()?;
    let is_loop = own_host.is_some_and(|host| target.is_at(host.as_bytes()));
    if is_loop {
        return None;
    }
    let address = landing::build(destination, &target.utm, Some(click), query);
    HeaderValue::try_from(address).ok()
}

fn found(location: HeaderValue) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.reserve(4);
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let referrer = HeaderValue::from_static("strict-origin-when-cross-origin");
    headers.insert(header::REFERRER_POLICY, referrer);
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

fn wrong_method() -> Response<Body> {
    let mut response = Problem::method_unknown().into_response();
    headers::harden(response.headers_mut());
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn click(site: &Site, target: &Target, request: &Request<Body>, asker: &Asker) -> Click {
    let headers = request.headers();
    let mut judged = judge(site, request.method(), headers);
    if target.is_held {
        judged.verdict = Verdict::Rehearsal;
        judged.reason.get_or_insert_with(|| "before_launch".to_owned());
    }
    let salt = site.day_salt();
    Click {
        id: ClickId(site.parts.world.random()),
        occurred_at: site.parts.world.now(),
        link_id: target.link_id.clone(),
        verdict: judged.verdict,
        reason: judged.reason,
        in_app: judged.in_app,
        device: judged.device,
        country: asker.country.clone(),
        referrer_host: text(headers, "referer").and_then(landing::host_of),
        visitor_of_day: salt.map(|salt| visitor_of_day(&salt, asker.address, headers)),
        visitor: None,
    }
}

/// Asks the judge. Whoever only asks for the head never counts as a person.
fn judge(site: &Site, method: &Method, headers: &HeaderMap) -> Judged {
    let mut judged = site.parts.judge.judge(method.as_str(), &|name| text(headers, name));
    if method == Method::HEAD && judged.verdict == Verdict::Human {
        judged.verdict = Verdict::Bot;
        judged.reason = Some("head".to_owned());
    }
    judged
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// Tells repeats of a day apart without knowing anybody: a digest of the truncated address and
/// the browser's name under a salt that is forgotten soon.
fn visitor_of_day(salt: &[u8; 32], client: IpAddr, headers: &HeaderMap) -> u64 {
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
    let digest = Sha256::new_with_prefix(salt)
        .chain_update(crate::network::truncated(client))
        .chain_update(agent)
        .finalize();
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = digest.into();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests;
