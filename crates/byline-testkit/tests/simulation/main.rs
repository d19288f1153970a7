//! The simulation: one seed is one brand, its senders, and a machine that breaks.
//!
//! Each seed drives the real edge, sequencer and engine over a simulated disk, through
//! duplicates, disorder, torn writes, full stores, crashes and restarts. A naive model, written by
//! another hand, says what every order must come to. Planted bugs say whether any of this would
//! notice.
//!
//! A failure prints its seed; `BYLINE_SIM_SEED=<seed> cargo test -p byline-testkit --test
//! simulation one_seed` runs it again, byte for byte, and prints its log. `BYLINE_SIM_SEEDS` asks
//! for more seeds than the usual ones, for a long night.

mod declared;
mod model;
mod oracles;
mod plants;
mod run;
mod scenario;
mod shop;
mod sick_log;
mod swarm;

use std::panic;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use plants::Bug;
use run::{Trace, run, run_aloud};

/// How many seeds must be clean.
const N_SEEDS: u64 = 20_000;
/// How many seeds a planted bug may hide from.
const N_SEEDS_PER_BUG: u64 = 4_000;

/// Runs a seed; a panic is a finding like any other.
fn outcome(seed: u64, bug: Option<Bug>) -> Result<Trace, String> {
    panic::catch_unwind(|| run(seed, bug)).unwrap_or_else(|_| Err("it panicked".to_owned()))
}

/// Runs seeds on all cores until one fails; gives the smallest seed that did.
fn first_failure(n_seeds: u64, bug: Option<Bug>) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let failed_at = AtomicU64::new(u64::MAX);
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if n_seeds.min(failed_at.load(Ordering::Relaxed)) <= seed {
                        return;
                    }
                    if outcome(seed, bug).is_err() {
                        failed_at.fetch_min(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let seed = failed_at.into_inner();
    let error = if seed < n_seeds { outcome(seed, bug).err() } else { None };
    error.map(|error| (seed, error))
}

#[test]
fn one_seed() {
    let seed = std::env::var("BYLINE_SIM_SEED").map_or(1, |text| text.parse().expect("a seed"));
    let trace = run_aloud(seed).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    println!("seed {seed}: {trace:?}");
}

#[test]
fn the_same_seed_runs_the_same() {
    for seed in 0..60 {
        assert_eq!(outcome(seed, None), outcome(seed, None), "seed {seed}");
    }
}

#[test]
fn all_seeds_are_clean() {
    let n_seeds = std::env::var("BYLINE_SIM_SEEDS");
    let n_seeds = n_seeds.map_or(N_SEEDS, |text| text.parse().expect("a number of seeds"));
    if let Some((seed, error)) = first_failure(n_seeds, None) {
        panic!("seed {seed}: {error}\nagain with BYLINE_SIM_SEED={seed}");
    }
}

#[test]
fn every_planted_bug_is_found() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let missed: Vec<Bug> = Bug::ALL
        .into_iter()
        .filter(|bug| match first_failure(N_SEEDS_PER_BUG, Some(*bug)) {
            Some((seed, error)) => {
                let line = error.lines().next().unwrap_or_default();
                println!("{bug:?}: seed {seed}: {line}");
                false
            }
            None => true,
        })
        .collect();
    panic::set_hook(hook);
    assert_eq!(missed, [], "the simulation does not notice these");
}
