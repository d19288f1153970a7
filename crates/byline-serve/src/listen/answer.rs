//! The desk: one request in, one answer out, whatever happens behind it.
//!
//! Redirects are answered here, before any routing. A panic of a handler is that request's 500
//! and nobody else's.

use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, header};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use tower::Service;

use super::Role;
use super::body::Timely;
use crate::headers;
use crate::network;
use crate::problem::Problem;
use crate::redirect;
use crate::routes;
use crate::site::Site;

/// Answers requests.
pub struct Desk {
    site: Arc<Site>,
    router: Router,
    has_links: bool,
}

/// The address of who asks, behind trusted proxies too. An extension of every request.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl Desk {
    /// A desk for a listener's role.
    pub fn new(site: Arc<Site>, role: Role) -> Self {
        let router = routes::router(&site, role);
        Self { site, router, has_links: role != Role::Dashboard }
    }

    /// The answer to `request`.
    pub async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Response<Body> {
        let limit = self.site.settings().limits.body;
        self.answer_to(request.map(|body| Body::new(Timely::new(body, limit))), peer).await
    }

    /// The answer to `request`, whatever its body is made of.
    pub async fn answer_to(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let client = self.client(request.headers(), peer);
        if let Err(problem) = check_head(&request) {
            return self.finish(problem.into_response());
        }
        if self.has_links {
            let asker =
                redirect::Asker { address: client, country: self.country(request.headers(), peer) };
            let redirect = AssertUnwindSafe(|| redirect::answer(&self.site, &request, &asker));
            match catch_unwind(redirect) {
                Ok(Some(response)) => return response,
                Ok(None) => {}
                Err(_) => return self.finish(broken()),
            }
        }
        self.finish(self.route(request, client).await)
    }

    async fn route(&self, mut request: Request<Body>, client: IpAddr) -> Response<Body> {
        request.extensions_mut().insert(ClientAddress(client));
        let mut handling = Box::pin(self.router.clone().call(request));
        match caught(handling.as_mut()).await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(()) => broken(),
        }
    }

    fn finish(&self, mut response: Response<Body>) -> Response<Body> {
        headers::harden(response.headers_mut());
        response
    }

    fn client(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|hop| hop.to_str().ok());
        network::client_address(peer, hops, &self.site.settings().trusted_proxies)
    }

    /// The country of who asks, if a trusted proxy says it.
    fn country(&self, headers: &HeaderMap, peer: IpAddr) -> Option<String> {
        let settings = self.site.settings();
        let said = headers.get(settings.country_header.as_deref()?)?.to_str().ok()?;
        let is_trusted = settings.trusted_proxies.iter().any(|known| known.contains(peer));
        network::country(said).filter(|_| is_trusted)
    }
}

/// Refuses requests that mean different things to different servers.
fn check_head(request: &Request<Body>) -> Result<(), Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let is_plausible = host.is_some_and(is_host) && hosts.next().is_none();
    let is_origin_form = request.uri().authority().is_none();
    let is_known = *request.method() != Method::TRACE && *request.method() != Method::CONNECT;
    if is_plausible && is_origin_form && is_known {
        return Ok(());
    }
    Err(Problem::new(400, "http.head_invalid", "the request's head is not acceptable")
        .next_step("send one Host header and an address that begins with /"))
}

fn is_host(host: &str) -> bool {
    let is_allowed =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_');
    !host.is_empty() && host.len() <= 255 && host.bytes().all(is_allowed)
}

/// Polls a future and turns its panic into an error. It is dropped afterwards.
async fn caught<F: Future + ?Sized>(mut future: Pin<&mut F>) -> Result<F::Output, ()> {
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(_) => std::task::Poll::Ready(Err(())),
    })
    .await
}

fn broken() -> Response<Body> {
    metrics::counter!("byline_handler_panics_total").increment(1);
    tracing::error!("a handler broke");
    Problem::internal().into_response()
}
