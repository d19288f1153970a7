//! The real world: the one clock and the one source of randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use byline_core::time::Timestamp;
use byline_serve::port::World;

/// The real world.
#[derive(Clone, Copy, Debug)]
pub struct RealWorld;

impl World for RealWorld {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one real clock")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = now.map_or(0, |since| since.as_micros());
        Timestamp(i64::try_from(micros).unwrap_or(i64::MAX))
    }

    fn random(&self) -> [u8; 16] {
        random()
    }
}

/// Random bytes from the system.
///
/// # Panics
/// If the system has none: an id that can be guessed is worse than no program.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness nothing here is safe")]
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}
