//! A lean programme: sheets of creators, links, clicks and orders in, its report out.
//!
//! In: a workbook, a folder, or several files. Out: one campaign with all that the sheets say, and
//! who earned what. The sheets are told apart by their names and columns and taken in in the order
//! in which they refer to each other. The same sheets again change nothing; a preview does
//! everything to a copy of the data and throws that away.

mod report;
mod sheets;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::entry::Fact;
use byline_core::time::Zone;
use byline_ingest::dedup;
use byline_ingest::files::{FileError, Mapping, Table};
use byline_log::Reader;
use byline_run::Node;
use byline_run::import::{Chosen, TableWanted, saved_mappings};
use byline_serve::port::{NewFact, World as _, Writer as _};
use serde_json::{Value, json};

use super::{mapping, summary, with_node};
use crate::args::{self, Args};
use crate::config::{DataPlace, File};
use crate::exit::{Done, Exit, Failure};
use crate::world::RealWorld;
use sheets::{Sheet, Sheets};

pub fn run(
    args: &Args,
    import: &args::Import,
    file: &File,
    zone: Option<Zone>,
    paths: &[PathBuf],
) -> Result<Done, Failure> {
    if import.origin.url.is_some() {
        let words = "a programme is taken into the data itself: stop the server, or send its \
            sheets one by one";
        return Err(Failure::new(Exit::Usage, "import.programme_url", words));
    }
    let zone = zone.unwrap_or_else(Zone::utc);
    let place = file.data(&import.origin.data);
    let given = given(&place, import)?;
    let sheets = Sheets::open(paths, import, given.as_ref(), &zone)?;
    let mut shown = match import.dry_run {
        false => take_in(&place, sheets, import, &zone)?,
        true => preview(&place, sheets, import, &zone)?,
    };
    let refused = take_refused(&mut shown);
    mapping::write_refused(import.refused.as_deref(), &refused)?;
    if args.json {
        println!("{shown}");
    } else {
        print!("{}", text(&shown, import.dry_run));
    }
    let is_read = shown["ignored"].as_array().is_none_or(Vec::is_empty);
    let is_clean = shown["sheets"].as_array().into_iter().flatten().all(|it| it["rejected"] == 0);
    let is_clean = is_clean && is_read;
    Ok(if is_clean { Done::Well } else { Done::AnswerIsNo })
}

/// The mapping that the arguments name.
fn given(place: &DataPlace, import: &args::Import) -> Result<Option<Mapping>, Failure> {
    let name = match mapping::chosen(import)? {
        Chosen::Given(mapping) => return Ok(Some(mapping)),
        Chosen::Guessed => return Ok(None),
        Chosen::Kind(_) => {
            let words = "--what is of one table; a programme knows its sheets by their columns";
            return Err(Failure::new(Exit::Usage, "import.table_only", words));
        }
        Chosen::Named(name) => name,
    };
    let saved = match place.dir.exists() {
        false => Vec::new(),
        true => with_node(place, async |node| {
            saved_mappings(&node.engine.read().unwrap_or_else(PoisonError::into_inner))
        })?,
    };
    let found = saved.into_iter().find(|(known, _)| *known == name);
    let unknown = || {
        let error = FileError::MappingUnknown(name);
        Failure::new(Exit::NoInput, error.code(), format!("{error}; {}", error.next_step()))
    };
    found.map(|(_, mapping)| Some(mapping)).ok_or_else(unknown)
}

/// The refused rows of all sheets, each under its own header, taken out of what is shown.
fn take_refused(shown: &mut Value) -> String {
    let sheets = shown["sheets"].as_array_mut().into_iter().flatten();
    let with_any = sheets.filter_map(|sheet| {
        let rows = sheet.as_object_mut()?.remove("refused_rows")?;
        (sheet["rejected"] != 0).then(|| rows.as_str().unwrap_or_default().to_owned())
    });
    with_any.collect::<Vec<_>>().join("\n")
}

