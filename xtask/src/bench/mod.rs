//! Benches: what Byline does in a second, beside what is possible on the same machine.
//!
//! A figure alone says little: machines differ. So each bench measures its peer, or the physical
//! limit, in the same run, and the ratio is what a reader keeps. `docs/performance.md` holds the
//! figures and the budgets.
//!
//! Benches link the whole product. They are behind the feature `bench`, so that `cargo xtask tidy`
//! compiles in seconds; the command builds itself again with the feature, optimised.

#[cfg(feature = "bench")]
mod ack;
#[cfg(feature = "bench")]
mod decide;
#[cfg(feature = "bench")]
mod engine;
#[cfg(feature = "bench")]
mod followers;
#[cfg(feature = "bench")]
mod history;
#[cfg(feature = "bench")]
mod hooks;
#[cfg(feature = "bench")]
mod ingest;
#[cfg(feature = "bench")]
mod issue;
#[cfg(feature = "bench")]
mod memory;
#[cfg(feature = "bench")]
mod pace;
#[cfg(feature = "bench")]
mod pages;
#[cfg(feature = "bench")]
mod polls;
#[cfg(feature = "bench")]
mod program;
#[cfg(feature = "bench")]
mod redirect;
#[cfg(any(feature = "bench", test))]
mod report;
#[cfg(feature = "bench")]
mod restart;
#[cfg(feature = "bench")]
mod roster;
#[cfg(feature = "bench")]
mod screen;

use std::path::Path;

use anyhow::Result;
#[cfg(feature = "bench")]
use anyhow::ensure;

/// One bench.
#[cfg(feature = "bench")]
struct Bench {
    /// What it is called on the command line.
    name: &'static str,
    /// What it measures, in one line.
    what: &'static str,
    /// Measures.
    run: fn() -> Result<Vec<report::Row>>,
}

/// Every bench, in the order of the data's way through the product.
#[cfg(feature = "bench")]
const BENCHES: [Bench; 13] = [
    Bench {
        name: "redirect",
        what: "redirects a second beside nginx; p99 at 5,000/s, also while the store stalls",
        run: redirect::run,
    },
    Bench {
        name: "ack",
        what: "durable acknowledgement at 1, 64 and 256 writers, beside bare SQLite",
        run: ack::run,
    },
    Bench {
        name: "hooks",
        what: "every feed's deliveries at 500/s, answered within what its sender waits",
        run: hooks::run,
    },
    Bench {
        name: "ingest",
        what: "mapping of orders and import of files, beside parsing alone and bare SQLite",
        run: ingest::run,
    },
    Bench {
        name: "polls",
        what: "a whole turn of three platforms for 200 creators, beside the bare requests",
        run: polls::run,
    },
    Bench {
        name: "engine",
        what: "facts a second on one core with every model kept up to date; bytes a touch",
        run: engine::run,
    },
    Bench {
        name: "decide",
        what: "every rule over 5,000 creators; the time machine over 21 days and 10M events",
        run: decide::run,
    },
    Bench {
        name: "issue",
        what: "from a roster to 5,000 links with placements and codes; a roster page of 5,000",
        run: issue::run,
    },
    Bench {
        name: "screen",
        what: "from handing an event in until the Live page that holds it has been read",
        run: screen::run,
    },
    Bench {
        name: "followers",
        what: "500 screens left open: what they hold, and what others feel of them",
        run: followers::run,
    },
    Bench {
        name: "pages",
        what: "how long pages and queries take with ten million events behind them",
        run: pages::run,
    },
    Bench {
        name: "restart",
        what: "from the start of the process to redirects and figures, and its end; 10M events",
        run: restart::run,
    },
    Bench { name: "memory", what: "what an idle server holds", run: memory::run },
];

/// Runs the benches that `arguments` name, all of them without a name.
#[cfg(feature = "bench")]
pub fn run(_root: &Path, arguments: &[&str]) -> Result<()> {
    let names: Vec<&str> = arguments.iter().copied().filter(|word| *word != "--json").collect();
    for name in &names {
        let known = BENCHES.map(|bench| bench.name).join(", ");
        let is_known = BENCHES.iter().any(|bench| bench.name == *name);
        ensure!(is_known, "no bench is called `{name}`; there are: {known}");
    }
    let chosen = BENCHES.iter().filter(|bench| names.is_empty() || names.contains(&bench.name));
    let mut results = Vec::new();
    for bench in chosen {
        eprintln!("measuring {}: {}", bench.name, bench.what);
        results.push((bench.name, (bench.run)()?));
    }
    if arguments.contains(&"--json") {
        println!("{:#}", report::json(&results));
    } else {
        print!("{}", report::table(&results));
    }
    Ok(())
}

/// Builds this program again, optimised and with the benches in it, and hands over to it.
#[cfg(not(feature = "bench"))]
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let build = ["run", "--quiet", "--release", "--package", "xtask", "--features", "bench"];
    crate::ci::cargo(root, &[&build[..], &["--", "bench"], arguments].concat(), &[])
}
