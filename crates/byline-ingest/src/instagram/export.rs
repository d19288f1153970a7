//! Instagram's counters as files, as loaders of data store them.

use byline_core::figure::SubjectKind;

use crate::definitions::INSTAGRAM;
use crate::export::{Export, may, must};
use crate::figures::row::{ALL, AS_OF, Shape, Stretch, SubjectColumn, figures};

const OF_MEDIA: Shape = Shape {
    feed: "instagram",
    table: INSTAGRAM,
    subjects: &[SubjectColumn { kind: SubjectKind::Content, column: "id", says: ALL }],
    stretch: Stretch::SoFar,
    zone: None,
    parts: &[],
    window: None,
    prefix: "",
};

const OF_ACCOUNTS: Shape = Shape {
    subjects: &[SubjectColumn { kind: SubjectKind::Account, column: "id", says: ALL }],
    prefix: "account:",
    ..OF_MEDIA
};

/// Counters of posts and stories; each kind of content has columns of its own.
pub const MEDIA_INSIGHTS: Export = Export {
    feed: "instagram",
    what: "media",
    about: "Instagram's insights of posts, reels and stories, a row for each",
    columns: &[
        must("id", &["media_id"], "Instagram's id of the content"),
        must("like_count", &["likes"], "likes"),
        must("comment_count", &["comments_count", "comments"], "comments"),
        may("views", &[], "views of any content"),
        may("reel_views", &[], "views of a reel"),
        may("story_views", &[], "views of a story"),
        may("carousel_album_views", &[], "views of an album"),
        may("video_photo_views", &[], "views of a photo or video"),
        may("reel_plays", &["plays"], "starts of a reel, until 2025-04-21"),
        may("video_views", &[], "views of a video, until 2025-04-21"),
        may("carousel_album_video_views", &[], "the same in an album"),
        may("impressions", &[], "times on screen, until 2025-04-21"),
        may("story_impressions", &[], "the same of a story"),
        may("carousel_album_impressions", &[], "the same of an album"),
        may("video_photo_impressions", &[], "the same of a photo or video"),
        may("reach", &[], "accounts that saw it"),
        may("reel_reach", &[], "the same of a reel"),
        may("story_reach", &[], "the same of a story"),
        may("carousel_album_reach", &[], "the same of an album"),
        may("video_photo_reach", &[], "the same of a photo or video"),
        may("shares", &[], "shares"),
        may("reel_shares", &[], "the same of a reel"),
        may("story_shares", &[], "the same of a story"),
        may("carousel_album_shares", &[], "the same of an album"),
        may("video_photo_shares", &[], "the same of a photo or video"),
        may("saved", &["saves"], "saves"),
        may("carousel_album_saved", &[], "the same of an album"),
        may("video_photo_saved", &[], "the same of a photo or video"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| figures(&OF_MEDIA, row, ground),
};

/// Followers of accounts.
pub const FOLLOWERS: Export = Export {
    feed: "instagram",
    what: "followers",
    about: "Instagram accounts with their followers, a row for each account and time",
    columns: &[
        must("id", &["user_id", "account_id"], "Instagram's id of the account"),
        must("followers_count", &["followers"], "followers"),
        must("username", &["handle"], "the account's name, which is not read"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| figures(&OF_ACCOUNTS, row, ground),
};
