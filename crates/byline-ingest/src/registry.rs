//! The registry: every connector, a line each.
//!
//! To add a platform, add its folder, its line in [`byline_core::feed::FEEDS`], and one line here
//! for each way in: a hook, a poll, an export.

use crate::analytics::{appsflyer, ga4, mixpanel};
use crate::crm::{hubspot, salesforce};
use crate::export::{Document, Export};
use crate::files::presets::{self, own};
use crate::listening;
use crate::networks::{awin, cj, impact, rakuten, refersion, shareasale};
use crate::poll::Poll;
use crate::rates;
use crate::webhook::Hook;
use crate::{google_ads, instagram, meta_ads, tiktok_ads, youtube};
use crate::{segment, sfcc, shopify, stripe, tiktok_shop, woocommerce};

/// Every feed that delivers by webhook.
pub const HOOKS: &[Hook] = &[
    shopify::HOOK,
    woocommerce::HOOK,
    stripe::HOOK,
    tiktok_shop::HOOK,
    segment::HOOK,
    impact::HOOK,
    awin::HOOK,
    refersion::HOOK,
    hubspot::HOOK,
    ga4::HOOK,
];

/// Everything that is asked for in turns.
pub const POLLS: &[Poll] = &[
    shopify::ORDERS,
    woocommerce::ORDERS,
    tiktok_shop::ORDERS,
    tiktok_shop::AFFILIATES,
    tiktok_shop::REFUNDS,
    tiktok_ads::REPORTS,
    meta_ads::INSIGHTS,
    instagram::MEDIA,
    instagram::ACCOUNTS,
    youtube::VIDEOS,
    youtube::CHANNELS,
    youtube::ANALYTICS,
    google_ads::ADS_BY_DAY,
];

/// Every kind of file that feeds export.
pub const EXPORTS: &[Export] = &[
    shopify::ORDERS_EXPORT,
    sfcc::ORDERS,
    impact::ACTIONS,
    impact::UPDATES,
    awin::TRANSACTIONS,
    shareasale::TRANSACTIONS,
    cj::COMMISSIONS,
    rakuten::TRANSACTIONS,
    refersion::CONVERSIONS,
    tiktok_ads::ADS,
    tiktok_ads::AD_GROUPS,
    tiktok_ads::CAMPAIGNS,
    meta_ads::ADS,
    meta_ads::ACTIONS,
    meta_ads::ACTION_VALUES,
    meta_ads::ACCOUNTS,
    instagram::MEDIA_INSIGHTS,
    instagram::FOLLOWERS,
    youtube::VIDEO_DAYS,
    youtube::VIDEO_COUNTERS,
    google_ads::ADS,
    google_ads::AD_GROUPS,
    google_ads::CAMPAIGNS,
    google_ads::ACCOUNTS,
    hubspot::CONTACTS,
    hubspot::CONTACTS_LOADED,
    hubspot::DEALS,
    salesforce::LEADS,
    salesforce::OPPORTUNITIES,
    salesforce::ORDERS,
    salesforce::MEMBERS,
    ga4::EVENTS,
    appsflyer::EVENTS,
    mixpanel::EVENTS,
    rates::RATES,
    listening::BRANDWATCH,
    listening::TALKWALKER,
    listening::SPROUT,
    listening::COMMENTS,
    presets::ROSTER,
    presets::ROSTER_TIKTOK,
    presets::ACCOUNTS,
    presets::PARTNERS,
    presets::LINKS,
    presets::UTM_LOG,
    presets::FIGURES,
];

/// Sheets that somebody keeps by hand. Their headers are loose, so a file is taken for one of them
/// only where no export knows its header, or where a person says so.
pub const OWN: &[Export] = &[own::CREATORS, own::LINKS, own::CLICKS, own::ORDERS, own::SPEND];

/// Documents that are no tables, told apart by what stands in them.
pub const DOCUMENTS: &[Document] = &[sfcc::DOCUMENT, rates::DOCUMENT];

/// The export or sheet of this name.
pub fn export(feed: &str, what: &str) -> Option<&'static Export> {
    EXPORTS.iter().chain(OWN).find(|export| export.feed == feed && export.what == what)
}

/// The exports that a file with this header can be, the one that knows most of its columns first,
/// and of two such the one that asks for more.
pub fn recognise(header: &[&str]) -> Vec<&'static Export> {
    let fits = |export: &&'static Export| {
        let n_needed = export.columns.iter().filter(|column| column.is_needed).count();
        Some(((export.places(header)?.len(), n_needed), *export))
    };
    let mut found: Vec<_> = EXPORTS.iter().filter_map(|export| fits(&export)).collect();
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, export)| export).collect()
}

#[cfg(test)]
mod tests {
    use byline_core::feed;

    use super::*;

    /// What a kind needs, alone or with all that it knows, is taken for that kind, or for another
    /// of its family: with an ad's id, figures of an account are figures of the ad.
    #[test]
    fn no_two_kinds_claim_one_header() {
        let mut doubts = Vec::new();
        for export in EXPORTS {
            let needed = export.columns.iter().filter(|column| column.is_needed);
            for header in [
                needed.map(|column| column.name).collect::<Vec<_>>(),
                export.columns.iter().map(|column| column.name).collect(),
            ] {
                let found = recognise(&header);
                let is_family = |it: &&Export| match export.feed {
                    "import" => it.what.starts_with("roster") && export.what.starts_with("roster"),
                    feed => it.feed == feed,
                };
                let first = found.first();
                let is_it = |it: &&Export| (it.feed, it.what) == (export.feed, export.what);
                if !first.is_some_and(|it| is_it(it) || is_family(it)) {
                    doubts.push((export.feed, export.what, first.map(|it| it.what)));
                }
            }
        }
        assert_eq!(doubts, []);
    }

    #[test]
    fn every_connector_is_a_feed_of_the_table() {
        let keys = HOOKS.iter().map(|hook| hook.key);
        let keys = keys.chain(POLLS.iter().map(|poll| poll.feed));
        for key in keys.chain(EXPORTS.iter().map(|export| export.feed)) {
            assert!(feed::find(key).is_some(), "{key} is in no table of feeds");
        }
    }
}
