//! The node: everything between the edges and the log of one workspace.
//!
//! In: facts and raw deliveries from the edges, and the passing of time. Out: a state that
//! everybody reads from memory, and answers that are only given once the disk has.

pub mod sequencer;
pub mod writer;

pub mod node;

mod chores;
mod clicks;
pub mod destinations;
pub mod dispatch;
pub mod import;
mod intake;
mod judge;
pub mod past;
pub mod polls;
mod secrets;
mod snapshots;

pub mod machine;
pub mod verify;

pub mod measures;

#[cfg(test)]
mod testing;

pub use destinations::Destinations;
pub use dispatch::{DispatchSettings, Dispatcher};
pub use intake::Intake;
pub use judge::Judge;
pub use node::{Node, NodeError, Place};
pub use past::{KeptPast, ReplayError, Replayer};
pub use polls::Polls;
pub use secrets::{SecretBook, forget_what_stays_sealed};
pub use writer::WriterHandle;
