//! One commit: keys, batch and raw deliveries in one transaction.

use std::path::Path;

use byline_core::entry::Position;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::schema::failure;
use super::table::inbox;
use super::table::keys::{Change, Keys};
use crate::codec::{self, Compression};
use crate::error::LogError;
use crate::inbox::PayloadId;
use crate::log::{self, Commit, Outcome};

/// Fast, and the batches are small enough that more would save little.
const COMPRESSION: Compression = Compression::Zstd(1);

/// What a commit became.
pub(super) struct Written {
    pub outcomes: Vec<Outcome>,
    pub n_fresh: usize,
}

/// Writes a commit; it is durable when this returns.
pub(super) fn write(
    connection: &mut Connection,
    file: &Path,
    keys: &mut Keys,
    first: Position,
    first_payload: PayloadId,
    commit: Commit<'_>,
) -> Result<Written, LogError> {
    let fail = |error: rusqlite::Error| failure(file, &error);
    if commit.entries.is_empty() && commit.payloads.is_empty() {
        return Ok(Written { outcomes: Vec::new(), n_fresh: 0 });
    }
    let behavior = TransactionBehavior::Immediate;
    let transaction = connection.transaction_with_behavior(behavior).map_err(fail)?;
    let mut change = Change::default();
    let sorted = log::sort_out(commit.entries, first, |key, position| {
        keys.claim(&transaction, &mut change, key, position).map_err(fail)
    })?;
    let n_fresh = sorted.fresh.len();
    let has_news = n_fresh != 0 || !commit.payloads.is_empty();
    if !has_news {
        // Everything is on the disk already; dropping the transaction ends it.
        return Ok(Written { outcomes: sorted.outcomes, n_fresh });
    }
    if n_fresh != 0 {
        let bytes = codec::encode(first, &sorted.fresh, COMPRESSION)?;
        insert_batch(&transaction, first, n_fresh, &bytes).map_err(fail)?;
        keys.move_some(&transaction, &mut change, n_fresh).map_err(fail)?;
    }
    inbox::insert(&transaction, first_payload, commit.payloads).map_err(fail)?;
    transaction.commit().map_err(fail)?;
    keys.note(change, Position(first.0 + n_fresh as u64 - 1));
    Ok(Written { outcomes: sorted.outcomes, n_fresh })
}

fn insert_batch(
    transaction: &Transaction<'_>,
    first: Position,
    n_entries: usize,
    bytes: &[u8],
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "INSERT INTO batches (first_position, n_entries, bytes) VALUES (?1, ?2, ?3)",
        )?
        .execute((first.0.cast_signed(), (n_entries as u64).cast_signed(), bytes))
}
