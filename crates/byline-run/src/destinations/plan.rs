//! Which destinations are due: never looked at, or longer ago than their pause.

use std::collections::BTreeSet;

use byline_core::link::destination::Policy;
use byline_core::link::health::{HealthState, judge};
use byline_core::link::landing::host_of;
use byline_core::time::{MICROS_PER_HOUR, MICROS_PER_MINUTE, Timestamp};
use byline_engine::Engine;

/// At most so many in one step.
const MAX_DUE: usize = 8;
/// How long a destination that is well is left alone, in microseconds.
const WELL_US: i64 = 6 * MICROS_PER_HOUR;
/// How long one that is not is left alone, in microseconds.
const ILL_US: i64 = 30 * MICROS_PER_MINUTE;

/// What is due now, those looked at longest ago first; at most one of each host.
pub fn due(engine: &Engine, now: Timestamp) -> Vec<String> {
    let mut by_age: BTreeSet<(Option<Timestamp>, &str)> = BTreeSet::new();
    for destination in in_use(engine) {
        let looked_at = engine.destination_checked(destination);
        let at = looked_at.map(|checked| checked.checked_at);
        let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
        let pause_us = match judge(looked_at, &policy, now).state {
            HealthState::Healthy | HealthState::Doubtful => WELL_US,
            HealthState::Broken | HealthState::Unchecked => ILL_US,
        };
        if at.is_none_or(|at| at.0.saturating_add(pause_us) <= now.0) {
            by_age.insert((at, destination));
        }
    }
    let mut hosts = BTreeSet::new();
    let due = by_age.into_iter().map(|(_, destination)| destination);
    let first_of_host = due.filter(|destination| hosts.insert(host_of(destination)));
    first_of_host.take(MAX_DUE).map(str::to_owned).collect()
}

/// Where the links in use lead, and where those that are paused lead instead.
fn in_use(engine: &Engine) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for link in engine.links().filter(|link| !link.is_archived) {
        if !link.is_paused {
            found.insert(link.destination.as_str());
        }
        found.extend(link.fallback.as_deref());
    }
    found
}