/// Does all of it to a copy of the data.
fn preview(
    place: &DataPlace,
    sheets: Sheets,
    import: &args::Import,
    zone: &Zone,
) -> Result<Value, Failure> {
    let failed = |error| Failure::file(Exit::CannotCreate, &std::env::temp_dir(), &error);
    let folder = tempfile::tempdir().map_err(failed)?;
    let copy = DataPlace {
        dir: folder.path().join("data"),
        key_file: folder.path().join("data.key"),
        token_file: folder.path().join("data.token"),
    };
    if place.dir.exists() {
        let backup = folder.path().join("backup.sqlite");
        Reader::open(&place.dir)?.backup_to(&backup, &mut |_| ())?;
        byline_log::restore(&backup, &copy.dir, &mut |_| ())?;
        let copied = std::fs::copy(&place.key_file, &copy.key_file);
        copied.map_err(|error| Failure::file(Exit::NoInput, &place.key_file, &error))?;
    }
    take_in(&copy, sheets, import, zone)
}

fn take_in(
    place: &DataPlace,
    sheets: Sheets,
    import: &args::Import,
    zone: &Zone,
) -> Result<Value, Failure> {
    with_node(place, async |node| take_sheets(&node, sheets, import, zone).await)?
}

async fn take_sheets(
    node: &Arc<Node>,
    sheets: Sheets,
    import: &args::Import,
    zone: &Zone,
) -> Result<Value, Failure> {
    let id = sheets.campaign_id();
    let is_known = {
        let engine = node.engine.read().unwrap_or_else(PoisonError::into_inner);
        engine.campaign(&id).is_some()
    };
    let mut settings = mapping::settings(import);
    settings.insert("campaign_id".to_owned(), id.clone());
    settings.insert("currency".to_owned(), sheets.currency.to_string());
    settings.extend(sheets.began_at.map(|at| ("began_at".to_owned(), at.to_string())));
    if !is_known && !sheets.is_named {
        check_new(node, &sheets, &settings, zone)?;
    }
    if !is_known {
        let campaign = campaign(&id, &sheets, zone);
        let dedup = Some(dedup::key(&[b"programme", id.as_bytes()]));
        let fact = NewFact { fact: Fact::Campaign(campaign), dedup };
        let committed = node.writer.commit(vec![fact], Some("import".to_owned())).await;
        committed.map_err(|error| Failure::new(Exit::Unavailable, "store.unavailable", error))?;
    }
    let Sheets { name, currency, ignored, found, .. } = sheets;
    let mut told = Vec::new();
    for sheet in &found {
        let wanted = TableWanted {
            mapping: Chosen::Given(sheet.mapping.clone()),
            zone: Some(zone),
            settings: settings.clone(),
            keeps_refused: import.refused.is_some(),
            ..TableWanted::default()
        };
        let table = sheets::table(&sheet.bytes, sheet.place)?;
        let imported = node.intake.import_open(&wanted, table, RealWorld.now()).await?;
        let mut imported = json!(imported);
        imported["sheet"] = json!(sheet.name);
        told.push(imported);
    }
    for (sheet, told) in found.iter().zip(&mut told) {
        told["unknown_codes"] = json!(codes_of_nobody(node, sheet)?);
    }
    let engine = node.engine.read().unwrap_or_else(PoisonError::into_inner);
    let report = report::of(&engine, &id, currency)?;
    Ok(json!({
        "campaign": { "id": id, "name": name, "is_new": !is_known, "currency": currency,
            "time_zone": zone.name() },
        "sheets": told,
        "ignored": ignored,
        "report": report,
    }))
}

/// Lets sheets pass that nobody named, if none of their deals is in force in another campaign: a
/// file under another name is no other programme.
fn check_new(
    node: &Node,
    sheets: &Sheets,
    settings: &BTreeMap<String, String>,
    zone: &Zone,
) -> Result<(), Failure> {
    for sheet in sheets.found.iter().filter(|sheet| sheet.mapping.what == "creators") {
        let settings = settings.clone();
        let wanted = TableWanted { zone: Some(zone), settings, ..TableWanted::default() };
        let open = || {
            let mut tables = Table::all(Cursor::new(&sheet.bytes))?.into_iter();
            tables.nth(sheet.place).map(|(_, table)| table).ok_or(FileError::HeaderMissing)
        };
        let found =
            node.intake.same_deals_elsewhere(&wanted, &sheet.mapping, open, RealWorld.now());
        let found = found.map_err(|error| Failure::new(Exit::NoInput, error.code(), error))?;
        if let Some(other) = found {
            let (sheet, name) = (&sheet.name, &sheets.name);
            let words = format!(
                "the sheet `{sheet}` states deals of the campaign {other}, and nothing says that \
                 `{name}` is another one; say --campaign {other} to go on with it, or --campaign \
                 \"{name}\" for a new campaign with fees of its own"
            );
            return Err(Failure::new(Exit::Usage, "programme.known_elsewhere", words));
        }
    }
    Ok(())
}

