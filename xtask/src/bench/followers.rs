//! Followers: 500 screens left open, what they hold, and whether anybody else feels them.
//!
//! Each screen keeps its stream of positions open and reads what it is told. Events are handed in
//! as fast as they are acknowledged, with and without the screens in turns, so that what the
//! machine does besides falls on both alike.

use std::io::Read as _;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::memory::resident_bytes;
use super::pace::{crowd, rest};
use super::program::{Client, Program, build};
use super::report::{Peer, Row};

const N_SCREENS: usize = 500;
/// So many turns without and with screens.
const TURNS: u32 = 5;
/// How long events are handed in for in each turn.
const TURN: Duration = Duration::from_secs(2);
const N_CLIENTS: u32 = 16;
/// How often the screens read what they were told.
const READ_EVERY: Duration = Duration::from_millis(100);

/// Measures megabytes, and acknowledged events a second.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    Client::open(program.address)?.declare()?;
    let process = program.pid().to_string();
    acknowledged(&program, "warm")?;
    let before = resident_bytes(&process)?;
    drop(open(&program)?);
    let (mut alone, mut followed) = (Vec::new(), Vec::new());
    let mut held = 0;
    for turn in 0..TURNS {
        alone.push(acknowledged(&program, &format!("alone-{turn}"))?);
        let screens = open(&program)?;
        held = held.max(resident_bytes(&process)?.saturating_sub(before));
        followed.push(read_while(screens, || acknowledged(&program, &format!("with-{turn}")))?);
        held = held.max(resident_bytes(&process)?.saturating_sub(before));
    }
    let middle = |mut rates: Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    };
    Ok(vec![
        Row {
            what: format!("{N_SCREENS} open screens, and all that came in meanwhile"),
            unit: "MB",
            ours: Some(held as f64 / 1e6),
            peer: None,
            budget: Some("at most 100 MB"),
        },
        Row {
            what: format!("events acknowledged while {N_SCREENS} screens follow"),
            unit: "events/s",
            ours: Some(middle(followed)),
            peer: Some(Peer { name: "nobody follows", figure: middle(alone) }),
            budget: Some("at least 0.95"),
        },
    ])
}

fn open(program: &Program) -> Result<Vec<TcpStream>> {
    (0..N_SCREENS).map(|_| Client::open(program.address)?.screen()).collect()
}

/// Reads what screens are told for as long as `work` takes.
fn read_while<T>(mut screens: Vec<TcpStream>, work: impl FnOnce() -> T) -> T {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut told = [0; 4_096];
            while !is_over.load(Ordering::Relaxed) {
                // A stream that has nothing to say would block; it says more next time.
                screens
                    .iter_mut()
                    .for_each(|screen| while matches!(screen.read(&mut told), Ok(1..)) {});
                rest(READ_EVERY);
            }
        });
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        done
    })
}

/// How many events are acknowledged in a second.
fn acknowledged(program: &Program, name: &str) -> Result<f64> {
    let begun = Instant::now();
    let latencies = crowd(N_CLIENTS, |nth| {
        let mut client = Client::open(program.address)?;
        let mut latencies = Vec::new();
        while begun.elapsed() < TURN {
            let sent = Instant::now();
            let number = latencies.len();
            let body = format!(
                r#"{{"events":[{{"type":"visit","id":"{name}-{nth}-{number}",
                    "url":"https://shop.example/summer",
                    "shopper":{{"visitor_id":"{name}-{nth}-{number}"}}}}]}}"#
            );
            client.must("POST", "/v1/events", &body, 200)?;
            latencies.push(sent.elapsed());
        }
        Ok(latencies)
    })?;
    let n = u32::try_from(latencies.len()).map_err(|_| anyhow!("too many"))?;
    Ok(f64::from(n) / begun.elapsed().as_secs_f64())
}
