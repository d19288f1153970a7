//! The file: where it lies, what is in it, how it is opened.
//!
//! The format's number is SQLite's own `user_version`. It grows when an older program could no
//! longer read the file right; an older program then refuses.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use super::BUSY_TIMEOUT_MS;
use crate::error::LogError;

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;
/// The name of the file in its data directory.
pub(super) const FILE_NAME: &str = "byline.sqlite";
/// Tells `file` and other tools whose SQLite this is: "BYLN".
const APPLICATION_ID: u32 = 0x4259_4c4e;

const TABLES: &str = "
    CREATE TABLE batches (
        first_position INTEGER PRIMARY KEY,
        n_entries INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );
    CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO meta VALUES ('indexed_to', 0);
    CREATE TABLE dedup (
        key BLOB PRIMARY KEY,
        position INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        connection TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        nonce BLOB NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE INDEX inbox_by_age ON inbox (received_at);
    CREATE TABLE secrets (
        name TEXT PRIMARY KEY,
        nonce BLOB NOT NULL,
        sealed BLOB NOT NULL
    ) WITHOUT ROWID;
";

/// Makes the data directory, for its owner alone.
pub(super) fn make_dir(dir: &Path) -> Result<(), LogError> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().mode(0o700).create(dir).map_err(|error| unwritable(dir, &error))
}

/// Makes an empty file where there is none, so that nobody but its owner ever could read it.
pub(super) fn make_file(file: &Path) -> Result<(), LogError> {
    let options = OpenOptions::new().write(true).create_new(true).mode(0o600).clone();
    match options.open(file) {
        Ok(_) => sync_dir_of(file).map_err(|error| unwritable(file, &error)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(unwritable(file, &error)),
    }
}

/// Opens a file to write it, and makes the tables in an empty one.
pub(super) fn open_to_write(file: &Path) -> Result<Connection, LogError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = open(file, flags)?;
    prepare(&mut connection).map_err(|error| failure(file, &error))?;
    Ok(connection)
}

/// Opens a file to read it while it may be written elsewhere.
pub(super) fn open_to_read(file: &Path) -> Result<Connection, LogError> {
    if !file.is_file() {
        return Err(LogError::Missing { path: file.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(file, flags)?;
    let is_log = connection.table_exists(None, "batches").map_err(|error| failure(file, &error))?;
    if !is_log {
        let reason = "it holds no log".to_owned();
        return Err(LogError::Damaged { path: file.to_owned(), reason });
    }
    Ok(connection)
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection, LogError> {
    let connect = || -> rusqlite::Result<(Connection, u32)> {
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        let format = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok((connection, format))
    };
    let (connection, format) = connect().map_err(|error| failure(file, &error))?;
    if FORMAT < format {
        return Err(LogError::NewerFormat { found: format, known: FORMAT });
    }
    Ok(connection)
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is pruned or deleted is overwritten and not only forgotten.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    // The node moves pages out of the write-ahead log in the background; this is for its absence.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 16_384, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    let format: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if format == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

/// Moves everything out of the write-ahead log, syncs it, and empties the write-ahead log.
pub(super) fn settle(connection: &Connection, file: &Path) -> Result<(), LogError> {
    let is_busy: bool = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(|error| failure(file, &error))?;
    if is_busy {
        let reason = "a reader still holds what must be moved; try again".to_owned();
        return Err(LogError::Failed { reason });
    }
    let path = wal_path(file);
    match File::open(&path).and_then(|file| file.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(&path, &error)),
        _ => Ok(()),
    }
}

/// Where the write-ahead log lies.
pub(super) fn wal_path(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push("-wal");
    path.into()
}

/// What a failure of SQLite means for the log in `file`.
pub(super) fn failure(file: &Path, error: &rusqlite::Error) -> LogError {
    let reason = error.to_string();
    let path = file.to_owned();
    // Without space there is none for the shared index of the write-ahead log either.
    if error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
        return LogError::Full;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LogError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LogError::Damaged { path, reason }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            LogError::Unwritable { path, reason }
        }
        _ => LogError::Failed { reason },
    }
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> LogError {
    match error.kind() {
        io::ErrorKind::StorageFull => LogError::Full,
        io::ErrorKind::NotFound => LogError::Missing { path: path.to_owned() },
        _ => LogError::Unwritable { path: path.to_owned(), reason: error.to_string() },
    }
}

/// Makes the name of a new or renamed file durable.
pub(crate) fn sync_dir_of(file: &Path) -> io::Result<()> {
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty());
    File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
}
