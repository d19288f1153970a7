//! What things and numbers mean.
//!
//! The data's way through Byline is **link → click → event → journey → credit → kpi → decision →
//! action**, and the modules below follow it. Everything here is pure: no clock, file, socket,
//! randomness or environment. Time arrives as a value, so yesterday can be judged again, exactly.
//!
//! Invariant: money is a whole number of minor units with its currency; no number that reaches a
//! ledger ever passes through floating point.

#![deny(clippy::iter_over_hash_type, clippy::print_stdout, clippy::print_stderr)]

pub mod id;
pub mod money;
pub mod split;
pub mod time;

pub mod alias;
pub mod brief;
pub mod campaign;
pub mod channel;
pub mod code;
pub mod creator;
pub mod feed;
pub mod gate;
pub mod identity;
pub mod inspection;
pub mod link;
pub mod placement;
pub mod post;

pub mod claim;
pub mod click;
pub mod event;
pub mod figure;
pub mod mention;
pub mod order;
pub mod patrol;
pub mod rate;
pub mod shopper;

pub mod credit;
pub mod journey;
pub mod kpi;
pub mod settle;

pub mod stats;

pub mod decision;

pub mod action;

pub mod entry;
pub mod invariant;

#[cfg(test)]
mod oracles;
