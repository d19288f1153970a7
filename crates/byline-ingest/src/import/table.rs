//! CSV: a header that names the columns, and rows under it.
//!
//! A byte order mark, `\r\n`, and semicolons or tabs instead of commas are taken as they come.
//! Columns may stand in any order; names that are not known are skipped and listed.

use std::io::{BufRead, Read};

use csv::{ReaderBuilder, StringRecord, Trim};

use super::cells::{plain_amount, settle_times};
use super::{ImportError, Kind, Line, LineError, Options};
use crate::dedup::digest;
use crate::events::{Event, EventError, Said, Text, taken};

/// A CSV file, row by row.
pub struct Csv<'a> {
    rows: csv::Reader<Box<dyn Read + Send + 'a>>,
    kind: Kind,
    options: Options<'a>,
    header: Header,
    record: StringRecord,
    /// The reader takes the `\n` of `\r\n` for the beginning of the next row: one line too early.
    lines_behind: u64,
    is_broken: bool,
}

/// Where each known column stands.
struct Header {
    places: Vec<(&'static str, usize)>,
    unknown: Vec<String>,
    has_decimal_commas: bool,
}

/// One row under its header.
pub(super) struct Cells<'r> {
    record: &'r StringRecord,
    header: &'r Header,
}

impl<'a> Csv<'a> {
    /// Begins to read a file: its header must name every needed column, none twice.
    pub fn open(
        kind: Kind,
        mut file: impl BufRead + Send + 'a,
        options: Options<'a>,
    ) -> Result<Self, ImportError> {
        let unreadable = |error: std::io::Error| ImportError::Unreadable(error.to_string());
        let start = file.fill_buf().map_err(unreadable)?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            return Err(ImportError::NotUtf8);
        }
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let first_line = start[mark..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = delimiter(first_line);
        let lines_behind = u64::from(first_line.ends_with(b"\r"));
        file.consume(mark);
        let file: Box<dyn Read + Send + 'a> = Box::new(file);
        let mut rows = ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(file);
        let names = rows.headers().map_err(|error| ImportError::Unreadable(plain(&error)))?;
        let header = Header::read(kind, names, delimiter == b';')?;
        let record = StringRecord::new();
        Ok(Self { rows, kind, options, header, record, lines_behind, is_broken: false })
    }

    /// Names in the header that mean nothing; their cells are skipped.
    pub fn unknown_columns(&self) -> &[String] {
        &self.header.unknown
    }

    fn event(&self) -> Result<Event, EventError> {
        let cells = Cells { record: &self.record, header: &self.header };
        let mut event = self.kind.event(&cells)?;
        settle_times(&mut event, self.options.zone);
        let id = match &mut event {
            Event::Conversion(event) => &mut event.id,
            Event::Click(event) => &mut event.id,
            Event::Spend(event) => &mut event.id,
            _ => return Ok(event),
        };
        if id.is_none() {
            *id = Some(row_id(cells.digest()));
        }
        Ok(event)
    }
}

impl Iterator for Csv<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.is_broken {
            return None;
        }
        let more = self.rows.read_record(&mut self.record);
        let place = match &more {
            Ok(_) => self.record.position(),
            Err(error) => error.position(),
        };
        let number = place.map_or(0, |place| place.line() + self.lines_behind);
        let outcome = match more {
            Ok(false) => return None,
            Ok(true) => self.event().and_then(|event| taken(&event, &self.options.context)),
            Err(error) => {
                // A file that cannot be read on would fail for ever.
                self.is_broken = error.is_io_error();
                return Some(Line { number, outcome: Err(LineError::RowBroken(plain(&error))) });
            }
        };
        Some(Line { number, outcome: outcome.map(|taken| vec![taken]).map_err(LineError::Event) })
    }
}

impl Header {
    fn read(
        kind: Kind,
        names: &StringRecord,
        has_decimal_commas: bool,
    ) -> Result<Self, ImportError> {
        if names.iter().all(str::is_empty) {
            return Err(ImportError::HeaderMissing);
        }
        let mut places: Vec<(&'static str, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let plain = name.to_lowercase().replace([' ', '-'], "_");
            let Some(column) = kind.columns().iter().find(|column| column.name == plain) else {
                unknown.push(name.to_owned());
                continue;
            };
            if places.iter().any(|(known, _)| *known == column.name) {
                return Err(ImportError::ColumnTwice(column.name));
            }
            places.push((column.name, place));
        }
        let needed = kind.columns().iter().filter(|column| column.is_needed);
        let is_there = |name: &str| places.iter().any(|(known, _)| *known == name);
        let missing: Vec<&'static str> =
            needed.map(|column| column.name).filter(|name| !is_there(name)).collect();
        match missing.is_empty() {
            true => Ok(Self { places, unknown, has_decimal_commas }),
            false => Err(ImportError::ColumnsMissing(missing)),
        }
    }
}

impl Cells<'_> {
    fn get(&self, column: &str) -> Option<&str> {
        let (_, place) = self.header.places.iter().find(|(name, _)| *name == column)?;
        self.record.get(*place).filter(|cell| !cell.is_empty())
    }

    pub(super) fn text(&self, column: &str) -> Option<Text> {
        self.get(column).map(Text::from)
    }

    pub(super) fn word(&self, column: &str) -> Option<Text> {
        self.get(column).map(|cell| Text(cell.to_lowercase()))
    }

    pub(super) fn amount(&self, column: &str) -> Option<Text> {
        let plain = plain_amount(self.get(column)?, self.header.has_decimal_commas);
        Some(Text(plain.into_owned()))
    }

    pub(super) fn list(&self, column: &str) -> Option<Vec<Text>> {
        Some(self.get(column)?.split('|').map(Text::from).collect())
    }

    pub(super) fn yes_or_no(&self, column: &'static str) -> Result<Option<bool>, EventError> {
        match self.get(column).map(str::to_lowercase).as_deref() {
            None => Ok(None),
            Some("yes" | "true" | "1") => Ok(Some(true)),
            Some("no" | "false" | "0") => Ok(Some(false)),
            Some(word) => {
                let value = word.chars().take(40).collect();
                let known = "yes, true, 1, no, false, 0".to_owned();
                Err(EventError::WordUnknown { said: Said { field: column, value }, known })
            }
        }
    }

    /// The cells of known columns with their names, in the order of names: neither a column moved
    /// nor one added that means nothing makes another row of it.
    fn digest(&self) -> [u8; 16] {
        let mut places = self.header.places.clone();
        places.sort_unstable();
        let cells = places.iter().flat_map(|(name, place)| {
            let cell = self.record.get(*place).unwrap_or_default();
            let is_empty = cell.is_empty();
            [*name, cell].into_iter().filter(move |_| !is_empty)
        });
        let parts: Vec<&[u8]> = cells.map(str::as_bytes).collect();
        digest(&parts)
    }
}

/// The id of a row that brings none.
pub(super) fn row_id(digest: [u8; 16]) -> Text {
    Text(format!("row-{:032x}", u128::from_be_bytes(digest)))
}

/// What separates the cells: the sign that the header has most of.
fn delimiter(header: &[u8]) -> u8 {
    let count = |sign: &u8| header.iter().filter(|byte| *byte == sign).count();
    let signs = [b'\t', b';', b','];
    signs.into_iter().max_by_key(count).unwrap_or(b',')
}

/// What is wrong with a row, without what stands in it.
fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells under {expected_len} columns")
        }
        csv::ErrorKind::Utf8 { .. } => "no UTF-8".to_owned(),
        csv::ErrorKind::Io(error) => error.kind().to_string(),
        _ => "no CSV".to_owned(),
    }
}
