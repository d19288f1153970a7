//! `byline report`: figures as a table.

use byline_core::credit::Model;
use byline_core::money::Currency;
use byline_core::money::Money;
use serde_json::{Value, json};

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Failure};
use crate::source::{Source, Wanted, dimension};
use crate::table::Table;

/// Prints one row for each key, what nobody earned, and the total.
pub fn run(args: &Args, report: &args::Report) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let by = dimension(&report.by)?;
    let source = Source::open(&file, &report.origin)?;
    let model = source.model(&report.sight)?;
    let answer = source.query(&Wanted { by: Some(by), sight: &report.sight })?;
    let shown = flat(&answer, by.key(), model);
    if args.json {
        println!("{shown}");
    } else {
        print!("{}", text(&shown, by.key(), model));
    }
    Ok(Done::Well)
}

/// The answer under one model: what scripts read.
fn flat(answer: &Value, by: &str, model: Model) -> Value {
    let rows = answer["rows"].as_array().map_or(&[][..], Vec::as_slice);
    let mut rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut flat = figures(row, model);
            flat[by] = row["keys"][0]["id"].clone();
            flat["name"] = row["keys"][0]["label"].clone();
            flat
        })
        .collect();
    let is_of_time = matches!(by, "day" | "hour");
    if !is_of_time {
        rows.sort_by_key(|row| std::cmp::Reverse(row["revenue_minor"].as_i64()));
    }
    json!({
        "by": by,
        "model": model.key(),
        "currency": answer["currency"],
        "rows": rows,
        "unattributed": figures(&answer["unattributed"], model),
        "total": figures(&answer["total"], model),
        "other_currencies": answer["other_currencies"],
        "stand": answer["stand"],
    })
}

fn figures(figures: &Value, model: Model) -> Value {
    json!({
        "n_clicks": figures["n_clicks"],
        "n_visits": figures["n_visits"],
        "orders_micro": figures["orders_micro"][model.key()],
        "revenue_minor": figures["revenue_minor"][model.key()],
        "spend_minor": figures["spend_minor"],
    })
}

fn text(shown: &Value, by: &'static str, model: Model) -> String {
    let currency = shown["currency"].as_str().and_then(Currency::parse);
    let mut table = Table::new(&[by, "clicks", "orders", "revenue", "spend"]);
    let mut row = |name: &str, figures: &Value| {
        let money = |key: &str| match (figures[key].as_i64(), currency) {
            (Some(minor), Some(currency)) => Money { minor, currency }.decimal_text(),
            _ => "n/a".to_owned(),
        };
        table.row(vec![
            name.to_owned(),
            figures["n_clicks"].to_string(),
            orders(&figures["orders_micro"]),
            money("revenue_minor"),
            money("spend_minor"),
        ]);
    };
    for one in shown["rows"].as_array().into_iter().flatten() {
        row(one["name"].as_str().unwrap_or_default(), one);
    }
    row("unattributed", &shown["unattributed"]);
    row("total", &shown["total"]);
    let currency = shown["currency"].as_str().unwrap_or_default();
    let as_of = shown["stand"]["as_of"].as_str().unwrap_or_default();
    let model = model.name();
    format!("{}\n{model} model, amounts in {currency}, as of {as_of}\n", table.text())
}

/// Orders that were split, to the hundredth.
fn orders(micro: &Value) -> String {
    let hundredths = (micro.as_i64().unwrap_or(0) + 5_000).div_euclid(10_000);
    format!("{}.{:02}", hundredths.div_euclid(100), hundredths.rem_euclid(100))
}
