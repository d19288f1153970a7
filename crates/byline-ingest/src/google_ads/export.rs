//! Google's reports as files, as loaders of data store them: by ad, ad group, campaign or account,
//! cut by network and device.

use byline_core::figure::SubjectKind;

use super::WINDOW;
use crate::definitions::GOOGLE_ADS;
use crate::export::{Export, ExportColumn, RowRefused, may, must};
use crate::figures::row::{ALL, AS_OF, Shape, Stretch, SubjectColumn, figures};

/// The columns of a report, with those that hold its ids.
macro_rules! columns {
    ($($id:expr),+) => {{
        const COLUMNS: &[ExportColumn] = &[
            $($id,)+
            must("date", &["segments.date"], "the day, in the zone of the customer's account"),
            must("cost_micros", &["metrics.cost_micros"], "cost in millionths of the currency"),
            must("impressions", &["metrics.impressions"], "ads on screen"),
            may("clicks", &["metrics.clicks"], "clicks on the ad"),
            may("conversions", &["metrics.conversions"], "conversions by the day of the click"),
            may("conversions_value", &["metrics.conversions_value"], "what those were worth"),
            may("conversions_by_conversion_date", &[], "conversions by their own day"),
            may("conversions_value_by_conversion_date", &[], "what those were worth"),
            may("currency", &["currency_code", "customer.currency_code"], "ISO 4217 code"),
            may("ad_network_type", &["segments.ad_network_type"], "the network, if cut by it"),
            may("device", &["segments.device"], "the device, if cut by it"),
            may("click_type", &["segments.click_type"], "the kind of click, if cut by it"),
            may("keyword_ad_group_criterion", &[], "the keyword, if cut by it"),
            may("ad_group_criterion_criterion_id", &[], "the keyword, if cut by it"),
            may("search_term", &[], "the search term, if cut by it"),
            may("row_id", &["_fivetran_id"], "what tells the row from all others"),
            may("as_of", AS_OF, "when the row was fetched, in universal time"),
        ];
        COLUMNS
    }};
}

/// Reports that are cut by these do not add up to their ad group: rare terms are left out.
const BY_KEYWORD: [&str; 2] = ["ad_group_criterion_criterion_id", "search_term"];

const NONE: [&str; 0] = [];

/// One export, by its level.
macro_rules! report {
    ($what:literal, $about:literal, $kind:expr, $id:literal, $refused:expr, $columns:expr) => {
        Export {
            feed: "google_ads",
            what: $what,
            about: $about,
            columns: $columns,
            map: |row, ground| {
                const SHAPE: Shape = Shape {
                    feed: "google_ads",
                    table: GOOGLE_ADS,
                    subjects: &[SubjectColumn { kind: $kind, column: $id, says: ALL }],
                    stretch: Stretch::Day("date"),
                    zone: None,
                    parts: &[
                        "ad_network_type",
                        "device",
                        "click_type",
                        "keyword_ad_group_criterion",
                        "row_id",
                    ],
                    window: Some(WINDOW),
                    prefix: "",
                };
                match $refused.iter().find(|column| row.raw(column).is_some()) {
                    Some(_) => Err(RowRefused::Empty("keywords leave out what came without one")),
                    None => figures(&SHAPE, row, ground),
                }
            },
        }
    };
}

/// The report by ad. The finest level comes first, because a file of ads names the others too.
pub const ADS: Export = report!(
    "ads",
    "Google's report by ad and day",
    SubjectKind::Ad,
    "ad_id",
    NONE,
    columns!(
        must("ad_id", &["ad_group_ad.ad.id"], "Google's id of the ad"),
        may("ad_group_id", &[], "its ad group, which is not read"),
        may("campaign_id", &[], "its campaign, which is not read"),
        may("customer_id", &[], "the account, which is not read")
    )
);

/// The report by ad group, also where it is cut by keyword or search term.
pub const AD_GROUPS: Export = report!(
    "ad_groups",
    "Google's report by ad group and day",
    SubjectKind::AdGroup,
    "ad_group_id",
    BY_KEYWORD,
    columns!(
        must("ad_group_id", &["id"], "Google's id of the ad group"),
        must("campaign_id", &[], "its campaign, which is not read"),
        may("customer_id", &[], "the account, which is not read")
    )
);

/// The report by campaign.
pub const CAMPAIGNS: Export = report!(
    "campaigns",
    "Google's report by campaign and day",
    SubjectKind::AdCampaign,
    "campaign_id",
    BY_KEYWORD,
    columns!(
        must("campaign_id", &["id"], "Google's id of the campaign"),
        may("customer_id", &[], "the account, which is not read")
    )
);

/// The report by account.
pub const ACCOUNTS: Export = report!(
    "accounts",
    "Google's report by account and day",
    SubjectKind::AdAccount,
    "customer_id",
    BY_KEYWORD,
    columns!(must("customer_id", &[], "Google's id of the account"))
);
