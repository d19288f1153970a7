//! The engine: mixed facts a second on one core with every model kept up to date, and what a
//! touch costs in memory.
//!
//! The peer is a plain loop over the same clicks and orders as sorted arrays, which knows only
//! last touch and linear, no late facts, no refunds, no readings and no explanations: about as
//! fast as this could ever be.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use byline_core::entry::{Entry, Fact, Position};
use byline_core::shopper::ShopperKeys;
use byline_engine::Engine;

use super::memory::resident_bytes;
use super::report::{Peer, Row};

const N_FACTS: u64 = 4_000_000;
const CHUNK: usize = 100_000;

/// Measures facts a second and bytes a touch.
pub fn run() -> Result<Vec<Row>> {
    let touch_bytes = bytes_a_touch()?;
    let (engine, spent, mut plain) = fold();
    plain.prepare();
    let ours = N_FACTS as f64 / spent.as_secs_f64();
    let n_plain = (plain.clicks.len() + plain.orders.len()) as f64;
    let begun = Instant::now();
    let sums = plain.attribute();
    let peer = n_plain / begun.elapsed().as_secs_f64();
    anyhow::ensure!(sums.0 != 0 && engine.counters().n_received != 0, "nothing was computed");
    Ok(vec![
        Row {
            what: "mixed facts, 8 models".to_owned(),
            unit: "facts/s",
            ours: Some(ours),
            peer: Some(Peer { name: "plain loop, 2 models", figure: peer }),
            budget: Some("at least 1,000,000"),
        },
        Row {
            what: "memory, a touch with its shopper and keys".to_owned(),
            unit: "bytes",
            ours: Some(touch_bytes),
            peer: None,
            budget: Some("at most 100"),
        },
    ])
}

/// Folds clicks and landings only, and divides what the process then holds by the touches.
fn bytes_a_touch() -> Result<f64> {
    let before_bytes = resident_bytes("self")?;
    let mut engine = Engine::new();
    let mut n_touches = 0_u64;
    let is_touch = |entry: &Entry| {
        !matches!(entry.fact, Fact::Order(_) | Fact::Refund(_) | Fact::Metric(_) | Fact::Spend(_))
    };
    let touches = byline_testkit::load::entries(7, N_FACTS).filter(is_touch);
    for (position, entry) in (1..).zip(touches) {
        n_touches += u64::from(matches!(entry.fact, Fact::Click(_)));
        engine.apply(Position(position), &entry);
    }
    let held_bytes = resident_bytes("self")?.saturating_sub(before_bytes);
    anyhow::ensure!(engine.counters().n_received != 0, "nothing was held");
    Ok(held_bytes as f64 / n_touches as f64)
}

/// Folds the load in chunks, so that making entries is not measured.
fn fold() -> (Engine, Duration, Plain) {
    let mut engine = Engine::new();
    let mut plain = Plain::default();
    let mut spent = Duration::ZERO;
    let mut position = 0;
    let mut load = byline_testkit::load::entries(7, N_FACTS);
    loop {
        let chunk: Vec<Entry> = load.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return (engine, spent, plain);
        }
        plain.note(&chunk);
        let begun = Instant::now();
        for entry in &chunk {
            position += 1;
            engine.apply(Position(position), entry);
        }
        spent += begun.elapsed();
    }
}

/// The plain loop: clicks and orders by shopper and time. Who is who is told to it for nothing.
#[derive(Default)]
struct Plain {
    clicks: Vec<(u64, i64, u32)>,
    orders: Vec<(u64, i64, i64)>,
    cookies: HashMap<u64, u64>,
}

impl Plain {
    fn note(&mut self, chunk: &[Entry]) {
        let key = |bytes: &[u8; 16]| u64::from_be_bytes(bytes[..8].try_into().unwrap_or([0; 8]));
        for entry in chunk {
            match &entry.fact {
                Fact::Click(click) => {
                    let link = click.link_id.as_str().bytes();
                    let creator = link.fold(0, |sum: u32, b| (sum << 1) ^ u32::from(b));
                    self.clicks.push((key(&click.id.0), click.occurred_at.0, creator));
                }
                Fact::Visit(visit) => self.meet(&visit.shopper, key),
                Fact::Order(order) => {
                    self.meet(&order.shopper, key);
                    let shopper = order.shopper.visitor.map_or(0, |v| key(&v.0));
                    let minor = order.amounts.merchandise_minor;
                    self.orders.push((shopper, order.placed_at.0, minor));
                }
                _ => {}
            }
        }
    }

    fn meet(&mut self, shopper: &ShopperKeys, key: impl Fn(&[u8; 16]) -> u64) {
        if let (Some(click), Some(visitor)) = (shopper.clicks.first(), shopper.visitor) {
            self.cookies.insert(key(&click.0), key(&visitor.0));
        }
    }

    /// Puts every click under its shopper.
    fn prepare(&mut self) {
        for click in &mut self.clicks {
            click.0 = self.cookies.get(&click.0).copied().unwrap_or(click.0);
        }
        self.cookies = HashMap::new();
    }

    /// Last touch and linear over arrays that are sorted first; sorting is part of the work.
    fn attribute(&self) -> (i64, i64) {
        let mut clicks = self.clicks.clone();
        let mut orders = self.orders.clone();
        clicks.sort_unstable();
        orders.sort_unstable();
        let mut by_creator = vec![(0_i64, 0_i64); 32];
        let mut first = 0;
        for (shopper, placed_at, minor) in orders {
            while clicks.get(first).is_some_and(|click| click.0 < shopper) {
                first += 1;
            }
            let journey = clicks[first..].iter();
            let journey = journey.take_while(|click| click.0 == shopper && click.1 <= placed_at);
            let journey: Vec<u32> = journey.map(|click| click.2).collect();
            let Some(last) = journey.last() else {
                continue;
            };
            by_creator[*last as usize % 32].0 += minor;
            for creator in &journey {
                by_creator[*creator as usize % 32].1 += minor / journey.len() as i64;
            }
        }
        by_creator.into_iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    }
}
