//! Backups: the whole log as one file, consistent at one position, and back.
//!
//! A backup is taken while the writer goes on. It holds sealed bytes but not the key that opens
//! them. It gets its name only when all of it is on the disk and every batch in it was read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::Verification;
use crate::error::LogError;
use crate::sqlite::Reader;
use crate::sqlite::lock::{self, Lock};
use crate::sqlite::schema::{self, FILE_NAME, failure, sync_dir_of, unwritable};

/// How many pages are copied between two words about the progress.
const N_PAGES_A_STEP: i32 = 1_024;

/// How far a copy is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// How many pages are copied.
    pub n_done: u64,
    /// How many there are.
    pub n_pages: u64,
}

impl Reader {
    /// Copies the log as of now to a new file at `path`, reads all of the copy, and says what is
    /// in it.
    pub fn backup_to(
        &self,
        path: &Path,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Verification, LogError> {
        if path.exists() {
            return Err(LogError::Exists { path: path.to_owned() });
        }
        let temporary = beside(path);
        let copied = self.copy_to(&temporary, on_progress).and_then(|verification| {
            let named = fs::rename(&temporary, path).and_then(|()| sync_dir_of(path));
            named.map_err(|error| unwritable(path, &error))?;
            Ok(verification)
        });
        if copied.is_err() {
            // What is left of it takes space that may be missing already.
            let _ = fs::remove_file(&temporary);
        }
        copied
    }

    /// Copies the log as of now, and reads all of the copy.
    fn copy_to(
        &self,
        target: &Path,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Verification, LogError> {
        if let Err(error) = fs::remove_file(target)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(unwritable(target, &error));
        }
        schema::make_file(target)?;
        self.copy_pages(target, on_progress).map_err(|error| failure(target, &error))?;
        let file = fs::File::open(target).and_then(|file| file.sync_all());
        file.map_err(|error| unwritable(target, &error))?;
        let verification = Self::open_file(target)?.verify(&mut |_| ())?;
        match verification.harms.first() {
            Some(harm) => Err(harm.clone()),
            None => Ok(verification),
        }
    }

    fn copy_pages(
        &self,
        target: &Path,
        on_progress: &mut dyn FnMut(Progress),
    ) -> rusqlite::Result<()> {
        // As long as this view is held, every step copies from the same commit.
        let view = self.connection.unchecked_transaction()?;
        view.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        let mut copy = Connection::open(target)?;
        let backup = Backup::new(&view, &mut copy)?;
        while backup.step(N_PAGES_A_STEP)? == StepResult::More {
            let progress = backup.progress();
            let n_pages = u64::try_from(progress.pagecount).unwrap_or(0);
            let n_left = u64::try_from(progress.remaining).unwrap_or(0);
            on_progress(Progress { n_done: n_pages.saturating_sub(n_left), n_pages });
        }
        drop(backup);
        // One file that needs no others beside it.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
    }
}

/// Makes a data directory from a backup, after reading all of the backup. Only an empty or new
/// directory is taken: an old snapshot beside another log would be wrong without a sign.
pub fn restore(
    backup: &Path,
    dir: &Path,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Verification, LogError> {
    let reader = Reader::open_file(backup)?;
    schema::make_dir(dir)?;
    let _lock = Lock::take(dir)?;
    for file in fs::read_dir(dir).map_err(|error| unwritable(dir, &error))? {
        let path = file.map_err(|error| unwritable(dir, &error))?.path();
        let is_harmless = path.file_name().is_some_and(|name| name == lock::FILE_NAME);
        if !is_harmless && path != beside(&dir.join(FILE_NAME)) {
            return Err(LogError::Exists { path });
        }
    }
    reader.backup_to(&dir.join(FILE_NAME), on_progress)
}

/// Where a file is written before it has its name.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}
