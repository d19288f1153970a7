//! Module docs: every file opens with its story.

use super::Finding;
use super::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.rust {
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
        let n_findings = |text| check(&Tree::planted(&[("src/a.rs", text)])).len();
        assert_eq!(n_findings("fn a() {}\n"), 1);
        assert_eq!(n_findings("//! Clicks.\n\nfn a() {}\n"), 0);
    }
}
