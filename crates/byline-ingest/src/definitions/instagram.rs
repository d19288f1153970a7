//! What Instagram counts for posts, stories and accounts.

use byline_core::figure::Counted;

use super::{Definition, organic, total};

/// The names that begin with `account:` are metrics of the whole account.
pub(crate) const INSTAGRAM: &[Definition] = &[
    organic(
        "instagram.views@2025-04-21",
        &["views", "reel_views", "story_views", "carousel_album_views", "video_photo_views"],
        Counted::Views,
        "times that the content was played or shown, replays included",
    ),
    organic(
        "instagram.plays@before-2025-04-21",
        &["plays", "reel_plays"],
        Counted::Views,
        "starts of a reel, without replays; not given any more",
    )
    .to("2025-04-21"),
    organic(
        "instagram.video_views@before-2025-04-21",
        &["video_views", "carousel_album_video_views"],
        Counted::Views,
        "plays of a video of at least 3 seconds; not given any more",
    )
    .to("2025-04-21"),
    organic(
        "instagram.impressions@before-2025-04-21",
        &[
            "impressions",
            "story_impressions",
            "carousel_album_impressions",
            "video_photo_impressions",
        ],
        Counted::Impressions,
        "times on screen; never given for content made after 2024-07-01, and for none any more",
    )
    .to("2025-04-21"),
    organic(
        "instagram.reach@v25",
        &["reach", "reel_reach", "story_reach", "carousel_album_reach", "video_photo_reach"],
        Counted::Reach,
        "accounts that saw it at least once, estimated",
    ),
    organic(
        "instagram.likes@v25",
        &["likes", "like_count", "reel_likes"],
        Counted::Likes,
        "likes; missing where the owner hides them",
    ),
    organic(
        "instagram.comments@v25",
        &["comments", "comments_count", "comment_count", "reel_comments", "replies"],
        Counted::Comments,
        "comments, or replies to a story",
    ),
    organic(
        "instagram.shares@v25",
        &["shares", "reel_shares", "story_shares", "carousel_album_shares", "video_photo_shares"],
        Counted::Shares,
        "shares",
    ),
    organic(
        "instagram.saved@v25",
        &["saved", "carousel_album_saved", "video_photo_saved"],
        Counted::Saves,
        "saves",
    ),
    organic(
        "instagram.profile_visits@v25",
        &["profile_visits"],
        Counted::ProfileVisits,
        "visits of the profile after the content was seen",
    ),
    organic(
        "instagram.follows@v25",
        &["follows"],
        Counted::FollowersGained,
        "new followers after the content was seen",
    ),
    total(
        "instagram.account_views@2025-04-21",
        &["account:views"],
        Counted::Views,
        "views of all the account's content, ads included",
    ),
    total(
        "instagram.account_impressions@before-2025-04-21",
        &["account:impressions"],
        Counted::Impressions,
        "times that the account's content was on screen; not given any more",
    )
    .to("2025-04-21"),
    total(
        "instagram.account_reach@v25",
        &["account:reach"],
        Counted::Reach,
        "accounts that saw any of its content, ads included, estimated",
    ),
    total("instagram.account_likes@v25", &["account:likes"], Counted::Likes, "likes of a day"),
    total(
        "instagram.account_comments@v25",
        &["account:comments"],
        Counted::Comments,
        "comments of a day",
    ),
    total("instagram.account_shares@v25", &["account:shares"], Counted::Shares, "shares of a day"),
    total("instagram.account_saves@v25", &["account:saves"], Counted::Saves, "saves of a day"),
    total(
        "instagram.profile_views@v25",
        &["account:profile_views"],
        Counted::ProfileVisits,
        "views of the profile",
    ),
    total(
        "instagram.website_clicks@v25",
        &["account:website_clicks"],
        Counted::ClicksLink,
        "taps on the link in the profile",
    ),
    total(
        "instagram.follower_count@v25",
        &["account:follower_count"],
        Counted::FollowersGained,
        "new followers of a day; not given below 100 followers",
    ),
    total(
        "instagram.followers_count@v25",
        &["account:followers_count"],
        Counted::Followers,
        "followers at the time of asking",
    ),
];
