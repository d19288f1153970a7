//! What TikTok counts for ads, in its reporting API v1.3.

use byline_core::figure::Counted;

use super::{Definition, Unit, paid};

/// Ratios such as `ctr` and `cpm` are not here: they are computed anew from what they divide,
/// because TikTok writes a percentage in one report and a fraction in the next.
pub(crate) const TIKTOK_ADS: &[Definition] = &[
    paid("tiktok_ads.impressions@v1.3", &["impressions"], Counted::Impressions, "ads on screen"),
    paid("tiktok_ads.reach@v1.3", &["reach"], Counted::Reach, "people who saw the ad, estimated"),
    paid(
        "tiktok_ads.video_play_actions@v1.3",
        &["video_play_actions"],
        Counted::Views,
        "starts of the video, replays not counted",
    ),
    paid(
        "tiktok_ads.video_watched_6s@v1.3",
        &["video_watched_6s", "video_watched_6_s"],
        Counted::EngagedViews,
        "plays of at least 6 seconds, or to the end",
    ),
    paid(
        "tiktok_ads.video_views_p100@v1.3",
        &["video_views_p100", "video_views_p_100"],
        Counted::CompletedViews,
        "plays to the end",
    ),
    paid("tiktok_ads.likes@v1.3", &["likes"], Counted::Likes, "likes that the ad brought"),
    paid("tiktok_ads.comments@v1.3", &["comments"], Counted::Comments, "comments on the ad"),
    paid("tiktok_ads.shares@v1.3", &["shares"], Counted::Shares, "shares of the ad"),
    paid(
        "tiktok_ads.follows@v1.3",
        &["follows"],
        Counted::FollowersGained,
        "new followers of the account that the ad shows",
    ),
    paid(
        "tiktok_ads.profile_visits@v1.3",
        &["profile_visits"],
        Counted::ProfileVisits,
        "visits of the profile that the ad shows",
    ),
    paid(
        "tiktok_ads.clicks@v1.3",
        &["clicks"],
        Counted::ClicksLink,
        "clicks to the ad's destination",
    ),
    paid(
        "tiktok_ads.spend@v1.3",
        &["spend"],
        Counted::SpendMinor,
        "cost in the account's currency",
    )
    .unit(Unit::Major),
    paid(
        "tiktok_ads.complete_payment@v1.3",
        &["complete_payment"],
        Counted::ClaimedConversionsMicro,
        "payments on the website that TikTok ascribes to the ad, by the day of the ad",
    )
    .unit(Unit::Fraction),
    paid(
        "tiktok_ads.conversion@v1.3",
        &["conversion"],
        Counted::ClaimedConversionsMicro,
        "whatever the ad group is optimised for, by the day of the ad; read where no payments are \
         given, and a sale only if sales are what it is optimised for",
    )
    .unit(Unit::Fraction),
    paid(
        "tiktok_ads.total_purchase_value@v1.3",
        &["total_purchase_value"],
        Counted::ClaimedValueMinor,
        "value of the purchases that TikTok ascribes to the ad",
    )
    .unit(Unit::Major),
];
