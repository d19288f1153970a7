//! `byline explain`: a figure or an order, opened up.

use byline_core::credit::Model;
use byline_core::money::{Currency, Money};
use serde_json::Value;

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::source::{Source, Wanted};
use crate::table::Table;

/// Prints what is behind a figure or an order.
pub fn run(args: &Args, explain: &args::Explain) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let is_order = explain.what == "order";
    if is_order != explain.name.is_some() {
        let words = "say `explain order 1001` for an order, or `explain revenue` for a figure";
        return Err(Failure::new(Exit::Usage, "program.usage", words));
    }
    let source = Source::open(&file, &explain.origin)?;
    let model = source.model(&explain.sight)?;
    let (answer, text) = match &explain.name {
        Some(name) => {
            let order = source.order(name)?;
            let text = order_text(&order, model);
            (order, text)
        }
        None => {
            let wanted = Wanted { by: None, sight: &explain.sight };
            let figure = source.explain(&explain.what, model, &wanted, explain.limit)?;
            let text = figure_text(&figure);
            (figure, text)
        }
    };
    if args.json {
        println!("{answer}");
    } else {
        print!("{text}");
    }
    Ok(Done::Well)
}

fn figure_text(figure: &Value) -> String {
    let word = |key: &str| figure[key].as_str().unwrap_or_default().to_owned();
    let currency = figure["value"]["currency"].as_str().and_then(Currency::parse);
    let money = |minor: &Value| amount(minor, currency);
    let mut text = format!("{}: {}\n", word("name"), word("filled_in"));
    for key in ["definition", "model_text", "rules_text"] {
        text.push_str(&format!("{}\n", word(key)));
    }
    let orders = figure["orders"].as_array().map_or(&[][..], Vec::as_slice);
    if orders.is_empty() {
        return text;
    }
    let mut table = Table::new(&["order", "placed at", "net", "of it"]);
    for order in orders {
        table.row(vec![
            order["number"].as_str().or(order["id"].as_str()).unwrap_or_default().to_owned(),
            order["placed_at"].as_str().unwrap_or_default().to_owned(),
            money(&order["net_minor"]),
            money(&order["amount_minor"]),
        ]);
    }
    let n_orders = figure["n_orders"].as_u64().unwrap_or(0);
    let sum = money(&figure["orders_sum_minor"]);
    let listed = orders.len();
    format!("{text}\n{}\n{n_orders} orders, {listed} listed; all sum to {sum}\n", table.text())
}

fn order_text(order: &Value, model: Model) -> String {
    let word = |key: &str| order[key].as_str().unwrap_or("unknown").to_owned();
    let currency = order["currency"].as_str().and_then(Currency::parse);
    let money = |minor: &Value| amount(minor, currency);
    let name = order["number"].as_str().unwrap_or_default();
    let mut text = format!("order {} {name} of {}\n", word("id"), word("connection"));
    text.push_str(&format!("{}, placed at {}\n", word("state"), word("placed_at")));
    if let Some(reason) = order["not_revenue_because"].as_str() {
        text.push_str(&format!("not revenue: {reason}\n"));
    }
    let (base, refunded) = (money(&order["base_minor"]), money(&order["refunded_minor"]));
    text.push_str(&format!("{base} - {refunded} refunded = {}\n", money(&order["net_minor"])));

    let mut evidence = Table::new(&["evidence", "at", "says"]);
    for one in order["evidence"].as_array().into_iter().flatten() {
        let cell = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        evidence.row(vec![cell("signal"), cell("occurred_at"), cell("text")]);
    }
    let mut credits = Table::new(&["credit", "amount"]);
    for one in order["credits"][model.key()].as_array().into_iter().flatten() {
        let who = one["who"].as_str().unwrap_or_default().to_owned();
        credits.row(vec![who, money(&one["amount_minor"])]);
    }
    let unattributed = &order["unattributed_minor"][model.key()];
    credits.row(vec!["unattributed".to_owned(), money(unattributed)]);
    let model = model.name();
    format!("{text}\n{}\n{}\nby the {model} model\n", evidence.text(), credits.text())
}

/// An amount as people write it; as minor units where the currency is not known.
fn amount(minor: &Value, currency: Option<Currency>) -> String {
    match (minor.as_i64(), currency) {
        (Some(minor), Some(currency)) => Money { minor, currency }.decimal_text(),
        (Some(minor), None) => minor.to_string(),
        (None, _) => "n/a".to_owned(),
    }
}
