//! Tables: whatever export of the registry knows the header.

use super::Told;
use crate::files::{FileError, Mapping, Table, bench};
use crate::registry::recognise;

/// Reads a table as an import would; `None` if no export knows it.
pub(super) fn told(bytes: &[u8]) -> Option<Told> {
    let table = match Table::open(bytes) {
        Ok(table) => table,
        Err(error) => {
            let mut told = Told::of("files");
            told.n_rows = 1;
            told.row(Err(error.code().to_owned()));
            return Some(told);
        }
    };
    let header: Vec<&str> = table.header().iter().map(String::as_str).collect();
    let export = *recognise(&header).first()?;
    let mut told = Told::of(format!("{} {}", export.feed, export.what));
    let mut mapping = Mapping::of(export, table.header());
    mapping.settings.insert("currency".to_owned(), "USD".to_owned());
    let lines = bench::mapped(table, &mapping, "UTC");
    let lines = lines.unwrap_or_else(|error: FileError| panic!("{error}"));
    told.n_rows = n_rows(bytes);
    // Sums of parts follow all rows, in a line of their own.
    for line in lines.into_iter().take(told.n_rows) {
        told.row(line.outcome.map_err(|error| error.code().to_owned()));
    }
    Some(told)
}

/// The rows that say anything, counted by themselves.
fn n_rows(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"{") {
        let lines = bytes.split(|byte| *byte == b'\n');
        return lines.filter(|line| !line.trim_ascii().is_empty()).count();
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let says = |row: &csv::ByteRecord| row.iter().any(|cell| !cell.trim_ascii().is_empty());
    reader.byte_records().map(Result::unwrap).filter(says).count()
}
