//! Columns: no line wider than a page shown beside another, and no stray space.
//!
//! What cannot be broken may be wider: tables, links and code in Markdown, tables in doc comments,
//! inline tables in TOML, and what is quoted from outside: addresses, names of browsers.

use super::Finding;
use super::tree::{File, Tree};

const MAX_COLUMNS: usize = 100;
const MAX_COLUMNS_MARKDOWN: usize = 120;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let is_ours = |file: &&File| !file.path.ends_with(".lock");
    tree.files.iter().filter(is_ours).flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let is_markdown = file.path.ends_with(".md");
    let limit = if is_markdown { MAX_COLUMNS_MARKDOWN } else { MAX_COLUMNS };
    let mut findings = Vec::new();
    // A diagram in a fence is as wide as it is.
    let mut is_code = false;
    for (number, line) in (1..).zip(file.text.lines()) {
        is_code ^= is_fence(line);
        let n_columns = line.chars().count();
        if limit < n_columns && !is_code && !may_be_wide(&file.path, line) {
            let text = format!("{n_columns} columns, at most {limit}");
            findings.push(Finding::failure(&file.path, number, text));
        }
        if line.ends_with([' ', '\t']) {
            findings.push(Finding::failure(&file.path, number, "space at the end".into()));
        }
    }
    findings
}

fn is_fence(line: &str) -> bool {
    let text = line.trim_start().trim_start_matches("//!").trim_start_matches("///");
    text.trim_start().starts_with("```")
}

/// Whether nothing in `line` can move to the next one.
fn may_be_wide(path: &str, line: &str) -> bool {
    let line = line.trim_start();
    match path.rsplit('.').next() {
        Some("md") => line.starts_with('|') || line.contains("]("),
        Some("toml") => line.starts_with('{') || line.contains(" = {"),
        Some("rs") => {
            let is_table = line.starts_with("//! |") || line.starts_with("/// |");
            let is_quoted =
                ["\"Mozilla/", "\"http", "\"/"].iter().any(|text| line.starts_with(text));
            // The formatter lets the comma of a list it cannot break stand in column 101.
            is_table || is_quoted || line.ends_with("Decode,")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_findings(path: &str, text: &str) -> usize {
        check(&Tree::planted(&[(path, text)])).len()
    }

    #[test]
    fn wide_lines_are_found() {
        let wide = format!("// {}", "x".repeat(98));
        assert_eq!(n_findings("src/a.rs", &wide), 1);
        assert_eq!(n_findings("src/a.rs", &wide[1..].replace("/ ", "//")), 0);
        assert_eq!(n_findings("a.md", &"x".repeat(121)), 1);
    }

    #[test]
    fn what_cannot_be_broken_may_be_wide() {
        let wide = "x".repeat(200);
        assert_eq!(n_findings("a.md", &format!("| {wide} |")), 0);
        assert_eq!(n_findings("a.md", &format!("```text\n{wide}\n```")), 0);
        assert_eq!(n_findings("a.toml", &format!("{{ path = \"{wide}\" }}")), 0);
        assert_eq!(n_findings("src/a.rs", &format!("//! | {wide} |")), 0);
        assert_eq!(n_findings("src/a.rs", &format!("// \"Mozilla/5.0 {wide}\",")), 1);
    }

    #[test]
    fn columns_are_characters_and_not_bytes() {
        assert_eq!(n_findings("src/a.rs", &format!("//{}", "→".repeat(98))), 0);
    }

    #[test]
    fn stray_space_is_found() {
        assert_eq!(n_findings("src/a.rs", "fn a() {} \n"), 1);
    }
}
