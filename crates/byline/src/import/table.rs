//! Any table, known by its columns.

use std::path::Path;
use std::sync::Arc;

use byline_core::time::Zone;
use byline_run::Node;
use byline_run::import::{Chosen, TableWanted};
use byline_serve::port::World as _;
use serde_json::{Value, json};

use super::{mapping, open, summary, with_node};
use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::progress;
use crate::remote::Server;
use crate::world::RealWorld;

pub fn run(
    args: &Args,
    import: &args::Import,
    file: &File,
    zone: Option<Zone>,
    path: &Path,
) -> Result<Done, Failure> {
    let mut imported = match &import.origin.url {
        Some(url) => send(&Server::new(url, import.origin.token.as_deref())?, import, path)?,
        None => take_in(import, file, zone, path)?,
    };
    if let Some(name) = import.save_mapping.as_deref().filter(|name| mapping::is_file(name)) {
        mapping::write(name, &imported)?;
    }
    let refused = imported.as_object_mut().and_then(|told| told.remove("refused_rows"));
    let refused = refused.as_ref().and_then(Value::as_str).unwrap_or_default();
    mapping::write_refused(import.refused.as_deref(), refused)?;
    if args.json {
        println!("{imported}");
    } else {
        print!("{}", text(&imported, import.dry_run));
    }
    Ok(if imported["rejected"] == 0 { Done::Well } else { Done::AnswerIsNo })
}

fn take_in(
    import: &args::Import,
    file: &File,
    zone: Option<Zone>,
    path: &Path,
) -> Result<Value, Failure> {
    let wanted = TableWanted {
        mapping: mapping::chosen(import)?,
        save_as: import.save_mapping.as_deref().filter(|name| !mapping::is_file(name)),
        connection: import.connection.as_deref(),
        zone: zone.as_ref(),
        settings: mapping::settings(import),
        keeps_refused: import.refused.is_some(),
        is_dry_run: import.dry_run,
    };
    let bar = progress::bar(0, "reading");
    let rows = open(path, &bar)?;
    let work =
        async |node: Arc<Node>| node.intake.import_table(&wanted, rows, RealWorld.now()).await;
    let imported = with_node(&file.data(&import.origin.data), work)??;
    bar.finish_and_clear();
    Ok(json!(imported))
}

/// Sends a whole table. What the arguments say goes with the mapping.
fn send(server: &Server, import: &args::Import, path: &Path) -> Result<Value, Failure> {
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|error| Failure::file(Exit::NoInput, path, &error))?;
    let mut parameters = vec![("dry_run", import.dry_run.to_string())];
    let given = match mapping::chosen(import)? {
        Chosen::Guessed | Chosen::Kind(_) => None,
        Chosen::Named(name) => Some(name),
        Chosen::Given(given) => Some(json!(given).to_string()),
    };
    if import.refused.is_some() {
        parameters.push(("refused_rows", "true".to_owned()));
    }
    let saved = import.save_mapping.clone().filter(|name| !mapping::is_file(name));
    let said = [
        ("mapping", given),
        ("save_mapping", saved),
        ("what", import.what.clone()),
        ("connection", import.connection.clone()),
        ("time_zone", import.time_zone.clone()),
    ];
    parameters.extend(said.into_iter().filter_map(|(name, text)| Some((name, text?))));
    for (name, text) in mapping::settings(import) {
        if let Some(name) = ["currency", "campaign_id"].into_iter().find(|known| *known == name) {
            parameters.push((name, text));
        }
    }
    server.post_until_taken("/v1/import/table", &parameters, &bytes)
}

/// What the file was taken for, and what became of its rows.
fn text(imported: &Value, is_dry_run: bool) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mapping = &imported["mapping"];
    let mut text = format!("taken for {} {}", word(&mapping["feed"]), word(&mapping["what"]));
    text.push_str(&format!(", for the connection {}\n", word(&imported["connection"])));
    for (column, name) in mapping["columns"].as_object().into_iter().flatten() {
        text.push_str(&format!("  {column} = {}\n", word(name)));
    }
    let unused: Vec<String> =
        imported["unused"].as_array().into_iter().flatten().map(word).collect();
    if !unused.is_empty() {
        text.push_str(&format!("  not used: {}\n", unused.join(", ")));
    }
    text.push_str(&summary::text(imported, is_dry_run));
    match imported["passed_over"].as_u64().unwrap_or(0) {
        0 => text,
        n => format!("{text}{n} passed over: they say nothing that counts\n"),
    }
}
