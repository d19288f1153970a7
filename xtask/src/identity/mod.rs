//! Identity against labelled lists: how well, and how fast, beside what another tool scored.
//!
//! `cargo xtask identity [FOLDER] [--json] [--write]` resolves every list of a folder, without the
//! columns that give the answer away, and prints precision, recall and F1 at the best threshold. A
//! folder is read by its form alone: CSV or Parquet files with a column that says who is who; two
//! files whose names differ in a last `a` and `b` are one list in which each file names nobody
//! twice; JSON files beside them hold another tool's scores. Without a folder it is `identity`
//! below `BYLINE_ORACLES`.
//!
//! Speed counts, so the command builds itself again, optimised, with the feature `identity`.

#[cfg(feature = "identity")]
mod list;
#[cfg(feature = "identity")]
mod peer;
#[cfg(feature = "identity")]
mod read;
#[cfg(feature = "identity")]
mod score;

use std::path::Path;

use anyhow::Result;

/// Builds this program again, optimised and with the resolver in it, and hands over to it.
#[cfg(not(feature = "identity"))]
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let build = ["run", "--quiet", "--release", "--package", "xtask", "--features", "identity"];
    crate::ci::cargo(root, &[&build[..], &["--", "identity"], arguments].concat(), &[])
}

/// Scores every list of the folder that `arguments` name.
#[cfg(feature = "identity")]
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    use anyhow::{Context, ensure};

    let named = arguments.iter().find(|word| !word.starts_with("--")).copied();
    let folder = match named {
        Some(folder) => folder.to_owned(),
        None => {
            let oracles = std::env::var("BYLINE_ORACLES");
            let oracles = oracles.context("name a folder, or set BYLINE_ORACLES")?;
            format!("{oracles}/identity")
        }
    };
    let folder = Path::new(&folder);
    let lists = list::lists(folder)?;
    ensure!(!lists.is_empty(), "{}: no CSV or Parquet file says who is who", folder.display());
    let peers = peer::read(folder)?;
    let mut rows = Vec::new();
    for list in lists {
        eprintln!("resolving {}: {} records", list.name, list.n_records());
        let scored = score::score(&list);
        let peer = peer::of(&peers, scored.n_records, scored.n_true);
        rows.push((scored, peer.cloned()));
    }
    let table = score::table(&rows);
    if arguments.contains(&"--write") {
        keep(&root.join("docs/identity.md"), &table)?;
    }
    if arguments.contains(&"--json") {
        println!("{:#}", score::json(&rows));
    } else {
        print!("{table}");
    }
    Ok(())
}

/// Puts the table into the page at `path`, between the two comments that mark its place.
#[cfg(feature = "identity")]
fn keep(path: &Path, table: &str) -> Result<()> {
    use anyhow::Context;

    const START: &str = "<!-- table -->\n";
    const END: &str = "<!-- end of table -->";
    let page = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let parts = page.split_once(START).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.context("the page has no place for the table")?;
    std::fs::write(path, format!("{before}{START}{table}{END}{after}"))?;
    Ok(())
}
