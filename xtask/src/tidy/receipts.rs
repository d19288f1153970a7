//! Receipts: only the log can say that something is durable.
//!
//! A 2xx answer is built from a receipt, and a receipt is built where the commit happened. Made
//! anywhere else, it would be a promise without a disk behind it.

use super::Finding;
use super::tree::Tree;

/// The crate that commits, and this file, which speaks of it.
const HOMES: [&str; 2] = ["crates/byline-log/", "xtask/src/tidy/receipts.rs"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_home = |path: &str| HOMES.iter().any(|home| path.starts_with(home));
    for file in tree.rust.iter().filter(|file| !is_home(&file.path)) {
        for (number, line) in (1..).zip(&file.lines) {
            if makes_receipt(line) {
                let text = "a receipt is made only in byline-log, by the commit itself".to_owned();
                findings.push(Finding::failure(&file.path, number, text));
            }
        }
    }
    findings
}

/// Whether the line holds `Receipt { field`, `Receipt(…)` or `Receipt::…` in code.
fn makes_receipt(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices("Receipt").any(|(start, word)| {
        let (before, after) = (code[..start].trim_end(), &code[start + word.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            || code[..start].ends_with(' ');
        let names_type =
            ["->", "impl", "for", "struct", "enum"].iter().any(|w| before.ends_with(w));
        let builds = ["::", "(", " {"].iter().any(|sign| after.starts_with(sign));
        is_whole && !names_type && builds
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a line of code, and whether it makes a receipt.
    fn check_line(line: &str, expected: bool) {
        assert_eq!(makes_receipt(line), expected, "{line}");
    }

    #[test]
    fn making_one_is_told_from_naming_one() {
        check_line("    let receipt = Receipt { first, last };", true);
        check_line("    Receipt::new(first)", true);
        check_line("    Ok(Receipt(3))", true);
        check_line("fn append(&self) -> Receipt {", false);
        check_line("fn answer(receipt: &Receipt) -> Response {", false);
        check_line("use byline_log::Receipt;", false);
        check_line("/// Built from `Receipt::new`.", false);
        check_line("    CommitReceiptView { first }", false);
    }

    #[test]
    fn the_log_itself_may() {
        let text = "fn f() -> Receipt {\n    Receipt { n: 1 }\n}\n";
        let n_findings = |path| check(&Tree::planted(&[(path, text)])).len();
        assert_eq!(n_findings("crates/byline-log/src/lib.rs"), 0);
        assert_eq!(n_findings("crates/byline-run/src/lib.rs"), 1);
    }
}
