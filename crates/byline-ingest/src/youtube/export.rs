//! YouTube's reports as files: days of videos cut into parts, and counters so far.

use byline_core::figure::{Counted, SubjectKind};

use super::ZONE;
use crate::definitions::YOUTUBE;
use crate::export::{Export, may, must};
use crate::figures::row::{ALL, AS_OF, Shape, Stretch, SubjectColumn, figures};

/// Followers are won and lost by the channel; all else is of the video. A row without a video is
/// of the channel's own page or of videos that are gone.
const BY_DAY: Shape = Shape {
    feed: "youtube",
    table: YOUTUBE,
    subjects: &[
        SubjectColumn {
            kind: SubjectKind::Content,
            column: "video_id",
            says: |counted| !is_of_channel(counted),
        },
        SubjectColumn { kind: SubjectKind::Account, column: "channel_id", says: is_of_channel },
    ],
    stretch: Stretch::Day("date"),
    zone: Some(ZONE),
    parts: &[
        "video_id",
        "country_code",
        "subscribed_status",
        "live_or_on_demand",
        "traffic_source_type",
        "device_type",
    ],
    window: None,
    prefix: "",
};

const SO_FAR: Shape = Shape {
    subjects: &[SubjectColumn { kind: SubjectKind::Content, column: "id", says: ALL }],
    stretch: Stretch::SoFar,
    parts: &[],
    ..BY_DAY
};

fn is_of_channel(counted: Counted) -> bool {
    matches!(counted, Counted::FollowersGained | Counted::FollowersLost)
}

/// The bulk report of videos by day, cut by country and kind of viewer.
pub const VIDEO_DAYS: Export = Export {
    feed: "youtube",
    what: "video_days",
    about: "YouTube's bulk report of videos by day: `channel_basic`",
    columns: &[
        must("video_id", &["video"], "YouTube's id of the video; empty for the channel's own page"),
        must("channel_id", &["channel"], "YouTube's id of the channel"),
        must("date", &["day"], "the day in California"),
        must("views", &[], "views, in the sense of that day"),
        may("engaged_views", &[], "views in their sense of before 2025-03-31"),
        may("watch_time_minutes", &["estimatedMinutesWatched"], "minutes watched"),
        may("likes", &[], "likes less those taken back"),
        may("comments", &[], "comments"),
        may("shares", &[], "shares"),
        may("subscribers_gained", &["subscribersGained"], "new subscribers"),
        may("subscribers_lost", &["subscribersLost"], "subscribers who left"),
        may("country_code", &["country"], "the country; `ZZ` where it is not known"),
        may("subscribed_status", &[], "whether viewers were subscribed"),
        may("live_or_on_demand", &[], "whether it was live"),
        may("traffic_source_type", &[], "where viewers came from"),
        may("device_type", &[], "on what they watched"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| figures(&BY_DAY, row, ground),
};

/// Counters of videos so far.
pub const VIDEO_COUNTERS: Export = Export {
    feed: "youtube",
    what: "videos",
    about: "YouTube videos with their counters so far, a row for each",
    columns: &[
        must("id", &["video_id"], "YouTube's id of the video"),
        must("statistics_view_count", &["viewCount", "view_count"], "views"),
        may("statistics_like_count", &["likeCount", "like_count"], "likes"),
        may("statistics_comment_count", &["commentCount", "comment_count"], "comments"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| figures(&SO_FAR, row, ground),
};
