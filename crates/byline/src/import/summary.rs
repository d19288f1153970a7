//! The summary of an import: what became of the rows, over all pieces of the file.

use byline_core::money::Currency;
use serde_json::{Value, json};

use crate::words::money;

/// How many lines are named of each kind.
const MAX_NAMED: usize = 100;

/// The summary of nothing.
pub fn empty() -> Value {
    json!({
        "accepted": 0, "duplicate": 0, "rejected": 0, "accepted_minor": {}, "rejections": [],
        "warned": 0, "warnings": [],
    })
}

/// Adds what became of a piece.
pub fn add(all: &mut Value, piece: &Value) {
    for count in ["accepted", "duplicate", "rejected", "warned"] {
        add_number(&mut all[count], &piece[count]);
    }
    for (currency, minor) in piece["accepted_minor"].as_object().into_iter().flatten() {
        add_number(&mut all["accepted_minor"][currency.as_str()], minor);
    }
    for named in ["rejections", "warnings"] {
        if let (Some(all), Some(piece)) = (all[named].as_array_mut(), piece[named].as_array()) {
            all.extend(piece.iter().cloned());
            all.truncate(MAX_NAMED);
        }
    }
}

fn add_number(sum: &mut Value, part: &Value) {
    *sum = json!(sum.as_i64().unwrap_or(0) + part.as_i64().unwrap_or(0));
}

/// The summary for people: the lines that want a look, then amounts and counts.
pub fn text(imported: &Value, is_dry_run: bool) -> String {
    let mut text = named(imported, "rejections", "rejected");
    text.push_str(&named(imported, "warnings", "warned"));
    let would = if is_dry_run { "would be accepted" } else { "accepted" };
    let amounts = imported["accepted_minor"].as_object().into_iter().flatten();
    let amounts = amounts.map(|(code, minor)| money(minor, Currency::parse(code)));
    let amounts: Vec<String> = amounts.collect();
    if !amounts.is_empty() {
        let apart = if amounts.len() == 1 { "" } else { "; currencies are never added up" };
        text.push_str(&format!("{would}: {}{apart}\n", amounts.join(", ")));
    }
    let count = |key: &str| imported[key].as_u64().unwrap_or(0);
    let (accepted, duplicate) = (count("accepted"), count("duplicate"));
    let rejected = count("rejected");
    text.push_str(&format!("{accepted} {would}, {duplicate} known already, {rejected} rejected\n"));
    text
}

/// Lines by their numbers, with what is wrong and what to do.
fn named(imported: &Value, list: &str, count: &str) -> String {
    let lines = imported[list].as_array().map_or(&[][..], Vec::as_slice);
    let kind = if list == "warnings" { ", taken in" } else { "" };
    let mut text = String::new();
    for line in lines {
        let word = |key: &str| line[key].as_str().unwrap_or_default();
        let (detail, next_step, code) = (word("detail"), word("next_step"), word("code"));
        text.push_str(&format!("line {}{kind}: {detail}; {next_step} [{code}]\n", line["line"]));
    }
    if (lines.len() as u64) < imported[count].as_u64().unwrap_or(0) {
        text.push_str(&format!("and more; the first {} are shown\n", lines.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_add_up_and_currencies_do_not() {
        let mut all = empty();
        for (accepted, rejected, currency, minor) in [(2, 0, "USD", 1_050), (1, 1, "EUR", 700)] {
            let line = json!({ "line": 7, "code": "event.id_missing", "detail": "no id",
                "next_step": "give one" });
            let rejections = vec![line; rejected];
            add(
                &mut all,
                &json!({ "accepted": accepted, "duplicate": 1, "rejected": rejected,
                    "accepted_minor": { currency: minor }, "rejections": rejections }),
            );
        }
        let expected = "\
line 7: no id; give one [event.id_missing]
accepted: 7.00 EUR, 10.50 USD; currencies are never added up
3 accepted, 2 known already, 1 rejected
";
        assert_eq!(text(&all, false), expected);
    }
}
