//! Which destinations are due: never looked at, or longer ago than their pause.

use std::collections::BTreeSet;

use byline_core::link::health::next_look_at;
use byline_core::link::landing::host_of;
use byline_core::time::Timestamp;
use byline_engine::Engine;

/// At most so many in one step.
const MAX_DUE: usize = 8;

/// What is due now, those looked at longest ago first; at most one of each host.
pub fn due(engine: &Engine, now: Timestamp) -> Vec<String> {
    let mut by_age: BTreeSet<(Option<Timestamp>, &str)> = BTreeSet::new();
    for destination in in_use(engine) {
        let looked_at = engine.destination_checked(destination);
        if looked_at.is_none_or(|checked| next_look_at(checked, now) <= now) {
            by_age.insert((looked_at.map(|checked| checked.checked_at), destination));
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
