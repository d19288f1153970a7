//! `byline import`: files of any kind, into the data or to a server.
//!
//! `rows` reads orders, clicks and spend by the columns of the API, of any length; `table` reads
//! whatever is known by its columns; `programme` reads all sheets of a lean programme and prints
//! its report.

mod mapping;
mod pieces;
mod programme;
mod rows;
mod summary;
mod table;

use std::fs::File as Open;
use std::future::Future;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use byline_core::time::Zone;
use byline_run::{Node, Place};
use byline_serve::Readiness;

use crate::args::{self, Args, ImportKind};
use crate::config::{DataPlace, File};
use crate::exit::{Done, Exit, Failure};
use crate::key;
use crate::serve::{begin_log, runtime};
use crate::world::RealWorld;

/// A file as it is read.
type Rows = Box<dyn BufRead + Send>;

/// Takes files in and prints what became of their rows.
pub fn run(args: &Args, import: &args::Import) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    begin_log(file.log().or(Some("warn")), args.json);
    let zone = import.time_zone.as_deref().map(Zone::parse).transpose();
    let zone = zone.map_err(|error| Failure::new(Exit::Usage, error.code(), error))?;
    match import.kind() {
        (ImportKind::Programme, paths) => programme::run(args, import, &file, zone, paths),
        (ImportKind::Table, paths) => table::run(args, import, &file, zone, only(paths)?),
        _ if import.refused.is_some() || import.what.is_some() => {
            let words = "--refused and --what are of tables: leave the kind out before the file";
            Err(Failure::new(Exit::Usage, "import.table_only", words))
        }
        (kind, paths) => rows::run(args, import, &file, zone, (kind, only(paths)?)),
    }
}

fn only(paths: &[PathBuf]) -> Result<&Path, Failure> {
    match paths {
        [path] => Ok(path),
        _ => {
            let words = "one file at a time; several make a programme: byline import programme …";
            Err(Failure::new(Exit::Usage, "import.files", words))
        }
    }
}

/// Does something with the data, alone with it.
fn with_node<T, F: Future<Output = T>>(
    place: &DataPlace,
    work: impl FnOnce(Arc<Node>) -> F,
) -> Result<T, Failure> {
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
    let is_settled = |readiness: &Readiness| !matches!(readiness, Readiness::CatchingUp { .. });
    // If nobody tells any more, the import says why.
    drop(runtime.block_on(node.readiness.wait_for(is_settled)));
    let node = Arc::new(node);
    let done = runtime.block_on(work(Arc::clone(&node)));
    if let Some(node) = Arc::into_inner(node) {
        node.close();
    }
    Ok(done)
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
