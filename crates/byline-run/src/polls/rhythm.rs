//! The rhythm: how often a platform is asked, and how long it is left alone when it is in trouble.
//!
//! | what is asked | near turn | full turn |
//! |---|---|---|
//! | orders and claims | every 10 minutes, what changed since the last | once a day, the whole look-back |
//! | content | every 30 minutes, what is younger than 72 hours | hourly in a flight, else every 4 to 6 hours |
//! | all else | | hourly in a flight, else every 4 to 6 hours |

use byline_core::feed::{self, Role};
use byline_core::time::{MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND};
use byline_ingest::poll::Poll;

use super::subjects::{self, Asked};

/// How old content is asked for more often, in microseconds: 72 hours.
pub const YOUNG_US: i64 = 72 * MICROS_PER_HOUR;
/// How far a near turn reaches back before the last one, in microseconds: clocks differ, and some
/// shops show a change minutes after it.
pub const OVERLAP_US: i64 = 10 * MICROS_PER_MINUTE;

/// What decides how often.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Situation {
    /// Whether a campaign is in one of its flights.
    pub is_in_flight: bool,
    /// Whether there is content younger than 72 hours.
    pub has_young_content: bool,
}

/// How long after one turn the next begins, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rhythm {
    /// A turn for what is newest; `None` if there is none.
    pub near_us: Option<i64>,
    /// A turn for the whole look-back.
    pub full_us: i64,
    /// Up to so much later, so that not all ask at once.
    pub spread_us: i64,
}

/// Whether a poll brings orders or claims.
pub fn are_conversions(poll: &Poll) -> bool {
    feed::find(poll.feed).is_some_and(|feed| matches!(feed.role, Role::Shop | Role::Network))
}

/// How often to ask.
pub fn rhythm(poll: &Poll, situation: Situation) -> Rhythm {
    if are_conversions(poll) {
        return Rhythm {
            near_us: Some(10 * MICROS_PER_MINUTE),
            full_us: 24 * MICROS_PER_HOUR,
            spread_us: MICROS_PER_MINUTE / 2,
        };
    }
    let is_young = subjects::of(poll) == Asked::Contents && situation.has_young_content;
    let (full_us, spread_us) = match situation.is_in_flight {
        true => (MICROS_PER_HOUR, 2 * MICROS_PER_MINUTE),
        false => (4 * MICROS_PER_HOUR, 2 * MICROS_PER_HOUR),
    };
    Rhythm { near_us: is_young.then_some(30 * MICROS_PER_MINUTE), full_us, spread_us }
}

/// How long to leave a platform alone after so many failures in a row, in microseconds: twice as
/// long each time, up to a quarter of an hour for conversions and an hour for all else.
pub fn pause_us(poll: &Poll, n_failures: u32, jitter: u64) -> i64 {
    let longest = if are_conversions(poll) { MICROS_PER_HOUR / 4 } else { MICROS_PER_HOUR };
    let doubled = (30 * MICROS_PER_SECOND) << n_failures.saturating_sub(1).min(16);
    let pause = doubled.min(longest);
    pause + up_to(pause / 4, jitter)
}

/// A part of `most` that `jitter` picks.
pub fn up_to(most: i64, jitter: u64) -> i64 {
    let most = u64::try_from(most).unwrap_or(0).saturating_add(1);
    i64::try_from(jitter % most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::polls::fixture::poll;

    const MINUTE: i64 = MICROS_PER_MINUTE;

    /// Reads as a table: feed, what, in a flight, young content, minutes of near and full turns.
    #[test]
    fn the_situation_sets_the_rhythm() {
        for (feed, what, is_in_flight, has_young_content, near, full) in [
            ("shopify", "orders", false, false, Some(10), 24 * 60),
            ("shopify", "orders", true, true, Some(10), 24 * 60),
            ("tiktok_ads", "reports", false, false, None, 4 * 60),
            ("tiktok_ads", "reports", true, true, None, 60),
            ("youtube", "videos", false, false, None, 4 * 60),
            ("youtube", "videos", false, true, Some(30), 4 * 60),
            ("youtube", "videos", true, true, Some(30), 60),
        ] {
            let situation = Situation { is_in_flight, has_young_content };
            let found = rhythm(&poll(feed, what), situation);
            let told = (found.near_us.map(|us| us / MINUTE), found.full_us / MINUTE);
            assert_eq!(told, (near, full), "{feed} {what}");
            assert!(full / 60 + found.spread_us / (60 * MINUTE) <= 24, "{feed} {what}");
        }
    }

    /// Reads as a table: failures in a row, seconds of pause without jitter.
    #[test]
    fn a_platform_in_trouble_is_left_alone_for_longer_and_longer() {
        let figures = poll("tiktok_ads", "reports");
        for (n_failures, seconds) in [(1, 30), (2, 60), (3, 120), (8, 3_600), (900, 3_600)] {
            assert_eq!(pause_us(&figures, n_failures, 0), seconds * MICROS_PER_SECOND);
        }
        assert_eq!(pause_us(&poll("shopify", "orders"), 900, 0), 15 * MINUTE);
        let most = pause_us(&figures, 1, u64::MAX);
        assert!((30..=38).contains(&(most / MICROS_PER_SECOND)), "{most}");
    }
}
