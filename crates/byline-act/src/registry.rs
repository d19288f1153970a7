//! The registry: every channel that tells people, a line each.
//!
//! To add one, add its folder, its line in [`byline_core::channel::CHANNELS`], and one line here.

use byline_core::time::Timestamp;

use crate::backoff::{PATIENT, PROMPT, Schedule};
use crate::letter::{Letter, Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Parcel};
use crate::{mail, opsgenie, pagerduty, slack, webhook};

/// A way to tell people.
#[derive(Clone, Copy, Debug)]
pub struct Channel {
    /// The feed's word of its connections.
    pub feed: &'static str,
    /// Writes a letter for it.
    pub write: fn(&Letter<'_>, &Sender<'_>) -> Result<Parcel, Unfit>,
    /// Reads its answer.
    pub read: fn(&Answer, Timestamp) -> Outcome,
    /// The least time between two deliveries, in milliseconds.
    pub gap_ms: i64,
    /// Whether several things may be told at once. A pager keeps incidents apart, a program
    /// events.
    pub is_digestible: bool,
    /// How it is tried again.
    pub schedule: Schedule,
}

/// Every channel.
pub const CHANNELS: &[Channel] = &[
    Channel {
        feed: "pagerduty",
        write: pagerduty::write,
        read: pagerduty::read,
        gap_ms: 0,
        is_digestible: false,
        schedule: PROMPT,
    },
    Channel {
        feed: "opsgenie",
        write: opsgenie::write,
        read: opsgenie::read,
        gap_ms: 0,
        is_digestible: false,
        schedule: PROMPT,
    },
    Channel {
        feed: "slack",
        write: slack::write,
        read: slack::read,
        // Slack takes one message a second.
        gap_ms: 1_100,
        is_digestible: true,
        schedule: PROMPT,
    },
    Channel {
        feed: "mail",
        write: mail::write,
        read: mail::read,
        gap_ms: 0,
        is_digestible: true,
        schedule: PROMPT,
    },
    Channel {
        feed: "webhook",
        write: webhook::write,
        read: webhook::read,
        gap_ms: 0,
        is_digestible: false,
        schedule: PATIENT,
    },
];

/// The channel of a feed.
pub fn channel(feed: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.feed == feed)
}

#[cfg(test)]
mod tests {
    use byline_core::channel;

    use super::*;

    #[test]
    fn every_channel_is_of_the_table() {
        let ours: Vec<&str> = CHANNELS.iter().map(|channel| channel.feed).collect();
        let table: Vec<&str> = channel::CHANNELS.iter().map(|known| known.key).collect();
        assert_eq!(ours, table);
    }
}
