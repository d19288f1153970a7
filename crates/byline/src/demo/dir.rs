//! The demo's data: marked as such, so that it is never mixed with anybody's own.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use byline_log::SqliteLog;
use serde_json::json;

use crate::exit::{Exit, Failure};

/// The file that marks a data directory as the demo's.
const MARK: &str = "demo.json";

/// Empties a directory of an earlier demo; refuses one that holds anything else.
pub fn begin_anew(dir: &Path) -> Result<(), Failure> {
    let is_empty = std::fs::read_dir(dir).map_or(true, |mut files| files.next().is_none());
    if is_empty {
        return Ok(());
    }
    if !is_demo(dir) {
        let words = format!(
            "{} holds data that is no demo's; choose another directory, such as --data ./demo-data",
            dir.display()
        );
        return Err(Failure::new(Exit::CannotCreate, "demo.not_its_own", words));
    }
    // Whoever runs in it now holds its lock.
    drop(SqliteLog::open(dir)?);
    std::fs::remove_dir_all(dir).map_err(|error| Failure::file(Exit::CannotCreate, dir, &error))
}

/// Refuses a demo's directory: what is simulated must never be mixed with what is real.
pub fn refuse(dir: &Path) -> Result<(), Failure> {
    if !is_demo(dir) {
        return Ok(());
    }
    let words = format!(
        "{0} holds the simulated campaign of `byline demo`; choose another directory with --data, \
         or delete {0}",
        dir.display()
    );
    Err(Failure::new(Exit::CannotCreate, "demo.simulated", words))
}

/// Makes a directory, marked as the demo's before there is anything else in it.
pub fn mark(dir: &Path, seed: u64) -> Result<(), Failure> {
    let path = dir.join(MARK);
    let make = || -> std::io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        std::fs::write(&path, json!({ "seed": seed }).to_string())
    };
    make().map_err(|error| Failure::file(Exit::CannotCreate, &path, &error))
}

/// Whether a directory is the demo's.
fn is_demo(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_data_is_emptied() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("data");
        assert!(begin_anew(&dir).is_ok(), "there is nothing yet");
        drop(SqliteLog::open(&dir).unwrap());
        assert_eq!(begin_anew(&dir).unwrap_err().code, "demo.not_its_own");
        assert!(refuse(&dir).is_ok());
        mark(&dir, 7).unwrap();
        assert_eq!(refuse(&dir).unwrap_err().code, "demo.simulated");
        let (open, _) = SqliteLog::open(&dir).unwrap();
        assert_eq!(begin_anew(&dir).unwrap_err().code, "log.locked");
        drop(open);
        begin_anew(&dir).unwrap();
        assert!(!dir.exists());
    }
}
