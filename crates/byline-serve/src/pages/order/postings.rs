//! The ledger's lines of an order: one row for each cause, one column for each name.

use byline_core::entry::Position;
use byline_engine::view::PostingView;

use super::build::Traced;
use super::{PostingRow, Postings};
use crate::pages::words;

/// The ledger's lines under the page's model.
pub fn postings(traced: &Traced<'_>) -> Postings {
    let lines = &traced.order.postings;
    let columns = columns(traced, lines);
    let mut rows: Vec<(Position, PostingRow)> = Vec::new();
    let mut balance = vec![0_i64; columns.len()];
    let mut sums: Vec<Vec<Option<i64>>> = Vec::new();
    for line in lines {
        let Some(column) = columns.iter().position(|who| *who == line.who) else { continue };
        let delta = line.delta_minor[traced.model];
        balance[column] += delta;
        let is_next = rows
            .last()
            .is_none_or(|(position, row)| *position != line.position || row.cause != line.why);
        if is_next {
            let is_first = rows.is_empty();
            rows.push((line.position, row(traced, line, is_first)));
            sums.push(vec![None; columns.len()]);
        }
        if let Some(sum) = sums.last_mut().map(|sums| &mut sums[column]) {
            *sum = Some(sum.unwrap_or(0) + delta);
        }
    }
    let texts = sums.into_iter().map(|sums| deltas(traced, &sums));
    let rows = rows.into_iter().zip(texts);
    Postings {
        note: format!("{}; nothing is overwritten", traced.model.name().to_lowercase()),
        columns,
        rows: rows.map(|((_, row), deltas)| PostingRow { deltas, ..row }).collect(),
        balance: balance.into_iter().map(|minor| traced.money(minor)).collect(),
    }
}

/// Everybody with a line that is not zero, in the order of their first line.
fn columns(traced: &Traced<'_>, lines: &[PostingView]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for line in lines {
        let is_new = !columns.contains(&line.who) && line.delta_minor[traced.model] != 0;
        if is_new {
            columns.push(line.who.clone());
        }
    }
    columns
}

/// A line of the ledger. Before the first there is nothing that could have changed.
fn row(traced: &Traced<'_>, line: &PostingView, is_first: bool) -> PostingRow {
    PostingRow {
        at: traced.clock.weekday_second(line.posted_at),
        why: match line.why.as_str() {
            "order changed" if is_first => "First counted".to_owned(),
            why => words::sentence(why),
        },
        cause: line.why.clone(),
        deltas: Vec::new(),
    }
}

fn deltas(traced: &Traced<'_>, sums: &[Option<i64>]) -> Vec<String> {
    let text = |sum: &Option<i64>| match (sum, traced.currency) {
        (Some(minor), Some(currency)) => words::money_signed(*minor, currency),
        _ => String::new(),
    };
    sums.iter().map(text).collect()
}
