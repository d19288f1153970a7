//! Chores: what the writer does because time passes.

use byline_core::time::Timestamp;
use byline_log::Log;
use byline_serve::port::RAW_KEPT_DAYS;

const MINUTE_US: i64 = 60 * 1_000_000;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = 24 * HOUR_US;

/// For how long raw deliveries are kept, in microseconds.
pub const INBOX_US: i64 = RAW_KEPT_DAYS * DAY_US;

/// What the writer does because time passes. A clock that goes back makes nothing due earlier.
#[derive(Default, Debug)]
pub struct Chores {
    ticked_at: Option<i64>,
    pruned_at: Option<i64>,
}

impl Chores {
    /// Whether a minute passed that no tick tells of; the first call begins the first minute.
    pub fn is_tick_due(&mut self, now: Timestamp) -> bool {
        is_new_stretch(&mut self.ticked_at, now, MINUTE_US)
    }

    /// Once an hour, forgets raw deliveries that are older than [`INBOX_US`].
    pub fn prune_if_due(&mut self, log: &mut impl Log, now: Timestamp) {
        if !is_new_stretch(&mut self.pruned_at, now, HOUR_US) {
            return;
        }
        match log.prune_payloads(Timestamp(now.0.saturating_sub(INBOX_US))) {
            Ok(0) => {}
            Ok(n_pruned) => tracing::info!(n_pruned, "forgot old raw deliveries"),
            Err(error) => tracing::warn!(code = error.code(), "cannot forget deliveries: {error}"),
        }
    }
}

/// Whether `now` lies in a later stretch of `length_us` than the last time; notes the new one.
fn is_new_stretch(last: &mut Option<i64>, now: Timestamp, length_us: i64) -> bool {
    let stretch = now.0.div_euclid(length_us);
    let is_new = last.is_some_and(|last| last < stretch);
    *last = Some(last.map_or(stretch, |last| last.max(stretch)));
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_tells_of_each_minute_that_passed() {
        let mut chores = Chores::default();
        let seconds = [(30, false), (59, false), (60, true), (61, false), (59, false), (300, true)];
        for (second, expected) in seconds {
            assert_eq!(chores.is_tick_due(Timestamp(second * 1_000_000)), expected, "{second} s");
        }
    }
}
