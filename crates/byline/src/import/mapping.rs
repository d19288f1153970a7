//! Mappings on the command line: a saved name, or a file of TOML that a person can correct.

use std::collections::BTreeMap;
use std::path::Path;

use byline_ingest::files::Mapping;
use byline_run::import::Chosen;
use serde_json::Value;

use crate::args;
use crate::exit::{Exit, Failure};

/// The mapping that the arguments name.
pub fn chosen(import: &args::Import) -> Result<Chosen, Failure> {
    if let Some(what) = &import.what {
        return Ok(Chosen::Kind(what.clone()));
    }
    let Some(named) = &import.mapping else { return Ok(Chosen::Guessed) };
    if !is_file(named) {
        return Ok(Chosen::Named(named.clone()));
    }
    let path = Path::new(named);
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| Failure::file(Exit::NoInput, path, &error))?;
    let mapping: Mapping = toml::from_str(&text).map_err(|error| {
        let words = format!("{named} is no mapping: {}", error.message());
        Failure::new(Exit::Usage, "import.mapping_invalid", words)
    })?;
    mapping.check().map_err(|error| {
        let words = format!("{named}: {error}; {}", error.next_step());
        Failure::new(Exit::Usage, error.code(), words)
    })?;
    Ok(Chosen::Given(mapping))
}

/// Writes the refused rows of an import where the arguments say, and says so.
pub fn write_refused(path: Option<&Path>, rows: &str) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let written = std::fs::write(path, rows);
    written.map_err(|error| Failure::file(Exit::CannotCreate, path, &error))
}

/// Whether a mapping stands in a file of its own, and not in the data.
pub fn is_file(name: &str) -> bool {
    name.ends_with(".toml")
}

/// Writes the mapping of an import to a file.
pub fn write(name: &str, imported: &Value) -> Result<(), Failure> {
    let path = Path::new(name);
    let written = std::fs::write(path, text(&imported["mapping"]));
    written.map_err(|error| Failure::file(Exit::CannotCreate, path, &error))
}

/// A mapping as people correct it: what the file is, each column's name in it, and settings.
pub fn text(mapping: &Value) -> String {
    let mapping: Option<Mapping> = serde_json::from_value(mapping.clone()).ok();
    mapping.and_then(|mapping| toml::to_string(&mapping).ok()).unwrap_or_default()
}

/// What the arguments say that a file cannot.
pub fn settings(import: &args::Import) -> BTreeMap<String, String> {
    let said = [
        ("currency", import.currency.as_ref().map(|code| code.to_uppercase())),
        ("campaign_id", import.campaign.clone()),
    ];
    let said = said.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
    said.collect()
}
