//! Reading: batches in order, each checked before any of its entries is shown.
//!
//! Rows are fetched in small groups, each a short read of its own, so that a long scan holds no
//! snapshot that would keep the write-ahead log from being emptied.

use std::ops::ControlFlow;
use std::path::Path;

use byline_core::entry::{Entry, Position};
use rusqlite::{Connection, OptionalExtension, Row};

use super::schema::failure;
use crate::codec;
use crate::error::LogError;
use crate::log::Visit;

/// How many batches one read fetches.
const N_BATCHES_A_READ: u32 = 64;

/// Where a row says that its batch lies, and the batch.
pub(super) struct Stored<'a> {
    pub first: Position,
    pub last: Position,
    pub bytes: &'a [u8],
}

impl<'a> Stored<'a> {
    /// Reads a row of `first_position, n_entries, bytes`.
    pub(super) fn from_row(row: &'a Row<'_>) -> rusqlite::Result<Self> {
        let first = row.get::<_, i64>(0)?.cast_unsigned();
        let n_entries = row.get::<_, i64>(1)?.cast_unsigned();
        let bytes = row.get_ref(2)?.as_blob()?;
        let last = first.saturating_add(n_entries).saturating_sub(1);
        Ok(Self { first: Position(first), last: Position(last), bytes })
    }

    /// Reads the batch and holds it against what its row says.
    pub(super) fn decode(&self, reader: &mut codec::Reader) -> Result<Vec<Entry>, LogError> {
        let batch = reader.decode(self.bytes).map_err(|error| self.corrupt(error.to_string()))?;
        let n_entries = self.last.0 + 1 - self.first.0;
        if batch.first != self.first || batch.entries.len() as u64 != n_entries {
            return Err(self.corrupt("the batch belongs to another place".to_owned()));
        }
        Ok(batch.entries)
    }

    fn corrupt(&self, reason: String) -> LogError {
        LogError::Corrupt { first: self.first, last: self.last, reason }
    }
}

/// The last entry of the log; position 0 if there is none.
pub(super) fn last_position(connection: &Connection) -> rusqlite::Result<Position> {
    let last: Option<i64> = connection
        .prepare_cached(
            "SELECT first_position + n_entries - 1 FROM batches
             ORDER BY first_position DESC LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Position(last.unwrap_or(0).cast_unsigned()))
}

/// Shows the entries from `from` on, oldest first.
pub(super) fn scan(
    connection: &Connection,
    file: &Path,
    from: Position,
    visit: &mut Visit<'_>,
) -> Result<(), LogError> {
    let start = batch_holding(connection, from).map_err(|error| failure(file, &error))?;
    each_batch(connection, file, start, &mut |entries, first| {
        for (position, entry) in (first.0..).zip(entries) {
            if from.0 <= position && visit(Position(position), entry).is_break() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })
}

/// Shows every batch from the one that begins with `start` on, and misses none.
fn each_batch(
    connection: &Connection,
    file: &Path,
    start: Position,
    take: &mut dyn FnMut(Vec<Entry>, Position) -> ControlFlow<()>,
) -> Result<(), LogError> {
    let fail = |error: rusqlite::Error| failure(file, &error);
    let mut reader = codec::Reader::default();
    let mut next = start;
    loop {
        let mut statement = connection
            .prepare_cached(
                "SELECT first_position, n_entries, bytes FROM batches
                 WHERE ?1 <= first_position ORDER BY first_position LIMIT ?2",
            )
            .map_err(fail)?;
        let mut rows = statement.query((next.0.cast_signed(), N_BATCHES_A_READ)).map_err(fail)?;
        let mut n_batches = 0;
        while let Some(row) = rows.next().map_err(fail)? {
            let stored = Stored::from_row(row).map_err(fail)?;
            check_next(next, stored.first)?;
            let entries = stored.decode(&mut reader)?;
            if take(entries, stored.first).is_break() {
                return Ok(());
            }
            next = Position(stored.last.0 + 1);
            n_batches += 1;
        }
        if n_batches < N_BATCHES_A_READ {
            return Ok(());
        }
    }
}

/// Shows the entries from `from` back, newest first.
pub(super) fn scan_back(
    connection: &Connection,
    file: &Path,
    from: Position,
    visit: &mut Visit<'_>,
) -> Result<(), LogError> {
    let fail = |error: rusqlite::Error| failure(file, &error);
    let mut reader = codec::Reader::default();
    let mut from = from.min(last_position(connection).map_err(fail)?);
    while from.0 != 0 {
        let mut statement = connection
            .prepare_cached(
                "SELECT first_position, n_entries, bytes FROM batches
                 WHERE first_position <= ?1 ORDER BY first_position DESC LIMIT 1",
            )
            .map_err(fail)?;
        let mut rows = statement.query([bounded(from)]).map_err(fail)?;
        let Some(row) = rows.next().map_err(fail)? else {
            return Err(missing(Position(1), from));
        };
        let stored = Stored::from_row(row).map_err(fail)?;
        if stored.last < from {
            return Err(missing(Position(stored.last.0 + 1), from));
        }
        let entries = stored.decode(&mut reader)?;
        for (entry, position) in entries.into_iter().rev().zip((1..=stored.last.0).rev()) {
            if position <= from.0 && visit(Position(position), entry).is_break() {
                return Ok(());
            }
        }
        from = Position(stored.first.0 - 1);
    }
    Ok(())
}

/// The first position of the batch that holds `from`, or the beginning of the log.
fn batch_holding(connection: &Connection, from: Position) -> rusqlite::Result<Position> {
    let first: Option<i64> = connection
        .prepare_cached("SELECT max(first_position) FROM batches WHERE first_position <= ?1")?
        .query_row([bounded(from)], |row| row.get(0))?;
    Ok(Position(first.unwrap_or(1).cast_unsigned()))
}

/// Positions go into SQLite as its signed integers.
fn bounded(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// Nothing may lie between one batch and the next.
pub(super) fn check_next(expected: Position, found: Position) -> Result<(), LogError> {
    if found == expected {
        return Ok(());
    }
    Err(missing(expected, Position(found.0.saturating_sub(1).max(expected.0))))
}

fn missing(first: Position, last: Position) -> LogError {
    let reason = "they are missing from the file".to_owned();
    LogError::Corrupt { first, last, reason }
}
