//! The demo's clock: moved by hand through the past, then running at a speed of its own.

use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use byline_core::time::Timestamp;
use byline_serve::port::World;

use crate::world::random;

/// Simulated time.
pub struct DemoClock(RwLock<Hand>);

#[derive(Clone, Copy)]
enum Hand {
    /// It stands here until it is moved.
    Still(Timestamp),
    /// It began to run here, so many times as fast as ours.
    Running { from: Timestamp, began: Instant, speed: f64 },
}

impl DemoClock {
    /// A clock that stands still.
    pub fn at(instant: Timestamp) -> Self {
        Self(RwLock::new(Hand::Still(instant)))
    }

    /// Moves a clock that stands still.
    pub fn set(&self, instant: Timestamp) {
        self.put(Hand::Still(instant));
    }

    /// Lets the clock run from `from` on.
    pub fn run(&self, from: Timestamp, speed: f64) {
        self.put(Hand::Running { from, began: Instant::now(), speed });
    }

    fn put(&self, hand: Hand) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = hand;
    }
}

impl World for DemoClock {
    fn now(&self) -> Timestamp {
        match *self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Hand::Still(instant) => instant,
            Hand::Running { from, began, speed } => {
                let passed = began.elapsed().mul_f64(speed).as_micros();
                Timestamp(from.0.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX)))
            }
        }
    }

    fn random(&self) -> [u8; 16] {
        random()
    }
}
