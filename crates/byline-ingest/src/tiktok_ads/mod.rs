//! TikTok ads: what TikTok counts for ads, day by day, and what it claims that they sold.
//!
//! Asked through the reporting API v1.3, or read from its reports as loaders store them. Days are
//! those of the advertiser's zone, money is in major units of the advertiser's currency, and
//! conversions are restated for days, so each turn looks back.

use crate::poll::Poll;

mod export;
mod reports;
#[cfg(test)]
mod tests;

pub use export::{AD_GROUPS, ADS, CAMPAIGNS};

/// Reports by ad and day.
pub const REPORTS: Poll = Poll {
    feed: "tiktok_ads",
    what: "reports",
    api_url: "https://business-api.tiktok.com",
    look_back_days: 7,
    requests_per_min: 600,
    begin: reports::begin,
    read: reports::read,
};

/// What TikTok counts a conversion after, unless the ad group says otherwise.
const WINDOW: &str = "7d_click,1d_view";
