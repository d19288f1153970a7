//! Deliveries that Shopify really sent, and the orders of its documentation, signed with the
//! bench's secret. They are read where `BYLINE_REAL_DATA` points.

use std::path::{Path, PathBuf};

use super::*;

fn folder(name: &str) -> Option<PathBuf> {
    match std::env::var_os("BYLINE_REAL_DATA") {
        Some(root) => Some(Path::new(&root).join(name)),
        None => {
            eprintln!("skipped: BYLINE_REAL_DATA is not set");
            None
        }
    }
}

fn json_files(folder: &Path) -> Vec<(String, Value)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if let Ok(value) = serde_json::from_slice(&std::fs::read(&path).unwrap()) {
            files.push((name, value));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// One line for each fact, in words.
fn words(facts: &[Fact]) -> String {
    let words = facts.iter().map(|fact| match fact {
        Fact::Order(order) => format!(
            "order {} {} {} of {} {}{}",
            order.key.order,
            order.state.key(),
            order.amounts.merchandise_minor,
            order.amounts.total_minor,
            order.currency.as_str(),
            order.codes.iter().map(|code| format!(" {code}")).collect::<String>(),
        ),
        Fact::Refund(refund) => {
            format!("refund {} of {}: {}", refund.id, refund.order.order, refund.amount)
        }
        other => panic!("unexpected {other:?}"),
    });
    words.collect::<Vec<_>>().join("; ")
}

fn told(received: Result<Received, WebhookError>) -> String {
    match received {
        Ok(Received::Mapped(mapped)) => words(&mapped.facts),
        other => outcome(other),
    }
}

#[test]
fn deliveries_of_a_real_shop() {
    let Some(folder) = folder("hookdeck_shopify") else { return };
    let mut table = String::new();
    for (name, file) in json_files(&folder) {
        let (Some(topic), Some(headers)) = (file["topic"].as_str(), file["headers"].as_object())
        else {
            continue;
        };
        let body = serde_json::to_vec(&file["body"]).unwrap();
        let mut delivery = Delivery::signed(topic, &body);
        for (name, value) in headers {
            if !["x-shopify-hmac-sha256", "x-shopify-topic"].contains(&name.as_str()) {
                delivery = delivery.with(name, value.as_str().unwrap_or_default());
            }
        }
        table.push_str(&format!("{name}: {}\n", told(delivery.receive())));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn orders_of_the_documentation() {
    let Some(folder) = folder("shopify_rest_docs") else { return };
    let mut table = String::new();
    for (name, file) in json_files(&folder) {
        let mut orders: Vec<&Value> = file["orders"].as_array().into_iter().flatten().collect();
        orders.extend(Some(&file["order"]).filter(|order| order.is_object()));
        for order in orders {
            let body = serde_json::to_vec(order).unwrap();
            let told = told(Delivery::signed("orders/updated", &body).receive());
            table.push_str(&format!("{name}: {told}\n"));
        }
        let mut refunds: Vec<&Value> = file["refunds"].as_array().into_iter().flatten().collect();
        refunds.extend(Some(&file["refund"]).filter(|refund| refund.is_object()));
        for refund in refunds {
            let body = serde_json::to_vec(refund).unwrap();
            let told = told(Delivery::signed("refunds/create", &body).receive());
            table.push_str(&format!("{name}: {told}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

/// Reads as a table: file, order, state, cents of goods, cents of all, currency, code. Read from
/// the files by hand: `subtotal_price`, `total_price`, `discount_codes`, and the id of the `gid`.
#[test]
fn figures_of_orders_worked_out_by_hand() {
    let Some(folder) = folder("shopify_rest_docs") else { return };
    let table = [
        ("2026_07_order_00.json", "450789469 paid 59700 of 59894 USD TENOFF"),
        ("2026_07_order_15.json", "1073459976 paid 22497 of 23847 EUR"),
        ("2026_07_order_17.json", "1073459983 pending 19900 of 19900 USD"),
        ("2026_07_order_22.json", "1073459981 paid 18109 of 18109 USD FAKE30"),
        ("2026_07_order_23.json", "1073459963 paid 25592 of 27037 USD"),
    ];
    for (name, expected) in table {
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let file: Value = serde_json::from_slice(&bytes).unwrap();
        let order = if file["order"].is_object() { &file["order"] } else { &file["orders"][0] };
        let body = serde_json::to_vec(order).unwrap();
        let told = told(Delivery::signed("orders/updated", &body).receive());
        let first = told.split("; ").next().unwrap();
        assert_eq!(first, format!("order {expected}"), "{name}");
    }
}
