//! Fields in words: what a field is called, and its values in the units that people write.

use byline_core::money::Currency;
use byline_engine::view::{Change, MICRO};
use serde_json::Value;

use crate::machine::Changed;
use crate::pages::alerts::thresholds;
use crate::pages::words::{self, Clock};

/// A change in words.
pub struct Field {
    /// What the field is called.
    pub name: String,
    /// What it was, if anything.
    pub then: Option<String>,
    /// What it is, if anything.
    pub now: Option<String>,
}

/// The names of fields that are called otherwise than they are spelt.
const NAMES: [(&str, &str); 9] = [
    ("floor_minor", "revenue floor"),
    ("cpc_ceiling_minor", "CPC ceiling"),
    ("is_open", "links lead on without the gate"),
    ("needs_codes", "needs codes"),
    ("is_counting_chosen", "counting was chosen on purpose"),
    ("week.floor_minor", "floor of a week"),
    ("week.ceiling_minor", "ceiling of a week"),
    ("click_window_s", "click window"),
    ("view_window_s", "view window"),
];

/// Parts of things that people do not name.
const PARTS: [&str; 3] = ["gate.", "rules.", "settings."];

/// The change of a field, in the units that people write.
pub fn told(change: &Change, currency: Option<Currency>, clock: &Clock) -> Field {
    if let Some(field) = threshold(change) {
        return field;
    }
    let text = |text: &Option<String>| {
        text.as_deref().map(|text| value(&change.field, text, currency, clock))
    };
    Field { name: name(&change.field), then: text(&change.then), now: text(&change.now) }
}

/// A threshold of the rules, as its form calls it.
fn threshold(change: &Change) -> Option<Field> {
    let json = |text: &Option<String>| {
        let text = text.as_deref()?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())))
    };
    let (then, otherwise) = (json(&change.then)?, json(&change.now)?);
    let changed = Changed { field: change.field.clone(), then, otherwise };
    let (name, then, now) = thresholds::words(&changed);
    (name != change.field).then_some(Field { name, then: Some(then), now: Some(now) })
}

fn name(field: &str) -> String {
    if let Some(kpi) = benchmark(field) {
        let kpi = kpi.replace('_', " ");
        let is_value = field.ends_with("value_micro");
        return match is_value {
            true => format!("benchmark of {kpi}"),
            false => format!("origin of the benchmark of {kpi}"),
        };
    }
    let field = bare(field);
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == field) {
        return (*name).to_owned();
    }
    let units = ["_minor", "_bp", "_s", "_micro"];
    let without = units.iter().find_map(|unit| field.strip_suffix(unit)).unwrap_or(field);
    without.replace("is_", "").replace(['_', '.'], " ")
}

/// The field within its part.
fn bare(field: &str) -> &str {
    PARTS.iter().find_map(|part| field.strip_prefix(part)).unwrap_or(field)
}

/// The KPI whose benchmark a field belongs to.
fn benchmark(field: &str) -> Option<&str> {
    field.strip_prefix("gate.benchmarks.")?.split('.').next()
}

/// Fields whose values are words of ours.
const WORDS: [&str; 8] =
    ["origin", "model", "goal", "mode", "policy", "views", "repeats", "credited_base"];

fn value(field: &str, text: &str, currency: Option<Currency>, clock: &Clock) -> String {
    let number: Option<i64> = text.parse().ok();
    let has_unit = |unit: &str| field.ends_with(unit);
    match (text, number) {
        ("true", _) => "yes".to_owned(),
        ("false", _) => "no".to_owned(),
        ("", _) => "nothing".to_owned(),
        (_, Some(minor)) if has_unit("_minor") || has_unit(".minor") => {
            let money = currency.map(|currency| words::money_rounded(minor, currency));
            let money = money.unwrap_or_else(|| words::count(minor));
            if bare(field) == "floor_minor" { format!("{money} an hour") } else { money }
        }
        (_, Some(bp)) if has_unit("_bp") => percent(bp, 10_000),
        (_, Some(micro)) if has_unit("_micro") => match benchmark(field) {
            Some("ctr" | "conversion_rate" | "roi" | "engagement_rate") => percent(micro, MICRO),
            _ => words::conversions(micro),
        },
        (_, Some(seconds)) if has_unit("_s") => words::length(seconds.saturating_mul(1_000_000)),
        (_, Some(n)) => words::count(n),
        _ if WORDS.iter().any(|word| has_unit(word)) => text.replace('_', " "),
        _ => match text.parse() {
            Ok(at) => clock.exactly(at),
            Err(_) => text.to_owned(),
        },
    }
}

fn percent(n: i64, of: i64) -> String {
    words::percent(n.into(), of.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: a field, what it was and is, and the same in words.
    #[test]
    fn fields_are_told_in_the_units_that_people_write() {
        let clock = Clock::of("UTC");
        for (field, then, now, expected) in [
            ("gate.floor_minor", None, Some("4000"), "revenue floor: - > $40.00 an hour"),
            ("budget_minor", Some("500000"), Some("600000"), "budget: $5,000 > $6,000"),
            ("name", Some("Ana"), Some("Ana Lee"), "name: Ana > Ana Lee"),
            ("is_paused", Some("false"), Some("true"), "paused: no > yes"),
            ("rules.click_window_s", Some("604800"), Some("86400"), "click window: 7 days > 24 h"),
            ("gate.benchmarks.ctr.value_micro", None, Some("14000"), "benchmark of ctr: - > 1.40%"),
            (
                "standing.red_under_bp",
                Some("2500"),
                Some("2000"),
                "Red from so far under the benchmark: 25% > 20%",
            ),
            (
                "flights.1.to",
                None,
                Some("2026-06-21T22:00:00Z"),
                "flights 1 to: - > 21 June 2026, 22:00:00",
            ),
        ] {
            let text = |text: Option<&str>| text.map(str::to_owned);
            let change = Change { field: field.to_owned(), then: text(then), now: text(now) };
            let told = told(&change, Some(Currency::USD), &clock);
            let word = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            assert_eq!(
                format!("{}: {} > {}", told.name, word(told.then), word(told.now)),
                expected
            );
        }
    }
}
