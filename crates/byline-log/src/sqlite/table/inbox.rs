//! The inbox table: sealed raw deliveries.

use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::inbox::{PayloadId, SealedPayload};

/// Keeps payloads under dense ids from `first` on.
pub(in crate::sqlite) fn insert(
    connection: &Connection,
    first: PayloadId,
    payloads: &[SealedPayload],
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inbox (id, connection, received_at, nonce, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (id, payload) in (first.0..).zip(payloads) {
        let connection = payload.connection.as_str();
        let received_at = payload.received_at.0;
        let sealed = &payload.sealed;
        statement.execute((id.cast_signed(), connection, received_at, payload.nonce, sealed))?;
    }
    Ok(())
}

/// The id after the last that was ever given out.
pub(in crate::sqlite) fn next_id(connection: &Connection) -> rusqlite::Result<PayloadId> {
    let last: Option<i64> = connection
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'inbox'", [], |row| row.get(0))
        .optional()?;
    Ok(PayloadId(last.unwrap_or(0).cast_unsigned() + 1))
}

pub(in crate::sqlite) fn payload(
    connection: &Connection,
    id: PayloadId,
) -> rusqlite::Result<Option<SealedPayload>> {
    connection
        .prepare_cached(
            "SELECT id, connection, received_at, nonce, sealed FROM inbox WHERE id = ?1",
        )?
        .query_row([id.0.cast_signed()], |row| Ok(from_row(row)?.1))
        .optional()
}

pub(in crate::sqlite) fn newest(
    connection: &Connection,
    limit: usize,
) -> rusqlite::Result<Vec<(PayloadId, SealedPayload)>> {
    connection
        .prepare_cached(
            "SELECT id, connection, received_at, nonce, sealed FROM inbox
             ORDER BY id DESC LIMIT ?1",
        )?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], from_row)?
        .collect()
}

pub(in crate::sqlite) fn prune(
    connection: &Connection,
    instant: Timestamp,
) -> rusqlite::Result<u64> {
    let n_pruned = connection
        .prepare_cached("DELETE FROM inbox WHERE received_at < ?1")?
        .execute([instant.0])?;
    Ok(n_pruned as u64)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(PayloadId, SealedPayload)> {
    let id = PayloadId(row.get::<_, i64>(0)?.cast_unsigned());
    let connection = ConnectionId::from(row.get_ref(1)?.as_str()?);
    let received_at = Timestamp(row.get(2)?);
    let payload =
        SealedPayload { connection, received_at, nonce: row.get(3)?, sealed: row.get(4)? };
    Ok((id, payload))
}
