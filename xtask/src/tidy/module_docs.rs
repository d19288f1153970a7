//! Module docs: every file opens with its story.
//!
//! A file of tests may do without: its story is that of the module it tests.

use super::Finding;
use super::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust.iter().filter(|file| !file.is_test) {
        let first = file.lines.iter().find(|line| !line.trim().is_empty());
        let has_story = first.is_none_or(|line| line.starts_with("//! "));
        if !has_story {
            let text = "does not open with its story: begin with a `//! …` line".to_owned();
            findings.push(Finding::failure(&file.path, 1, text));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_story_is_found() {
        let n_findings = |path, text| check(&Tree::planted(&[(path, text)])).len();
        assert_eq!(n_findings("src/a.rs", "fn a() {}\n"), 1);
        assert_eq!(n_findings("src/a.rs", "//! Clicks.\n\nfn a() {}\n"), 0);
        assert_eq!(n_findings("src/a/tests.rs", "fn a() {}\n"), 0);
    }
}
