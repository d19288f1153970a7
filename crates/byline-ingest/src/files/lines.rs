//! Lines: the rows of a file as facts, or why a row gives none.
//!
//! In: a [`Table`], its [`Mapping`] and what its rows are read against. Out: line by line the facts
//! with their keys. The keys are made of what the row says, so the same file twice changes nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;

use byline_core::entry::{DedupKey, Fact};
use byline_core::time::Zone;

use super::error::{FileError, RowError};
use super::mapping::Mapping;
use super::table::Table;
use crate::export::{Export, Ground, Row, RowRefused};
use crate::figures::{Sums, Wholes};

/// One line of a file and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where the row begins, counted from 1.
    pub number: u64,
    /// How many rows it stands for: one, with those below that go on with it; none for a row that
    /// is a part of a figure; and for the sums, which follow at the end, a line for each thing, all
    /// rows that are in them.
    pub n_rows: u64,
    /// The cells of a row that is refused, as they stand in the file.
    pub row: Vec<String>,
    /// The facts, or why there are none. A row that is a part of a figure gives none by itself.
    pub outcome: Result<Vec<(Fact, DedupKey)>, RowError>,
}

/// A file's rows, one by one.
pub struct Lines<'a> {
    table: Table<'a>,
    export: &'static Export,
    mapping: Mapping,
    places: Vec<(&'static str, usize)>,
    ground: Ground<'a>,
    settings: BTreeMap<String, String>,
    zone: Zone,
    wholes: Wholes,
    last_number: u64,
    /// The line that rows below may go on with.
    held: Option<Line>,
}

impl<'a> Lines<'a> {
    /// Begins to read `table` as `mapping` says. Settings of the mapping go before those of the
    /// connection, and both before what the file proves.
    pub fn new(table: Table<'a>, mapping: &Mapping, ground: Ground<'a>) -> Result<Self, FileError> {
        mapping.check()?;
        let places = mapping.places(table.header())?;
        let mut settings = ground.settings.clone();
        settings.extend(mapping.settings.clone());
        if let Some(mark) = table.decimal_mark() {
            settings.entry("decimal_mark".to_owned()).or_insert(mark.to_string());
        }
        let zone = mapping.zone()?.unwrap_or_else(|| ground.zone.clone());
        let (export, mapping) = (mapping.export()?, mapping.clone());
        let (wholes, last_number, held) = (Wholes::default(), 0, None);
        Ok(Self {
            table,
            export,
            mapping,
            places,
            ground,
            settings,
            zone,
            wholes,
            last_number,
            held,
        })
    }

    fn facts(&self) -> Result<Vec<(Fact, DedupKey)>, RowError> {
        let cells = self.table.cells();
        if is_total(&cells) {
            return Err(RowRefused::Empty("a total line").into());
        }
        let ground = Ground { settings: &self.settings, zone: &self.zone, ..self.ground };
        let own_places = self.table.own_names().map(|names| self.mapping.places(names));
        let places = match own_places {
            None => Cow::Borrowed(&self.places),
            Some(Ok(places)) => Cow::Owned(places),
            Some(Err(FileError::ColumnsMissing(missing))) => {
                let first = missing.first().copied().unwrap_or("a column");
                return Err(RowRefused::Missing(first).into());
            }
            Some(Err(error)) => return Err(RowError::Broken(error.to_string())),
        };
        let facts = (self.export.map)(&Row::new(&places, &cells), &ground)?;
        match facts.is_empty() {
            true => Err(RowRefused::Empty("nothing that counts").into()),
            false => Ok(facts),
        }
    }
}

impl Lines<'_> {
    /// The next row, or the sums at the end.
    fn read(&mut self) -> Option<Line> {
        let Some((number, read)) = self.table.advance() else {
            let Sums { facts, n_rows } = self.wholes.end()?;
            let (number, row) = (self.last_number, Vec::new());
            return Some(Line { number, n_rows, row, outcome: Ok(facts) });
        };
        self.last_number = number;
        let outcome = read.and_then(|()| self.facts()).map(|facts| self.wholes.take(facts));
        let is_part = outcome.as_ref().is_ok_and(Vec::is_empty);
        let row = match outcome.is_err() {
            true => self.table.cells().into_iter().map(str::to_owned).collect(),
            false => Vec::new(),
        };
        Some(Line { number, n_rows: u64::from(!is_part), row, outcome })
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        loop {
            let line = self.read();
            if let (Some(held), Some(line)) = (&mut self.held, &line)
                && held.is_continued_by(line)
            {
                held.n_rows += line.n_rows;
                continue;
            }
            let done = std::mem::replace(&mut self.held, line);
            if done.is_some() || self.held.is_none() {
                return done;
            }
        }
    }
}

impl Line {
    /// Whether the next row says more of the same order.
    fn is_continued_by(&self, next: &Self) -> bool {
        let Err(RowError::Refused(RowRefused::Continues(name))) = &next.outcome else {
            return false;
        };
        let is_it =
            |fact: &Fact| matches!(fact, Fact::Order(it) if it.number.as_ref() == Some(name));
        match &self.outcome {
            Ok(facts) => facts.iter().any(|(fact, _)| is_it(fact)),
            // The lines of an order that is refused are refused with it.
            Err(RowError::Refused(RowRefused::Empty(_) | RowRefused::Continues(_))) => false,
            Err(_) => true,
        }
    }
}

/// What a file is and what its first rows give, for a person to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The columns that the mapping does not use.
    pub unused: Vec<String>,
    /// What the first rows give.
    pub lines: Vec<Line>,
}

/// Opens a file and maps its first rows.
pub fn preview<'a>(
    file: impl BufRead + Send + 'a,
    mapping: &Mapping,
    ground: Ground<'a>,
    n_rows: usize,
) -> Result<Preview, FileError> {
    let table = Table::open(file)?;
    let header = table.header().to_vec();
    let lines = Lines::new(table, mapping, ground)?;
    let is_used = |place: &usize| lines.places.iter().any(|(_, used)| used == place);
    let unused = (0..header.len()).filter(|place| !is_used(place));
    let unused = unused.map(|place| header[place].clone()).collect();
    Ok(Preview { unused, header, lines: lines.take(n_rows).collect() })
}

/// Whether a row sums up those above it.
fn is_total(cells: &[&str]) -> bool {
    const WORDS: [&str; 9] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "summe",
        "gesamt",
        "gesamtsumme",
        "sum",
        "all totals",
    ];
    let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
    let first = first.unwrap_or_default().to_lowercase();
    let head = first.split_once([':', '-']).map_or(first.as_str(), |(head, _)| head);
    WORDS.contains(&head.trim())
}
