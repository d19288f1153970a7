//! Live: the position of the log as server-sent events, at most four a second.
//!
//! A reader that falls behind misses positions and nothing else: each event is the newest, so
//! nothing is queued for anybody. Places are limited; who finds none hears 503 and comes back.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::problem::Problem;
use crate::site::Site;

/// At most one event in this time.
const PACE: Duration = Duration::from_millis(250);
/// A comment keeps the connection alive where nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// `GET /api/v1/live`
pub async fn stream(Shared(site): Shared<Arc<Site>>) -> Result<Response, Problem> {
    let place = site.live_places.clone().try_acquire_owned().map_err(|_| full())?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(follow(site, sender, place));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::new(Events(receiver))).into_response())
}

/// Sends the newest position until the reader goes or the site closes.
async fn follow(site: Arc<Site>, sender: mpsc::Sender<Bytes>, _place: OwnedSemaphorePermit) {
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
            () = sender.closed() => return,
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

fn full() -> Problem {
    Problem::new(503, "live.full", "too many live streams are open")
        .next_step("close a page, or try again later")
        .retry_after(10)
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

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use http_body_util::BodyExt;

    use crate::testing::{Stage, TOKEN};
    use crate::{Limits, Role, Settings};

    /// How many turns a task may take to see that its reader went.
    const MAX_TURNS: usize = 1_000;

    #[tokio::test]
    async fn live_streams_are_limited_and_give_their_place_back() {
        let limits = Limits { live_streams: 2, ..Limits::default() };
        let stage = Stage::with(Settings { limits, ..Settings::default() }, Role::Both);
        let token = format!("authorization: Bearer {TOKEN}");
        let headers = [token.as_str()];
        let open = || stage.begin("GET /api/v1/live", &headers, "");
        let mut first = open().await;
        let second = open().await;
        let frame = first.body_mut().frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(frame, "id: 0\nevent: position\ndata: 0\n\n");

        let third = stage.ask("GET /api/v1/live", &[&token], "").await;
        assert_eq!(third.problem(), "503 live.full");
        assert_eq!(third.header("retry-after"), "10");
        assert!(third.json()["next_step"].is_string());

        drop(second);
        let mut n_turns = 0;
        while open().await.status() != StatusCode::OK {
            n_turns += 1;
            assert!(n_turns < MAX_TURNS, "a reader that went still holds its place");
            tokio::task::yield_now().await;
        }
    }
}
