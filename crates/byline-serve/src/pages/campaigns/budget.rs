//! The budget: what was spent of it and on what, beside how much of the flight has passed.

use byline_core::event::SpendKind;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Figures, Scope};

use super::Budget;
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::parts::{Cell, Figure, Heading, Part, Sheet, Stack, Tone};
use crate::pages::words;

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
    Budget { lead: lead(frame, spend), bars, kinds: spend_by_kind(engine, frame, None) }
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

/// Spend by kind, each with its records; of one creator, or of all.
pub fn spend_by_kind(engine: &Engine, frame: &Frame<'_>, creator: Option<&CreatorId>) -> Sheet {
    let scope = Scope { creator: creator.cloned(), ..frame.scope() };
    let by_kind = engine.spend_by_kind(&frame.query(scope, frame.span, &[]));
    let sum: i64 = by_kind.values().map(|(_, minor)| minor).sum();
    let n_records: usize = by_kind.values().map(|(n, _)| n).sum();
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let money = |minor| words::money(minor, frame.currency());
    let open = |spend| {
        let asked = Asked { of: "spend", creator, spend, ..Asked::default() };
        links::explain_at(frame, asked, frame.ask.at)
    };
    let row = |(kind, (n, minor)): (&SpendKind, &(usize, i64))| {
        let figure = Figure::known(money(*minor), open(Some(*kind)));
        vec![
            Cell::Text(name(*kind).to_owned()),
            Cell::Number(Tone::Plain, count(*n)),
            Cell::Figure(format!("spend-{}", kind.key()), figure),
            Cell::Number(
                Tone::Plain,
                words::percent((*minor).into(), sum.into()).unwrap_or_else(|| "n/a".to_owned()),
            ),
        ]
    };
    let total = vec![
        Cell::Text("All spend".to_owned()),
        Cell::Number(Tone::Plain, count(n_records)),
        Cell::Figure("spend-of-kinds".to_owned(), Figure::known(money(sum), open(None))),
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
