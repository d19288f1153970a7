//! The lock: one process writes one data directory.
//!
//! The system holds the lock and lets go of it when the process ends, however it ends. So a lock
//! file that a killed process left behind locks nobody out; the pid in it only says whom to stop.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::schema::unwritable;
use crate::error::LogError;

pub(super) const FILE_NAME: &str = "byline.lock";

/// A held lock; dropping it lets go.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a data directory, or says who has it.
    pub(super) fn take(dir: &Path) -> Result<Self, LogError> {
        let path = dir.join(FILE_NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&path).map_err(|error| unwritable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LogError::Locked { path: dir.to_owned(), pid: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(&path, &error)),
        }
        let pid = format!("{}\n", std::process::id());
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(pid.as_bytes())
        };
        write(&mut file).map_err(|error| unwritable(&path, &error))?;
        Ok(Self { _file: file })
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
