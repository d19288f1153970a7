//! The door: how many connections there may be, in all and of one address.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::network::{self, Network};
use crate::site::Limits;

/// How long to wait after a failed accept, such as when file descriptors ran out.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Admits connections.
pub struct Door {
    seats: Arc<Semaphore>,
    guests: Arc<Guests>,
    trusted: Vec<Network>,
    max_of_one: usize,
}

/// Open connections by network. Never holds more entries than there are connections.
type Guests = Mutex<HashMap<IpAddr, usize>>;

/// A connection's place; given back when dropped.
pub struct Seat {
    _permit: OwnedSemaphorePermit,
    guest: Option<(IpAddr, Arc<Guests>)>,
}

impl Door {
    /// A door with the limits of a listener.
    pub fn new(limits: &Limits, trusted: &[Network]) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(limits.connections)),
            guests: Arc::default(),
            trusted: trusted.to_vec(),
            max_of_one: limits.connections_per_address,
        }
    }

    /// The next connection. While all seats are taken, newcomers wait in the system's queue.
    pub async fn admit(&self, listener: &TcpListener) -> (TcpStream, SocketAddr, Seat) {
        loop {
            let permit = self.seats.clone().acquire_owned().await;
            let permit = permit.expect("the semaphore is never closed");
            match listener.accept().await {
                Ok((stream, peer)) => {
                    if let Some(guest) = self.seat(peer.ip()) {
                        _ = stream.set_nodelay(true);
                        return (stream, peer, Seat { _permit: permit, guest });
                    }
                    metrics::counter!("byline_connections_refused_total").increment(1);
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection could be accepted");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
    }

    /// A place for one more of `peer`'s connections, counted unless it is a trusted proxy.
    #[expect(clippy::option_option, reason = "no place, an uncounted place, a counted place")]
    fn seat(&self, peer: IpAddr) -> Option<Option<(IpAddr, Arc<Guests>)>> {
        if self.trusted.iter().any(|network| network.contains(peer)) {
            return Some(None);
        }
        let key = network::of_client(peer);
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        let n_open = guests.entry(key).or_default();
        if self.max_of_one <= *n_open {
            return None;
        }
        *n_open += 1;
        Some(Some((key, self.guests.clone())))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((key, guests)) = &self.guest else { return };
        let mut guests = guests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n_open) = guests.get_mut(key) {
            *n_open -= 1;
            if *n_open == 0 {
                guests.remove(key);
            }
        }
    }
}
