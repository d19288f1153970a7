//! Sheets of XLSX, within one budget for the whole workbook.
//!
//! A workbook is a packed file, and a small one can unpack to anything: parts that are large, texts
//! that a million cells share, sheets without end. So what it unpacks to is counted first, part by
//! part into nothing; then sheets are read one after the other, no more of them than are asked for,
//! and every row, cell and byte of text is paid from the same budget. What is read lies in one
//! piece of text, a few bytes for each cell.
//!
//! Numbers come as a spreadsheet keeps them, in 15 digits: a longer id has been rounded already and
//! is shown as what it is, `8.2E+17`, so that no mapping takes it for an id.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx};
use csv::StringRecord;

use super::error::FileError;
use super::packed;
use super::shape;
use super::table::COLUMNS_MAX;

/// How many rows at the beginning of a sheet may hold its header.
const HEADER_ROWS: usize = 50;

/// The most sheets of a workbook that are read.
pub(super) const SHEETS_MAX: usize = 200;

/// What is left to be read of a workbook.
struct Budget {
    n_rows: usize,
    n_cells: usize,
    n_bytes: usize,
}

/// What a whole workbook may hold.
const WHOLE: Budget = Budget { n_rows: 1_048_576, n_cells: 5_000_000, n_bytes: 128 << 20 };

/// The rows of a sheet: one text, where each cell ends in it, and where each row ends among those.
#[derive(Default)]
pub(super) struct Sheet {
    text: String,
    cell_ends: Vec<u32>,
    /// The line of each row, and how many cells there are up to its end.
    rows: Vec<(u32, u32)>,
    n_read: usize,
}

/// A sheet with a table: its name, the header, and the rows below.
pub(super) type Named = (String, Vec<String>, Sheet);

impl Sheet {
    /// Fills `record` with the next row and returns its line, counted from 1.
    pub(super) fn read(&mut self, record: &mut StringRecord) -> Option<u64> {
        let (line, _) = *self.rows.get(self.n_read)?;
        record.clear();
        self.cells(self.n_read).for_each(|cell| record.push_field(cell));
        self.n_read += 1;
        Some(u64::from(line) + 1)
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = &str> {
        let end_of = |row: usize| self.rows.get(row).map_or(0, |(_, end)| *end as usize);
        let begin = row.checked_sub(1).map_or(0, end_of);
        let text_end = |cell: usize| self.cell_ends.get(cell).map_or(0, |end| *end as usize);
        (begin..end_of(row)).map(move |cell| {
            let from = cell.checked_sub(1).map_or(0, text_end);
            &self.text[from..text_end(cell)]
        })
    }

    /// Adds a row, if it says anything.
    fn push(&mut self, line: u32, cells: &[String], budget: &mut Budget) -> Result<(), FileError> {
        let n_cells = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if n_cells == 0 {
            return Ok(());
        }
        let n_bytes = cells.iter().map(String::len).sum();
        budget.pay(&Budget { n_rows: 1, n_cells: 0, n_bytes })?;
        for cell in &cells[..n_cells] {
            self.text.push_str(cell);
            self.cell_ends.push(short(self.text.len())?);
        }
        self.rows.push((line, short(self.cell_ends.len())?));
        Ok(())
    }

    /// Goes behind the header, if there is one, and gives it.
    fn take_header(&mut self) -> Option<Vec<String>> {
        let texts = |row| self.cells(row).map(str::to_owned).collect();
        let first: Vec<Vec<String>> = (0..self.rows.len().min(HEADER_ROWS)).map(texts).collect();
        let (place, _) = shape::header(&first)?;
        self.n_read = place + 1;
        first.into_iter().nth(place)
    }
}

impl Budget {
    fn pay(&mut self, price: &Self) -> Result<(), FileError> {
        let left = |have: usize, price: usize, what: &'static str| {
            have.checked_sub(price).ok_or(FileError::TooLarge(what))
        };
        self.n_rows = left(self.n_rows, price.n_rows, "over 1,048,576 rows in all sheets")?;
        self.n_cells = left(self.n_cells, price.n_cells, "over 5,000,000 cells in all sheets")?;
        self.n_bytes = left(self.n_bytes, price.n_bytes, "over 128 MiB of text in all sheets")?;
        Ok(())
    }
}

/// The first `n_wanted` sheets of a workbook that hold a table.
pub(super) fn read(packed: Vec<u8>, n_wanted: usize) -> Result<Vec<Named>, FileError> {
    read_within(packed, n_wanted, WHOLE)
}

