//! What we know now: the fold of the log.
//!
//! In: entries, one after the other, each with its position. Out: journeys, a ledger of credit,
//! readings, and answers to questions about them.
//!
//! Invariant: the state is a function of the entries alone. No clock, no file, no randomness; two
//! engines that applied the same entries encode to the same bytes.

#![deny(clippy::iter_over_hash_type, clippy::print_stdout, clippy::print_stderr)]

mod engine;
pub mod view;

pub use engine::{Applied, Audit, Counters, Engine, OrderFilter, OrderLookup, SnapshotError};
