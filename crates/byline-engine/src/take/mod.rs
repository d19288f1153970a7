//! Taking facts in, one file for each kind.

mod act;
mod action;
mod claims;
mod click;
mod decision;
mod declared;
mod figure;
mod forgotten;
mod gate;
mod identity;
mod mention;
mod order;
mod patrol;
mod report;
mod spend;

pub(crate) use claims::key as claim_key;
pub(crate) use click::landing_channel;
pub use decision::AdError;
pub(crate) use figure::{ad_spend_id, summed};
