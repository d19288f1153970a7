//! Listeners: connections come in, requests are answered, slow clients are sent away.
//!
//! A client has so long for a head, a body and an answer as [`Limits`] says, whatever it trickles.
//! When shutdown begins no connection is taken in any more, idle ones close at once, and open
//! requests may finish.

mod answer;
mod body;
mod door;
mod stall;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};

pub use answer::{ClientAddress, Desk};
pub use body::Late;
use door::{Door, Seat};
use stall::Unstalled;

use crate::site::{Limits, Site};

/// Bytes of a request's first line and headers.
const MAX_HEAD_BYTES: usize = 16 << 10;

/// Headers of a request.
const MAX_HEADERS: usize = 64;

/// What a listener serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Pages, API, hooks, events and pixel.
    Dashboard,
    /// Short links and the pixel: what the public sees.
    Links,
    /// All of it.
    Both,
}

/// Serves until `shutdown` completes, then lets open requests finish for a while.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    role: Role,
    shutdown: impl Future<Output = ()> + Send,
) {
    let limits = site.settings().limits.clone();
    let door = Door::new(&limits, &site.settings().trusted_proxies);
    let desk = Arc::new(Desk::new(site.clone(), role));
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer, seat) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            guest = door.admit(&listener) => guest,
        };
        let connection = connection(stream, peer, desk.clone(), &limits, graceful.watcher(), seat);
        tokio::spawn(connection);
    }
    drop(listener);
    site.close();
    let n_open = graceful.count();
    if tokio::time::timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(n_open, "connections were cut at the end of the drain");
    }
}

/// One connection from the first byte to the last. The seat is given back when it ends.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    desk: Arc<Desk>,
    limits: &Limits,
    watcher: Watcher,
    seat: Seat,
) -> impl Future<Output = ()> + use<> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES);
    let io = TokioIo::new(Unstalled::new(stream, limits.stalled_write));
    let service = service_fn(move |request| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(desk.answer(request, peer.ip()).await) }
    });
    let served = watcher.watch(http.serve_connection(io, service));
    async move {
        if let Err(error) = served.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(seat);
    }
}

#[cfg(test)]
mod tests;
