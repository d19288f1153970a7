//! The lists of a folder: what is compared, who may not be one, and the answer kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use byline_core::identity::guess;
use byline_core::identity::names::text::squash;
use byline_core::identity::record::{Column, Kind, Record, Seat};

use super::read::Sheet;

/// Headings of columns that say who is who.
const ANSWERS: [&str; 8] = [
    "cluster",
    "cluster_id",
    "entity",
    "entity_id",
    "true_id",
    "truth",
    "person_id",
    "true_entity",
];

/// A labelled list, ready to be resolved.
pub struct List {
    /// What its file is called.
    pub name: String,
    /// The columns that are compared.
    pub columns: Vec<Column>,
    /// The records, without the answer.
    pub records: Vec<Record>,
    /// By record, who it is.
    pub truth: Vec<String>,
    /// By record, the place that names nobody twice; empty if there is none.
    pub places: Vec<String>,
}

impl List {
    /// How many records there are.
    pub fn n_records(&self) -> usize {
        self.records.len()
    }

    /// Whether two records are a pair that counts: of two places, if the list has places.
    pub fn is_pair(&self, a: usize, b: usize) -> bool {
        self.places[a].is_empty() || self.places[a] != self.places[b]
    }
}

/// The labelled lists in `folder` and below, by name.
pub fn lists(folder: &Path) -> Result<Vec<List>> {
    let mut sheets = BTreeMap::<String, Sheet>::new();
    for path in files(folder)? {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        sheets.insert(name.unwrap_or_default(), Sheet::read(&path)?);
    }
    let mut lists = Vec::new();
    let names: Vec<String> = sheets.keys().cloned().collect();
    for name in names {
        let Some(sheet) = sheets.remove(&name) else { continue };
        let other = name.strip_suffix('a').map(|stem| format!("{stem}b"));
        let other = other.and_then(|other| {
            let is_like = sheets.get(&other)?.headings == sheet.headings;
            is_like.then(|| sheets.remove(&other)).flatten()
        });
        lists.extend(match other {
            Some(other) => linkage(&name, sheet, other),
            None => single(&name, &sheet),
        });
    }
    Ok(lists)
}

/// The files that may be lists, in order of their paths.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = folder.read_dir().with_context(|| format!("{}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "csv" || ending == "parquet") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Two files are one list; each names nobody twice.
fn linkage(name: &str, a: Sheet, b: Sheet) -> Option<List> {
    let n_a = a.rows.len();
    let mut both = a;
    both.rows.extend(b.rows);
    let mut list = unplaced(name, &both)?;
    list.name = format!("{name} + {}b", name.strip_suffix('a')?);
    for (row, record) in list.records.iter_mut().enumerate() {
        let place = if row < n_a { "a" } else { "b" };
        record.seats.push(Seat::always(place, &row.to_string()));
        list.places[row] = place.to_owned();
    }
    Some(list)
}

/// One file; with a column of places, a place names nobody twice.
fn single(name: &str, sheet: &Sheet) -> Option<List> {
    let mut list = unplaced(name, sheet)?;
    let has_handles = list.columns.iter().any(|column| column.kind == Kind::Label);
    let place = (0..sheet.headings.len()).find(|column| {
        let cells: Vec<&str> = sheet.rows.iter().map(|row| row[*column].as_str()).collect();
        guess::is_place(&sheet.headings[*column], &cells)
    });
    let Some(place) = place.filter(|_| has_handles) else { return Some(list) };
    let kept: Vec<usize> = (0..list.columns.len())
        .filter(|column| list.columns[*column].name != sheet.headings[place])
        .collect();
    list.columns = kept.iter().map(|column| list.columns[*column].clone()).collect();
    for (row, record) in list.records.iter_mut().enumerate() {
        record.cells = kept.iter().map(|column| record.cells[*column].clone()).collect();
        let holder = squash(&record.cells.concat());
        record.seats.push(Seat::always(&sheet.rows[row][place], &holder));
        list.places[row].clone_from(&sheet.rows[row][place]);
    }
    Some(list)
}

fn unplaced(name: &str, sheet: &Sheet) -> Option<List> {
    let (answer, truth) = answer(sheet)?;
    let kinds = guess::kinds(&sheet.headings, &sheet.rows);
    let compared: Vec<(usize, Kind)> = (0..)
        .zip(kinds)
        .filter_map(|(column, kind)| Some((column, kind?)))
        .filter(|(column, _)| *column != answer)
        .collect();
    let columns = compared
        .iter()
        .map(|(column, kind)| Column { name: sheet.headings[*column].clone(), kind: *kind });
    let records = sheet.rows.iter().map(|row| {
        let cells = compared.iter().map(|(column, _)| row[*column].clone()).collect();
        Record { cells, seats: Vec::new() }
    });
    Some(List {
        name: name.to_owned(),
        columns: columns.collect(),
        records: records.collect(),
        places: vec![String::new(); truth.len()],
        truth,
    })
}

/// The column that says who is who, and the answer by record. A row number such as `rec-12-dup-0`
/// is an answer too: the number in it.
fn answer(sheet: &Sheet) -> Option<(usize, Vec<String>)> {
    if let Some(place) = ANSWERS.iter().find_map(|heading| sheet.place(heading)) {
        return Some((place, sheet.rows.iter().map(|row| row[place].clone()).collect()));
    }
    (0..sheet.headings.len()).find_map(|place| {
        let truth: Option<Vec<String>> = sheet.rows.iter().map(|row| entity(&row[place])).collect();
        let truth = truth?;
        let distinct: BTreeSet<&String> = truth.iter().collect();
        (distinct.len() < truth.len()).then_some((place, truth))
    })
}

/// `12` of `rec-12-org` and `rec-12-dup-0`.
fn entity(id: &str) -> Option<String> {
    let (entity, rest) = id.strip_prefix("rec-")?.split_once('-')?;
    (rest == "org" || rest.starts_with("dup")).then(|| entity.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(headings: &[&str], rows: &[&[&str]]) -> Sheet {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        Sheet { headings: text(headings), rows: rows.iter().map(|row| text(row)).collect() }
    }

    #[test]
    fn the_answer_is_never_compared() {
        let rows: [&[&str]; 3] =
            [&["rec-1-org", "ana"], &["rec-1-dup-0", "anna"], &["rec-2-org", "ben"]];
        let list = single("x", &sheet(&["rec_id", "given_name"], &rows)).expect("a list");
        assert_eq!(list.truth, ["1", "1", "2"]);
        let names: Vec<&str> = list.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["given_name"]);
    }

    #[test]
    fn a_platform_names_nobody_twice() {
        let rows: [&[&str]; 3] =
            [&["tiktok", "ana.glow", "7"], &["crm", "Ana Glow", "7"], &["crm", "BenRoe", "8"]];
        let list = single("x", &sheet(&["platform", "raw", "entity_id"], &rows)).expect("a list");
        assert_eq!(list.columns.len(), 1);
        assert!(list.is_pair(0, 1) && !list.is_pair(1, 2));
    }

    #[test]
    fn a_list_without_an_answer_is_left_out() {
        assert!(single("x", &sheet(&["name"], &[&["ana"], &["ben"]])).is_none());
    }
}
