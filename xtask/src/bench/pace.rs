//! Requests on a timetable, as a crowd sends them: nobody waits for somebody else's answer.
//!
//! Each client has its own share of the instants. A request that starts late because the answer
//! before it was late has waited, and that wait is part of its latency.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::program::Client;

/// How many requests a second, for how long, over how many connections.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Requests a second over all clients.
    pub per_s: u32,
    /// How long requests are sent.
    pub length: Duration,
    /// Connections.
    pub n_clients: u32,
}

/// Sends requests on the timetable; gives the time from each one's instant to its answer.
///
/// `ask` gets the client and a number that no other request has.
pub fn drive(
    address: SocketAddr,
    pace: Pace,
    ask: impl Fn(&mut Client, u64) -> Result<()> + Sync,
) -> Result<Vec<Duration>> {
    let begun = Instant::now() + Duration::from_millis(50);
    let one = |nth: u32| -> Result<Vec<Duration>> {
        let mut client = Client::open(address)?;
        let mut latencies = Vec::new();
        for turn in 0_u64.. {
            let number = turn * u64::from(pace.n_clients) + u64::from(nth);
            let due = Duration::from_secs_f64(number as f64 / f64::from(pace.per_s));
            if pace.length <= due {
                break;
            }
            rest((begun + due).saturating_duration_since(Instant::now()));
            ask(&mut client, number)?;
            latencies.push((begun + due).elapsed());
        }
        Ok(latencies)
    };
    crowd(pace.n_clients, one)
}

/// Runs `one` on a thread for each client, and gives all that they measured.
pub fn crowd(
    n_clients: u32,
    one: impl Fn(u32) -> Result<Vec<Duration>> + Sync,
) -> Result<Vec<Duration>> {
    let one = &one;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_clients).map(|nth| scope.spawn(move || one(nth))).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| anyhow!("a client panicked"))??);
        }
        Ok(all)
    })
}

/// Lets time pass: until the next instant of a timetable, or until a process may have got further.
#[expect(clippy::disallowed_methods, reason = "a bench keeps a timetable; there is no event")]
pub fn rest(length: Duration) {
    std::thread::sleep(length);
}
