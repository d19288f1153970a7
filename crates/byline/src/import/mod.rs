//! `byline import`: files of orders, clicks and spend, into the data or to a server.

mod pieces;
mod summary;

use std::fs::File as Open;
use std::io::{BufRead, BufReader, stdin};
use std::path::Path;
use std::sync::Arc;

use byline_core::time::Zone;
use byline_ingest::import::Kind;
use byline_run::import::{Format, Imported, Wanted};
use byline_run::{Node, Place};
use byline_serve::Readiness;
use byline_serve::port::World as _;
use serde_json::Value;

use crate::args::{self, Args, ImportFormat, ImportKind};
use crate::config::{DataPlace, File};
use crate::exit::{Done, Exit, Failure};
use crate::key;
use crate::progress;
use crate::remote::Server;
use crate::serve::{begin_log, runtime};
use crate::world::RealWorld;
use pieces::Pieces;

/// A file as it is read.
type Rows = Box<dyn BufRead + Send>;

/// Takes a file in and prints what became of its rows.
pub fn run(args: &Args, import: &args::Import) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    begin_log(file.log().or(Some("warn")), args.json);
    let zone = import.time_zone.as_deref().map(Zone::parse).transpose();
    let zone = zone.map_err(|error| Failure::new(Exit::Usage, error.code(), error))?;
    let wanted = Wanted {
        kind: match import.kind {
            ImportKind::Orders => Kind::Orders,
            ImportKind::Clicks => Kind::Clicks,
            ImportKind::Spend => Kind::Spend,
        },
        format: format(import),
        connection: import.connection.as_str().into(),
        zone: zone.as_ref(),
        first_line: 0,
        is_dry_run: import.dry_run,
    };
    let bar = progress::bar(0, "reading");
    let rows = open(&import.file, &bar)?;
    let imported = match &import.origin.url {
        Some(url) => send(&Server::new(url, import.origin.token.as_deref())?, import, rows)?,
        None => {
            let imported = take_in(&file.data(&import.origin.data), &wanted, rows)?;
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
fn send(server: &Server, import: &args::Import, rows: Rows) -> Result<Value, Failure> {
    let failed = |error| Failure::file(Exit::NoInput, &import.file, &error);
    let is_csv = format(import) == Format::Csv;
    let mut pieces = Pieces::of(rows, is_csv).map_err(failed)?;
    let mut all = summary::empty();
    while let Some(piece) = pieces.next().map_err(failed)? {
        let mut parameters = vec![
            ("format", if is_csv { "csv" } else { "jsonl" }.to_owned()),
            ("connection", import.connection.clone()),
            ("first_line", piece.first_line.to_string()),
            ("dry_run", import.dry_run.to_string()),
        ];
        parameters.extend(import.time_zone.clone().map(|zone| ("time_zone", zone)));
        let kind = match import.kind {
            ImportKind::Orders => "orders",
            ImportKind::Clicks => "clicks",
            ImportKind::Spend => "spend",
        };
        let path = format!("/v1/import/{kind}");
        let imported = server.post_until_taken(&path, &parameters, &piece.bytes)?;
        summary::add(&mut all, &imported);
    }
    Ok(all)
}

fn take_in(place: &DataPlace, wanted: &Wanted<'_>, rows: Rows) -> Result<Imported, Failure> {
    let key = key::of(place)?;
    let place = Place { dir: place.dir.clone(), key };
    let runtime = runtime()?;
    let mut node = Node::open(place, Arc::new(RealWorld)).map_err(|error| {
        let mut failure = Failure::from(error);
        if failure.exit == Exit::InUse {
            failure.words.push_str("; if it is a server, send the file to it with --url");
        }
        failure
    })?;
    let imported = runtime.block_on(async {
        let is_settled = |readiness: &Readiness| !matches!(readiness, Readiness::CatchingUp { .. });
        // If nobody tells any more, the import says why.
        drop(node.readiness.wait_for(is_settled).await);
        node.intake.import(wanted, rows, RealWorld.now(), &mut |_| ()).await
    });
    node.close();
    Ok(imported?)
}

/// The file as it is read, with a bar that shows how far.
fn open(path: &Path, bar: &indicatif::ProgressBar) -> Result<Rows, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(stdin())));
    }
    let failed = |error| Failure::file(Exit::NoInput, path, &error);
    let file = Open::open(path).map_err(failed)?;
    bar.set_length(file.metadata().map_err(failed)?.len());
    Ok(Box::new(BufReader::with_capacity(1 << 16, bar.wrap_read(file))))
}

fn format(import: &args::Import) -> Format {
    let ending = import.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match import.format {
        Some(ImportFormat::Csv) => Format::Csv,
        Some(ImportFormat::Jsonl) => Format::JsonLines,
        None if matches!(ending, "jsonl" | "ndjson" | "json") => Format::JsonLines,
        None => Format::Csv,
    }
}
