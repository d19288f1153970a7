//! `byline report`: figures as a table.

use byline_core::credit::Model;
use byline_core::money::Currency;
use serde_json::{Value, json};

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Failure};
use crate::source::{Source, asked};
use crate::table::Table;
use crate::words::{amount, money, orders};

/// What a row is called that holds what nobody earned.
const UNATTRIBUTED: &str = "unattributed";

/// Prints one row for each key, one for what nobody earned, and the total.
pub fn run(args: &Args, report: &args::Report) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let asked = byline_serve::Asked { by: Some(report.by.clone()), ..asked(&report.sight) };
    let answer = Source::open(&file, &report.origin)?.figures(&asked)?;
    let model = answer["model"].as_str().and_then(Model::from_key).unwrap_or(Model::Linear);
    let shown = flat(&answer, &report.by, model);
    if args.json {
        println!("{shown}");
    } else {
        print!("{}", text(&shown, &report.by, model));
    }
    Ok(Done::Well)
}

/// The answer under one model: what scripts read. The rows add up to the total; the last of them
/// is of nobody, and has no key.
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
    let unattributed = figures(&answer["unattributed"], model);
    let mut of_nobody = unattributed.clone();
    of_nobody[by] = Value::Null;
    of_nobody["name"] = json!(UNATTRIBUTED);
    rows.push(of_nobody);
    json!({
        "by": by,
        "model": model.key(),
        "currency": answer["currency"],
        "rows": rows,
        "unattributed": unattributed,
        "total": figures(&answer["total"], model),
        "other_currencies": other_currencies(answer, model),
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

/// Revenue that no row could add, because it is in another currency.
fn other_currencies(answer: &Value, model: Model) -> Value {
    let others = answer["other_currencies"].as_array().map_or(&[][..], Vec::as_slice).iter();
    let flat = |other: &Value| {
        let minor = &other["revenue_minor"][model.key()];
        json!({ "currency": other["currency"], "revenue_minor": minor })
    };
    others.map(flat).collect()
}

fn text(shown: &Value, by: &str, model: Model) -> String {
    let currency = shown["currency"].as_str().and_then(Currency::parse);
    let mut table = Table::new(&[by, "clicks", "orders", "revenue", "spend"]);
    let mut row = |name: &str, figures: &Value| {
        table.row(vec![
            name.to_owned(),
            figures["n_clicks"].to_string(),
            orders(&figures["orders_micro"]),
            amount(&figures["revenue_minor"], currency),
            amount(&figures["spend_minor"], currency),
        ]);
    };
    for one in shown["rows"].as_array().into_iter().flatten() {
        row(one["name"].as_str().unwrap_or_default(), one);
    }
    row("total", &shown["total"]);
    let mut text = table.text();
    for other in shown["other_currencies"].as_array().into_iter().flatten() {
        let currency = other["currency"].as_str().and_then(Currency::parse);
        let revenue = money(&other["revenue_minor"], currency);
        text.push_str(&format!("not in the table, in another currency: {revenue}\n"));
    }
    let currency = shown["currency"].as_str().unwrap_or_default();
    let as_of = shown["stand"]["as_of"].as_str().unwrap_or_default();
    let model = model.name();
    format!("{text}\n{model} model, amounts in {currency}, as of {as_of}\n")
}
