//! Playing: what happens in the simulated world is asked of the real server, in order of time.

use std::future::poll_fn;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, header};
use byline_core::entry::{Connection, Fact};
use byline_core::time::Timestamp;
use byline_serve::port::{NewFact, SecretStore, World as _, Writer};
use byline_serve::{Desk, Readiness, Role};
use byline_testkit::world::{LinkRequest, Webhook};
use byline_testkit::{Happening, Setup, What, World};

use tokio::sync::watch;

use super::clock::DemoClock;
use super::launch::{self, Looks};
use super::twice;
use crate::exit::{Exit, Failure};
use crate::progress;
use crate::serve::Stage;

/// How many requests may be open at once while the past is told.
const MAX_OPEN: usize = 2_048;
/// How far the simulated clock may run ahead of the first request that has no answer yet, so that
/// what is written does not look as if it had come late, in microseconds.
const MAX_AHEAD_US: i64 = 20_000_000;

/// A request that was made and is not answered yet.
type Open = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// Asks the server what happens in the world.
pub struct Player {
    desk: Arc<Desk>,
    clock: Arc<DemoClock>,
    writer: Arc<dyn Writer>,
    secrets: Arc<dyn SecretStore>,
    token: String,
    shop: String,
    world: World,
    looks: Looks,
    open: Vec<Open>,
    /// When the first of them was asked.
    open_since: Option<Timestamp>,
    readiness: watch::Receiver<Readiness>,
    n_refused: u64,
}

