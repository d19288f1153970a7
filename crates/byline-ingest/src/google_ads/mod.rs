//! Google Ads: what Google counts for ads, day by day, and what it claims that they sold.
//!
//! Asked by one query through the stream of search, or read from files. Money is in millionths of
//! the customer's currency, conversions are fractions, and days are those of the customer's zone.
//! A conversion lies on the day of its click unless the connection's setting `conversion_date`
//! says otherwise; the definition of each figure tells which.

use crate::poll::Poll;

mod export;
mod stream;
#[cfg(test)]
mod tests;

pub use export::{ACCOUNTS, AD_GROUPS, ADS, CAMPAIGNS};

/// Ads by day.
pub const ADS_BY_DAY: Poll = Poll {
    feed: "google_ads",
    what: "ads",
    api_url: "https://googleads.googleapis.com",
    look_back_days: 30,
    requests_per_min: 60,
    begin: stream::begin,
    read: stream::read,
};

/// How long after a click Google ascribes a conversion, unless the action says otherwise.
const WINDOW: &str = "30d_click";
