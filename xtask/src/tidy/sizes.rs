//! Sizes: a file and a function that a tired reader can hold in the head.
//!
//! A longer one needs a reason in writing: `//! tidy: …` in the file's head, or `// tidy: …` above
//! the function. The reason is for the next reader, who will wonder.

use super::Finding;
use super::tree::{Function, RustFile, Tree};

const FILE_WARN_LINES: usize = 350;
const FILE_MAX_LINES: usize = 500;
const FUNCTION_WARN_LINES: usize = 60;
const FUNCTION_MAX_LINES: usize = 70;
const FOLDER_WARN_FILES: usize = 12;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.rust {
        findings.extend(check_file(file));
        let production = file.functions.iter().filter(|f| !file.is_test_line(*f.lines.start()));
        findings.extend(production.filter_map(|function| check_function(file, function)));
    }
    findings.extend(check_folders(tree));
    findings
}

fn check_file(file: &RustFile) -> Option<Finding> {
    let n_lines = file.n_production_lines();
    if n_lines <= FILE_WARN_LINES {
        return None;
    }
    if n_lines <= FILE_MAX_LINES {
        let text = format!("{n_lines} production lines; past {FILE_MAX_LINES} it fails");
        return Some(Finding::warning(&file.path, 1, text));
    }
    let has_reason = file.lines.iter().any(|line| has_reason(line, "//! tidy: "));
    let text = format!(
        "{n_lines} production lines, at most {FILE_MAX_LINES}: split it, or give the reason in a \
         line `//! tidy: …`"
    );
    (!has_reason).then(|| Finding::failure(&file.path, 1, text))
}

fn check_function(file: &RustFile, function: &Function) -> Option<Finding> {
    let first = *function.lines.start();
    let n_lines = function.lines.end() + 1 - first;
    let name = &function.name;
    if n_lines <= FUNCTION_WARN_LINES {
        return None;
    }
    if n_lines <= FUNCTION_MAX_LINES {
        let text = format!("`{name}` has {n_lines} lines; past {FUNCTION_MAX_LINES} it fails");
        return Some(Finding::warning(&file.path, first, text));
    }
    let text = format!(
        "`{name}` has {n_lines} lines, at most {FUNCTION_MAX_LINES}: split it, or give the reason \
         in a comment `// tidy: …` above it"
    );
    (!has_reason_above(file, first)).then(|| Finding::failure(&file.path, first, text))
}

/// Whether the comments and attributes right above `line` hold a reason.
fn has_reason_above(file: &RustFile, line: usize) -> bool {
    let above = file.lines[..line - 1].iter().rev().map(|text| text.trim());
    let mut head = above.take_while(|text| text.starts_with("//") || text.starts_with("#["));
    head.any(|text| has_reason(text, "// tidy: "))
}

fn has_reason(line: &str, marker: &str) -> bool {
    line.trim().strip_prefix(marker).is_some_and(|reason| !reason.trim().is_empty())
}

fn check_folders(tree: &Tree) -> Vec<Finding> {
    let mut folders = std::collections::BTreeMap::<&str, usize>::new();
    for file in &tree.rust {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    let crowded = folders.into_iter().filter(|(_, n_files)| FOLDER_WARN_FILES < *n_files);
    let text = |n| format!("{n} files in one folder, usual are 3 to 9: look for a family in them");
    crowded.map(|(folder, n_files)| Finding::warning(folder, 1, text(n_files))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(n_lines: usize, above: &str) -> String {
        format!("//! Story.\n{above}fn long() {{\n{}}}\n", "    f();\n".repeat(n_lines - 2))
    }

    /// Reads: the file's text, and whether each finding fails.
    fn check_text(text: &str, expected: &[bool]) {
        let findings = check(&Tree::planted(&[("src/a.rs", text)]));
        let failures: Vec<bool> = findings.iter().map(|finding| finding.is_failure).collect();
        assert_eq!(failures, expected, "{findings:?}");
    }

    #[test]
    fn functions_past_the_limit_need_a_reason() {
        check_text(&function(60, ""), &[]);
        check_text(&function(61, ""), &[false]);
        check_text(&function(71, ""), &[true]);
        check_text(&function(71, "// tidy: one regular table\n"), &[]);
        check_text(&function(71, "// tidy: \n"), &[true]);
        check_text(&function(71, "// tidy: one table\n/// Doc.\n#[inline]\n"), &[]);
        check_text(&function(71, "// tidy: of another\nfn other() {}\n"), &[true]);
    }

    #[test]
    fn files_past_the_limit_need_a_reason() {
        let items = |n| "const A: u8 = 1;\n".repeat(n);
        check_text(&items(350), &[]);
        check_text(&items(351), &[false]);
        check_text(&items(501), &[true]);
        check_text(&format!("//! tidy: one regular table\n{}", items(501)), &[]);
    }

    #[test]
    fn tests_do_not_count() {
        let tests =
            format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "    use super::*;\n".repeat(600));
        check_text(&tests, &[]);
    }
}
