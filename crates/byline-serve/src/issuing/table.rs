//! Rosters as they are sent: text from a sheet, or a list of objects.

use csv::ReaderBuilder;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::problem::Problem;

/// The rows, as they were sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Roster {
    /// Text with commas, semicolons or tabs between its cells.
    Text(String),
    /// Objects whose names are columns.
    Rows(Vec<Map<String, Value>>),
}

impl Default for Roster {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// Cells with their lines.
type Table = Vec<(u32, Vec<String>)>;

impl Roster {
    /// The cells with their lines, from 1.
    pub fn table(&self) -> Result<Table, Problem> {
        match self {
            Self::Text(text) => of_text(text),
            Self::Rows(rows) => Ok(of_rows(rows)),
        }
    }
}

fn of_text(text: &str) -> Result<Table, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Problem::new(422, "roster.unreadable", format!("the roster cannot be read: {error}"))
                .next_step("paste it from a sheet again, or send it as CSV in UTF-8")
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        table.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(table)
}

/// What stands between cells: whatever the first line has most of. Sheets paste tabs.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let most = [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter));
    most.filter(|delimiter| 0 < count(*delimiter)).unwrap_or(b',')
}

/// The first row names every column that any row has.
fn of_rows(rows: &[Map<String, Value>]) -> Table {
    let mut columns: Vec<String> = Vec::new();
    for name in rows.iter().flat_map(Map::keys) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    let cell = |row: &Map<String, Value>, column: &String| match row.get(column) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => {
            let words = values.iter().map(|value| value.as_str().unwrap_or_default());
            words.collect::<Vec<_>>().join("|")
        }
        Some(other) => other.to_string(),
    };
    let body = (1..).zip(rows).map(|(line, row)| {
        let cells = columns.iter().map(|column| cell(row, column)).collect();
        (line, cells)
    });
    [(0, columns.clone())].into_iter().chain(body).collect()
}
