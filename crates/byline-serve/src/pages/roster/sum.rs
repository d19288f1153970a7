//! The roster added up: creators, other channels and unattributed make the net of all orders.
//!
//! The rows stand below the table whatever it is narrowed to, so that a reader can always check
//! the headline: what creators earned and what nobody earned is everything, to the cent.

use byline_engine::Engine;
use byline_engine::view::{Answer, Figures};

use super::SumRow;
use super::columns::{self, Known};
use super::entries::of_channels;
use crate::pages::figures::apart::Apart;
use crate::pages::frame::Frame;
use crate::pages::parts::Figure;
use crate::pages::{links, words};

/// The rows below the table. `answer` is cut by creator.
pub fn rows(
    engine: &Engine,
    frame: &Frame<'_>,
    answer: &Answer,
    columns: &[Known],
    n_creators: usize,
) -> Vec<SumRow> {
    let channels = of_channels(answer);
    let mut rows = vec![creators(frame, answer, columns, n_creators)];
    rows.extend(channels.iter().map(|(name, figures)| channel(frame, columns, name, figures)));
    rows.push(unattributed(frame, columns, answer));
    rows.push(net(frame, columns, answer));
    rows.extend(Apart::all(engine, frame, answer).into_iter().map(|it| apart(columns, it)));
    rows
}

fn creators(frame: &Frame<'_>, answer: &Answer, columns: &[Known], n_creators: usize) -> SumRow {
    let mut sum = Figures::default();
    let of_creators = answer.rows.iter().filter(|row| {
        let key = row.keys.first();
        key.is_some_and(|key| !key.id.starts_with("other:"))
    });
    of_creators.for_each(|row| sum.add(&row.figures));
    let n = i64::try_from(n_creators).unwrap_or(i64::MAX);
    let figure = |column: &Known| {
        let href = links::explain(frame, column.of?, None);
        // Exact, because these rows must add up before the reader's eyes.
        if column.key == "revenue" {
            return Some(money(frame, &sum, href));
        }
        Some(match columns::shown(frame, column.key, &sum) {
            Ok(shown) => Figure::known(shown.text, href),
            Err(reason) => Figure::missing(&reason, href),
        })
    };
    SumRow {
        key: "creators".to_owned(),
        label: match n {
            1 => "The one creator".to_owned(),
            _ => format!("All {}", words::counted(n, "creator", "creators")),
        },
        note: None,
        cells: columns.iter().map(figure).collect(),
        is_total: false,
    }
}

/// A channel has no explanation of its own: it opens into that of the whole campaign.
fn channel(frame: &Frame<'_>, columns: &[Known], name: &str, figures: &Figures) -> SumRow {
    SumRow {
        key: format!("channel-{}", name.to_lowercase()),
        label: name.to_owned(),
        note: Some("a channel that is no creator".to_owned()),
        cells: only_revenue(
            columns,
            &money(frame, figures, links::explain(frame, "revenue", None)),
        ),
        is_total: false,
    }
}

fn unattributed(frame: &Frame<'_>, columns: &[Known], answer: &Answer) -> SumRow {
    let orders = words::conversions(answer.unattributed.orders_micro[frame.model]);
    SumRow {
        key: "unattributed".to_owned(),
        label: "Unattributed".to_owned(),
        note: Some(match orders.as_str() {
            "1" => "1 order".to_owned(),
            n => format!("{n} orders"),
        }),
        cells: only_revenue(
            columns,
            &money(frame, &answer.unattributed, links::explain(frame, "unattributed", None)),
        ),
        is_total: false,
    }
}

fn net(frame: &Frame<'_>, columns: &[Known], answer: &Answer) -> SumRow {
    let orders = frame.ask.elsewhere().href("/orders");
    SumRow {
        key: "net".to_owned(),
        label: "Net of all orders".to_owned(),
        note: Some("after refunds".to_owned()),
        cells: only_revenue(columns, &money(frame, &answer.total, orders)),
        is_total: true,
    }
}

fn apart(columns: &[Known], apart: Apart) -> SumRow {
    let code = apart.currency.as_str();
    SumRow {
        key: format!("apart-{code}"),
        label: format!("Apart, in {code}"),
        note: Some(format!("and {} unattributed; no rate is known", apart.unattributed.text)),
        cells: only_revenue(columns, &apart.attributed),
        is_total: false,
    }
}

/// A row that has nothing but an amount of revenue.
fn only_revenue(columns: &[Known], revenue: &Figure) -> Vec<Option<Figure>> {
    let cell = |column: &Known| (column.key == "revenue").then(|| revenue.clone());
    columns.iter().map(cell).collect()
}

/// Exact, because these rows must add up before the reader's eyes.
fn money(frame: &Frame<'_>, figures: &Figures, href: String) -> Figure {
    let minor = figures.revenue_minor[frame.model];
    Figure::known(words::money(minor, frame.currency()), href)
}
