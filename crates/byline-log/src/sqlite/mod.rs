//! The log on one disk: SQLite, one row for each group commit.
//!
//! A commit is one transaction: its entries as one checksummed batch, their dedup keys, the raw
//! deliveries behind them. SQLite syncs it before it answers (`synchronous=FULL`), and so do we.
//! Readers open connections of their own and never wait for the writer, nor it for them.
//!
//! Always holds: one process writes; after a failed commit nothing is written before the file was
//! closed, opened again, and everything in it is known to be on the disk.

mod append;
mod lock;
mod read;
mod reader;
mod schema;
mod table;
mod upkeep;
mod wal;

use std::path::{Path, PathBuf};

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use rusqlite::Connection;

use crate::error::LogError;
use crate::inbox::{PayloadId, SealedPayload};
use crate::log::{self, Commit, Log, ReadLog, Receipt, Recovery, Visit};
use crate::secret::{SealedSecrets, Vault};

pub use reader::Reader;
pub use schema::FORMAT;
pub(crate) use schema::sync_dir_of;
pub use upkeep::{Checkpointer, Progress, Verification, restore};

use lock::Lock;
use schema::{FILE_NAME, failure};
use table::keys::Keys;
use table::{inbox, vault};

/// How long to wait for another connection of this process, in milliseconds.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// The log of one data directory, open for writing.
pub struct SqliteLog {
    dir: PathBuf,
    file: PathBuf,
    /// Held as long as the log is open.
    _lock: Lock,
    /// `None` while the log could not be opened again after a failure.
    connection: Option<Connection>,
    keys: Keys,
    last_position: Position,
    next_payload: PayloadId,
    is_stopped: bool,
}

impl SqliteLog {
    /// Opens the log in `dir`, or begins one. The directory is made if its parent exists.
    pub fn open(dir: &Path) -> Result<(Self, Recovery), LogError> {
        schema::make_dir(dir)?;
        let lock = Lock::take(dir)?;
        let file = dir.join(FILE_NAME);
        schema::make_file(&file)?;
        let mut log = Self {
            dir: dir.to_owned(),
            file,
            _lock: lock,
            connection: None,
            keys: Keys::default(),
            last_position: Position(0),
            next_payload: PayloadId(1),
            is_stopped: true,
        };
        let n_cut_bytes = log.connect()?;
        if n_cut_bytes != 0 {
            // Left where it is, it could look like harm after the next crash.
            schema::settle(log.connection()?, &log.file)?;
        }
        log.is_stopped = false;
        let last_position = log.last_position;
        Ok((log, Recovery { last_position, n_cut_bytes }))
    }

    /// Another connection that only reads, for another thread.
    pub fn reader(&self) -> Result<Reader, LogError> {
        Reader::open(&self.dir)
    }

    /// The helper that keeps the write-ahead log short, for another thread.
    pub fn checkpointer(&self) -> Result<Checkpointer, LogError> {
        Checkpointer::open(&self.file)
    }

    /// The data directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Opens the file; says how many bytes of an unfinished commit were cut off.
    fn connect(&mut self) -> Result<u64, LogError> {
        let n_cut_bytes = wal::check(&schema::wal_path(&self.file))?;
        let mut connection = schema::open_to_write(&self.file)?;
        self.last_position = read::last_position(&connection).map_err(|e| self.failure(&e))?;
        self.next_payload = inbox::next_id(&connection).map_err(|e| self.failure(&e))?;
        self.keys = Keys::load(&mut connection, &self.file)?;
        self.connection = Some(connection);
        Ok(n_cut_bytes)
    }

    fn connection(&self) -> Result<&Connection, LogError> {
        self.connection.as_ref().ok_or(LogError::Stopped)
    }

    /// Runs a small write of its own; if it fails, the log stops.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        if self.is_stopped {
            return Err(LogError::Stopped);
        }
        let done = work(self.connection()?);
        done.map_err(|error| self.stop(self.failure(&error)))
    }

    fn stop(&mut self, error: LogError) -> LogError {
        self.is_stopped = true;
        error
    }

    fn failure(&self, error: &rusqlite::Error) -> LogError {
        failure(&self.file, error)
    }
}

impl ReadLog for SqliteLog {
    fn scan(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        read::scan(self.connection()?, &self.file, from, visit)
    }

    fn scan_back(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        read::scan_back(self.connection()?, &self.file, from, visit)
    }

    fn payload(&self, id: PayloadId) -> Result<Option<SealedPayload>, LogError> {
        inbox::payload(self.connection()?, id).map_err(|error| self.failure(&error))
    }

    fn newest_payloads(&self, limit: usize) -> Result<Vec<(PayloadId, SealedPayload)>, LogError> {
        inbox::newest(self.connection()?, limit).map_err(|error| self.failure(&error))
    }
}

impl Log for SqliteLog {
    fn commit(&mut self, commit: Commit<'_>) -> Result<Receipt, LogError> {
        log::check_size(commit)?;
        if self.is_stopped {
            return Err(LogError::Stopped);
        }
        let Some(connection) = self.connection.as_mut() else {
            return Err(LogError::Stopped);
        };
        let first = Position(self.last_position.0 + 1);
        let first_payload = self.next_payload;
        let keys = &mut self.keys;
        let written = append::write(connection, &self.file, keys, first, first_payload, commit);
        let written = match written {
            Ok(written) => written,
            Err(error @ LogError::TooLarge { .. }) => return Err(error),
            Err(error) => return Err(self.stop(error)),
        };
        let next_payload = first_payload.0 + commit.payloads.len() as u64;
        self.last_position.0 += written.n_fresh as u64;
        self.next_payload = PayloadId(next_payload);
        Ok(Receipt::new(written.outcomes, first_payload.0..next_payload))
    }

    fn last_position(&self) -> Position {
        self.last_position
    }

    fn next_payload_id(&self) -> PayloadId {
        self.next_payload
    }

    /// After a failed sync the kernel may show bytes that the disk does not have. So everything is
    /// moved out of the write-ahead log and synced anew before the log goes on.
    fn recover(&mut self) -> Result<Recovery, LogError> {
        self.is_stopped = true;
        // The old connection may hold locks and half a transaction: it goes first.
        self.connection = None;
        self.connect()?;
        schema::settle(self.connection()?, &self.file)?;
        self.is_stopped = false;
        Ok(Recovery { last_position: self.last_position, n_cut_bytes: 0 })
    }

    fn prune_payloads(&mut self, instant: Timestamp) -> Result<u64, LogError> {
        self.write(|connection| inbox::prune(connection, instant))
    }
}

impl Vault for SqliteLog {
    fn put_secrets(&mut self, name: &str, secrets: &SealedSecrets) -> Result<(), LogError> {
        self.write(|connection| vault::put(connection, name, secrets))
    }

    fn secrets(&self, name: &str) -> Result<Option<SealedSecrets>, LogError> {
        vault::get(self.connection()?, name).map_err(|error| self.failure(&error))
    }

    fn delete_secrets(&mut self, name: &str) -> Result<bool, LogError> {
        self.write(|connection| vault::delete(connection, name))
    }

    fn secret_names(&self) -> Result<Vec<String>, LogError> {
        vault::names(self.connection()?).map_err(|error| self.failure(&error))
    }
}

#[cfg(test)]
mod tests;
