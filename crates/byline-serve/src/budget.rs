//! Budgets for misses: how often one network may guess before it has to wait.
//!
//! The table has a fixed size whoever comes, so a flood of new addresses costs no memory. Two
//! networks that share a slot share a budget, which is rare and lasts a minute.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use byline_core::time::Timestamp;

use crate::network;

const N_SLOTS: usize = 4096;

/// How often each network may miss within a minute.
pub struct MissBudget {
    slots: Vec<AtomicU64>,
    keys: RandomState,
    per_minute: u64,
}

impl MissBudget {
    /// A budget of so many misses a minute.
    pub fn new(per_minute: u64) -> Self {
        let slots = std::iter::repeat_with(AtomicU64::default).take(N_SLOTS).collect();
        Self { slots, keys: RandomState::new(), per_minute }
    }

    /// Notes a miss of `client`; whether it stays within the budget.
    pub fn allows(&self, client: IpAddr, now: Timestamp) -> bool {
        let network = network::truncated(client);
        let index = self.keys.hash_one(network) % N_SLOTS as u64;
        let slot = &self.slots[usize::try_from(index).unwrap_or_default()];
        // The upper half of a slot is the minute, the lower half the misses within it.
        let minute = now.0.div_euclid(60_000_000).unsigned_abs() << 32;
        let count = |held: u64| if held & !0xffff_ffff == minute { held } else { minute };
        let before = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
            Some(count(held).saturating_add(1))
        });
        let n_before = count(before.unwrap_or_default()) & 0xffff_ffff;
        n_before < self.per_minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_guesses_has_to_wait_for_the_next_minute() {
        let budget = MissBudget::new(3);
        let client: IpAddr = "192.0.2.7".parse().unwrap();
        let neighbour: IpAddr = "192.0.2.99".parse().unwrap();
        let minute = |n: i64| Timestamp(n * 60_000_000);
        let allowed: Vec<bool> = (0..5).map(|_| budget.allows(client, minute(1))).collect();
        assert_eq!(allowed, [true, true, true, false, false]);
        assert!(!budget.allows(neighbour, minute(1)));
        assert!(budget.allows(client, minute(2)));
    }
}
