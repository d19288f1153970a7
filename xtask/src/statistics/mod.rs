//! Statistics: how often Byline's decisions are wrong, in a world where the truth is known.
//!
//! In: a seed. Out: tables, for people or as JSON, and `docs/statistics.md`. The world is not kind:
//! days have a rhythm, content is forgotten, a few creators bring most of it, returns do not follow
//! the curve that the planner believes in, and creators tire. What the rules do to the letter is
//! shown beside what Byline does.
//!
//! It links the core and the simulated world, so it is behind the feature `statistics`; the command
//! builds itself again with the feature, optimised.

#[cfg(feature = "statistics")]
mod budgets;
#[cfg(feature = "statistics")]
mod pages;
#[cfg(feature = "statistics")]
mod policies;
#[cfg(any(feature = "statistics", test))]
mod report;
#[cfg(feature = "statistics")]
mod rhythm;
#[cfg(feature = "statistics")]
mod standings;

use std::path::Path;

use anyhow::Result;

/// Where everything that is decided by chance begins.
#[cfg(feature = "statistics")]
const SEED: u64 = 20_260_601;

/// Simulates, prints the tables, and keeps them where `--write` asks for it.
#[cfg(feature = "statistics")]
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    use anyhow::{Context, ensure};

    let unknown = arguments.iter().find(|word| !["--json", "--write"].contains(word));
    ensure!(unknown.is_none(), "statistics takes `--json` and `--write`, not `{unknown:?}`");
    let seed = byline_testkit::Seed(SEED);
    let tables = [
        standings::healthy(seed),
        standings::bad(seed),
        pages::false_pages(seed),
        pages::outages(seed),
        budgets::compare(seed)?,
    ];
    let page = report::page(SEED, &tables);
    if arguments.contains(&"--write") {
        std::fs::write(root.join("docs/statistics.md"), &page).context("docs/statistics.md")?;
    }
    if arguments.contains(&"--json") {
        println!("{:#}", report::json(SEED, &tables));
    } else {
        print!("{page}");
    }
    Ok(())
}

/// Builds this program again, optimised and with the simulation in it, and hands over to it.
#[cfg(not(feature = "statistics"))]
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let build = ["run", "--quiet", "--release", "--package", "xtask", "--features", "statistics"];
    crate::ci::cargo(root, &[&build[..], &["--", "statistics"], arguments].concat(), &[])
}
