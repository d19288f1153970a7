//! Feeds: every system that Byline can take data from, what it gives, and what it does not.
//!
//! One table that the registry of connectors, the Sources page, the API and the docs read. A feed
//! that is listed as not available says why, so that its absence is never taken for zero.

use serde::Serialize;

use crate::event::Signal;

use Role::{Listening, Network, Own, People, Platform, Shop};
use Way::{Batch, Manual, Poll, Stream};

/// One system that data can come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Feed {
    /// The word in connections, addresses and files, such as `woocommerce`.
    pub key: &'static str,
    /// The name on screens.
    pub name: &'static str,
    /// What role it plays.
    pub role: Role,
    /// How its data arrives, the quickest way first. Empty: it does not.
    pub ways: &'static [Way],
    /// The kind of evidence that it gives for an order, if any.
    pub signal: Option<Signal>,
    /// Within how many minutes its data should be usable.
    pub target_min: u32,
    /// The lookback window behind its own figures, in words, if it has one.
    pub window: Option<&'static str>,
    /// Why it is not available, if it is not.
    pub absence: Option<&'static str>,
}

/// What role a feed plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// States orders. The only role that gives money.
    Shop,
    /// Counts what is seen and spent on a platform.
    Platform,
    /// Claims orders for partners.
    Network,
    /// Knows people and their paths.
    People,
    /// Hears what is said of the brand.
    Listening,
    /// Byline's own: links, pixel, API, files.
    Own,
}

/// How data arrives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It is sent as it happens.
    Stream,
    /// It is asked for in turns.
    Poll,
    /// It comes in files at the sender's pace.
    Batch,
    /// A person brings it.
    Manual,
}

impl Way {
    /// The word on screens.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Poll => "poll",
            Self::Batch => "batch",
            Self::Manual => "manual",
        }
    }
}

/// Minutes within which conversions that count as critical should be usable.
const CRITICAL_MIN: u32 = 15;
/// Minutes for conversions.
const CONVERSION_MIN: u32 = 60;
/// Minutes for engagement and cost.
const ENGAGEMENT_MIN: u32 = 6 * 60;
/// Minutes for claims. They are evidence and no conversions, and come when a network says so.
const CLAIM_MIN: u32 = 24 * 60;
/// Minutes for what a person brings.
const MANUAL_MIN: u32 = 24 * 60;

/// A feed without a window and without an absence.
const fn feed(
    key: &'static str,
    name: &'static str,
    role: Role,
    ways: &'static [Way],
    signal: Option<Signal>,
    target_min: u32,
) -> Feed {
    Feed { key, name, role, ways, signal, target_min, window: None, absence: None }
}

const fn windowed(feed: Feed, window: &'static str) -> Feed {
    Feed { window: Some(window), ..feed }
}

const fn absent(feed: Feed, why: &'static str) -> Feed {
    Feed { absence: Some(why), ..feed }
}

