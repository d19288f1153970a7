//! Fields in words: what a field is called, and its values in the units that people write.

use byline_core::creator::Platform;
use byline_core::kpi::Kpi;
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
    if let Some(benchmark) = Benchmark::of(field) {
        return benchmark.name();
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

/// A field of a benchmark: `gate.benchmarks.ctr tiktok nano.value_micro`.
struct Benchmark<'a> {
    kpi: &'a str,
    /// Of which kind of creators; nothing if of all.
    kind: Vec<&'a str>,
    leaf: &'a str,
}

impl<'a> Benchmark<'a> {
    fn of(field: &'a str) -> Option<Self> {
        let (row, leaf) = field.strip_prefix("gate.benchmarks.")?.rsplit_once('.')?;
        let mut words = row.split(' ');
        Some(Self { kpi: words.next()?, kind: words.collect(), leaf })
    }

    fn name(&self) -> String {
        let kpi = Kpi::from_key(self.kpi).map_or(self.kpi, |kpi| kpi.name);
        let kpi = within_sentence(kpi);
        let platform =
            |word: &&str| Platform::ALL.iter().find(|row| row.key() == *word).map(|row| row.name());
        let kind: Vec<&str> = self.kind.iter().map(|word| platform(word).unwrap_or(word)).collect();
        let whom = if kind.is_empty() { String::new() } else { format!(" for {}", kind.join(" ")) };
        match self.leaf {
            "value_micro" => format!("benchmark of {kpi}{whom}"),
            leaf => format!("{leaf} of the benchmark of {kpi}{whom}"),
        }
    }

    /// Whether its value is a share.
    fn is_share(&self) -> bool {
        matches!(self.kpi, "ctr" | "conversion_rate" | "roi" | "engagement_rate")
    }
}

/// `Conversion rate` as `conversion rate`; `CTR` stays.
fn within_sentence(name: &str) -> String {
    match name == name.to_uppercase() {
        true => name.to_owned(),
        false => name.to_lowercase(),
    }
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
        (_, Some(micro)) if has_unit("_micro") => {
            match Benchmark::of(field).is_some_and(|it| it.is_share()) {
                true => percent(micro, MICRO),
                false => words::conversions(micro),
            }
        }
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
            ("gate.benchmarks.ctr.value_micro", None, Some("14000"), "benchmark of CTR: - > 1.40%"),
            (
                "gate.benchmarks.ctr tiktok nano.value_micro",
                Some("14000"),
                Some("20000"),
                "benchmark of CTR for TikTok nano: 1.40% > 2.00%",
            ),
            (
                "gate.benchmarks.conversion_rate beauty.origin",
                None,
                Some("own_history"),
                "origin of the benchmark of conversion rate for beauty: - > own history",
            ),
            (
                "standing.red_under_bp",
                Some("2500"),
                Some("2000"),
                "Red: under the benchmark by at least: 25% > 20%",
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
