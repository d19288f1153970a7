//! TikTok's reports as files: by ad, ad group or campaign, by hour or day.

use byline_core::figure::SubjectKind;

use super::WINDOW;
use crate::definitions::TIKTOK_ADS;
use crate::export::{Export, ExportColumn, may, must};
use crate::figures::row::{ALL, AS_OF, Shape, Stretch, SubjectColumn, figures};

/// How a report spells its time.
const TIMES: &[&str] = &["stat_time_day", "stat_time_hour"];

/// The columns of a report, by the one that holds its id.
macro_rules! columns {
    ($id:literal) => {{
        const COLUMNS: &[ExportColumn] = &[
            must($id, &[], "TikTok's id of what is counted for"),
            must("stat_time", TIMES, "the local time, in the zone of the advertiser's account"),
            may("stat_time_hour", &[], "the same, where the report is by hour"),
            must("spend", &["cost"], "cost in major units"),
            must("impressions", &[], "ads on screen"),
            may("clicks", &[], "clicks to the destination"),
            may("reach", &[], "people who saw it"),
            may("conversion", &["conversions"], "what it is optimised for"),
            may("complete_payment", &[], "payments on the website"),
            may("total_purchase_value", &[], "value of purchases"),
            may("video_play_actions", &[], "starts of the video"),
            may("video_watched_6s", &["video_watched_6_s"], "plays of at least 6 seconds"),
            may("video_views_p100", &["video_views_p_100"], "plays to the end"),
            may("likes", &[], "likes"),
            may("comments", &[], "comments"),
            may("shares", &[], "shares"),
            may("follows", &[], "new followers"),
            may("profile_visits", &[], "visits of the profile"),
            may("currency", &[], "ISO 4217 code; without it the connection's setting counts"),
            may("country_code", &[], "the country, where the report is cut by it"),
            may("gender", &[], "the gender, where the report is cut by it"),
            may("age", &[], "the age, where the report is cut by it"),
            may("platform", &[], "the device, where the report is cut by it"),
            may("placement", &[], "where it was shown, where the report is cut by it"),
            may("as_of", AS_OF, "when the row was fetched, in universal time"),
        ];
        COLUMNS
    }};
}

/// One export, by its level.
macro_rules! report {
    ($what:literal, $about:literal, $kind:expr, $id:literal) => {
        Export {
            feed: "tiktok_ads",
            what: $what,
            about: $about,
            columns: columns!($id),
            map: |row, ground| {
                const SHAPE: Shape = Shape {
                    feed: "tiktok_ads",
                    table: TIKTOK_ADS,
                    subjects: &[SubjectColumn { kind: $kind, column: $id, says: ALL }],
                    stretch: Stretch::HourOrDay("stat_time_hour", "stat_time"),
                    zone: None,
                    parts: &["country_code", "gender", "age", "platform", "placement"],
                    window: Some(WINDOW),
                    prefix: "",
                };
                figures(&SHAPE, row, ground)
            },
        }
    };
}

/// The report by ad. It comes before the others, which a file that names ads fits as well.
pub const ADS: Export =
    report!("ads", "TikTok's report by ad and day or hour", SubjectKind::Ad, "ad_id");

/// The report by ad group.
pub const AD_GROUPS: Export = report!(
    "ad_groups",
    "TikTok's report by ad group and day or hour",
    SubjectKind::AdGroup,
    "adgroup_id"
);

/// The report by campaign.
pub const CAMPAIGNS: Export = report!(
    "campaigns",
    "TikTok's report by campaign and day or hour",
    SubjectKind::AdCampaign,
    "campaign_id"
);
