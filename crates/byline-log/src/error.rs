//! What can go wrong with a log, each with a stable code and a next step.
//!
//! An error can be cloned: one failed commit answers every request that had joined it.

use std::path::PathBuf;

use byline_core::entry::Position;
use thiserror::Error;

use crate::codec::{CodecError, MAX_PLAIN_BYTES};

/// Why the log refused or failed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum LogError {
    /// The store has no space left. Nothing of the commit counts until [`crate::Log::recover`]
    /// says so.
    #[error("no space is left for the log; free some and it goes on by itself")]
    Full,
    /// Another process has the data directory open.
    #[error(
        "{} is in use by {}; stop that process or choose another directory",
        path.display(), holder_words(*pid)
    )]
    Locked {
        /// The data directory.
        path: PathBuf,
        /// The process that holds it, where it said so.
        pid: Option<u32>,
    },
    /// Entries cannot be read back.
    #[error(
        "entries {} to {} cannot be read: {reason}; restore them from a backup", first.0, last.0
    )]
    Corrupt {
        /// The first entry that is concerned.
        first: Position,
        /// The last entry that is concerned.
        last: Position,
        /// What was found.
        reason: String,
    },
    /// The file of the log is harmed as a whole, or is none.
    #[error("{} is damaged: {reason}; restore it from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The data was written by a newer Byline.
    #[error("the data has format {found}, this program knows {known}; use a newer byline")]
    NewerFormat {
        /// The format of the data.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// There is no log where one was expected.
    #[error("there is no log in {}; check the path (--data names another folder)", path.display())]
    Missing {
        /// Where it was expected.
        path: PathBuf,
    },
    /// There is something where nothing may be overwritten.
    #[error("{} exists already and is not overwritten; choose another path", path.display())]
    Exists {
        /// What is in the way.
        path: PathBuf,
    },
    /// The data directory cannot be written.
    #[error(
        "{} cannot be written: {reason}; check that it exists and who owns it", path.display()
    )]
    Unwritable {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// More entries than one commit may hold.
    #[error("a commit holds at most {limit} entries or bytes, not {asked}; split it")]
    TooLarge {
        /// How many were asked.
        asked: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// An earlier commit failed; nothing is written before [`crate::Log::recover`] succeeds.
    #[error("the log has stopped after a failed write; it must recover before it goes on")]
    Stopped,
    /// The store failed.
    #[error("the store failed: {reason}")]
    Failed {
        /// What the store said.
        reason: String,
    },
}

impl LogError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "log.full",
            Self::Locked { .. } => "log.locked",
            Self::Corrupt { .. } => "log.corrupt",
            Self::Damaged { .. } => "log.damaged",
            Self::NewerFormat { .. } => "log.newer_format",
            Self::Missing { .. } => "log.missing",
            Self::Exists { .. } => "log.exists",
            Self::Unwritable { .. } => "log.unwritable",
            Self::TooLarge { .. } => "log.too_large",
            Self::Stopped => "log.stopped",
            Self::Failed { .. } => "log.failed",
        }
    }
}

impl From<CodecError> for LogError {
    fn from(error: CodecError) -> Self {
        match error {
            CodecError::TooLarge(asked) => {
                Self::TooLarge { asked: asked as u64, limit: MAX_PLAIN_BYTES as u64 }
            }
            error => Self::Failed { reason: error.to_string() },
        }
    }
}

fn holder_words(pid: Option<u32>) -> String {
    match pid {
        Some(pid) => format!("process {pid}"),
        None => "another process".to_owned(),
    }
}
