//! Dedup keys: which were seen before, and where first.
//!
//! Every key stands in its own entry, so the log alone knows them all; the table only finds them
//! faster. Keys are digests: each new one would dirty another page of the table, a thousand times
//! the bytes of the entry. So the newest keys stay in memory, and move into the table in key
//! order, a few with each commit, many to a page.
//!
//! Always holds: a key of an entry up to `indexed_to` is in the table; every other is in memory.
//! `indexed_to` is written with the last key of a move; after a crash the keys behind it are read
//! again from the log, whether some had been moved or not.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, ControlFlow};
use std::path::Path;

use byline_core::entry::{DedupKey, Position};
use rusqlite::{Connection, OptionalExtension};

use crate::error::LogError;
use crate::sqlite::read;
use crate::sqlite::schema::failure;

/// After how many entries their keys begin to move.
const N_ENTRIES_A_MOVE: u64 = if cfg!(test) { 64 } else { 1 << 18 };
/// How many keys move with each new entry; more than one, or moving would never end.
const N_MOVED_AN_ENTRY: usize = 2;

/// The keys that the table does not surely have.
#[derive(Default)]
pub(in crate::sqlite) struct Keys {
    /// Keys of the entries after `moving.to`.
    recent: BTreeMap<DedupKey, Position>,
    moving: Moving,
}

/// A move of keys into the table, under way or done.
#[derive(Default)]
struct Moving {
    keys: BTreeMap<DedupKey, Position>,
    /// The last entry whose key is among them.
    to: Position,
    /// The last key that is in the table.
    at: Option<DedupKey>,
    is_done: bool,
}

/// What a commit changes, to be noted once it is durable.
#[derive(Default)]
pub(in crate::sqlite) struct Change {
    claimed: HashMap<DedupKey, Position>,
    moved_to: Option<DedupKey>,
    ends_move: bool,
}

impl Keys {
    /// Reads the keys behind `indexed_to` from the log. If restarts have ended so many moves that
    /// there are more than for one, moves them all.
    pub(in crate::sqlite) fn load(
        connection: &mut Connection,
        file: &Path,
    ) -> Result<Self, LogError> {
        let fail = |error: rusqlite::Error| failure(file, &error);
        let to = indexed_to(connection).map_err(fail)?;
        let mut last = to;
        let mut recent = BTreeMap::new();
        read::scan(connection, file, Position(to.0 + 1), &mut |position, entry| {
            last = position;
            if let Some(key) = entry.dedup {
                recent.insert(key, position);
            }
            ControlFlow::Continue(())
        })?;
        let moving = Moving { to, is_done: true, ..Moving::default() };
        let mut keys = Self { recent, moving };
        if N_ENTRIES_A_MOVE <= last.0 - to.0 {
            keys.note(Change::default(), last);
            let transaction = connection.transaction().map_err(fail)?;
            let mut change = Change::default();
            keys.move_some(&transaction, &mut change, usize::MAX).map_err(fail)?;
            transaction.commit().map_err(fail)?;
            keys.note(change, last);
        }
        Ok(keys)
    }

    /// Notes the owner of a key in `change`, or says who owned it before.
    pub(in crate::sqlite) fn claim(
        &self,
        connection: &Connection,
        change: &mut Change,
        key: DedupKey,
        position: Position,
    ) -> rusqlite::Result<Option<Position>> {
        let in_memory = (change.claimed.get(&key))
            .or_else(|| self.recent.get(&key))
            .or_else(|| self.moving.keys.get(&key));
        let owner = match in_memory {
            Some(owner) => Some(*owner),
            None => find_in_table(connection, key)?,
        };
        if owner.is_none() {
            change.claimed.insert(key, position);
        }
        Ok(owner)
    }

    /// Moves some keys into the table, in the transaction of a commit of `n_fresh` entries.
    pub(in crate::sqlite) fn move_some(
        &self,
        connection: &Connection,
        change: &mut Change,
        n_fresh: usize,
    ) -> rusqlite::Result<()> {
        if self.moving.is_done {
            return Ok(());
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO dedup (key, position) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?;
        let from = self.moving.at.map_or(Bound::Unbounded, Bound::Excluded);
        let mut left = self.moving.keys.range((from, Bound::Unbounded));
        for (key, position) in left.by_ref().take(n_fresh.saturating_mul(N_MOVED_AN_ENTRY)) {
            insert.execute((key.0, position.0.cast_signed()))?;
            change.moved_to = Some(*key);
        }
        change.ends_move = left.next().is_none();
        if change.ends_move {
            connection
                .prepare_cached("UPDATE meta SET value = ?1 WHERE name = 'indexed_to'")?
                .execute([self.moving.to.0.cast_signed()])?;
        }
        Ok(())
    }

    /// Notes what a commit changed, now that it is durable up to `last`.
    pub(in crate::sqlite) fn note(&mut self, change: Change, last: Position) {
        self.recent.extend(change.claimed);
        self.moving.at = change.moved_to.or(self.moving.at);
        if change.ends_move {
            self.moving = Moving { to: self.moving.to, is_done: true, ..Moving::default() };
        }
        if self.moving.is_done && N_ENTRIES_A_MOVE <= last.0 - self.moving.to.0 {
            let keys = std::mem::take(&mut self.recent);
            self.moving = Moving { keys, to: last, at: None, is_done: false };
        }
    }
}

/// Up to which entry the table has every key.
pub(in crate::sqlite) fn indexed_to(connection: &Connection) -> rusqlite::Result<Position> {
    let sql = "SELECT value FROM meta WHERE name = 'indexed_to'";
    let to: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(Position(to.cast_unsigned()))
}

fn find_in_table(connection: &Connection, key: DedupKey) -> rusqlite::Result<Option<Position>> {
    let owner: Option<i64> = connection
        .prepare_cached("SELECT position FROM dedup WHERE key = ?1")?
        .query_row([key.0], |row| row.get(0))
        .optional()?;
    Ok(owner.map(|position| Position(position.cast_unsigned())))
}
