//! Upkeep, beside the writer: backups, checkpoints, verifying.

mod backup;
mod checkpoint;
mod verify;

pub use backup::{Progress, restore};
pub use checkpoint::Checkpointer;
pub use verify::Verification;
