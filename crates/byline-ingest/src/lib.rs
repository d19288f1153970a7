//! The world becomes entries.
//!
//! In: bytes that somebody outside sent: a shop's webhook, a batch of events, a beacon of the
//! pixel, the headers of a click, a file. Out: facts for the log, each with the key by which a
//! second delivery is recognised, or a reason with a stable code why nothing came of it.
//!
//! Every mapping is a pure function. Time, secrets and what is known of links and creators arrive
//! as arguments, so a delivery from the inbox can be mapped again years later and gives the same.
//!
//! Invariants: outside data is never trusted and never lost. One bad row never costs the good
//! ones, money never passes through floating point, no reason repeats personal data, and no e-mail
//! address or phone number leaves this crate except as a keyed digest.

pub mod dedup;
pub mod definitions;
pub mod directory;
pub mod export;
pub mod figures;
pub mod files;
pub mod json;
pub mod keys;
pub mod poll;
pub mod registry;
pub mod webhook;

mod about;
mod amount;
mod carried;
mod fault;
mod field;
mod graph;
mod moment;
mod signature;
mod tree;

pub mod agent;
pub mod analytics;
pub mod crm;

pub mod events;
pub mod google_ads;
pub mod import;
pub mod instagram;
pub mod listening;
pub mod meta_ads;
pub mod networks;
pub mod pixel;
pub mod rates;
pub mod segment;
pub mod sfcc;
pub mod shopify;
pub mod stripe;
pub mod tiktok_ads;
pub mod tiktok_shop;
pub mod woocommerce;
pub mod youtube;

pub use about::about;

#[cfg(test)]
mod tests;
