//! The log at rest: what was taken in, kept for ever.
//!
//! In: entries, each with the key by which a second delivery is recognised, and the raw bytes
//! that they were made from. Out: a [`Receipt`], which only a durable commit can make, and later
//! the entries again, in order, as often as anyone asks.
//!
//! Always holds: what has a receipt is on the disk, once; what cannot be read is named, never
//! skipped. Everything that Byline shows is computed from here, so nothing can be more right
//! than this.
//!
//! [`Log`] says what a log does, [`ReadLog`] how it is read; [`SqliteLog`] does it on
//! one disk; [`MemoryLog`] does it over a simulated disk that tests can break at will.

pub mod codec;
mod error;
mod log;

mod disk;
mod memory;

mod inbox;
mod key;
mod secret;
mod snapshot;
mod sqlite;

#[cfg(test)]
mod contract;

pub use disk::{ByteDisk, Crash, Fault};
pub use error::LogError;
pub use inbox::{PayloadId, RawPayload, SealedPayload};
pub use key::{KeyError, MasterKey, Nonce, Purpose, PurposeKey};
pub use log::{Commit, Log, MAX_COMMIT_ENTRIES, Outcome, ReadLog, Receipt, Recovery, Visit};
pub use memory::MemoryLog;
pub use secret::{KEY_PROOF, SealedSecrets, Secret, Vault};
pub use snapshot::{Found, KeepPolicy, Snapshot, SnapshotError, SnapshotHead, Snapshots};
pub use sqlite::{Checkpointer, FORMAT, Progress, Reader, SqliteLog, Verification, restore};
