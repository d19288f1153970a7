//! The budget: what was spent of it and on what, beside how much of the flight has passed.

use std::collections::BTreeMap;

use byline_core::event::SpendKind;
use byline_engine::Engine;
use byline_engine::view::{Figure as Asked, Figures, Measure, Scope};

use super::Budget;
use crate::pages::frame::Frame;
use crate::pages::links;
use crate::pages::parts::{Cell, Figure, Heading, Part, Sheet, Stack, Tone};
use crate::pages::words;

/// At most so many records of spend are added up by kind; a campaign has some for each creator.
const MOST_RECORDS: usize = 20_000;

/// Money and time of the campaign.
pub fn of(engine: &Engine, frame: &Frame<'_>, figures: &Figures) -> Budget {
    let spend = figures.spend_minor.unwrap_or(0);
    let money = |minor| words::money_rounded(minor, frame.currency());
    let mut bars = Vec::new();
    if let Some(budget) = frame.campaign.budget_minor.filter(|budget| 0 < *budget) {
        let share = words::percent(spend.into(), budget.into()).unwrap_or_default();
        let text = format!("{} of {}, {share}", money(spend), money(budget));
        bars.push(("Spent", bar(spend, budget, &text), text));
    }
    if let Some((passed, whole)) = time(frame) {
        let share = words::percent(passed.into(), whole.into()).unwrap_or_default();
        let text = format!("{share} of the flight");
        bars.push(("Passed", bar(passed, whole, &text), text));
    }
    let href = links::explain(frame, "spend", None);
    Budget {
        lead: lead(frame, spend),
        bars,
        kinds: spend_by_kind(engine, frame, frame.scope(), href),
    }
}

fn bar(part: i64, whole: i64, label: &str) -> Stack {
    let colour = if part <= whole { "accent" } else { "over" };
    Stack {
        parts: vec![
            Part { colour, minor: part.min(whole), label: label.to_owned() },
            Part { colour: "none", minor: (whole - part).max(0), label: String::new() },
        ],
    }
}

/// Seconds of the flight that have passed, and all of them.
fn time(frame: &Frame<'_>) -> Option<(i64, i64)> {
    let flights = &frame.campaign.flights;
    let flight = flights.iter().rfind(|flight| flight.from <= frame.now).or(flights.first())?;
    let passed = frame.now.seconds_since(flight.from).clamp(0, flight.seconds());
    Some((passed, flight.seconds()))
}

fn lead(frame: &Frame<'_>, spend: i64) -> String {
    let budget = frame.campaign.budget_minor.filter(|budget| 0 < *budget);
    let Some(budget) = budget else {
        return "No budget is set, so nothing can be said about what is left.".to_owned();
    };
    let Some((passed, whole)) = time(frame).filter(|(_, whole)| 0 < *whole) else {
        return "No flight is set, so spend cannot be compared with time.".to_owned();
    };
    let left = words::money_rounded((budget - spend).max(0), frame.currency());
    let is_ahead = i128::from(passed) * i128::from(budget) < i128::from(spend) * i128::from(whole);
    match (budget < spend, is_ahead) {
        (true, _) => "More was spent than the budget allows.".to_owned(),
        (false, true) => format!("Spend runs ahead of time: {left} left."),
        (false, false) => format!("Spend is within time: {left} left."),
    }
}

/// Spend of a scope by kind; `href`: where the sum opens.
pub fn spend_by_kind(engine: &Engine, frame: &Frame<'_>, scope: Scope, href: String) -> Sheet {
    let query = frame.query(scope, frame.span, &[]);
    let figure = Asked { query, measure: Measure::Spend, model: frame.model };
    let records = engine.explain(&figure, MOST_RECORDS).spend;
    let (rows, sum) = records.map_or((Vec::new(), 0), |records| (records.rows, records.sum));
    let mut by_kind: BTreeMap<&'static str, (i64, i64)> = BTreeMap::new();
    for record in &rows {
        let (n, minor) = by_kind.entry(name(record.kind)).or_default();
        *n += 1;
        *minor += record.amount_minor;
    }
    let money = |minor| words::money(minor, frame.currency());
    let row = |(name, (n, minor)): (&&str, &(i64, i64))| {
        vec![
            Cell::Text((*name).to_owned()),
            Cell::Number(Tone::Plain, words::count(*n)),
            Cell::Number(Tone::Plain, money(*minor)),
            Cell::Number(
                Tone::Plain,
                words::percent((*minor).into(), sum.into()).unwrap_or_else(|| "n/a".to_owned()),
            ),
        ]
    };
    let total = vec![
        Cell::Text("All spend".to_owned()),
        Cell::Number(Tone::Plain, words::count(i64::try_from(rows.len()).unwrap_or(i64::MAX))),
        Cell::Figure("spend-of-kinds".to_owned(), Figure::known(money(sum), href)),
        Cell::Nothing,
    ];
    Sheet {
        label: "Spend by kind",
        columns: vec![
            Heading::text("What for"),
            Heading::number("Records"),
            Heading::number("Amount").main(),
            Heading::number("Share"),
        ],
        rows: by_kind.iter().map(row).collect(),
        sums: vec![total],
        empty: "No spend was recorded yet, so ROI cannot be said.".to_owned(),
    }
}

fn name(kind: SpendKind) -> &'static str {
    match kind {
        SpendKind::Fee => "Fees",
        SpendKind::Amplification => "Amplification",
        SpendKind::Commission => "Commission",
        SpendKind::Product => "Product",
        SpendKind::Other => "Something else",
    }
}
