//! Verifying: every batch read, every dedup key held against its entry, every harm named.
//!
//! A scan stops at the first harm. This goes on to the end, so that an operator learns at once how
//! much there is to restore.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use byline_core::entry::{DedupKey, Position};
use rusqlite::Connection;

use crate::codec;
use crate::error::LogError;
use crate::sqlite::Reader;
use crate::sqlite::read::{Stored, check_next};
use crate::sqlite::table::keys;

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

/// A set of keys with their positions: up to `indexed_to` as a number that does not depend on
/// their order, behind it one by one, for there the table may lack some.
#[derive(Default)]
struct KeySet {
    indexed_to: Position,
    n_keys: u64,
    n_indexed: u64,
    sum: u64,
    behind: HashMap<DedupKey, Position>,
    has_repeats: bool,
}

impl KeySet {
    fn new(indexed_to: Position) -> Self {
        Self { indexed_to, ..Self::default() }
    }

    fn add(&mut self, key: DedupKey, position: Position) {
        self.n_keys += 1;
        if self.indexed_to < position {
            self.has_repeats |= self.behind.insert(key, position).is_some();
            return;
        }
        let mut hasher = DefaultHasher::new();
        (key, position).hash(&mut hasher);
        self.n_indexed += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    /// Whether these keys of the table agree with those of the entries, each there once.
    fn agrees_with(&self, entries: &Self) -> bool {
        let is_equal = (self.n_indexed, self.sum) == (entries.n_indexed, entries.sum);
        is_equal
            && !entries.has_repeats
            && self.behind.iter().all(|(key, at)| entries.behind.get(key) == Some(at))
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
        let indexed_to = keys::indexed_to(&view).map_err(fail)?;
        let mut in_entries = KeySet::new(indexed_to);
        let batches = check_batches(&view, &mut verification, &mut in_entries, on_batch);
        if let Err(error) = batches {
            verification.note(fail(error));
        }
        verification.n_keys = in_entries.n_keys;
        // Entries that cannot be read explain any difference between the keys.
        if !verification.is_clean() {
            return Ok(verification);
        }
        let in_table = keys_in_table(&view, indexed_to).map_err(fail)?;
        if !in_table.agrees_with(&in_entries) {
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

fn keys_in_table(connection: &Connection, indexed_to: Position) -> rusqlite::Result<KeySet> {
    let mut statement = connection.prepare("SELECT key, position FROM dedup")?;
    let mut rows = statement.query([])?;
    let mut keys = KeySet::new(indexed_to);
    while let Some(row) = rows.next()? {
        let position = Position(row.get::<_, i64>(1)?.cast_unsigned());
        keys.add(DedupKey(row.get(0)?), position);
    }
    Ok(keys)
}
