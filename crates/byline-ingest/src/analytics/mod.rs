//! Analytics: what GA4, AppsFlyer and Mixpanel saw on sites and in apps.
//!
//! Visits, target actions, and sightings of orders: evidence, never money. Their ids of devices
//! become keyed digests at the border.

pub mod appsflyer;
pub mod ga4;
pub mod mixpanel;

#[cfg(test)]
mod tests;
