//! What came before the click that it is about: landings, and verdicts on it.
//!
//! A click joins the log with the next group commit, from an edge whose spool is out of reach even
//! later, so what names it may overtake it. It waits here, for a while: anybody can name clicks
//! that never were, so what is older than [`KEPT_S`] is forgotten, and past [`LIMIT`] the oldest
//! first.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::click::Verdict;
use byline_core::shopper::ClickId;
use byline_core::time::{MICROS_PER_SECOND, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// So long a click may come late: as long as an edge keeps its spool while the log is out of reach.
pub const KEPT_S: i64 = 2 * 86_400;

/// At most so many clicks are waited for.
const LIMIT: usize = 100_000;

/// At most so many landings wait for one click.
const LANDINGS_LIMIT: usize = 16;

/// What waits for clicks.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Early {
    waiting: BTreeMap<ClickId, Waiting>,
    by_age: BTreeSet<(Timestamp, ClickId)>,
}

/// What waits for one click.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Waiting {
    since: Timestamp,
    /// Where and how it landed.
    pub landings: SmallVec<[Landing; 1]>,
    /// The last word on who clicked.
    pub verdict: Option<Verdict>,
}

/// A landing of a click that is not known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Landing {
    /// When.
    pub at: Timestamp,
    /// Whether on a sold-out page.
    pub is_sold_out: bool,
    /// The link whose fields it had, by number.
    pub said: Option<u32>,
}

impl Early {
    /// Keeps a landing until its click comes. `now` is when the landing was taken in.
    pub fn wait_landing(&mut self, click: ClickId, landing: Landing, now: Timestamp) {
        let waiting = self.of(click, now);
        if waiting.landings.len() < LANDINGS_LIMIT {
            waiting.landings.push(landing);
        }
    }

    /// Keeps a verdict until its click comes. `now` is when the verdict was taken in.
    pub fn wait_verdict(&mut self, click: ClickId, verdict: Verdict, now: Timestamp) {
        self.of(click, now).verdict = Some(verdict);
    }

    /// What waited for a click.
    pub fn take(&mut self, click: ClickId) -> Option<Waiting> {
        if self.waiting.is_empty() {
            return None;
        }
        let waiting = self.waiting.remove(&click)?;
        self.by_age.remove(&(waiting.since, click));
        Some(waiting)
    }

    /// Every click that is waited for.
    pub fn iter(&self) -> impl Iterator<Item = (ClickId, &Waiting)> {
        self.waiting.iter().map(|(click, waiting)| (*click, waiting))
    }

    /// Forgets what waited too long.
    pub fn forget_old(&mut self, now: Timestamp) {
        let floor = Timestamp(now.0.saturating_sub(KEPT_S * MICROS_PER_SECOND));
        while let Some((since, click)) = self.by_age.first().copied()
            && since < floor
        {
            self.take(click);
        }
    }

    fn of(&mut self, click: ClickId, now: Timestamp) -> &mut Waiting {
        if !self.waiting.contains_key(&click) {
            if LIMIT <= self.waiting.len()
                && let Some((_, oldest)) = self.by_age.first().copied()
            {
                self.take(oldest);
            }
            self.by_age.insert((now, click));
        }
        self.waiting.entry(click).or_insert_with(|| Waiting { since: now, ..Waiting::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(number: usize) -> ClickId {
        ClickId((number as u128).to_be_bytes())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn landing(seconds: i64) -> Landing {
        Landing { at: at(seconds), is_sold_out: false, said: None }
    }

    #[test]
    fn what_waits_too_long_is_forgotten() {
        let mut early = Early::default();
        early.wait_landing(click(1), landing(0), at(0));
        early.wait_landing(click(1), landing(9), at(9));
        early.wait_verdict(click(2), Verdict::Bot, at(1));
        early.forget_old(at(KEPT_S));
        assert_eq!(early.waiting.len(), 2);
        early.forget_old(at(KEPT_S + 1));
        assert_eq!((early.waiting.len(), early.by_age.len()), (1, 1));
        let waiting = early.take(click(2)).expect("it waits");
        assert_eq!((waiting.landings.len(), waiting.verdict), (0, Some(Verdict::Bot)));
        assert!(early.by_age.is_empty());
    }

    #[test]
    fn junk_pushes_out_the_oldest_and_never_the_newest() {
        let mut early = Early::default();
        for number in 0..LIMIT + 10 {
            early.wait_landing(click(number), landing(0), at(number as i64));
        }
        assert_eq!((early.waiting.len(), early.by_age.len()), (LIMIT, LIMIT));
        assert!(early.take(click(9)).is_none());
        assert!(early.take(click(LIMIT + 9)).is_some());
    }
}
