//! Any file, opened: a table of any kind, or a document that some feed writes.
//!
//! In: bytes, and whoever chooses a mapping once the header is known. Out: what the file is taken
//! for, and line by line its facts. Rows of a table come one at a time; a document is read whole,
//! up to 64 MiB.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use super::encoding::{self, Stream};
use super::error::{FileError, RowError};
use super::lines::{Line, Lines};
use super::mapping::Mapping;
use super::table::Table;
use crate::export::{Document, Ground};
use crate::registry::DOCUMENTS;

/// The largest document that is read, in bytes.
const DOCUMENT_MAX_BYTES: u64 = 64 << 20;

/// How far into a document its mark must stand, in bytes.
const MARK_MAX: usize = 4096;

/// A file that is being read.
pub struct Opened<'a> {
    /// What it is taken for, and what its columns mean.
    pub mapping: Mapping,
    /// The names of its columns; none for a document.
    pub header: Vec<String>,
    /// Its rows as facts.
    pub lines: Box<dyn Iterator<Item = Line> + Send + 'a>,
}

impl Opened<'_> {
    /// The columns that the mapping does not use.
    pub fn unused(&self) -> Vec<String> {
        let is_used = |name: &&String| self.mapping.columns.values().any(|used| used == *name);
        self.header.iter().filter(|name| !name.is_empty() && !is_used(name)).cloned().collect()
    }
}

/// Opens a file. `choose` says how a table with this header is mapped.
pub fn open<'a>(
    file: impl BufRead + Send + 'a,
    choose: impl FnOnce(&[String]) -> Result<Mapping, FileError>,
    ground: impl FnOnce(&Mapping) -> Ground<'a>,
) -> Result<Opened<'a>, FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable(error.kind().to_string());
    let (start, stream) = encoding::sample(Box::new(file)).map_err(unreadable)?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    if text.starts_with(b"<") {
        return document(text, stream, ground);
    }
    mapped(Table::open(stream)?, choose, ground)
}

/// Begins to read a table that is open.
pub fn mapped<'a>(
    table: Table<'a>,
    choose: impl FnOnce(&[String]) -> Result<Mapping, FileError>,
    ground: impl FnOnce(&Mapping) -> Ground<'a>,
) -> Result<Opened<'a>, FileError> {
    let header = table.header().to_vec();
    let mapping = choose(&header)?;
    let lines = Lines::new(table, &mapping, ground(&mapping))?;
    Ok(Opened { mapping, header, lines: Box::new(lines) })
}

fn document<'a>(
    start: &[u8],
    stream: Stream<'a>,
    ground: impl FnOnce(&Mapping) -> Ground<'a>,
) -> Result<Opened<'a>, FileError> {
    let start = String::from_utf8_lossy(&start[..start.len().min(MARK_MAX)]);
    let known = DOCUMENTS.iter().find(|document| start.contains(document.mark));
    let document = known.ok_or(FileError::NotATable("XML that no feed writes"))?;
    let mapping = Mapping {
        feed: document.export.feed.to_owned(),
        what: document.export.what.to_owned(),
        columns: BTreeMap::new(),
        settings: BTreeMap::new(),
    };
    let lines = rows(document, stream, &ground(&mapping))?;
    Ok(Opened { mapping, header: Vec::new(), lines: Box::new(lines.into_iter()) })
}

/// What each row of a document gives; rows are counted, because they have no lines.
fn rows(
    document: &Document,
    stream: Stream<'_>,
    ground: &Ground<'_>,
) -> Result<Vec<Line>, FileError> {
    let mut bytes = Vec::new();
    let read = stream.take(DOCUMENT_MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| FileError::Unreadable(error.kind().to_string()))?;
    if DOCUMENT_MAX_BYTES < bytes.len() as u64 {
        return Err(FileError::TooLarge("a document over 64 MiB"));
    }
    let mut lines = Vec::new();
    let mut number = 0;
    let end = (document.read)(&bytes, ground, &mut |mapped| {
        number += 1;
        let outcome = mapped.map_err(RowError::Refused);
        lines.push(Line { number, n_rows: 1, row: Vec::new(), outcome });
    });
    if let Err(reason) = end {
        let outcome = Err(RowError::Broken(reason.detail));
        lines.push(Line { number: number + 1, n_rows: 1, row: Vec::new(), outcome });
    }
    Ok(lines)
}
