//! A reader: a connection of its own that sees every durable commit while the writer lives.

use std::path::{Path, PathBuf};

use byline_core::entry::Position;
use rusqlite::Connection;

use super::read;
use super::schema::{self, FILE_NAME, failure};
use super::table::{inbox, vault};
use crate::error::LogError;
use crate::inbox::{PayloadId, SealedPayload};
use crate::log::{ReadLog, Visit};
use crate::secret::SealedSecrets;

/// A log that is only read, beside its writer or without one. Each thread opens its own.
pub struct Reader {
    pub(super) file: PathBuf,
    pub(super) connection: Connection,
}

impl Reader {
    /// Opens the log in the data directory `dir`, which must exist.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        Self::open_file(&dir.join(FILE_NAME))
    }

    /// Opens a backup.
    pub fn open_file(file: &Path) -> Result<Self, LogError> {
        Ok(Self { file: file.to_owned(), connection: schema::open_to_read(file)? })
    }

    /// The last durable entry as of now; position 0 while there is none.
    pub fn last_position(&self) -> Result<Position, LogError> {
        read::last_position(&self.connection).map_err(|error| self.failure(&error))
    }

    /// Sealed secrets; `None` if there are none of that name.
    pub fn secrets(&self, name: &str) -> Result<Option<SealedSecrets>, LogError> {
        vault::get(&self.connection, name).map_err(|error| self.failure(&error))
    }

    /// Every name that has secrets, in order.
    pub fn secret_names(&self) -> Result<Vec<String>, LogError> {
        vault::names(&self.connection).map_err(|error| self.failure(&error))
    }

    pub(super) fn failure(&self, error: &rusqlite::Error) -> LogError {
        failure(&self.file, error)
    }
}

impl ReadLog for Reader {
    fn scan(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        read::scan(&self.connection, &self.file, from, visit)
    }

    fn scan_back(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        read::scan_back(&self.connection, &self.file, from, visit)
    }

    fn payload(&self, id: PayloadId) -> Result<Option<SealedPayload>, LogError> {
        inbox::payload(&self.connection, id).map_err(|error| self.failure(&error))
    }

    fn newest_payloads(&self, limit: usize) -> Result<Vec<(PayloadId, SealedPayload)>, LogError> {
        inbox::newest(&self.connection, limit).map_err(|error| self.failure(&error))
    }
}