fn read_within(
    packed: Vec<u8>,
    n_wanted: usize,
    mut budget: Budget,
) -> Result<Vec<Named>, FileError> {
    packed::check_workbook(&packed)?;
    let broken = |_| FileError::NotATable("a packed file without a sheet");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(packed)).map_err(broken)?;
    let names = book.sheet_names();
    if SHEETS_MAX < names.len() {
        return Err(FileError::TooLarge("over 200 sheets"));
    }
    let mut found = Vec::new();
    for name in names {
        if found.len() == n_wanted {
            break;
        }
        let mut sheet = rows(&mut book, &name, &mut budget)?;
        let Some(header) = sheet.take_header() else { continue };
        found.push((name, header, sheet));
    }
    Ok(found)
}

/// The rows of a sheet that hold anything.
fn rows(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    budget: &mut Budget,
) -> Result<Sheet, FileError> {
    let mut sheet = Sheet::default();
    // Sheets of charts have no cells.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(sheet) };
    let broken = |_| FileError::NotATable("a sheet that is broken");
    let (mut line, mut row) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (own_line, column) = cell.get_position();
        if own_line < line {
            return Err(FileError::NotATable("a sheet whose rows are out of order"));
        }
        if line < own_line {
            sheet.push(line, &row, budget)?;
            row.clear();
            line = own_line;
        }
        let column = column as usize;
        if COLUMNS_MAX <= column {
            return Err(FileError::TooLarge("more than 4,000 columns"));
        }
        // The gap before a cell takes room too.
        let n_cells = (column + 1).saturating_sub(row.len()).max(1);
        budget.pay(&Budget { n_rows: 0, n_cells, n_bytes: 0 })?;
        row.resize(row.len().max(column + 1), String::new());
        row[column] = text(cell.get_value());
    }
    sheet.push(line, &row, budget)?;
    Ok(sheet)
}

fn short(n: usize) -> Result<u32, FileError> {
    u32::try_from(n).map_err(|_| FileError::TooLarge("over 4 GiB of text"))
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
    use super::*;
    use crate::files::tests::workbook_of;

    /// A sheet of one column with a name and `n_rows` rows of `text`.
    fn sheet(n_rows: usize, text: &str) -> String {
        let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let row = |cells: &str| format!("<row>{cells}</row>");
        let rows = row(&[cell(text), cell(text)].concat()).repeat(n_rows);
        row(&[cell("Name"), cell("Word")].concat()) + &rows
    }

    /// Reads as a table: what the budget lacks, of two sheets that are all within it one by one.
    #[test]
    fn all_sheets_of_a_workbook_are_paid_from_one_budget() {
        let (first, second) = (sheet(9, "abc"), sheet(9, "abc"));
        let book = workbook_of(&[&first, &second]);
        let read = |n_wanted: usize, n_rows: usize, n_cells: usize, n_bytes: usize| {
            let read = read_within(book.clone(), n_wanted, Budget { n_rows, n_cells, n_bytes });
            read.map(|sheets| sheets.len()).map_err(|error| error.code())
        };
        let (n_rows, n_cells, n_bytes) = (2 * 10, 2 * 10 * 2, 2 * (9 * 6 + 8));
        assert_eq!(read(2, n_rows, n_cells, n_bytes), Ok(2));
        assert_eq!(read(2, n_rows - 1, n_cells, n_bytes), Err("files.too_large"));
        assert_eq!(read(2, n_rows, n_cells - 1, n_bytes), Err("files.too_large"));
        assert_eq!(read(2, n_rows, n_cells, n_bytes - 1), Err("files.too_large"));
        assert_eq!(read(1, n_rows / 2, n_cells / 2, n_bytes / 2), Ok(1), "no more than is wanted");
    }

    #[test]
    fn cells_come_back_as_they_stand_and_gaps_are_empty() {
        let text =
            |place: &str, text: &str| format!("<c r=\"{place}\" t=\"str\"><v>{text}</v></c>");
        let header = [text("A2", "a"), text("B2", "b")].concat();
        let sheet =
            &format!("<row r=\"2\">{header}</row><row r=\"5\"><c r=\"B5\"><v>7</v></c></row>");
        let (_, header, mut sheet) = read(workbook_of(&[sheet]), 1).unwrap().remove(0);
        assert_eq!(header, ["a", "b"]);
        let mut record = StringRecord::new();
        assert_eq!(sheet.read(&mut record), Some(5));
        assert_eq!(record.iter().collect::<Vec<_>>(), ["", "7"]);
        assert_eq!(sheet.read(&mut record), None);
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
