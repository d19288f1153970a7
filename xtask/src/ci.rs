//! `cargo xtask ci`: everything that must hold before a merge.
//!
//! Cheap questions come first. Tests come last, so that the closing line of a run is the count of
//! the test runner. A tool that is optional and missing is named, never passed over in silence.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{chromium, tidy};

/// Runs every check on the workspace at `root` and stops at the first that fails.
pub fn run(root: &Path) -> Result<()> {
    step("fmt");
    cargo(root, &["fmt", "--all", "--check"], &[])?;

    step("tidy");
    tidy::run(root)?;

    step("clippy");
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features"];
    cargo(root, &[&clippy[..], &["--", "-D", "warnings"]].concat(), &[])?;

    step("doc");
    cargo(root, &["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;

    step("deny");
    if has_subcommand(root, "deny") {
        cargo(root, &["deny", "check"], &[])?;
    } else {
        println!("SKIPPED: cargo-deny is not installed, so licences, bans and advisories were not");
        println!("checked; `cargo install cargo-deny --locked` brings it");
    }

    step("doc tests");
    cargo(root, &["test", "--workspace", "--doc", "--quiet"], &[])?;

    step("browser");
    chromium::provide();

    step("tests");
    if has_subcommand(root, "nextest") {
        return cargo(root, &["nextest", "run", "--workspace", "--no-fail-fast"], &[]);
    }
    println!("cargo-nextest is not installed; running `cargo test`");
    cargo(root, &["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"], &[])
}

fn step(name: &str) {
    println!("\n== {name}");
}

/// Runs cargo with `arguments` and extra `environment`; an error names the command.
pub fn cargo(root: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args(arguments).envs(environment.iter().copied());
    let shown = format!("cargo {}", arguments.join(" "));
    let status = command.status().with_context(|| format!("`{shown}` did not start"))?;
    if !status.success() {
        bail!("`{shown}` failed");
    }
    Ok(())
}

fn has_subcommand(root: &Path, name: &str) -> bool {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args([name, "--version"]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
