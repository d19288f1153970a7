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
