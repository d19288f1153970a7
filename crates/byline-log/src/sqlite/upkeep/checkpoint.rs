//! Checkpoints: moving committed pages out of the write-ahead log, beside the writer.
//!
//! A commit appends to the write-ahead log and syncs that alone. Its pages reach their places
//! later; whoever moves them waits for the disk much longer than a commit does, so it should not
//! be the writer. If nobody does it, the writer does, rarely and slowly.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::LogError;
use crate::sqlite::schema::{self, failure};

/// Below this many pages in the write-ahead log there is nothing to hurry for.
const N_PAGES_WORTH_MOVING: u64 = 1_000;

/// A connection of its own that keeps the write-ahead log short.
pub struct Checkpointer {
    file: PathBuf,
    connection: Connection,
}

impl Checkpointer {
    pub(in crate::sqlite) fn open(file: &Path) -> Result<Self, LogError> {
        let connection = schema::open_to_write(file)?;
        Ok(Self { file: file.to_owned(), connection })
    }

    /// Moves what is committed if it is worth it; says how many pages were moved. It holds up
    /// neither the writer nor readers. To be called a few times a second.
    pub fn step(&self) -> Result<u64, LogError> {
        let n_bytes = match std::fs::metadata(schema::wal_path(&self.file)) {
            Ok(wal) => wal.len(),
            Err(_) => return Ok(0),
        };
        if n_bytes < N_PAGES_WORTH_MOVING * 4_096 {
            return Ok(0);
        }
        let n_moved: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2))
            .map_err(|error| failure(&self.file, &error))?;
        Ok(u64::try_from(n_moved).unwrap_or(0))
    }
}
