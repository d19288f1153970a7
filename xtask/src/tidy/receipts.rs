//! Receipts: only a commit can say that something is durable.
//!
//! The log makes a `Receipt` when its bytes are on the disk. The node turns it into a `Durable`,
//! and only a `Durable` becomes a 2xx answer to a sender. Made anywhere else, either would be a
//! promise without a disk behind it.

use super::Finding;
use super::tree::Tree;

/// Each proof, and the crate that makes it. Tests may make what they like, out of a simulated
/// world.
const PROOFS: [(&str, &str); 2] = [("Receipt", "byline-log"), ("Durable", "byline-run")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust.iter().filter(|file| file.path.starts_with("crates/")) {
        for (number, line) in (1..).zip(&file.lines) {
            if file.is_test_line(number) {
                continue;
            }
            for (proof, home) in PROOFS {
                if makes(proof, line) && !file.path.starts_with(&format!("crates/{home}/")) {
                    let text = format!("a `{proof}` is made only in {home}, by the commit itself");
                    findings.push(Finding::failure(&file.path, number, text));
                }
            }
        }
    }
    findings
}

/// Whether the line makes one: `Proof { field`, `Proof(…)` or a constructor such as `Proof::new`.
fn makes(proof: &str, line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices(proof).any(|(start, _)| {
        let (before, after) = (&code[..start], &code[start + proof.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let before = before.trim_end();
        let names_type =
            ["->", "impl", "for", "struct", "enum"].iter().any(|word| before.ends_with(word));
        let builds =
            ["::new", "::from", "::default", "(", " {"].iter().any(|sign| after.starts_with(sign));
        is_whole && !names_type && builds
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a line of code, and whether it makes a receipt.
    fn check_line(line: &str, expected: bool) {
        assert_eq!(makes("Receipt", line), expected, "{line}");
    }

    #[test]
    fn making_one_is_told_from_naming_one() {
        check_line("    let receipt = Receipt { first, last };", true);
        check_line("    Receipt::new(first)", true);
        check_line("    Ok(Receipt(3))", true);
        check_line("fn append(&self) -> Receipt {", false);
        check_line("fn answer(receipt: &Receipt) -> Response {", false);
        check_line("use byline_log::Receipt;", false);
        check_line("    receipt.map_or(&[], Receipt::outcomes)", false);
        check_line("/// Built from `Receipt::new`.", false);
        check_line("    CommitReceipt { first }", false);
    }

    /// Reads: a file, its text, and how many findings it gives.
    fn check_file(path: &str, text: &str, n_expected: usize) {
        assert_eq!(check(&Tree::planted(&[(path, text)])).len(), n_expected, "{path}: {text}");
    }

    #[test]
    fn each_proof_has_one_home() {
        let receipt = "fn f() -> Receipt {\n    Receipt { n: 1 }\n}\n";
        check_file("crates/byline-log/src/lib.rs", receipt, 0);
        check_file("crates/byline-run/src/lib.rs", receipt, 1);
        let durable = "fn f() -> Durable {\n    Durable { outcomes }\n}\n";
        check_file("crates/byline-run/src/lib.rs", durable, 0);
        check_file("crates/byline-serve/src/port.rs", durable, 1);
        check_file("crates/byline-serve/src/tests.rs", durable, 0);
    }
}
