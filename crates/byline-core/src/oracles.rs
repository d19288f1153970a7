//! Oracles: expected numbers that other people's software computed.
//!
//! They lie outside the repository, in the folder that `BYLINE_ORACLES` names. Without it the
//! tests that need them say that they skipped.

use std::collections::BTreeMap;

/// A row of a table, by column.
pub type Row = BTreeMap<String, String>;

/// The text of an oracle; `None`, said aloud, if there are no oracles.
#[expect(clippy::disallowed_methods, reason = "tests may read oracles where an operator put them")]
pub fn text(path: &str) -> Option<String> {
    let Ok(folder) = std::env::var("BYLINE_ORACLES") else {
        eprintln!("SKIPPED: BYLINE_ORACLES is not set, so {path} was not compared");
        return None;
    };
    let path = format!("{folder}/{path}");
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// The rows of an oracle that is a plain table: commas, no quotes.
pub fn table(path: &str) -> Option<Vec<Row>> {
    let text = text(path)?;
    let mut lines = text.lines();
    let columns: Vec<_> = lines.next().expect("a line of columns").split(',').collect();
    let rows = lines.map(|line| {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(cells.len(), columns.len(), "{path}: {line}");
        columns.iter().zip(cells).map(|(column, cell)| ((*column).into(), cell.into())).collect()
    });
    Some(rows.collect())
}

/// A number of a row.
pub fn number(row: &Row, column: &str) -> f64 {
    let cell = row.get(column).unwrap_or_else(|| panic!("no column {column} in {row:?}"));
    cell.parse().unwrap_or_else(|error| panic!("{column} of {row:?}: {error}"))
}

/// Asserts that two numbers differ by at most a millionth.
pub fn assert_close(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-6, "{what}: we say {ours}, the oracle says {theirs}");
}
