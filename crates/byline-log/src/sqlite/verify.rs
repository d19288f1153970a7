//! Verifying: every batch read, every dedup key held against its entry, every harm named.
//!
//! A scan stops at the first harm. This goes on to the end, so that an operator learns at once how
//! much there is to restore.

use std::hash::{DefaultHasher, Hash, Hasher};

use byline_core::entry::{DedupKey, Position};
use rusqlite::Connection;

use super::Reader;
use super::read::{Stored, check_next};
use crate::codec;
use crate::error::LogError;

/// How many harms are named; more are only counted.
const MAX_NAMED_HARMS: usize = 100;

/// What reading everything showed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Verification {
    /// How many batches are whole.
    pub n_batches: u64,
    /// How many entries they hold.
    pub n_entries: u64,
    /// How many of these have a dedup key.
    pub n_keys: u64,
    /// The last entry.
    pub last_position: Position,
    /// What is wrong, at most the first 100.
    pub harms: Vec<LogError>,
    /// How much is wrong.
    pub n_harms: u64,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.n_harms == 0
    }

    fn note(&mut self, harm: LogError) {
        self.n_harms += 1;
        if self.harms.len() < MAX_NAMED_HARMS {
            self.harms.push(harm);
        }
    }
}

/// A set of keys with their positions, as a number that does not depend on their order.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct KeySet {
    n_keys: u64,
    sum: u64,
}

impl KeySet {
    fn add(&mut self, key: DedupKey, position: Position) {
        let mut hasher = DefaultHasher::new();
        (key, position).hash(&mut hasher);
        self.n_keys += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

impl Reader {
    /// Reads the whole log as of now and says what is wrong with it. `on_batch` hears of every
    /// batch: its last position. A writer goes on meanwhile, but its write-ahead log grows.
    pub fn verify(&self, on_batch: &mut dyn FnMut(Position)) -> Result<Verification, LogError> {
        let fail = |error: rusqlite::Error| self.failure(&error);
        // One view of everything, or the keys would not be those of the entries.
        let view = self.connection.unchecked_transaction().map_err(fail)?;
        let mut verification = Verification::default();
        if let Err(error) = check_pages(&view) {
            verification.note(fail(error));
        }
        let mut in_entries = KeySet::default();
        let batches = check_batches(&view, &mut verification, &mut in_entries, on_batch);
        if let Err(error) = batches {
            verification.note(fail(error));
        }
        verification.n_keys = in_entries.n_keys;
        // Entries that cannot be read explain any difference between the keys.
        if verification.is_clean() && in_entries != keys_in_table(&view).map_err(fail)? {
            let path = self.file.clone();
            let reason = "the dedup keys are not those of the entries".to_owned();
            verification.note(LogError::Damaged { path, reason });
        }
        Ok(verification)
    }
}

fn check_pages(connection: &Connection) -> rusqlite::Result<()> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(());
    }
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    Err(rusqlite::Error::SqliteFailure(code, Some(verdict)))
}

fn check_batches(
    connection: &Connection,
    verification: &mut Verification,
    keys: &mut KeySet,
    on_batch: &mut dyn FnMut(Position),
) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare("SELECT first_position, n_entries, bytes FROM batches ORDER BY first_position")?;
    let mut rows = statement.query([])?;
    let mut reader = codec::Reader::default();
    while let Some(row) = rows.next()? {
        let stored = Stored::from_row(row)?;
        let expected = Position(verification.last_position.0 + 1);
        if let Err(gap) = check_next(expected, stored.first) {
            verification.note(gap);
        }
        match stored.decode(&mut reader) {
            Ok(entries) => {
                verification.n_batches += 1;
                verification.n_entries += entries.len() as u64;
                for (position, entry) in (stored.first.0..).zip(&entries) {
                    if let Some(key) = entry.dedup {
                        keys.add(key, Position(position));
                    }
                }
            }
            Err(harm) => verification.note(harm),
        }
        verification.last_position = stored.last;
        on_batch(stored.last);
    }
    Ok(())
}

fn keys_in_table(connection: &Connection) -> rusqlite::Result<KeySet> {
    let mut statement = connection.prepare("SELECT key, position FROM dedup")?;
    let mut rows = statement.query([])?;
    let mut keys = KeySet::default();
    while let Some(row) = rows.next()? {
        let position = Position(row.get::<_, i64>(1)?.cast_unsigned());
        keys.add(DedupKey(row.get(0)?), position);
    }
    Ok(keys)
}
