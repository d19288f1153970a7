//! Talk: the text speaks of the product, and reads the same on every machine.
//!
//! Folders of one machine, tickets of one tracker and notes to oneself mean nothing to the next
//! reader. The lock file names the public registry and no other, so that it works everywhere.

use super::Finding;
use super::tree::Tree;

/// What says more about the writer's day than about the product.
const FORBIDDEN: [(&str, &str); 8] = [
    ("/work/", "a folder of one machine"),
    ("/root/", "a folder of one machine"),
    ("/home/", "a folder of one machine"),
    ("/Users/", "a folder of one machine"),
    ("issue #", "a ticket: say the reason itself"),
    ("TODO", "a note to oneself: do it, or say how things are"),
    ("FIXME", "a note to oneself: do it, or say how things are"),
    ("lorem ipsum", "filler"),
];

/// Where the packages come from.
const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != "xtask/src/tidy/talk.rs") {
        for (number, line) in (1..).zip(file.text.lines()) {
            findings.extend(
                problem(&file.path, line).map(|text| Finding::failure(&file.path, number, text)),
            );
        }
    }
    findings
}

fn problem(path: &str, line: &str) -> Option<String> {
    if path == "Cargo.lock" {
        let is_foreign = line.starts_with("source = ") && line != REGISTRY;
        return is_foreign.then(|| "a package from elsewhere than crates.io".to_owned());
    }
    let (said, why) = FORBIDDEN.iter().find(|(said, _)| line.contains(said))?;
    Some(format!("`{said}` is {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a path, a line in it, and whether it is found.
    fn check_line(path: &str, line: &str, expected: bool) {
        assert_eq!(!check(&Tree::planted(&[(path, line)])).is_empty(), expected, "{line}");
    }

    #[test]
    fn talk_is_found() {
        check_line("docs/a.md", "see /home/me/notes", true);
        check_line("src/a.rs", "// TODO later", true);
        check_line("src/a.rs", "// because of issue #7", true);
        check_line("src/a.rs", "// because a refund may come first", false);
    }

    #[test]
    fn packages_come_from_the_public_registry() {
        check_line("Cargo.lock", REGISTRY, false);
        check_line("Cargo.lock", "source = \"git+https://example.com/a\"", true);
    }
}
