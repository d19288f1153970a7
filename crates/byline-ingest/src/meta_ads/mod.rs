//! Meta ads: what Meta counts for ads on Facebook and Instagram, and what it claims they sold.
//!
//! Asked through the insights of the Marketing API, one row for each ad and day. Days are those of
//! the ad account's zone. `spend` is in major units, although budgets beside it are in minor ones.
//! Conversions are restated for 28 days, so each turn looks back that far.

use crate::poll::Poll;

mod export;
mod insights;
mod rows;
#[cfg(test)]
mod tests;

pub use export::{ACCOUNTS, ACTION_VALUES, ACTIONS, ADS};

/// Insights by ad and day.
pub const INSIGHTS: Poll = Poll {
    feed: "meta_ads",
    what: "insights",
    api_url: "https://graph.facebook.com",
    look_back_days: 28,
    requests_per_min: 60,
    begin: insights::begin,
    read: insights::read,
};

/// Within what time after click or view Meta ascribes a conversion, unless told otherwise.
const WINDOW: &str = "7d_click,1d_view";
