//! Tables: rows of cells under a header, whatever wrote the file.
//!
//! In: a reader of bytes. Out: the header, and row by row its cells as text. CSV is read a row at a
//! time, so memory stays flat however long the file is; a sheet of XLSX is limited in size.
//!
//! Invariant: a row that cannot be taken apart is named by its line and costs no other row.

use std::io::{BufRead, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::encoding::{self, Letters, SAMPLE_BYTES, Stream};
use super::error::{FileError, RowError};
use super::json_rows::{self, JsonRows};
use super::packed;
use super::shape;
use super::sheet::{self, SHEETS_MAX, Sheet};

/// The longest row that is read, in bytes. Beyond it a quote was left open.
const ROW_MAX_BYTES: u64 = 1 << 20;

/// The most columns that a table may have.
pub(super) const COLUMNS_MAX: usize = 4_000;

/// A table, row by row.
pub struct Table<'a> {
    header: Vec<String>,
    rows: Rows<'a>,
    decimal_mark: Option<char>,
    record: StringRecord,
}

enum Rows<'a> {
    Text(Box<Text<'a>>),
    Sheet(Sheet),
    Json(JsonRows<'a>),
}

/// Rows of a text file.
struct Text<'a> {
    reader: csv::Reader<Metered<'a>>,
    letters: Letters,
    bytes: ByteRecord,
    /// The reader takes the `\n` of `\r\n` for the beginning of the next row: one line too early.
    lines_behind: u64,
    has_begun: bool,
    is_broken: bool,
}

/// A stream that ends with an error where one row has read more than a row may.
struct Metered<'a> {
    stream: Stream<'a>,
    n_left: u64,
}

impl<'a> Table<'a> {
    /// Begins to read a file: finds out what it is and where its header stands.
    pub fn open(file: impl BufRead + Send + 'a) -> Result<Self, FileError> {
        let (start, stream) = encoding::sample(Box::new(file)).map_err(unreadable)?;
        match start.as_slice() {
            [b'P', b'K', 3, 4, ..] => return Self::of_packed(stream),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(FileError::NotATable("an old XLS")),
            [0x1f, 0x8b, ..] => return Err(FileError::NotATable("packed with gzip")),
            [b'%', b'P', b'D', b'F', ..] => return Err(FileError::NotATable("a PDF")),
            _ => {}
        }
        Self::of_text(&start, stream)
    }

    fn of_text(start: &[u8], stream: Stream<'a>) -> Result<Self, FileError> {
        let (letters, stream) = encoding::decoded(start, stream);
        let (start, stream) = encoding::sample(stream).map_err(unreadable)?;
        if start.contains(&0) {
            return Err(FileError::NotATable("no text"));
        }
        if start.trim_ascii_start().starts_with(b"{") {
            let header = json_rows::header(&start);
            let header = Some(header).filter(|names| !names.is_empty());
            let header = header.ok_or(FileError::HeaderMissing)?;
            let rows = Rows::Json(JsonRows::new(stream));
            return Ok(Self { header, rows, decimal_mark: Some('.'), record: StringRecord::new() });
        }
        let is_whole = start.len() < SAMPLE_BYTES;
        let shape = shape::of(&start, is_whole, letters).ok_or(FileError::HeaderMissing)?;
        let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let mut text = Text {
            reader: ReaderBuilder::new()
                .delimiter(shape.delimiter)
                .has_headers(false)
                .flexible(true)
                .from_reader(Metered { stream, n_left: 0 }),
            letters,
            bytes: ByteRecord::new(),
            lines_behind: u64::from(first_line.ends_with(b"\r")),
            has_begun: false,
            is_broken: false,
        };
        let mut record = StringRecord::new();
        for _ in 0..=shape.n_rows_before {
            text.read(&mut record).ok_or(FileError::HeaderMissing)?.1.map_err(broken_header)?;
        }
        if COLUMNS_MAX < record.len() {
            return Err(FileError::TooLarge("more than 4,000 columns"));
        }
        let header = record.iter().map(clean).collect();
        let rows = Rows::Text(Box::new(text));
        Ok(Self { header, rows, decimal_mark: shape.decimal_mark, record })
    }

    /// A workbook's first table, or the one text that was packed.
    fn of_packed(stream: Stream<'a>) -> Result<Self, FileError> {
        let packed = packed::packed(stream)?;
        if let Some(text) = packed::only_text(&packed)? {
            let text: Stream<'a> = Box::new(std::io::Cursor::new(text));
            let (start, stream) = encoding::sample(text).map_err(unreadable)?;
            return Self::of_text(&start, stream);
        }
        let first = sheet::read(packed, 1)?.into_iter().next();
        let (_, header, sheet) = first.ok_or(FileError::HeaderMissing)?;
        Ok(Self::of_sheet(header, sheet))
    }