/// The codes in a sheet of orders that no creator has.
fn codes_of_nobody(node: &Node, sheet: &Sheet) -> Result<Vec<String>, Failure> {
    if sheet.mapping.what != "orders" {
        return Ok(Vec::new());
    }
    let codes = sheets::codes(sheet)?;
    let engine = node.engine.read().unwrap_or_else(PoisonError::into_inner);
    let is_nobodys = |code: &String| engine.codes_called(code).next().is_none();
    Ok(codes.into_iter().filter(is_nobodys).collect())
}

/// A campaign that sells, counted as every campaign is unless somebody chooses otherwise.
fn campaign(id: &str, sheets: &Sheets, zone: &Zone) -> Campaign {
    Campaign {
        id: id.into(),
        name: sheets.name.clone(),
        goal: Goal::Sales,
        currency: sheets.currency,
        time_zone: zone.name().to_owned(),
        flights: Vec::new(),
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    }
}

/// What of a sheet was not used: columns, codes of nobody, rows that say nothing.
fn notes(sheet: &Value) -> String {
    let words = |list: &str| -> Vec<&str> {
        sheet[list].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let mut text = String::new();
    let (unused, codes) = (words("unused"), words("unknown_codes"));
    if !unused.is_empty() {
        text.push_str(&format!("columns not used: {}\n", unused.join(", ")));
    }
    if !codes.is_empty() {
        let more = codes.len().saturating_sub(CODES_NAMED);
        let named = codes[..codes.len() - more].join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        text.push_str(&format!(
            "codes that no creator has: {named}{more}; add them to the creators, or leave them if \
             they are nobody's\n"
        ));
    }
    if let Some(n) = sheet["passed_over"].as_u64().filter(|n| 0 < *n) {
        text.push_str(&format!("{n} passed over: they say nothing that counts\n"));
    }
    text
}

/// How many codes of nobody are named; more are only counted.
const CODES_NAMED: usize = 10;

fn text(shown: &Value, is_dry_run: bool) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let campaign = &shown["campaign"];
    let is_new = if campaign["is_new"] == true { "new campaign" } else { "campaign" };
    let mut text = format!(
        "{is_new} {} ({}): {}, days of {}; linear model, 7-day click, 1-day view\n\n",
        word(&campaign["name"]),
        word(&campaign["id"]),
        word(&campaign["currency"]),
        word(&campaign["time_zone"]),
    );
    for sheet in shown["sheets"].as_array().into_iter().flatten() {
        let columns = sheet["mapping"]["columns"].as_object().into_iter().flatten();
        let columns: Vec<String> = columns
            .map(|(column, name)| match word(name) {
                name if name.eq_ignore_ascii_case(column) => name,
                name => format!("{column} = {name}"),
            })
            .collect();
        let what = word(&sheet["mapping"]["what"]).replace("own_", "");
        text.push_str(&format!("{}: {what} ({})\n", word(&sheet["sheet"]), columns.join(", ")));
        text.push_str(&notes(sheet));
        text.push_str(&summary::text(sheet, is_dry_run));
        text.push('\n');
    }
    for sheet in shown["ignored"].as_array().into_iter().flatten() {
        text.push_str(&format!(
            "{}: not read, its columns are not known; see docs/lean.md for those it needs, or say \
             what they are with --mapping\n\n",
            word(sheet)
        ));
    }
    text.push_str(&report::text(&shown["report"]));
    if is_dry_run {
        text.push_str("\nA preview: nothing was taken in.\n");
    }
    text
}
