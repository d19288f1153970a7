//! The click buffer: clicks wait here for the next commit, so that no redirect waits for a disk.
//!
//! It is bounded. What does not fit, because the store has been stalled for long, is lost, and
//! every lost click is counted and shown.

use std::sync::{Mutex, MutexGuard, PoisonError};

use byline_core::click::Click;

/// How many clicks may wait.
pub const MAX_CLICKS: usize = 65_536;

/// Clicks on their way to the next commit.
#[derive(Default)]
pub struct ClickBuffer {
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    clicks: Vec<Click>,
    n_lost: u64,
}

/// What became of a click that was handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pushed {
    /// It waits, and nobody waited before it.
    First,
    /// It waits behind others.
    Behind,
    /// There is no room; it is lost.
    Lost,
}

impl ClickBuffer {
    /// Hands a click over.
    pub fn push(&self, click: Click) -> Pushed {
        let mut waiting = self.waiting();
        if waiting.clicks.len() == MAX_CLICKS {
            waiting.n_lost += 1;
            return Pushed::Lost;
        }
        waiting.clicks.push(click);
        if waiting.clicks.len() == 1 { Pushed::First } else { Pushed::Behind }
    }

    /// Takes every waiting click, oldest first.
    pub fn take(&self) -> Vec<Click> {
        std::mem::take(&mut self.waiting().clicks)
    }

    /// How many wait.
    pub fn n_waiting(&self) -> usize {
        self.waiting().clicks.len()
    }

    /// How many were lost since the start.
    pub fn n_lost(&self) -> u64 {
        self.waiting().n_lost
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::click;

    #[test]
    fn what_does_not_fit_is_counted_as_lost() {
        let buffer = ClickBuffer::default();
        for n in 0..MAX_CLICKS {
            let expected = if n == 0 { Pushed::First } else { Pushed::Behind };
            assert_eq!(buffer.push(click(n)), expected);
        }
        assert_eq!(buffer.push(click(1)), Pushed::Lost);
        assert_eq!((buffer.n_waiting(), buffer.n_lost()), (MAX_CLICKS, 1));

        let taken = buffer.take();
        assert_eq!(taken.first().map(|click| click.id), Some(click(0).id), "oldest first");
        assert_eq!(taken.len(), MAX_CLICKS);
        assert_eq!(buffer.push(click(2)), Pushed::First);
        assert_eq!(buffer.n_lost(), 1, "the loss is not forgotten");
    }
}
