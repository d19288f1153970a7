//! A cut as a file: keys with their ids, exact numbers, and nothing that a spreadsheet would run.

use byline_core::event::Metric;
use byline_core::money::Money;
use byline_engine::Engine;
use byline_engine::view::{Figures, Row};

use super::build::answer;
use super::pivot::Pivot;
use crate::pages::frame::Frame;
use crate::pages::roster::csv_field;

/// The columns behind the keys.
const NUMBERS: [&str; 12] = [
    "currency",
    "revenue",
    "orders_micro",
    "spend",
    "clicks",
    "impressions",
    "campaign_id",
    "model",
    "range_from",
    "range_to",
    "position",
    "as_of",
];

/// Every row of the cut, with what is unattributed.
pub fn csv(engine: &Engine, frame: &Frame<'_>, pivot: &Pivot) -> String {
    let answer = answer(engine, frame, pivot);
    let mut header: Vec<String> = Vec::new();
    for dimension in &pivot.by {
        header.extend([dimension.key().to_owned(), format!("{}_name", dimension.key())]);
    }
    header.extend(NUMBERS.map(str::to_owned));
    let mut lines = vec![line(header)];
    let of = |row: &Row| {
        let keys = row.keys.iter().flat_map(|key| [key.id.clone(), key.label.clone()]);
        line(keys.chain(numbers(frame, &row.figures, answer.stand.position.0)).collect())
    };
    lines.extend(answer.rows.iter().map(of));
    if pivot.creator.is_none() {
        let mut keys = vec![String::new(); 2 * pivot.by.len()];
        if let Some(first) = keys.get_mut(1) {
            *first = "Unattributed".to_owned();
        }
        keys.extend(numbers(frame, &answer.unattributed, answer.stand.position.0));
        lines.push(line(keys));
    }
    lines.concat()
}

fn numbers(frame: &Frame<'_>, figures: &Figures, position: u64) -> Vec<String> {
    let currency = frame.currency();
    let money = |minor| Money { minor, currency }.decimal_text();
    let impressions = figures.metric(Metric::Impressions);
    vec![
        currency.as_str().to_owned(),
        money(figures.revenue_minor[frame.model]),
        figures.orders_micro[frame.model].to_string(),
        figures.spend_minor.map(money).unwrap_or_default(),
        figures.n_clicks.to_string(),
        impressions.map(|n| n.to_string()).unwrap_or_default(),
        frame.campaign.id.to_string(),
        frame.model.key().to_owned(),
        frame.span.from.to_string(),
        frame.span.to.to_string(),
        position.to_string(),
        frame.now.to_string(),
    ]
}

fn line(cells: Vec<String>) -> String {
    let fields: Vec<String> = cells.iter().map(|cell| csv_field(cell)).collect();
    format!("{}\r\n", fields.join(","))
}
