//! The sheets of a programme: which is which, in which currency, and since when.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use byline_core::code::normal_form;
use byline_core::money::Currency;
use byline_core::time::{Timestamp, Zone};
use byline_ingest::export::Export;
use byline_ingest::files::{Clock, DayOrder, Digits, Mapping, Table, instant};
use byline_ingest::registry::{self, OWN};

use crate::args;
use crate::exit::{Exit, Failure};

/// All sheets of a programme.
pub struct Sheets {
    /// The name of the programme.
    pub name: String,
    /// Whether the name was said, and not only taken from a file.
    pub is_named: bool,
    /// The id of the campaign, if all rows that name one name the same.
    stated_id: Option<String>,
    /// What amounts that name no currency are in, and what its report is in.
    pub currency: Currency,
    /// The earliest time of any row.
    pub began_at: Option<Timestamp>,
    /// The sheets that are known, in the order in which they refer to each other.
    pub found: Vec<Sheet>,
    /// The names of those that are not.
    pub ignored: Vec<String>,
}

/// One sheet.
pub struct Sheet {
    /// What people call it.
    pub name: String,
    /// What it is, and what its columns mean.
    pub mapping: Mapping,
    /// The file that it is in.
    pub bytes: Arc<[u8]>,
    /// Which of the file's tables it is.
    pub place: usize,
}

/// What is in a sheet, by words of its name. Its place is its turn.
const NAMES: [(&str, &[&str]); 5] = [
    ("creators", &["creator", "roster", "people", "talent"]),
    ("own_links", &["link", "url"]),
    ("clicks", &["click"]),
    ("orders", &["order", "sale", "conversion"]),
    ("spend", &["spend", "cost"]),
];

impl Sheets {
    /// Opens every file and finds out what is in it.
    pub fn open(
        paths: &[PathBuf],
        import: &args::Import,
        given: Option<&Mapping>,
        zone: &Zone,
    ) -> Result<Self, Failure> {
        let (mut found, mut ignored) = (Vec::<Sheet>::new(), Vec::new());
        for path in files(paths)? {
            let bytes = std::fs::read(&path);
            let bytes = bytes.map_err(|error| Failure::file(Exit::NoInput, &path, &error))?;
            let bytes: Arc<[u8]> = bytes.into();
            let stem = stem(&path);
            let tables = Table::all(Cursor::new(&bytes)).map_err(|error| refused(&path, &error))?;
            for (place, (sheet, table)) in tables.into_iter().enumerate() {
                let name = if sheet.is_empty() { stem.clone() } else { sheet };
                match as_given(given, table.header()).or_else(|| known(&name, table.header())) {
                    Some(mapping) => {
                        found.push(Sheet { name, mapping, bytes: Arc::clone(&bytes), place });
                    }
                    None => ignored.push(name),
                }
            }
        }
        found.sort_by_key(|sheet| NAMES.iter().position(|(what, _)| *what == sheet.mapping.what));
        if found.is_empty() {
            let words = "no sheet is known: name them creators, links, clicks and orders, and see \
                docs/lean.md for their columns";
            return Err(Failure::new(Exit::NoInput, "programme.no_sheet", words));
        }
        if let Some(given) = given.filter(|given| !found.iter().any(|it| it.mapping == **given)) {
            let words = format!(
                "no sheet has all columns of the mapping: {}; begin with the columns of a sheet",
                given.columns.values().cloned().collect::<Vec<_>>().join(", ")
            );
            return Err(Failure::new(Exit::Usage, "programme.mapping_unfit", words));
        }
        let stated: BTreeSet<String> = cells(&found, "campaign_id")?.into_iter().collect();
        let is_one = stated.len() == 1 && import.campaign.is_none();
        let stated_id = stated.into_iter().next().filter(|_| is_one);
        let said = import.campaign.clone().or_else(|| stated_id.clone());
        let is_named = said.is_some();
        let name = said.or_else(|| paths.first().map(|path| stem(path)));
        let currency = currency(import, &found)?;
        let began_at = times(&found, zone)?.into_iter().min();
        let name = name.unwrap_or_default();
        Ok(Self { name, is_named, stated_id, currency, began_at, found, ignored })
    }

    /// The id of the programme's campaign: the one that its rows name, or else made of its name.
    pub fn campaign_id(&self) -> String {
        if let Some(stated) = &self.stated_id {
            return stated.clone();
        }
        if self.name.starts_with("cmp_") {
            return self.name.clone();
        }
        let words = self.name.to_lowercase();
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        format!("cmp_{}", words.collect::<Vec<_>>().join("_"))
    }
}

