//! Codes: every error code is explained, and every explained code exists.
//!
//! A code is a promise to operators and senders. `docs/errors.md` says what each means and who does
//! what about it; a code without a row there is a riddle at three in the morning.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::tree::{RustFile, Tree};

const PAGE: &str = "docs/errors.md";

/// Calls that make an error of a code: of HTTP, of a command.
const MAKERS: [&str; 2] = ["Problem::new(", "Failure::new("];

/// Last parts of dotted words that are files or hosts and not codes.
const NO_CODES: [&str; 14] = [
    "com", "csv", "css", "example", "html", "js", "json", "jsonl", "key", "lock", "md", "sqlite",
    "toml", "txt",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let page = tree.file(PAGE).map_or("", |file| &file.text);
    let explained = explained(page);
    let families: BTreeSet<&str> = explained.keys().map(|code| family(code)).collect();

    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    // The simulated world speaks in the words of others.
    let is_simulated = |file: &RustFile| file.path.starts_with("crates/byline-testkit/");
    let ours =
        |file: &&RustFile| file.path.starts_with("crates/") && !file.is_test && !is_simulated(file);
    for file in tree.rust.iter().filter(ours) {
        for (line, code) in codes(file, &families) {
            if !explained.contains_key(code) {
                let text = format!("error code `{code}` has no row in {PAGE}");
                findings.push(Finding::failure(&file.path, line, text));
            }
            used.insert(code.to_owned());
        }
    }
    for (code, line) in explained.into_iter().filter(|(code, _)| !used.contains(code)) {
        let text = format!("error code `{code}` is explained but nothing gives it");
        findings.push(Finding::failure(PAGE, line, text));
    }
    findings
}

/// The codes in the first cells of the page's tables, with their lines.
fn explained(page: &str) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for (number, line) in (1..).zip(page.lines()) {
        let first = line.strip_prefix("| `").and_then(|rest| rest.split('`').next());
        if let Some(code) = first.filter(|code| is_code(code)) {
            codes.insert(code.to_owned(), number);
        }
    }
    codes
}

/// The codes that production code gives: what stands in a function `code` or in a call that makes
/// an error, and every literal of a family that the page knows.
fn codes<'a>(file: &'a RustFile, families: &BTreeSet<&str>) -> Vec<(usize, &'a str)> {
    let in_code_function =
        |line: usize| file.functions.iter().any(|f| f.name == "code" && f.lines.contains(&line));
    // The literal stands behind the call or, where that is long, below it.
    let in_problem = |line: usize| {
        let head = &file.lines[line.saturating_sub(3)..line];
        let makes = |text: &String| MAKERS.iter().any(|maker| text.contains(maker));
        head.iter().any(makes)
    };
    let mut codes = Vec::new();
    for literal in file.literals.iter().filter(|literal| is_code(&literal.text)) {
        let is_given = in_code_function(literal.line)
            || in_problem(literal.line)
            || families.contains(family(&literal.text));
        if is_given && !file.is_test_line(literal.line) {
            codes.push((literal.line, literal.text.as_str()));
        }
    }
    codes
}

fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

/// Whether `text` has the shape `family.reason`.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let parts: Vec<&str> = text.split('.').collect();
    let is_file = parts.last().is_some_and(|last| NO_CODES.contains(last));
    2 <= parts.len() && parts.iter().all(|part| is_word(part)) && !is_file
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_TEXT: &str = "| code | meaning |\n|---|---|\n| `log.full` | no room |\n";

    /// Reads: production code beside a page that explains `log.full`, and the findings.
    fn check_code(code: &str, expected: &[&str]) {
        let files = [(PAGE, PAGE_TEXT), ("crates/byline-log/src/lib.rs", code)];
        let findings = check(&Tree::planted(&files));
        let texts: Vec<&str> = findings.iter().map(|finding| finding.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_code_without_a_row_is_found() {
        let code =
            "fn code() -> &'static str {\n    if x { \"log.full\" } else { \"disk.torn\" }\n}";
        check_code(code, &["error code `disk.torn` has no row in docs/errors.md"]);
        let code =
            "fn f() { g(\"log.full\"); g(\"log.torn\"); g(\"other.word\"); g(\"log.json\") }";
        check_code(code, &["error code `log.torn` has no row in docs/errors.md"]);
        let code = "fn f() {\n    g(\"log.full\");\n    Problem::new(\n        \"a.b\",\n    )\n}";
        check_code(code, &["error code `a.b` has no row in docs/errors.md"]);
    }

    #[test]
    fn a_row_without_a_code_is_found() {
        check_code("", &["error code `log.full` is explained but nothing gives it"]);
        let test = "#[cfg(test)]\nmod tests { fn f() { g(\"log.full\") } }";
        check_code(test, &["error code `log.full` is explained but nothing gives it"]);
    }
}
