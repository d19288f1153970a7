//! Glossary: one word for one thing.
//!
//! Two words for one thing make two things of it in every reader's head, and in time in the code.
//! `docs/glossary.md` says which word holds; here are those that have crept in elsewhere and are
//! kept out. Words with an ordinary meaning (`path`, `list`, `post`, `merge`) are left alone.

use super::Finding;
use super::tree::{File, Tree};

/// A word that is not ours, in the singular, and the one that is.
const BANNED_WORDS: [(&str, &str); 9] = [
    ("influencer", "creator"),
    ("kol", "creator"),
    ("coupon", "promo code"),
    ("tenant", "workspace"),
    ("severity", "urgency"),
    ("whitelisting", "amplification"),
    ("activation", "placement"),
    ("adset", "ad set"),
    ("utms", "UTM fields"),
];

/// Several words that are not ours, and the ones that are.
const BANNED_PHRASES: [(&str, &str); 6] = [
    ("attribution window", "lookback window"),
    ("attribution path", "journey"),
    ("conversion path", "journey"),
    ("response tier", "standing"),
    ("alert tier", "urgency"),
    ("creator tier", "creator size"),
];

/// Where a word may stand all the same, and why.
const EXCEPTIONS: [(&str, &str, &str); 7] = [
    ("", "docs/glossary.md", "it names the words to avoid"),
    ("", "xtask/src/tidy/glossary.rs", "it holds the list"),
    ("coupon", "crates/byline-ingest/", "shops and networks call their fields so"),
    ("adset", "crates/byline-ingest/src/meta_ads/", "Meta calls its fields so"),
    ("severity", "crates/byline-act/src/pagerduty/", "PagerDuty calls its field so"),
    ("severity", "crates/byline-testkit/src/fake/", "PagerDuty calls its field so"),
    ("coupon", "crates/byline-testkit/", "hosts of sites that spread codes are called so"),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let is_ours = |file: &&File| file.path.ends_with(".rs") || file.path.ends_with(".md");
    tree.files.iter().filter(is_ours).flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        for (not_ours, ours) in banned_in(line) {
            if !is_exception(not_ours, &file.path) {
                let text = format!("say `{ours}`, not `{not_ours}`: see docs/glossary.md");
                findings.push(Finding::failure(&file.path, number, text));
            }
        }
    }
    findings
}

fn banned_in(line: &str) -> Vec<(&'static str, &'static str)> {
    let words = words(line);
    let lower = line.to_lowercase();
    let mut found = Vec::new();
    found.extend(
        BANNED_WORDS.iter().filter(|(word, _)| words.iter().any(|said| is_same(said, word))),
    );
    found.extend(BANNED_PHRASES.iter().filter(|(phrase, _)| lower.contains(phrase)));
    found
}

fn is_same(said: &str, word: &str) -> bool {
    said == word || said.strip_suffix('s') == Some(word)
}

fn is_exception(word: &str, path: &str) -> bool {
    EXCEPTIONS.iter().any(|(excepted, place, _)| {
        path.starts_with(place) && (excepted.is_empty() || *excepted == word)
    })
}

/// The words of a line in lower case; `CamelCase` and `snake_case` are taken apart.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in line.chars() {
        let begins_word = was_lower && c.is_uppercase();
        if (begins_word || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a path, a line in it, and the words found.
    fn check_line(path: &str, line: &str, expected: &[&str]) {
        let findings = check(&Tree::planted(&[(path, line)]));
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, word) in findings.iter().zip(expected) {
            assert!(finding.text.contains(&format!("not `{word}`")), "{finding}");
        }
    }

    #[test]
    fn banned_words_are_found_in_every_spelling() {
        check_line("src/a.rs", "struct InfluencerList;", &["influencer"]);
        check_line("src/a.rs", "// tenant_id of the row", &["tenant"]);
        check_line("docs/a.md", "All coupons, by severity.", &["coupon", "severity"]);
        check_line("docs/a.md", "The Attribution Window is 7 days.", &["attribution window"]);
    }

    #[test]
    fn ordinary_words_are_left_alone() {
        check_line("src/a.rs", "// user_agent, Error::source, a list of posts by url", &[]);
        check_line("src/a.rs", "fn lieutenant() {}", &[]);
    }

    #[test]
    fn vendors_may_name_their_own_fields() {
        check_line("crates/byline-ingest/src/a.rs", "struct A { coupon: u8 }", &[]);
        check_line("crates/byline-core/src/a.rs", "struct A { coupon: u8 }", &["coupon"]);
        check_line("crates/byline-ingest/src/a.rs", "struct A { tenant: u8 }", &["tenant"]);
    }
}
