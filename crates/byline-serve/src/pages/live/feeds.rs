//! Freshness: how old the newest fact of each feed is, beside how old it may be.

use byline_engine::view::FeedFreshness;

use super::FeedLine;
use super::render::TARGET_PERCENT;
use crate::pages::frame::Frame;
use crate::pages::parts::Tone;
use crate::pages::words;

/// How fresh one feed is, in words and as a bar.
pub fn line(frame: &Frame<'_>, feed: &FeedFreshness) -> FeedLine {
    const MINUTE_US: i64 = 60_000_000;
    let Some(newest) = feed.newest_at else {
        return FeedLine {
            name: feed.name.clone(),
            age: "never".to_owned(),
            at_percent: None,
            tone: Tone::Plain,
            usual: "nothing yet".to_owned(),
            detail: "this signal has not brought anything yet".to_owned(),
        };
    };
    let age_us = (frame.now.0 - newest.0).max(0);
    let target_us = 60 * MINUTE_US;
    let percent = i128::from(age_us) * i128::from(TARGET_PERCENT) / i128::from(target_us);
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "unknown".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    // What comes in batches is not late by being an hour old, nor is a refund that nobody wants.
    let is_steady = !matches!(feed.name.as_str(), "Refunds" | "Claims");
    let is_late = target_us < age_us && is_steady && matches!(feed.refresh, "stream" | "poll");
    let usual = match (is_late, feed.refresh) {
        (true, _) => "quiet for long: check that it still delivers".to_owned(),
        (false, "stream" | "poll") => format!("95% arrive within {}", delay(feed.delay_p95_ms)),
        (false, _) => "comes in batches".to_owned(),
    };
    FeedLine {
        name: feed.name.clone(),
        usual,
        age: words::length(age_us),
        at_percent: Some(u8::try_from(percent.clamp(1, 100)).unwrap_or(100)),
        tone: match (age_us <= target_us, is_late) {
            (true, _) => Tone::Good,
            (false, true) => Tone::Warn,
            (false, false) => Tone::Plain,
        },
        detail: format!(
            "newest {}; half of it arrives within {}, 95% within {}",
            frame.clock.weekday_second(newest),
            delay(feed.delay_p50_ms),
            delay(feed.delay_p95_ms)
        ),
    }
}
