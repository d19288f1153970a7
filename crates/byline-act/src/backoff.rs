//! Back-off: when something that did not work is tried again.
//!
//! The pause doubles from try to try up to a limit, so that a channel in trouble is not kept
//! there; a share of it is left to chance, which is an argument, so that a hundred nodes do not
//! come back in the same second. A pause that the channel asks for is kept to.

use byline_core::time::{MICROS_PER_SECOND, Timestamp};

/// How the pauses of a channel grow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// The pauses after the first failures, in seconds; the last one repeats.
    pub pauses_s: &'static [i64],
    /// After how long it is given up, in seconds from the decision.
    pub give_up_s: i64,
}

/// Channels that wake or tell people: soon again, and for three days.
pub const PROMPT: Schedule =
    Schedule { pauses_s: &[5, 10, 20, 40, 80, 160, 300], give_up_s: 75 * 3_600 };

/// Other programs, as Standard Webhooks proposes: ten tries in three days.
pub const PATIENT: Schedule = Schedule {
    pauses_s: &[5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
    give_up_s: 75 * 3_600,
};

/// Ads: a pause that comes late is worth little.
pub const URGENT: Schedule = Schedule { pauses_s: &[5, 10, 20, 40, 60], give_up_s: 15 * 60 };

impl Schedule {
    /// When to try again after `n_failed` failures, of which the last was at `now`.
    ///
    /// `jitter` is any number; the pause is 80% to 120% of the schedule's, and never shorter than
    /// what the channel asked for.
    pub fn retry_at(
        &self,
        n_failed: u32,
        after_s: Option<i64>,
        jitter: u64,
        now: Timestamp,
    ) -> Timestamp {
        let place = usize::try_from(n_failed.saturating_sub(1)).unwrap_or(usize::MAX);
        let last = self.pauses_s.len().saturating_sub(1);
        let pause_s = self.pauses_s.get(place.min(last)).copied().unwrap_or(60);
        let pause_us = pause_s.saturating_mul(MICROS_PER_SECOND);
        let span_us = u64::try_from(pause_us.saturating_mul(2) / 5).unwrap_or(0).max(1);
        let chance_us = i64::try_from(jitter % span_us).unwrap_or(0);
        match after_s.map(|seconds| seconds.saturating_mul(MICROS_PER_SECOND)) {
            // Nobody wins by coming back too early: the chance is added, up to a second.
            Some(asked_us) => now.plus_micros(asked_us.max(0) + chance_us % MICROS_PER_SECOND),
            None => now.plus_micros(pause_us * 4 / 5 + chance_us),
        }
    }

    /// Whether it is time to give up what was decided at `decided_at`.
    pub fn is_over(&self, decided_at: Timestamp, now: Timestamp) -> bool {
        decided_at.plus_seconds(self.give_up_s) <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(0);

    /// Reads as a table: how often it failed, the least and the most pause, in seconds.
    #[test]
    fn pauses_double_and_keep_within_a_fifth() {
        for (n_failed, least_s, most_s) in [(1, 4, 6), (2, 8, 12), (5, 64, 96), (99, 240, 360)] {
            for jitter in [0, 1, 12_345_678, u64::MAX / 3, u64::MAX] {
                let at = PROMPT.retry_at(n_failed, None, jitter, NOW);
                let is_within = (least_s..=most_s).contains(&at.seconds());
                assert!(is_within, "{n_failed} failures, jitter {jitter}: {at:?}");
            }
        }
    }

    #[test]
    fn chance_spreads_the_tries() {
        let at = |jitter| PROMPT.retry_at(3, None, jitter, NOW);
        assert_ne!(at(1), at(5_000_000));
    }

    #[test]
    fn a_pause_that_is_asked_for_is_kept_to() {
        for jitter in [0, 999_999, u64::MAX] {
            let at = PROMPT.retry_at(1, Some(30), jitter, NOW);
            assert!((30..=31).contains(&at.seconds()), "{at:?}");
        }
    }

    #[test]
    fn programs_are_tried_for_three_days() {
        let (mut now, mut n_failed) = (NOW, 0);
        while !PATIENT.is_over(NOW, now) {
            n_failed += 1;
            now = PATIENT.retry_at(n_failed, None, u64::MAX / 2, now);
        }
        assert!((9..=11).contains(&n_failed), "{n_failed} tries");
    }
}
