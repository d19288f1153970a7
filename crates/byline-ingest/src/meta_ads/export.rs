//! Meta's insights as files, as loaders of data store them: rows of ads, and of their actions.

use byline_core::figure::SubjectKind;

use super::WINDOW;
use crate::definitions::META_ADS;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::figures::row::{ALL, AS_OF, Shape, Stretch, SubjectColumn, figures, figures_by};

/// The type that counts as purchase in files of actions, unless the connection's setting
/// `purchase_action` names another. A row alone cannot know which others its file has.
const PURCHASE: &str = "omni_purchase";

/// Types that count, each for one thing, besides purchases.
const COUNTED: [(&str, &str); 8] = [
    ("omni_add_to_cart", "actions:omni_add_to_cart"),
    ("omni_initiated_checkout", "actions:omni_initiated_checkout"),
    ("landing_page_view", "actions:landing_page_view"),
    ("video_view", "actions:video_view"),
    ("post_reaction", "actions:post_reaction"),
    ("comment", "actions:comment"),
    ("post", "actions:post"),
    ("onsite_conversion.post_save", "actions:onsite_conversion.post_save"),
];

const BY_AD: Shape = Shape {
    feed: "meta_ads",
    table: META_ADS,
    subjects: &[SubjectColumn { kind: SubjectKind::Ad, column: "ad_id", says: ALL }],
    stretch: Stretch::Day("date"),
    zone: None,
    parts: &["country", "region", "age", "gender"],
    window: Some(WINDOW),
    prefix: "",
};

const BY_ACCOUNT: Shape = Shape {
    subjects: &[SubjectColumn { kind: SubjectKind::AdAccount, column: "account_id", says: ALL }],
    ..BY_AD
};

/// The report by ad and day.
pub const ADS: Export = Export {
    feed: "meta_ads",
    what: "ads",
    about: "Meta's report by ad and day",
    columns: &[
        must("ad_id", &[], "Meta's id of the ad"),
        may("account_id", &[], "the ad account, which is not read"),
        must("date", DAYS, "the day, in the zone of the ad account"),
        must("spend", &["amount_spent"], "cost in major units"),
        must("impressions", &[], "ads on screen"),
        may("reach", &[], "people who saw it"),
        may("clicks", &["clicks_all"], "clicks on anything"),
        may("inline_link_clicks", &["link_clicks"], "clicks on links"),
        may("currency", &["account_currency"], "ISO 4217 code; else the setting counts"),
        may("country", &[], "the country, where the report is cut by it"),
        may("region", &[], "the region, where the report is cut by it"),
        may("age", &[], "the age, where the report is cut by it"),
        may("gender", &[], "the gender, where the report is cut by it"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| figures(&BY_AD, row, ground),
};

/// The report by account and day, cut by country or region.
pub const ACCOUNTS: Export = Export {
    feed: "meta_ads",
    what: "accounts",
    about: "Meta's report by ad account and day, cut by country or region",
    columns: &[
        must("account_id", &[], "Meta's id of the ad account, with `act_` or without"),
        must("date", DAYS, "the day, in the zone of the ad account"),
        must("spend", &["amount_spent"], "cost in major units"),
        must("impressions", &[], "ads on screen"),
        may("reach", &[], "people who saw it"),
        may("clicks", &["clicks_all"], "clicks on anything"),
        may("inline_link_clicks", &["link_clicks"], "clicks on links"),
        may("currency", &["account_currency"], "ISO 4217 code; else the setting counts"),
        may("country", &[], "the country, where the report is cut by it"),
        may("region", &[], "the region, where the report is cut by it"),
        may("age", &[], "the age, where the report is cut by it"),
        may("gender", &[], "the gender, where the report is cut by it"),
        may("ad_id", &[], "an ad: such a file is none of accounts"),
        may("as_of", AS_OF, "when the row was fetched, in universal time"),
    ],
    map: |row, ground| match row.raw("ad_id") {
        Some(_) => Err(RowRefused::Empty("the row is of an ad: read the file as `ads`")),
        None => figures(&BY_ACCOUNT, row, ground),
    },
};

/// The columns of a report of actions, with or without the one that only counts have.
macro_rules! action_columns {
    ($($inline:expr)?) => {{
        const COLUMNS: &[ExportColumn] = &[
            must("ad_id", &[], "Meta's id of the ad"),
            must("date", DAYS, "the day, in the zone of the ad account"),
            must("action_type", &[], "which action; exactly one type is read for each thing"),
            must("value", &[], "how many, or what they were worth"),
            $($inline,)?
            may("currency", &["account_currency"], "ISO 4217 code; else the setting counts"),
            may("as_of", AS_OF, "when the row was fetched, in universal time"),
        ];
        COLUMNS
    }};
}

/// Actions by ad and day: one row for each type.
pub const ACTIONS: Export = Export {
    feed: "meta_ads",
    what: "actions",
    about: "Meta's actions by ad and day, a row for each type of action",
    columns: action_columns!(must("inline", &[], "how many in the ad itself; only counts have it")),
    map: |row, ground| action(row, ground, PURCHASES, &COUNTED),
};

/// Values of actions by ad and day.
pub const ACTION_VALUES: Export = Export {
    feed: "meta_ads",
    what: "action_values",
    about: "what Meta's actions were worth by ad and day, a row for each type of action",
    columns: action_columns!(),
    map: |row, ground| action(row, ground, PURCHASE_VALUES, &[]),
};

/// Purchases over all surfaces, and those that the pixel saw.
const PURCHASES: [&str; 2] =
    ["actions:omni_purchase", "actions:offsite_conversion.fb_pixel_purchase"];
const PURCHASE_VALUES: [&str; 2] =
    ["action_values:omni_purchase", "action_values:offsite_conversion.fb_pixel_purchase"];

/// How a report spells its day.
const DAYS: &[&str] = &["date_start", "day", "reporting_starts"];

/// The figure of a row whose type counts; all others would count something twice.
fn action(
    row: &Row<'_>,
    ground: &Ground<'_>,
    [over_all, by_pixel]: [&'static str; 2],
    counted: &[(&str, &'static str)],
) -> Mapped {
    let action_type = row.must("action_type")?;
    let setting = ground.settings.get("purchase_action").map_or(PURCHASE, String::as_str);
    let found = counted.iter().find(|(known, _)| *known == action_type);
    let metric = match found {
        _ if action_type == setting && by_pixel.ends_with(setting) => by_pixel,
        _ if action_type == setting => over_all,
        Some((_, metric)) => metric,
        None => return Err(RowRefused::Empty("this type of action is counted by another, or not")),
    };
    figures_by(&BY_AD, row, ground, |known| row.raw("value").filter(|_| known == metric))
}