    /// Every table of a workbook with the name of its sheet; of any other file its only one,
    /// without a name.
    pub fn all(file: impl BufRead + Send + 'a) -> Result<Vec<(String, Self)>, FileError> {
        let (start, stream) = encoding::sample(Box::new(file)).map_err(unreadable)?;
        if !start.starts_with(b"PK\x03\x04") {
            return Ok(vec![(String::new(), Self::open(stream)?)]);
        }
        let packed = packed::packed(stream)?;
        if packed::only_text(&packed)?.is_some() {
            return Ok(vec![(String::new(), Self::open(std::io::Cursor::new(packed))?)]);
        }
        let tables = sheet::read(packed, SHEETS_MAX)?.into_iter();
        Ok(tables.map(|(name, header, sheet)| (name, Self::of_sheet(header, sheet))).collect())
    }

    fn of_sheet(header: Vec<String>, sheet: Sheet) -> Self {
        let rows = Rows::Sheet(sheet);
        Self { header, rows, decimal_mark: Some('.'), record: StringRecord::new() }
    }

    /// The names of the columns, as they stand in the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The sign before decimals, if the file's own cells prove one.
    pub fn decimal_mark(&self) -> Option<char> {
        self.decimal_mark
    }

    /// Goes to the next row that says anything: its line, counted from 1, and whether it can be
    /// read. `None` at the end.
    pub fn advance(&mut self) -> Option<(u64, Result<(), RowError>)> {
        loop {
            let (line, outcome) = match &mut self.rows {
                Rows::Text(text) => text.read(&mut self.record)?,
                Rows::Sheet(sheet) => (sheet.read(&mut self.record)?, Ok(())),
                Rows::Json(rows) => return rows.read(),
            };
            let is_blank = outcome.is_ok() && self.record.iter().all(|cell| cell.trim().is_empty());
            if is_blank {
                continue;
            }
            return Some((line, outcome.and_then(|()| self.check_width())));
        }
    }

    /// The names of the row's cells, where each row has its own: in lines of JSON.
    pub fn own_names(&self) -> Option<&[String]> {
        match &self.rows {
            Rows::Json(rows) => Some(&rows.names),
            Rows::Text(_) | Rows::Sheet(_) => None,
        }
    }

    /// The cells of the row, in the order of the header, or of [`Self::own_names`].
    pub fn cells(&self) -> Vec<&str> {
        if let Rows::Json(rows) = &self.rows {
            return rows.values.iter().map(String::as_str).collect();
        }
        let cells = self.record.iter().map(unwrapped);
        cells.chain(std::iter::repeat("")).take(self.header.len()).collect()
    }

    /// Lets a row pass that is as wide as the header, or wider by empty cells only. A row that is
    /// shorter was cut off or is a note below the table; a sheet leaves empty cells away.
    fn check_width(&self) -> Result<(), RowError> {
        let width = self.header.len();
        let has_more = self.record.iter().skip(width).any(|cell| !cell.trim().is_empty());
        let has_less = self.record.len() < width && matches!(self.rows, Rows::Text(_));
        match has_more || has_less {
            false => Ok(()),
            true => {
                let n_cells = self.record.len();
                Err(RowError::Broken(format!("{n_cells} cells under {width} columns")))
            }
        }
    }
}

impl Text<'_> {
    fn read(&mut self, record: &mut StringRecord) -> Option<(u64, Result<(), RowError>)> {
        if self.is_broken {
            return None;
        }
        self.reader.get_mut().n_left = ROW_MAX_BYTES;
        match self.reader.read_byte_record(&mut self.bytes) {
            Ok(false) => None,
            Ok(true) => {
                let line = self.bytes.position().map_or(1, csv::Position::line);
                let is_first = !std::mem::replace(&mut self.has_begun, true);
                let line = if is_first { line } else { line + self.lines_behind };
                Some((line, self.decode(record)))
            }
            Err(error) => {
                // A file that cannot be read on would fail for ever.
                self.is_broken = true;
                let line = self.reader.position().line();
                let reason = match error.kind() {
                    csv::ErrorKind::Io(error) => error.to_string(),
                    _ => "no CSV".to_owned(),
                };
                Some((line, Err(RowError::Broken(reason))))
            }
        }
    }

    fn decode(&mut self, record: &mut StringRecord) -> Result<(), RowError> {
        record.clear();
        for cell in &self.bytes {
            match self.letters.text(cell) {
                Some(text) => record.push_field(&text),
                None => return Err(RowError::Broken("no UTF-8".to_owned())),
            }
        }
        Ok(())
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.n_left == 0 {
            return Err(std::io::Error::other("longer than 1 MiB: is a quote left open?"));
        }
        let n = self.stream.read(buffer)?;
        self.n_left = self.n_left.saturating_sub(n as u64);
        Ok(n)
    }
}

fn unreadable(error: std::io::Error) -> FileError {
    FileError::Unreadable(error.kind().to_string())
}

fn broken_header(error: RowError) -> FileError {
    FileError::Unreadable(error.to_string())
}

/// A name of a column as people see it.
fn clean(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').replace('\u{a0}', " ")
}

/// A cell without `="…"`, by which spreadsheets are kept from rounding long numbers.
fn unwrapped(cell: &str) -> &str {
    let inside = cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"'));
    inside.unwrap_or(cell)
}
