//! Rosters as they are sent: text from a sheet, or a list of objects.

use std::collections::BTreeSet;

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
            Self::Rows(rows) => of_rows(rows),
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
pub(crate) fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let most = [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter));
    most.filter(|delimiter| 0 < count(*delimiter)).unwrap_or(b',')
}

/// The most columns that the objects of a roster may have together.
const COLUMNS_MAX: usize = 100;

/// The first row names every column that any row has, in the order in which they come up.
fn of_rows(rows: &[Map<String, Value>]) -> Result<Table, Problem> {
    let mut columns: Vec<&String> = Vec::new();
    let mut seen = BTreeSet::new();
    for name in rows.iter().flat_map(Map::keys) {
        if seen.insert(name) {
            columns.push(name);
        }
        if COLUMNS_MAX < columns.len() {
            let detail = format!("the rows name more than {COLUMNS_MAX} columns together");
            return Err(Problem::new(422, "roster.columns_too_many", detail)
                .next_step("give all rows the same names, such as creator, platform and format"));
        }
    }
    let body = (1..).zip(rows).map(|(line, row)| {
        let cells = columns.iter().map(|column| cell(row.get(*column))).collect();
        (line, cells)
    });
    let names = columns.iter().map(|name| (*name).clone()).collect();
    Ok([(0, names)].into_iter().chain(body).collect())
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => {
            let words = values.iter().map(|value| value.as_str().unwrap_or_default());
            words.collect::<Vec<_>>().join("|")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_objects_share_columns_in_the_order_in_which_they_come_up() {
        let roster: Roster = serde_json::from_value(json!([
            { "creator": "ana", "format": "reel" },
            { "creator": "ben", "codes": ["A", "B"], "format": null },
        ]))
        .unwrap();
        let table = roster.table().unwrap();
        let cells: Vec<String> =
            table.iter().map(|(line, row)| format!("{line} {row:?}")).collect();
        let expected = [
            "0 [\"creator\", \"format\", \"codes\"]",
            "1 [\"ana\", \"reel\", \"\"]",
            "2 [\"ben\", \"\", \"A|B\"]",
        ];
        assert_eq!(cells, expected);
    }

    /// With a name of its own in each row, a table would be as wide as it is long.
    #[test]
    fn rows_that_all_name_other_columns_are_refused() {
        let row = |n: usize| json!({ format!("column {n}"): "x" });
        let roster = |n_rows: usize| {
            let rows: Vec<Value> = (0..n_rows).map(row).collect();
            let roster: Roster = serde_json::from_value(json!(rows)).unwrap();
            roster.table().map(|table| table.len()).map_err(|problem| problem.code().to_owned())
        };
        assert_eq!(roster(COLUMNS_MAX), Ok(COLUMNS_MAX + 1));
        assert_eq!(roster(20_000), Err("roster.columns_too_many".to_owned()));
    }
}
