//! The budget: how many requests a connection may still send.
//!
//! Invariant: in no minute, wherever it begins, are more sent than the limit. A counter that
//! starts anew every minute would let twice as many through around its turn.

use std::collections::VecDeque;

use byline_core::time::{MICROS_PER_SECOND, Timestamp};

/// The stretch that the limit is for: a minute, and a second because the way there varies.
const STRETCH_US: i64 = 61 * MICROS_PER_SECOND;

/// When requests of one connection were sent, the oldest first; at most the limit of them.
#[derive(Clone, Default, Debug)]
pub struct Budget {
    sent: VecDeque<Timestamp>,
}

impl Budget {
    /// How many requests may be sent now, of `limit` in a minute.
    pub fn n_left(&mut self, limit: u32, now: Timestamp) -> u32 {
        self.forget(now);
        limit.saturating_sub(u32::try_from(self.sent.len()).unwrap_or(u32::MAX))
    }

    /// When the next request may be sent: now, or when the oldest are a minute ago.
    pub fn free_at(&mut self, limit: u32, now: Timestamp) -> Timestamp {
        self.forget(now);
        let Some(beyond) = self.sent.len().checked_sub(limit.max(1) as usize) else {
            return now;
        };
        self.sent.get(beyond).map_or(now, |oldest| oldest.plus_micros(STRETCH_US))
    }

    /// One is sent.
    pub fn spend(&mut self, now: Timestamp) {
        self.sent.push_back(now);
    }

    fn forget(&mut self, now: Timestamp) {
        // A clock that went back would otherwise keep the connection silent until it is again
        // where it was.
        for sent in &mut self.sent {
            *sent = (*sent).min(now);
        }
        while self.sent.front().is_some_and(|sent| STRETCH_US <= now.micros_since(*sent)) {
            self.sent.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + second)
    }

    #[test]
    fn no_minute_has_more_than_its_limit() {
        let (mut budget, mut sent) = (Budget::default(), Vec::new());
        for second in 0..600 {
            for _ in 0..5 {
                if 0 < budget.n_left(7, at(second)) {
                    budget.spend(at(second));
                    sent.push(second);
                }
            }
        }
        for begin in 0..540 {
            let n_sent = sent.iter().filter(|s| (begin..begin + 60).contains(*s)).count();
            assert!(n_sent <= 7, "{n_sent} from second {begin} on");
        }
        assert!(63 <= sent.len(), "it is used: {}", sent.len());
    }

    #[test]
    fn a_spent_budget_says_when_it_is_free() {
        let mut budget = Budget::default();
        assert_eq!(budget.free_at(2, at(0)), at(0));
        budget.spend(at(0));
        budget.spend(at(10));
        assert_eq!(budget.n_left(2, at(10)), 0);
        assert_eq!(budget.free_at(2, at(10)), at(61));
        assert_eq!(budget.free_at(2, at(62)), at(62));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_silence_a_connection() {
        let mut budget = Budget::default();
        budget.spend(at(86_400));
        assert_eq!(budget.free_at(1, at(0)), at(61));
    }
}
