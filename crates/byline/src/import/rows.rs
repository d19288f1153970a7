//! Orders, clicks and spend by the columns of the API, a row at a time.

use std::path::Path;

use byline_core::time::Zone;
use byline_ingest::import::Kind;
use byline_run::import::{Format, Wanted};
use byline_serve::port::World as _;
use serde_json::Value;

use super::pieces::Pieces;
use super::{Rows, open, summary, with_node};
use crate::args::{self, Args, ImportFormat, ImportKind};
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
    (kind, path): (ImportKind, &Path),
) -> Result<Done, Failure> {
    let wanted = Wanted {
        kind: match kind {
            ImportKind::Clicks => Kind::Clicks,
            ImportKind::Spend => Kind::Spend,
            _ => Kind::Orders,
        },
        format: format(import, path),
        connection: connection(import).into(),
        zone: zone.as_ref(),
        first_line: 0,
        is_dry_run: import.dry_run,
    };
    let bar = progress::bar(0, "reading");
    let rows = open(path, &bar)?;
    let imported = match &import.origin.url {
        Some(url) => {
            let server = Server::new(url, import.origin.token.as_deref())?;
            send(&server, import, &wanted, (path, rows))?
        }
        None => {
            let work = async |node: std::sync::Arc<byline_run::Node>| {
                node.intake.import(&wanted, rows, RealWorld.now(), &mut |_| ()).await
            };
            let imported = with_node(&file.data(&import.origin.data), work)??;
            serde_json::to_value(imported).unwrap_or_default()
        }
    };
    bar.finish_and_clear();
    if args.json {
        println!("{imported}");
    } else {
        print!("{}", summary::text(&imported, import.dry_run));
    }
    Ok(if imported["rejected"] == 0 { Done::Well } else { Done::AnswerIsNo })
}

/// Sends a file piece by piece. A piece that is sent twice changes nothing, so each is sent again
/// until the server takes it in.
fn send(
    server: &Server,
    import: &args::Import,
    wanted: &Wanted<'_>,
    (path, rows): (&Path, Rows),
) -> Result<Value, Failure> {
    let failed = |error| Failure::file(Exit::NoInput, path, &error);
    let is_csv = wanted.format == Format::Csv;
    let mut pieces = Pieces::of(rows, is_csv).map_err(failed)?;
    let mut all = summary::empty();
    while let Some(piece) = pieces.next().map_err(failed)? {
        let mut parameters = vec![
            ("format", if is_csv { "csv" } else { "jsonl" }.to_owned()),
            ("connection", connection(import).to_owned()),
            ("first_line", piece.first_line.to_string()),
            ("dry_run", import.dry_run.to_string()),
        ];
        parameters.extend(import.time_zone.clone().map(|zone| ("time_zone", zone)));
        let kind = match wanted.kind {
            Kind::Orders => "orders",
            Kind::Clicks => "clicks",
            Kind::Spend => "spend",
        };
        let path = format!("/v1/import/{kind}");
        let imported = server.post_until_taken(&path, &parameters, &piece.bytes)?;
        summary::add(&mut all, &imported);
    }
    Ok(all)
}

fn connection(import: &args::Import) -> &str {
    import.connection.as_deref().unwrap_or("import")
}

fn format(import: &args::Import, path: &Path) -> Format {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match import.format {
        Some(ImportFormat::Csv) => Format::Csv,
        Some(ImportFormat::Jsonl) => Format::JsonLines,
        None if matches!(ending, "jsonl" | "ndjson" | "json") => Format::JsonLines,
        None => Format::Csv,
    }
}
