//! A figure opened up, as text: what it is, how it is counted, and the rows that add up to it.

use byline_core::kpi::Kpi;
use byline_core::money::Currency;
use byline_serve::Asked;
use serde_json::Value;

use crate::exit::Failure;
use crate::source::Source;
use crate::table::Table;
use crate::words::{amount, counted, money, orders, share, time};

/// What stands behind a figure.
enum Behind {
    /// Orders, each with its part.
    Orders,
    /// Creators, each with its own figure, in the answer's field of this name.
    Creators(&'static str),
}

/// The text of an explanation.
pub fn text(source: &Source, asked: &Asked, figure: &Value) -> Result<String, Failure> {
    let word = |key: &str| figure[key].as_str().unwrap_or_default();
    let mut text = format!("{}: {}\n", word("name"), value(figure));
    text.push_str(&format!("{}\n", word("definition")));
    if is_kpi(asked) {
        text.push_str(&format!("{}\n", word("filled_in")));
    }
    text.push_str(&format!("{}\n{}\n\n", word("model_text"), word("rules_text")));
    let behind = match asked.measure.as_deref() {
        Some("clicks") => Behind::Creators("n_clicks"),
        Some("spend") => Behind::Creators("spend_minor"),
        _ => Behind::Orders,
    };
    text.push_str(&match behind {
        Behind::Orders => orders_text(asked, figure),
        Behind::Creators(field) => creators_text(source, asked, field)?,
    });
    Ok(text)
}

/// The figure as screens show it.
fn value(figure: &Value) -> String {
    let value = &figure["value"];
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    match value["kind"].as_str() {
        Some("money") => money(&value["minor"], currency(figure)),
        Some("count") => value["count"].to_string(),
        Some("micro") => orders(&value["micro"]),
        Some("ratio") => text("text"),
        _ => format!("n/a, {}", text("reason")),
    }
}

/// Orders with their part as money and as a share of the order; both columns have a sum, and the
/// figure is one of the two sums, or was made of them.
fn orders_text(asked: &Asked, figure: &Value) -> String {
    let n_orders = figure["n_orders"].as_u64().unwrap_or(0);
    let listed = figure["orders"].as_array().map_or(&[][..], Vec::as_slice);
    if n_orders == 0 {
        return "no order is part of it\n".to_owned();
    }
    let currency = currency(figure);
    let mut table = Table::new(&["order", "placed at", "net", "its part", "as orders"]);
    for order in listed {
        let name = order["number"].as_str().or(order["id"].as_str()).unwrap_or_default();
        table.row(vec![
            name.to_owned(),
            time(&order["placed_at"]),
            amount(&order["net_minor"], currency),
            amount(&order["amount_minor"], currency),
            share(&order["micro"]),
        ]);
    }
    let n_more = n_orders - listed.len() as u64;
    if n_more != 0 {
        table.row(vec![
            format!("{n_more} older"),
            "not listed; say --limit".to_owned(),
            String::new(),
            amount(&rest(figure, listed, "orders_sum_minor", "amount_minor"), currency),
            share(&rest(figure, listed, "orders_sum_micro", "micro")),
        ]);
    }
    table.row(vec![
        counted(n_orders, "order"),
        "sum".to_owned(),
        String::new(),
        amount(&figure["orders_sum_minor"], currency),
        share(&figure["orders_sum_micro"]),
    ]);
    let code = currency.map_or_else(|| "minor units".to_owned(), |code| code.to_string());
    format!("{}\namounts in {code}{}\n", table.text(), says(asked))
}

/// What the listed orders leave of a sum.
fn rest(figure: &Value, listed: &[Value], sum: &str, part: &str) -> Value {
    let listed: i64 = listed.iter().filter_map(|order| order[part].as_i64()).sum();
    (figure[sum].as_i64().unwrap_or(0) - listed).into()
}

/// Which of the sums is the figure.
fn says(asked: &Asked) -> &'static str {
    match asked.measure.as_deref() {
        Some("orders" | "sales") => "; the sum of the last column is the figure",
        Some("revenue" | "unattributed") => "; the sum of `its part` is the figure",
        _ => "; these orders went into the figure",
    }
}

/// Creators with their own figure, and the sum.
fn creators_text(source: &Source, asked: &Asked, field: &'static str) -> Result<String, Failure> {
    let by_creator = Asked { by: Some("creator".to_owned()), measure: None, ..asked.clone() };
    let answer = source.figures(&Asked { limit: None, ..by_creator })?;
    let currency = answer["currency"].as_str().and_then(Currency::parse);
    let shown = |figures: &Value| match field {
        "n_clicks" => figures[field].to_string(),
        _ => amount(&figures[field], currency),
    };
    let mut table = Table::new(&["creator", if field == "n_clicks" { "clicks" } else { "spend" }]);
    for row in answer["rows"].as_array().into_iter().flatten() {
        if row[field].as_i64().is_some_and(|figure| figure != 0) {
            let name = row["keys"][0]["label"].as_str().unwrap_or_default();
            table.row(vec![name.to_owned(), shown(row)]);
        }
    }
    table.row(vec!["sum".to_owned(), shown(&answer["total"])]);
    Ok(table.text())
}

fn is_kpi(asked: &Asked) -> bool {
    asked.measure.as_deref().is_some_and(|key| Kpi::from_key(key).is_some())
}

/// The currency of all amounts.
fn currency(figure: &Value) -> Option<Currency> {
    figure["currency"].as_str().and_then(Currency::parse)
}
