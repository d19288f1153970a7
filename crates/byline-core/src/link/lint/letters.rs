//! Letters of a UTM field: those that pass for plain ones, and those that only some tools can read.
//!
//! `аna` with a Cyrillic а is another creator to every report, and nobody sees the difference. A
//! word that is honestly of another script is kept: it may be somebody's name.

use std::collections::BTreeSet;

use unicode_security::{MixedScript, skeleton};

use crate::link::finding::Finding;
use crate::link::slug::look;
use crate::link::template::word;

/// Whether letters of another script pass for plain ones: among plain ones, or all of them.
pub fn do_deceive(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    if text.is_single_script() {
        return skeleton(text).all(|c| c.is_ascii());
    }
    let passes = |c: char| {
        let seems: String = skeleton(c.encode_utf8(&mut [0; 4])).collect();
        c.is_alphanumeric() && !c.is_ascii() && seems.is_ascii()
    };
    text.chars().any(passes)
}

/// What is wrong with the letters of a field that is spelt well otherwise.
pub(super) fn found(
    field: &'static str,
    value: &str,
    normal: &str,
    known: &BTreeSet<String>,
) -> Option<Finding> {
    if normal.is_ascii() {
        return None;
    }
    if do_deceive(normal) {
        let seems = look(normal);
        let meant = known.iter().find(|word| look(word) == seems).cloned();
        let plain = || Some(word(&seems)).filter(|word| word.is_ascii() && !word.is_empty());
        let detail = format!("`{field}` has letters of another script that pass for plain ones");
        let finding = Finding::fault("utm.lookalike", field, detail).value(value);
        return Some(match meant.or_else(plain) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    let detail =
        format!("`{field}` has letters beyond a to z, which some tools show as percent codes");
    Some(Finding::warning("utm.letters", field, detail).value(value))
}
