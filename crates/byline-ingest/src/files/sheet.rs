//! Sheets of XLSX: the first that holds a table.
//!
//! A workbook is a packed file, and a small one can unpack to anything. Everything in it is
//! unpacked once into nothing and counted before it is read. Numbers come as a spreadsheet keeps
//! them, in 15 digits: a longer id has been rounded already and is shown as what it is, `8.2E+17`,
//! so that no mapping takes it for an id.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, Xlsx};
use csv::StringRecord;

use super::encoding::Stream;
use super::error::FileError;
use super::shape;
use super::table::COLUMNS_MAX;

/// The largest workbook, in bytes.
const PACKED_MAX_BYTES: u64 = 64 << 20;
/// How much a workbook may unpack to, in bytes.
const UNPACKED_MAX_BYTES: u64 = 512 << 20;
/// The most cells that are read.
const CELLS_MAX: usize = 5_000_000;

/// The rows of a sheet under its header.
pub(super) struct Sheet {
    rows: std::vec::IntoIter<(u64, Vec<String>)>,
}

impl Sheet {
    /// Fills `record` with the next row and returns its line.
    pub(super) fn read(&mut self, record: &mut StringRecord) -> Option<u64> {
        let (line, cells) = self.rows.next()?;
        record.clear();
        cells.iter().for_each(|cell| record.push_field(cell));
        Some(line)
    }
}

/// All bytes of a packed file, and nothing that unpacks to more than it may.
pub(super) fn packed(stream: Stream<'_>) -> Result<Vec<u8>, FileError> {
    let mut packed = Vec::new();
    let n_read = stream.take(PACKED_MAX_BYTES + 1).read_to_end(&mut packed);
    n_read.map_err(|error| FileError::Unreadable(error.kind().to_string()))?;
    if PACKED_MAX_BYTES < packed.len() as u64 {
        return Err(FileError::TooLarge("over 64 MiB"));
    }
    check_unpacked(&packed, UNPACKED_MAX_BYTES)?;
    Ok(packed)
}

/// The text of a packed file that holds one table and nothing else, as the ECB packs its rates.
pub(super) fn only_text(packed: &[u8]) -> Result<Option<Vec<u8>>, FileError> {
    let broken = |_| FileError::NotATable("a packed file that is broken");
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    if archive.len() != 1 {
        return Ok(None);
    }
    let mut part = archive.by_index(0).map_err(broken)?;
    let name = part.name().map_err(broken)?.to_lowercase();
    if ![".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending)) {
        return Ok(None);
    }
    let mut text = Vec::new();
    let read = (&mut part).take(PACKED_MAX_BYTES + 1).read_to_end(&mut text);
    read.map_err(|_| FileError::NotATable("a packed file that is broken"))?;
    match text.len() as u64 <= PACKED_MAX_BYTES {
        true => Ok(Some(text)),
        false => Err(FileError::TooLarge("it unpacks to over 64 MiB")),
    }
}

/// Reads a workbook: of every sheet with a table its name, the header, and the rows below.
pub(super) fn read(packed: Vec<u8>) -> Result<Vec<(String, Vec<String>, Sheet)>, FileError> {
    let broken = |_| FileError::NotATable("a packed file without a sheet");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(packed)).map_err(broken)?;
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let mut rows = rows(&mut book, &name)?;
        let texts: Vec<Vec<String>> =
            rows.iter().map(|(_, cells)| cells.clone()).take(50).collect();
        let Some((place, _)) = shape::header(&texts) else { continue };
        let below = rows.split_off(place + 1);
        let (_, header) = rows.pop().ok_or(FileError::HeaderMissing)?;
        found.push((name, header, Sheet { rows: below.into_iter() }));
    }
    Ok(found)
}

/// Unpacks everything into nothing, and counts.
fn check_unpacked(packed: &[u8], max_bytes: u64) -> Result<(), FileError> {
    let broken = |_| FileError::NotATable("a packed file that is broken");
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    let mut n_left = max_bytes;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(broken)?;
        let n_bytes = std::io::copy(&mut (&mut part).take(n_left + 1), &mut std::io::sink())
            .map_err(|_| FileError::NotATable("a packed file that is broken"))?;
        if n_left < n_bytes {
            return Err(FileError::TooLarge("it unpacks to over 512 MiB"));
        }
        n_left -= n_bytes;
    }
    Ok(())
}

/// The rows of a sheet that hold anything, each with its line.
fn rows(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
) -> Result<Vec<(u64, Vec<String>)>, FileError> {
    // Sheets of charts have no cells.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut n_cells = 0;
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(_) => return Err(FileError::NotATable("a sheet that is broken")),
        };
        let (line, column) = cell.get_position();
        let column = column as usize;
        n_cells += 1;
        if CELLS_MAX < n_cells || COLUMNS_MAX <= column {
            return Err(FileError::TooLarge("over 5,000,000 cells or 4,000 columns"));
        }
        let row = rows.entry(line).or_default();
        n_cells += (column + 1).saturating_sub(row.len() + 1);
        row.resize(row.len().max(column + 1), String::new());
        row[column] = text(cell.get_value());
    }
    Ok(rows.into_iter().map(|(line, cells)| (u64::from(line) + 1, cells)).collect())
}

/// A cell as text: numbers plain, times without a zone, nothing for errors.
fn text(value: &DataRef<'_>) -> String {
    match Data::from(value.clone()) {
        Data::Int(n) => n.to_string(),
        Data::Float(n) => number(n),
        Data::String(text) | Data::DateTimeIso(text) => text.trim().to_owned(),
        Data::Bool(is_true) => is_true.to_string(),
        Data::DateTime(at) => time(&at),
        _ => String::new(),
    }
}

fn time(at: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}")
}

/// A number in the 15 digits that a spreadsheet keeps.
fn number(n: f64) -> String {
    if 1e15 <= n.abs() {
        return format!("{n:E}");
    }
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_part_that_unpacks_to_more_than_it_may_is_found_while_unpacking() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("bomb", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; 100_000]).unwrap();
        let packed = zip.finish().unwrap().into_inner();
        assert!(packed.len() < 1_000, "{}", packed.len());
        let found = |max| check_unpacked(&packed, max).map_err(|error| error.code());
        assert_eq!(found(100_000), Ok(()));
        assert_eq!(found(99_999), Err("files.too_large"));
    }

    #[test]
    fn numbers_have_fifteen_digits_and_no_noise() {
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(1234.0), "1234");
        assert_eq!(number(12.34), "12.34");
        assert_eq!(number(820_982_911_946_154_508.0), "8.209829119461545E17");
        assert_eq!(number(-0.05), "-0.05");
    }
}
