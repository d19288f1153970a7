//! Instagram: what it counts for posts, stories and accounts.
//!
//! Asked through the Graph API, thing by thing. Figures of content are lifetime counters of unpaid
//! delivery; figures of accounts are days that end at Pacific midnight, ads included. What has no
//! data yet comes as an empty list, which is missing and not zero; data can be 48 hours late.

use crate::poll::Poll;

mod accounts;
mod export;
mod media;
mod said;
#[cfg(test)]
mod tests;

pub use export::{FOLLOWERS, MEDIA_INSIGHTS};

/// Counters of posts and stories.
pub const MEDIA: Poll = Poll {
    feed: "instagram",
    what: "media",
    api_url: "https://graph.facebook.com",
    look_back_days: 2,
    requests_per_min: 180,
    begin: media::begin,
    read: media::read,
};

/// Followers and days of accounts.
pub const ACCOUNTS: Poll = Poll {
    feed: "instagram",
    what: "accounts",
    api_url: "https://graph.facebook.com",
    look_back_days: 2,
    requests_per_min: 180,
    begin: accounts::begin,
    read: accounts::read,
};

/// The version of the API in addresses.
const VERSION: &str = "v25.0";