/// Every feed, in the order of screens.
pub const FEEDS: &[Feed] = &[
    feed("links", "Tracked links", Own, &[Stream], Some(Signal::Link), CRITICAL_MIN),
    feed("pixel", "Pixel", Own, &[Stream], Some(Signal::Pixel), CRITICAL_MIN),
    feed("api", "Events API", Own, &[Stream], None, CRITICAL_MIN),
    feed("import", "Files", Own, &[Manual], None, MANUAL_MIN),
    feed("shopify", "Shopify", Shop, &[Stream, Poll], Some(Signal::Code), CRITICAL_MIN),
    feed("woocommerce", "WooCommerce", Shop, &[Stream, Poll], Some(Signal::Code), CONVERSION_MIN),
    feed("stripe", "Stripe Checkout", Shop, &[Stream], Some(Signal::Code), CRITICAL_MIN),
    feed("sfcc", "Salesforce Commerce Cloud", Shop, &[Batch], Some(Signal::Code), MANUAL_MIN),
    feed("tiktok_shop", "TikTok Shop", Shop, &[Stream, Poll], Some(Signal::Native), CONVERSION_MIN),
    absent(
        feed(
            "instagram_checkout",
            "Instagram Checkout",
            Shop,
            &[],
            Some(Signal::Native),
            MANUAL_MIN,
        ),
        "Meta ended checkout in its shops in September 2025, and its order API is gone since \
         October 2026; shops send buyers to the brand's own site",
    ),
    absent(
        feed(
            "youtube_shopping",
            "YouTube Shopping",
            Shop,
            &[Manual],
            Some(Signal::Native),
            MANUAL_MIN,
        ),
        "YouTube has no public order API for creators; bring its orders in by file",
    ),
    windowed(
        feed("tiktok_ads", "TikTok ads", Platform, &[Poll, Batch], None, ENGAGEMENT_MIN),
        "7-day click, 1-day view",
    ),
    windowed(
        feed("meta_ads", "Meta ads", Platform, &[Poll, Batch], None, ENGAGEMENT_MIN),
        "7-day click, 1-day view",
    ),
    windowed(
        feed("google_ads", "Google Ads", Platform, &[Poll, Batch], None, ENGAGEMENT_MIN),
        "30-day click",
    ),
    feed("instagram", "Instagram", Platform, &[Poll, Batch], None, ENGAGEMENT_MIN),
    feed("tiktok", "TikTok", Platform, &[Batch], None, ENGAGEMENT_MIN),
    feed("youtube", "YouTube", Platform, &[Poll, Batch], None, ENGAGEMENT_MIN),
    feed("impact", "impact.com", Network, &[Stream, Batch], Some(Signal::Affiliate), CLAIM_MIN),
    feed("awin", "Awin", Network, &[Stream, Batch], Some(Signal::Affiliate), CLAIM_MIN),
    feed("cj", "CJ", Network, &[Batch], Some(Signal::Affiliate), CLAIM_MIN),
    feed("rakuten", "Rakuten", Network, &[Batch], Some(Signal::Affiliate), CLAIM_MIN),
    feed("refersion", "Refersion", Network, &[Stream, Batch], Some(Signal::Affiliate), CLAIM_MIN),
    feed("segment", "Segment", People, &[Stream], Some(Signal::Pixel), CRITICAL_MIN),
    feed("ga4", "Google Analytics 4", People, &[Stream, Batch], Some(Signal::Pixel), MANUAL_MIN),
    feed("hubspot", "HubSpot", People, &[Stream, Batch], Some(Signal::Crm), MANUAL_MIN),
    feed("salesforce", "Salesforce", People, &[Batch], Some(Signal::Crm), MANUAL_MIN),
    feed("appsflyer", "AppsFlyer", People, &[Batch], None, MANUAL_MIN),
    feed("mixpanel", "Mixpanel", People, &[Batch], None, MANUAL_MIN),
    feed("brandwatch", "Brandwatch", Listening, &[Batch], None, MANUAL_MIN),
    feed("talkwalker", "Talkwalker", Listening, &[Batch], None, MANUAL_MIN),
    feed("sprout", "Sprout Social", Listening, &[Batch], None, MANUAL_MIN),
];

/// The feed with this key.
pub fn find(key: &str) -> Option<&'static Feed> {
    FEEDS.iter().find(|feed| feed.key == key)
}

/// Which of two connections states an order that both know: the one of the lower number. The shop
/// that keeps the order comes before the one that took the payment, that before a platform that
/// passed the order on, and a file or program last.
pub fn order_rank(key: &str) -> u8 {
    match key {
        "shopify" | "woocommerce" | "sfcc" => 0,
        "stripe" => 1,
        "tiktok_shop" => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_there_once() {
        for feed in FEEDS {
            let n_same = FEEDS.iter().filter(|other| other.key == feed.key).count();
            assert_eq!(n_same, 1, "{}", feed.key);
        }
    }

    #[test]
    fn claims_have_a_day() {
        for feed in FEEDS.iter().filter(|feed| feed.role == Network) {
            assert_eq!(feed.target_min, 24 * 60, "{}", feed.key);
        }
    }

    #[test]
    fn a_feed_gives_data_or_says_why_not() {
        for feed in FEEDS {
            assert!(!feed.ways.is_empty() || feed.absence.is_some(), "{}", feed.key);
        }
        assert_eq!(find("instagram_checkout").map(|feed| feed.ways.len()), Some(0));
        assert_eq!(find("nobody"), None);
    }
}