/// One table of a file.
pub fn table(bytes: &[u8], place: usize) -> Result<Table<'_>, Failure> {
    let tables = Table::all(Cursor::new(bytes)).map_err(|error| refused(Path::new(""), &error))?;
    let found = tables.into_iter().nth(place).map(|(_, table)| table);
    found.ok_or_else(|| Failure::new(Exit::Internal, "programme.sheet_gone", "a sheet is gone"))
}

/// The files that are named, and those in folders that are named.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |error| Failure::file(Exit::NoInput, path, &error);
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            inside.push(entry.map_err(failed)?.path());
        }
        let ending = |path: &Path| path.extension().map(|it| it.to_string_lossy().to_lowercase());
        let is_sheet = |path: &PathBuf| {
            ending(path).is_some_and(|it| ["csv", "tsv", "xlsx"].contains(&it.as_str()))
        };
        inside.retain(is_sheet);
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| stem != "-").unwrap_or_else(|| "programme".to_owned())
}

/// The mapping that was given, if the sheet has all columns that it names.
fn as_given(given: Option<&Mapping>, header: &[String]) -> Option<Mapping> {
    let has_all = |mapping: &&Mapping| {
        mapping.columns.values().all(|name| header.contains(name)) && mapping.places(header).is_ok()
    };
    given.filter(has_all).cloned()
}

/// The promo codes that orders of a sheet name, in normal form.
pub fn codes(sheet: &Sheet) -> Result<BTreeSet<String>, Failure> {
    let column = match sheet.mapping.feed.as_str() {
        "shopify" => "discount_code",
        _ => "codes",
    };
    let said = cells(std::slice::from_ref(sheet), column)?;
    let codes = said.iter().flat_map(|cell| cell.split(['|', ';', ',']));
    Ok(codes.map(normal_form).filter(|code| !code.is_empty()).collect())
}

/// What a sheet is: orders as a shop exports them, or a sheet of one's own, by its name if its
/// columns agree, or else by its columns alone.
fn known(name: &str, header: &[String]) -> Option<Mapping> {
    let name = name.to_lowercase();
    let is_called = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let called = NAMES.iter().filter(|(_, words)| is_called(words));
    let export = |what: &str| OWN.iter().find(|export: &&Export| export.what == what);
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let exported = registry::recognise(&names).into_iter().find(|it| it.what == "orders");
    let exported = exported.map(|export| Mapping::of(export, header));
    let named = called.filter_map(|(what, _)| Some(Mapping::of(export(what)?, header)));
    let guessed = Mapping::guess_among(OWN, header);
    exported.into_iter().chain(named).chain(guessed).find(|mapping| mapping.missing().is_empty())
}

/// The currency that was said, or else the first that a row names.
fn currency(import: &args::Import, sheets: &[Sheet]) -> Result<Currency, Failure> {
    let named = match &import.currency {
        Some(code) => Some(code.clone()),
        None => cells(sheets, "currency")?.into_iter().next(),
    };
    let currency = named.as_ref().and_then(|code| Currency::parse(&code.to_uppercase()));
    currency.ok_or_else(|| {
        let words = "no sheet says in which currency its amounts are; say it: --currency EUR";
        Failure::new(Exit::Usage, "programme.currency_missing", words)
    })
}

/// The times of all rows that can be read.
fn times(sheets: &[Sheet], zone: &Zone) -> Result<Vec<Timestamp>, Failure> {
    let clock = Clock { zone, digits: Digits::Refused, day_order: DayOrder::Unsaid };
    let mut cells = cells(sheets, "occurred_at")?;
    cells.extend(self::cells(sheets, "created_at")?);
    Ok(cells.iter().filter_map(|text| instant(text, &clock)).collect())
}

/// What all rows say in the column of this meaning.
fn cells(sheets: &[Sheet], column: &str) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    for sheet in sheets {
        let mut table = table(&sheet.bytes, sheet.place)?;
        let name = sheet.mapping.columns.get(column);
        let place = name.and_then(|name| table.header().iter().position(|other| other == name));
        let Some(place) = place else { continue };
        while let Some((_, read)) = table.advance() {
            let text =
                read.ok().and_then(|()| table.cells().get(place).map(|it| it.trim().to_owned()));
            said.extend(text.filter(|text| !text.is_empty()));
        }
    }
    Ok(said)
}

fn refused(path: &Path, error: &byline_ingest::files::FileError) -> Failure {
    let words = format!("{}: {error}; {}", path.display(), error.next_step());
    Failure::new(Exit::NoInput, error.code(), words)
}
