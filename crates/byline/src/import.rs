//! `byline import`: files of orders, clicks and spend.

use std::fs::File as Open;
use std::io::{BufRead, BufReader, Read, stdin};
use std::path::Path;
use std::sync::Arc;

use byline_core::time::Zone;
use byline_ingest::import::Kind;
use byline_log::MasterKey;
use byline_run::import::{Format, Imported, Wanted};
use byline_run::{Node, Place};
use byline_serve::Readiness;
use byline_serve::port::World as _;
use serde_json::json;

use crate::args::{self, Args, ImportFormat, ImportKind};
use crate::config::{DataPlace, File};
use crate::exit::{Done, Exit, Failure};
use crate::progress;
use crate::serve::{begin_log, runtime};
use crate::world::{RealWorld, random};

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
    let imported = take_in(&file.data(&import.data), &wanted, &import.file)?;
    print(&imported, args.json, import.dry_run);
    Ok(if imported.rejected == 0 { Done::Well } else { Done::AnswerIsNo })
}

fn take_in(place: &DataPlace, wanted: &Wanted<'_>, path: &Path) -> Result<Imported, Failure> {
    let bar = progress::bar(0, "reading");
    let rows = open(path, &bar)?;
    let key = MasterKey::load_or_create(&place.key_file, random)?;
    let place = Place { dir: place.dir.clone(), key };
    let runtime = runtime()?;
    let mut node = Node::open(place, Arc::new(RealWorld))?;
    let imported = runtime.block_on(async {
        let is_settled = |readiness: &Readiness| !matches!(readiness, Readiness::CatchingUp { .. });
        // If nobody tells any more, the import says why.
        drop(node.readiness.wait_for(is_settled).await);
        node.intake.import(wanted, rows, RealWorld.now(), &mut |_| ()).await
    });
    bar.finish_and_clear();
    node.close();
    Ok(imported?)
}

/// The file as it is read, with a bar that shows how far.
fn open(path: &Path, bar: &indicatif::ProgressBar) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(stdin())));
    }
    let failed = |error| Failure::file(Exit::NoInput, path, &error);
    let file = Open::open(path).map_err(failed)?;
    bar.set_length(file.metadata().map_err(failed)?.len());
    let file: Box<dyn Read> = Box::new(bar.wrap_read(file));
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
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

fn print(imported: &Imported, is_json: bool, is_dry_run: bool) {
    if is_json {
        println!("{}", json!(imported));
        return;
    }
    for one in &imported.rejections {
        println!("line {}: {}; {} [{}]", one.line, one.detail, one.next_step, one.code);
    }
    let Imported { accepted, duplicate, rejected, rejections } = imported;
    if rejections.len() < usize::try_from(*rejected).unwrap_or(usize::MAX) {
        println!("and more; the first {} are shown", rejections.len());
    }
    let would = if is_dry_run { "would be accepted" } else { "accepted" };
    println!("{accepted} {would}, {duplicate} known already, {rejected} rejected");
}
