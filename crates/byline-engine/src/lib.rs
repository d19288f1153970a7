//! What we know now: the fold of the log.
//!
//! In: entries, one after the other, each with its position. Out: journeys, a ledger of credit,
//! readings, and answers to questions about them.
//!
//! Invariant: the state is a function of the entries alone. No clock, no file, no randomness; two
//! engines that applied the same entries encode to the same bytes.

#![deny(clippy::iter_over_hash_type)]

mod engine;
mod mix;
mod take;

mod decide;

mod attribute;
mod ledger;
mod state;

mod answer;
mod snapshot;
pub mod view;

pub use answer::{
    Audit, OrderFilter, OrderKind, OrderLookup, OrderStage, Resolved, model_text, rules_text,
};
pub use engine::{Applied, Counters, Engine};
pub use snapshot::SnapshotError;
pub use state::desk::{
    ApprovedPlan, Edition, Foreseen, Outbox, Pending, Reviewed, Settled, Task, Trail, Verdicted,
};
pub use take::AdError;

#[cfg(test)]
mod tests;
