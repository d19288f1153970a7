//! What YouTube counts for videos and channels, in its Data API and in its Analytics.

use byline_core::figure::Counted;

use super::{Definition, Unit, total};

const VIEWS: &[&str] = &["views", "viewCount", "statistics_view_count"];

/// Counters of the Data API are lifetime and carry the definition of the day of asking, although
/// older views in them were counted under older ones.
pub(crate) const YOUTUBE: &[Definition] = &[
    total(
        "youtube.views@before-2025-03-31",
        VIEWS,
        Counted::Views,
        "plays that YouTube holds for wanted, of about 30 seconds; of Shorts, of a few seconds",
    )
    .to("2025-03-30"),
    total(
        "youtube.views@2025-03-31",
        VIEWS,
        Counted::Views,
        "for Shorts every start and replay; for all else as before",
    )
    .from("2025-03-31")
    .to("2026-08-26"),
    total("youtube.views@2026-08-27", VIEWS, Counted::Views, "every start of play, in all formats")
        .from("2026-08-27"),
    total(
        "youtube.engaged_views@2025-03-31",
        &["engagedViews", "engaged_views"],
        Counted::EngagedViews,
        "views in their sense of before 2025-03-31",
    ),
    total(
        "youtube.watch_time@v2",
        &["estimatedMinutesWatched", "watch_time_minutes"],
        Counted::WatchSeconds,
        "time watched, estimated; given in minutes, kept in seconds",
    )
    .unit(Unit::Minutes),
    total(
        "youtube.likes@v3",
        &["likes", "likeCount", "statistics_like_count"],
        Counted::Likes,
        "likes; of a day less those taken back, so below zero at times; missing where hidden",
    ),
    total(
        "youtube.comments@v3",
        &["comments", "commentCount", "statistics_comment_count"],
        Counted::Comments,
        "comments; missing where they are turned off",
    ),
    total("youtube.shares@v2", &["shares"], Counted::Shares, "uses of the share button"),
    total(
        "youtube.subscribers_gained@v2",
        &["subscribersGained", "subscribers_gained"],
        Counted::FollowersGained,
        "new subscribers of the channel",
    ),
    total(
        "youtube.subscribers_lost@v2",
        &["subscribersLost", "subscribers_lost"],
        Counted::FollowersLost,
        "subscribers who left the channel",
    ),
    total(
        "youtube.subscriber_count@v3",
        &["subscriberCount"],
        Counted::Followers,
        "subscribers, rounded down to three digits; missing where hidden",
    ),
];