/// Channels in dry run, so that it can be seen what would have been sent.
fn channels() -> impl Iterator<Item = Connection> {
    let rows = [("pagerduty", "On call"), ("slack", "#creators"), ("mail", "The team's mail")];
    rows.into_iter().map(|(feed, name)| Connection {
        id: format!("con_demo_{feed}").into(),
        feed: feed.to_owned(),
        name: name.to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

impl Player {
    /// A player at a desk of its own, without sockets.
    pub fn new(stage: &Stage, clock: Arc<DemoClock>, world: World) -> Self {
        Self {
            desk: Arc::new(Desk::new(Arc::clone(&stage.site), Role::Both)),
            clock,
            writer: stage.node.writer.clone(),
            secrets: stage.node.secrets.clone(),
            token: format!("Bearer {}", stage.token()),
            shop: world.setup().shop.id.to_string(),
            looks: Looks::of(world.setup()),
            world,
            open: Vec::new(),
            open_since: None,
            readiness: stage.node.readiness.clone(),
            n_refused: 0,
        }
    }

    /// Tells the past up to `now`, then the present at `speed` times the speed of ours, if it is
    /// to go on.
    pub async fn play(mut self, now: Timestamp, speed: Option<f64>) -> Result<(), Failure> {
        let began = self.clock.now();
        let is_ready = |readiness: &Readiness| *readiness == Readiness::Ready;
        // If nobody tells any more, the server is closing.
        drop(self.readiness.wait_for(is_ready).await);
        self.set_up().await?;
        let bar = progress::bar((now.0 - began.0).cast_unsigned(), "telling the past");
        let mut next = self.world.next();
        while let Some(happening) = next.take_if(|happening| happening.at <= now) {
            bar.set_position((happening.at.0 - began.0).cast_unsigned());
            if self.open_since.is_some_and(|since| MAX_AHEAD_US < happening.at.0 - since.0) {
                self.settle().await;
            }
            self.clock.set(happening.at);
            self.happen(happening).await;
            next = self.world.next();
        }
        self.settle().await;
        bar.finish_and_clear();
        if self.n_refused != 0 {
            tracing::warn!(n_refused = self.n_refused, "the server refused parts of the past");
        }
        let Some(speed) = speed else { return Ok(()) };
        self.clock.run(now, speed);
        eprintln!("the past is told; the present goes on at {speed} times our speed");
        while let Some(happening) = next {
            wait_until(&self.clock, happening.at, speed).await;
            self.happen(happening).await;
            self.settle().await;
            next = self.world.next();
        }
        Ok(())
    }

    /// What the brand sets up before the flight begins.
    async fn set_up(&mut self) -> Result<(), Failure> {
        let Setup {
            campaign,
            mut creators,
            deals,
            placements,
            links,
            mut codes,
            shop,
            shop_secret,
            platforms,
            network,
        } = self.world.setup().clone();
        twice::add(&mut creators, &mut codes);
        let refused = |error| Failure::new(Exit::Unavailable, "store.unavailable", error);
        let connection = shop.id.to_string();
        let launch = launch::facts(self.world.setup());
        let campaign = launch::gated(campaign);
        let mut facts =
            vec![Fact::Campaign(campaign), Fact::Connection(shop), Fact::Connection(platforms)];
        facts.push(Fact::Connection(network));
        facts.extend(channels().map(Fact::Connection));
        facts.extend(creators.into_iter().map(Fact::Creator));
        facts.extend(deals.into_iter().map(Fact::Deal));
        facts.extend(placements.into_iter().map(Fact::Placement));
        facts.extend(links.into_iter().map(Fact::Link));
        facts.extend(codes.into_iter().map(Fact::Code));
        facts.extend(launch);
        let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
        self.writer.commit(facts, Some("demo".to_owned())).await.map_err(refused)?;
        self.secrets.set(&connection, vec![shop_secret]).await.map_err(refused)
    }

    async fn happen(&mut self, happening: Happening) {
        for seen in self.looks.due(happening.at) {
            self.tell(seen).await;
        }
        match happening.what {
            What::LinkRequest(request) => return self.follow(request).await,
            What::Published(content) => self.tell(Fact::Content(content)).await,
            What::Claimed(claim) => self.tell(Fact::Claim(claim)).await,
            What::PixelBeacon(body) => self.ask(request("/v1/pixel", body)).await,
            What::Webhook(webhook) | What::Spoilt(webhook) => {
                self.ask(delivery(&self.shop, webhook)).await;
            }
            What::Events(body) => {
                let mut request = request("/v1/events", body);
                if let Ok(token) = self.token.parse() {
                    request.headers_mut().insert(header::AUTHORIZATION, token);
                }
                self.ask(request).await;
            }
        }
        if MAX_OPEN <= self.open.len() {
            self.settle().await;
        }
    }

    /// Writes a fact into the log, as whoever knows it would.
    async fn tell(&mut self, fact: Fact) {
        let fact = NewFact { fact, dedup: None };
        if let Err(refused) = self.writer.commit(vec![fact], None).await {
            tracing::warn!("{refused}");
        }
    }

    /// Somebody follows a link, and lands where the redirect says.
    async fn follow(&mut self, request: LinkRequest) {
        let mut asked = Request::builder().method(request.method).uri(format!("/{}", request.slug));
        asked = asked.header(header::HOST, "go.solenne.example");
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        let Ok(asked) = asked.body(Body::empty()) else {
            return;
        };
        let response = self.desk.answer_to(asked, peer()).await;
        let location = response.headers().get(header::LOCATION);
        if let Some(location) = location.and_then(|location| location.to_str().ok()) {
            self.world.landed(request.id, location);
        }
    }

    /// Asks, now by the simulated clock; the answer comes later, when the disk has it.
    async fn ask(&mut self, request: Request<Body>) {
        let desk = Arc::clone(&self.desk);
        let mut open: Open = Box::pin(async move { desk.answer_to(request, peer()).await });
        match poll_fn(|context| Poll::Ready(open.as_mut().poll(context))).await {
            Poll::Ready(response) => self.note(&response),
            Poll::Pending => {
                self.open_since.get_or_insert_with(|| self.clock.now());
                self.open.push(open);
            }
        }
    }

    /// Waits for every open answer.
    async fn settle(&mut self) {
        self.open_since = None;
        for open in std::mem::take(&mut self.open) {
            let response = open.await;
            self.note(&response);
        }
    }

    fn note(&mut self, response: &Response<Body>) {
        if !response.status().is_success() {
            self.n_refused += 1;
            tracing::debug!(status = response.status().as_u16(), "refused");
        }
    }
}

async fn wait_until(clock: &DemoClock, at: Timestamp, speed: f64) {
    let left_us = at.0.saturating_sub(clock.now().0).max(0).cast_unsigned();
    tokio::time::sleep(Duration::from_micros(left_us).div_f64(speed)).await;
}

fn request(path: &str, body: Vec<u8>) -> Request<Body> {
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = axum::http::Method::POST;
    if let Ok(uri) = path.parse() {
        *request.uri_mut() = uri;
    }
    let headers = request.headers_mut();
    headers.insert(header::HOST, axum::http::HeaderValue::from_static("byline.solenne.example"));
    let json = axum::http::HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    request
}

fn delivery(shop: &str, webhook: Webhook) -> Request<Body> {
    let mut request = request(&format!("/hooks/shopify/{shop}"), webhook.body);
    for (name, value) in webhook.headers {
        let name = axum::http::HeaderName::from_static(name);
        if let Ok(value) = value.parse() {
            request.headers_mut().insert(name, value);
        }
    }
    request
}

/// Where the simulated proxy runs.
fn peer() -> IpAddr {
    IpAddr::V4(Ipv4Addr::LOCALHOST)
}
