//! The shape of a table: what separates its cells, where its header is, how it writes decimals.
//!
//! All of it is read from the beginning of the file. Reports put titles and dates above the
//! header; a header is the first line that some export knows, or else the first that is as wide as
//! the table and holds words only.

use csv::{ByteRecord, ReaderBuilder};

use super::encoding::Letters;
use super::numbers::mark_proved_by;
use super::times::{self, DayOrder};
use crate::registry::recognise;

/// What a text file's beginning says of its shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shape {
    /// What separates cells.
    pub delimiter: u8,
    /// How many rows stand before the header.
    pub n_rows_before: usize,
    /// The sign before decimals, if the cells prove one.
    pub decimal_mark: Option<char>,
}

/// How many rows may stand above a header.
const PREAMBLE_MAX: usize = 40;

/// Reads the shape from the beginning of a file; `None` if no line looks like a header.
pub(super) fn of(sample: &[u8], is_whole: bool, letters: Letters) -> Option<Shape> {
    let mut best: Option<(usize, Shape)> = None;
    for delimiter in delimiters(sample) {
        let rows = rows(sample, is_whole, delimiter, letters);
        let Some((n_rows_before, width)) = header(&rows) else { continue };
        let below = &rows[n_rows_before + 1..];
        let n_even = 1 + below.iter().filter(|row| row.len() == width).count();
        let score = n_even * width.min(64);
        if best.as_ref().is_none_or(|(most, _)| *most < score) {
            let decimal_mark = decimal_mark(below, delimiter);
            best = Some((score, Shape { delimiter, n_rows_before, decimal_mark }));
        }
    }
    best.map(|(_, shape)| shape)
}

/// The delimiter that the file itself names, as spreadsheets write it; else all there are.
fn delimiters(sample: &[u8]) -> Vec<u8> {
    match sample {
        [b's', b'e', b'p', b'=', sign, b'\r' | b'\n', ..] => vec![*sign],
        _ => vec![b',', b';', b'\t', b'|'],
    }
}

/// The rows of a sample; the last is left out where the sample may cut it.
fn rows(sample: &[u8], is_whole: bool, delimiter: u8, mut letters: Letters) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(sample);
    let mut rows = Vec::new();
    let mut record = ByteRecord::new();
    while rows.len() < 400 && reader.read_byte_record(&mut record).is_ok_and(|more| more) {
        let cells = record.iter().map(|cell| letters.text(cell).unwrap_or_default());
        rows.push(cells.map(|cell| cell.trim().to_owned()).collect());
    }
    if !is_whole && 1 < rows.len() && rows.len() < 400 {
        rows.pop();
    }
    rows
}

/// Which row is the header, and how many cells it has.
pub(super) fn header(rows: &[Vec<String>]) -> Option<(usize, usize)> {
    let first = &rows[..rows.len().min(PREAMBLE_MAX)];
    let place = first.iter().position(|row| is_known(row)).or_else(|| {
        let width = rows.iter().map(|row| n_filled(row)).max().unwrap_or(0);
        let is_wide = |row: &Vec<String>| 2 <= n_filled(row) && width <= n_filled(row) * 2;
        first.iter().position(|row| is_wide(row) && row.iter().all(|cell| is_word(cell)))
    })?;
    Some((place, rows[place].len()))
}

fn is_known(row: &[String]) -> bool {
    let names: Vec<&str> = row.iter().map(String::as_str).collect();
    2 <= n_filled(row) && !recognise(&names).is_empty()
}

fn n_filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

/// Whether a cell could be the name of a column: no number, no time.
fn is_word(cell: &str) -> bool {
    let has_letter = cell.chars().any(char::is_alphabetic);
    let is_time = times::day(cell, DayOrder::DayFirst).is_some();
    cell.is_empty() || (has_letter && !is_time && !cell.contains('@'))
}

/// The decimal mark that all cells agree on. Semicolons are used where commas are not free.
fn decimal_mark(rows: &[Vec<String>], delimiter: u8) -> Option<char> {
    let mut proved = None;
    for mark in rows.iter().flatten().filter_map(|cell| mark_proved_by(cell)) {
        match proved {
            Some(other) if other != mark => return None,
            _ => proved = Some(mark),
        }
    }
    proved.or((delimiter == b';').then_some(','))
}
