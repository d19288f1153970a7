//! The house rules that a machine can hold: `cargo xtask tidy`.
//!
//! In: the text of the workspace. Out: findings, each with its place and what to do. Every rule is
//! one small file, and each is tested on a planted violation, because a check that cannot fail
//! gives comfort and nothing else. The whole runs as a test too, so nobody has to remember it.

mod tree;

mod codes;
mod columns;
mod edges;
mod glossary;
mod links;
mod module_docs;
mod purity;
mod receipts;
mod sizes;
mod talk;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use tree::Tree;

/// One rule: its name in brackets behind each finding, and the check.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

const RULES: [Rule; 10] = [
    ("edges", edges::check),
    ("purity", purity::check),
    ("sizes", sizes::check),
    ("columns", columns::check),
    ("module docs", module_docs::check),
    ("glossary", glossary::check),
    ("links", links::check),
    ("codes", codes::check),
    ("talk", talk::check),
    ("receipts", receipts::check),
];

/// Something that breaks a rule, or comes near to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it fails the run; a warning is only printed.
    is_failure: bool,
    /// The file, from the workspace's folder on.
    path: String,
    /// The line, from 1 up.
    line: usize,
    /// What is wrong and what to do.
    text: String,
}

impl Finding {
    fn failure(path: &str, line: usize, text: String) -> Self {
        Self { is_failure: true, path: path.to_owned(), line, text }
    }

    fn warning(path: &str, line: usize, text: String) -> Self {
        Self { is_failure: false, path: path.to_owned(), line, text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.is_failure { "error" } else { "warning" };
        write!(f, "{}:{}: {level}: {}", self.path, self.line, self.text)
    }
}

/// Checks the workspace at `root`, prints what it finds, and fails if a rule is broken.
pub fn run(root: &Path) -> Result<()> {
    let findings = findings(&Tree::load(root)?);
    for (rule, finding) in &findings {
        println!("{finding} [{rule}]");
    }
    let n_failures = findings.iter().filter(|(_, finding)| finding.is_failure).count();
    let n_warnings = findings.len() - n_failures;
    println!("tidy: {n_failures} errors, {n_warnings} warnings");
    if 0 < n_failures {
        bail!("the house rules are broken; CONTRIBUTING.md gives the reason for each");
    }
    Ok(())
}

fn findings(tree: &Tree) -> Vec<(&'static str, Finding)> {
    let mut findings = Vec::new();
    for (name, check) in RULES {
        findings.extend(check(tree).into_iter().map(|finding| (name, finding)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_its_rules() {
        run(&crate::root()).unwrap();
    }
}
