//! Edges: which crate may use which.
//!
//! The table in ARCHITECTURE.md is the law; `cargo metadata` says what is the case. Crates that
//! only tests need are free, because they never reach the product.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::Finding;
use super::tree::Tree;

const LAW: &str = "ARCHITECTURE.md";

/// For each crate, the crates it uses or may use, by name.
type Edges = BTreeMap<String, BTreeSet<String>>;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(law) = tree.file(LAW) else {
        return vec![Finding::failure(LAW, 1, "is missing: it holds the table of crates".into())];
    };
    match actual_edges(tree) {
        Ok(actual) => compare(&allowed_edges(&law.text), &actual),
        Err(error) => vec![Finding::failure("Cargo.toml", 1, format!("{error:#}"))],
    }
}

fn compare(allowed: &Edges, actual: &Edges) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, uses) in actual {
        let Some(may_use) = allowed.get(name) else {
            let text = format!("crate `{name}` is not in the table of {LAW}");
            findings.push(Finding::failure(LAW, 1, text));
            continue;
        };
        for forbidden in uses.iter().filter(|used| !may_use.contains(*used)) {
            let text = format!("`{name}` may not use `{forbidden}`; the table is in {LAW}");
            findings.push(Finding::failure(&manifest(name), 1, text));
        }
    }
    for name in allowed.keys().filter(|name| !actual.contains_key(*name)) {
        let text = format!("the table names `{name}`, which does not exist");
        findings.push(Finding::failure(LAW, 1, text));
    }
    findings
}

fn manifest(name: &str) -> String {
    if name == "xtask" { "xtask/Cargo.toml".into() } else { format!("crates/{name}/Cargo.toml") }
}

/// Reads the table whose head is `| crate | one line | may use |`.
fn allowed_edges(law: &str) -> Edges {
    let is_head = |line: &&str| cells(line).first() == Some(&"crate");
    let rows = law.lines().skip_while(|line| !is_head(line)).skip(2);
    let rows: Vec<Vec<&str>> = rows.take_while(|line| line.starts_with('|')).map(cells).collect();
    let names: BTreeSet<String> = rows.iter().map(|row| row[0].replace('`', "")).collect();
    let mut edges = Edges::new();
    for row in &rows {
        let may_use = row.get(2).copied().unwrap_or_default();
        let allowed = match may_use {
            "all" => names.clone(),
            _ => may_use.split(',').map(|word| format!("byline-{}", word.trim())).collect(),
        };
        edges.insert(row[0].replace('`', ""), allowed);
    }
    edges
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}

fn actual_edges(tree: &Tree) -> anyhow::Result<Edges> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&tree.root).args(["metadata", "--no-deps", "--format-version", "1"]);
    let output = command.output()?;
    anyhow::ensure!(output.status.success(), "`cargo metadata` failed");
    Ok(edges_of(&serde_json::from_slice(&output.stdout)?))
}

/// Keeps, of the answer of `cargo metadata`, the edges within the workspace.
fn edges_of(metadata: &Value) -> Edges {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let name_of = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name_of).collect();
    let mut edges = Edges::new();
    for package in packages {
        let uses = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let shipped = uses.iter().filter(|used| used["kind"] != "dev").map(name_of);
        edges.insert(name_of(package), shipped.filter(|used| ours.contains(used)).collect());
    }
    edges
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &str = "\
# Map

| crate | one line | may use |
|---|---|---|
| `byline-core` | words | |
| `byline-log` | disk | core |
| `byline` | program | all |

after
";

    /// Reads: a crate, what it depends on and how, and the findings' texts.
    fn check_uses(name: &str, uses: &[(&str, Option<&str>)], expected: &[&str]) {
        let mut packages = vec![];
        for package in ["byline-core", "byline-log", "byline"] {
            let uses = if package == name { uses } else { &[] };
            let uses: Vec<_> = uses.iter().map(|(n, k)| json!({"name": n, "kind": k})).collect();
            packages.push(json!({"name": package, "dependencies": uses}));
        }
        let findings = compare(&allowed_edges(TABLE), &edges_of(&json!({"packages": packages})));
        let texts: Vec<&str> = findings.iter().map(|finding| finding.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_forbidden_edge_is_found() {
        let expected = "`byline-core` may not use `byline-log`; the table is in ARCHITECTURE.md";
        check_uses("byline-core", &[("byline-log", None)], &[expected]);
    }

    #[test]
    fn allowed_edges_tests_and_foreign_crates_are_free() {
        check_uses("byline-log", &[("byline-core", None), ("serde", None)], &[]);
        check_uses("byline-core", &[("byline-log", Some("dev"))], &[]);
        check_uses("byline", &[("byline-core", None), ("byline-log", None)], &[]);
    }

    #[test]
    fn table_and_workspace_name_the_same_crates() {
        let package = json!({"packages": [{"name": "byline-extra", "dependencies": []}]});
        let findings = compare(&allowed_edges(TABLE), &edges_of(&package));
        assert_eq!(findings.len(), 4, "one crate without a row, three rows without a crate");
    }
}
