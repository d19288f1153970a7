//! The secrets table: sealed secrets by name.

use rusqlite::{Connection, OptionalExtension};

use crate::secret::SealedSecrets;

pub(in crate::sqlite) fn put(
    connection: &Connection,
    name: &str,
    secrets: &SealedSecrets,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO secrets (name, nonce, sealed) VALUES (?1, ?2, ?3)")?
        .execute((name, secrets.nonce, &secrets.sealed))?;
    Ok(())
}

pub(in crate::sqlite) fn get(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<SealedSecrets>> {
    connection
        .prepare_cached("SELECT nonce, sealed FROM secrets WHERE name = ?1")?
        .query_row([name], |row| Ok(SealedSecrets { nonce: row.get(0)?, sealed: row.get(1)? }))
        .optional()
}

pub(in crate::sqlite) fn delete(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let n_deleted =
        connection.prepare_cached("DELETE FROM secrets WHERE name = ?1")?.execute([name])?;
    Ok(n_deleted != 0)
}

pub(in crate::sqlite) fn names(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT name FROM secrets ORDER BY name")?
        .query_map([], |row| row.get(0))?
        .collect()
}
