//! YouTube: what it counts for videos and channels.
//!
//! The Data API gives counters so far, nearly at once; Analytics gives days, two to three days
//! late and cut at the last day that is complete. Its days are those of California. What `views`
//! means changed twice, so every figure names the definition of its day.

use byline_core::time::Zone;

use crate::poll::Poll;

mod analytics;
mod counters;
mod export;
mod said;
#[cfg(test)]
mod tests;

pub use export::{VIDEO_COUNTERS, VIDEO_DAYS};

/// Counters of videos.
pub const VIDEOS: Poll = Poll {
    feed: "youtube",
    what: "videos",
    api_url: "https://www.googleapis.com",
    look_back_days: 1,
    requests_per_min: 60,
    begin: counters::begin_videos,
    read: counters::read_videos,
};

/// Counters of channels.
pub const CHANNELS: Poll = Poll {
    feed: "youtube",
    what: "channels",
    api_url: "https://www.googleapis.com",
    look_back_days: 1,
    requests_per_min: 60,
    begin: counters::begin_channels,
    read: counters::read_channels,
};

/// Days of videos, or of the channel where no video is named.
pub const ANALYTICS: Poll = Poll {
    feed: "youtube",
    what: "analytics",
    api_url: "https://youtubeanalytics.googleapis.com",
    look_back_days: 7,
    requests_per_min: 60,
    begin: analytics::begin,
    read: analytics::read,
};

/// The zone in which YouTube cuts days.
const ZONE: &str = "America/Los_Angeles";

fn pacific() -> Zone {
    Zone::parse(ZONE).unwrap_or(Zone::utc())
}
