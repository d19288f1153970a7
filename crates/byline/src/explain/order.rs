//! An order opened up, as text: its money, who saw it, which touches count, and who earned what.

use byline_core::credit::Model;
use byline_core::money::Currency;
use serde_json::Value;

use crate::table::Table;
use crate::words::{amount, money, time};

/// The text of an order under a model; under the one in force, if none is given.
pub fn text(order: &Value, model: Option<Model>) -> String {
    let in_force = order["rules"]["model"].as_str().and_then(Model::from_key);
    let model = model.or(in_force).unwrap_or(Model::Linear);
    let parts = [head(order), evidence(order), touches(order), credits(order, model)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// What the order is, and what of its money is split.
fn head(order: &Value) -> String {
    let word = |key: &str| order[key].as_str().unwrap_or("unknown");
    let number = order["number"].as_str().map(|number| format!(" ({number})"));
    let (id, connection) = (word("id"), word("connection"));
    let mut text = format!("order {id}{} of {connection}\n", number.unwrap_or_default());
    text.push_str(&format!("{}, placed at {}\n", word("state"), time(&order["placed_at"])));
    if let Some(reason) = order["not_revenue_because"].as_str() {
        text.push_str(&format!("not revenue: {reason}\n"));
    }
    let currency = currency(order);
    let own = order["order_currency"].as_str().and_then(Currency::parse);
    if let (Some(own), Some(to)) = (own, currency.filter(|to| Some(*to) != own)) {
        text.push_str(&format!("placed in {own}, converted to {to} by the rate of that day\n"));
    }
    let base = money(&order["base_minor"], currency);
    text.push_str(&match order["refunded_minor"].as_i64() {
        Some(refunded) if refunded != 0 => format!(
            "{base} - {} refunded = {}\n",
            money(&order["refunded_minor"], currency),
            money(&order["net_minor"], currency)
        ),
        _ => format!("{base} to be split, nothing refunded\n"),
    });
    if order["over_refund_minor"].as_i64().is_some_and(|over| over != 0) {
        let over = money(&order["over_refund_minor"], currency);
        text.push_str(&format!(
            "over-refund: {over} more went back than was to be split; it is taken from nobody, \
             look at the refunds in the shop\n"
        ));
    }
    text
}

/// Every signal that saw the order.
fn evidence(order: &Value) -> String {
    let mut table = Table::new(&["evidence", "at", "reported by", "says"]);
    for seen in rows(&order["evidence"]) {
        let signal = match word(seen, "signal") {
            "none" => "order",
            signal => signal,
        };
        table.row(vec![
            signal.to_owned(),
            time(&seen["occurred_at"]),
            word(seen, "reporter").to_owned(),
            word(seen, "text").to_owned(),
        ]);
    }
    table.text_unless_empty()
}

/// Every touch of the shopper, and why it counts or does not.
fn touches(order: &Value) -> String {
    let mut table = Table::new(&["touch", "at", "what", "counts"]);
    for touch in rows(&order["touches"]) {
        let counts = match touch["is_eligible"].as_bool() {
            Some(true) => "yes".to_owned(),
            _ if touch["is_joined"] == true => format!("as one: {}", word(touch, "why_not")),
            _ => format!("no: {}", word(touch, "why_not")),
        };
        table.row(vec![
            word(touch, "who").to_owned(),
            time(&touch["occurred_at"]),
            word(touch, "what").to_owned(),
            counts,
        ]);
    }
    table.text_unless_empty()
}

/// Who earned what, and what nobody did.
fn credits(order: &Value, model: Model) -> String {
    let currency = currency(order);
    let mut table = Table::new(&["credit", "amount"]);
    for credit in rows(&order["credits"][model.key()]) {
        let earned = amount(&credit["amount_minor"], currency);
        table.row(vec![word(credit, "who").to_owned(), earned]);
    }
    let unattributed = &order["unattributed_minor"][model.key()];
    table.row(vec!["unattributed".to_owned(), amount(unattributed, currency)]);
    table.row(vec!["sum".to_owned(), amount(&order["net_minor"], currency)]);
    let code = currency.map_or_else(|| "minor units".to_owned(), |code| code.to_string());
    format!("{}{} model, amounts in {code}\n", table.text(), model.name())
}

fn rows(list: &Value) -> &[Value] {
    list.as_array().map_or(&[][..], Vec::as_slice)
}

fn word<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_default()
}

fn currency(order: &Value) -> Option<Currency> {
    order["currency"].as_str().and_then(Currency::parse)
}
