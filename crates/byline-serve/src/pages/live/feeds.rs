//! Freshness: how old the newest fact of each feed is, beside how old it may be.

use byline_engine::view::FeedFreshness;

use super::FeedLine;
use super::render::TARGET_PERCENT;
use crate::pages::frame::Frame;
use crate::pages::parts::Tone;
use crate::pages::words;

/// How fresh one feed is, in words and as a bar.
pub fn line(frame: &Frame<'_>, feed: &FeedFreshness) -> FeedLine {
    const SECOND_US: i64 = 1_000_000;
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
    let silent_us = feed.silent_since().map_or(age_us, |at| (frame.now.0 - at.0).max(0));
    let percent = i128::from(silent_us) * i128::from(TARGET_PERCENT)
        / i128::from(feed.patience_s.max(1) * SECOND_US);
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "unknown".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    let is_late = feed.is_quiet(frame.now);
    let usual_gap = feed.usual_gap_s.map(|s| words::length(s * SECOND_US));
    let usual = match (is_late, usual_gap, feed.refresh) {
        (true, Some(gap), _) => {
            format!("nothing for {}; its usual gap is up to {gap}", words::length(silent_us))
        }
        (true, None, _) => "quiet for long: check that it still delivers".to_owned(),
        (false, _, "stream" | "poll") => format!("95% arrive within {}", delay(feed.delay_p95_ms)),
        (false, Some(gap), _) => format!("comes in batches, usually no more than {gap} apart"),
        (false, None, _) => "comes in batches".to_owned(),
    };
    FeedLine {
        name: feed.name.clone(),
        usual,
        age: words::length(age_us),
        at_percent: Some(u8::try_from(percent.clamp(1, 100)).unwrap_or(100)),
        tone: match (is_late, percent <= i128::from(TARGET_PERCENT)) {
            (true, _) => Tone::Warn,
            (false, true) => Tone::Good,
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
