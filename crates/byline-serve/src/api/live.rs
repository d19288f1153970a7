//! Live: the position of the log as server-sent events, at most one a second.
//!
//! A reader that falls behind misses positions and nothing else: each event is the newest, so
//! nothing is queued for anybody.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::problem::Problem;
use crate::site::Site;

/// At most one event in this time.
const PACE: Duration = Duration::from_secs(1);
/// A comment keeps the connection alive where nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

static N_STREAMS: AtomicUsize = AtomicUsize::new(0);

/// `GET /api/v1/live`
pub async fn stream(Shared(site): Shared<Arc<Site>>) -> Result<Response, Problem> {
    let place = Place::take(site.settings().limits.live_streams)?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(follow(site, sender, place));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::new(Events(receiver))).into_response())
}

/// Sends the newest position until the reader goes or the site closes.
async fn follow(site: Arc<Site>, sender: mpsc::Sender<Bytes>, _place: Place) {
    let mut changes = site.parts.changes.clone();
    let mut closing = site.closing();
    if *closing.borrow() {
        return;
    }
    loop {
        let position = changes.borrow_and_update().0;
        let event = format!("id: {position}\nevent: position\ndata: {position}\n\n");
        if sender.send(event.into()).await.is_err() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = closing.changed() => return,
        }
        loop {
            tokio::select! {
                changed = changes.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                _ = closing.changed() => return,
                () = sender.closed() => return,
                () = tokio::time::sleep(HEARTBEAT) => {
                    if sender.send(Bytes::from_static(b": still here\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// One of the limited places of live streams.
struct Place;

impl Place {
    fn take(max: usize) -> Result<Self, Problem> {
        if N_STREAMS.fetch_add(1, Ordering::Relaxed) < max {
            return Ok(Self);
        }
        N_STREAMS.fetch_sub(1, Ordering::Relaxed);
        Err(Problem::new(503, "live.full", "too many live streams are open")
            .next_step("close a page, or try again later")
            .retry_after(10))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        N_STREAMS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The events as a body.
struct Events(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
