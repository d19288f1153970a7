//! Checks, benches and statistics of this workspace: `cargo xtask ci`, `tidy`, `bench`, `identity`,
//! `screens` and `statistics`.
//!
//! Everything that decides whether a change may be merged is behind `ci`, so that a contributor's
//! machine and the build server ask exactly the same questions.

mod bench;
mod chromium;
mod ci;
mod identity;
mod screens;
mod statistics;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Checks, benches and statistics of this workspace.

usage: cargo xtask <command>

  ci                     everything that must hold before a merge
  tidy                   the house rules alone: edges, sizes, words, links, codes
  bench [NAME] [--json]  measure, beside a peer or a physical limit; without NAME, all
  identity [FOLDER] [--json]
                         who is who in labelled lists: precision, recall, F1 and seconds; --write
                         keeps the table in docs/identity.md
  screens DIR [NAME…]    a picture of every page, both themes, wide and narrow (needs Chromium);
                         fails on console errors; after DIR, --url URL --token TOKEN
                         shows a server that runs already
  statistics [--json]    how often decisions are wrong in a simulated world; --write keeps it in
                         docs/statistics.md

example: cargo xtask bench ack --json
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ci"] => ci::run(&root()),
        ["tidy"] => tidy::run(&root()),
        ["bench", rest @ ..] => bench::run(&root(), rest),
        ["identity", rest @ ..] => identity::run(&root(), rest),
        ["screens", rest @ ..] => screens::run(&root(), rest),
        ["statistics", rest @ ..] => statistics::run(&root(), rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        [unknown, ..] => bail!("unknown command `{unknown}`; try `cargo xtask --help`"),
    }
}

/// The folder of the workspace that `cargo` runs this in: several may share what was built. Run
/// without `cargo`, the one that it was built in.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent().expect("xtask lies in the workspace").to_path_buf()
}
