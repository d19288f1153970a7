//! Prices: what a page tells search engines that one piece costs.
//!
//! In: the first part of a page's HTML. Out: the price in its meta fields, as most shops state it
//! for social networks, else the first offer of its structured data (<https://schema.org/Offer>).
//! What cannot be read is no price: it is evidence for a cause, never money.

use byline_core::money::{Currency, Money};
use serde_json::Value;

/// The fields for an amount and its currency, by who reads them.
const FIELDS: [(&str, &str); 2] =
    [("product:price:amount", "product:price:currency"), ("og:price:amount", "og:price:currency")];
/// Objects within objects that are looked into.
const DEPTH: usize = 8;

/// The price that a page states for machines, if it does.
pub fn price_of(html: &str) -> Option<Money> {
    let stated = FIELDS
        .iter()
        .find_map(|(amount, currency)| price(meta(html, amount)?, meta(html, currency)?));
    stated.or_else(|| data(html).find_map(|value| offer(&value, DEPTH)))
}

fn price(amount: &str, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.trim().to_ascii_uppercase())?;
    let price = Money::parse_decimal(amount.trim(), &currency).ok()?;
    (0 < price.minor).then_some(price)
}

/// The content of a meta field, in whichever order its attributes stand.
fn meta<'h>(html: &'h str, field: &str) -> Option<&'h str> {
    let (before, after) =
        ['"', '\''].iter().find_map(|quote| html.split_once(&format!("{quote}{field}{quote}")))?;
    let head = &before[before.rfind('<')?..];
    let tail = after.split_once('>').map_or(after, |(tail, _)| tail);
    let is_meta = head.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("<meta"));
    let quoted = |part: &'h str| {
        let value = part.split_once("content=")?.1;
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value[1..].split_once(quote).map(|(value, _)| value)
    };
    quoted(tail).or_else(|| quoted(head)).filter(|_| is_meta)
}

/// The page's structured data: what stands in scripts of the type `application/ld+json`.
fn data(html: &str) -> impl Iterator<Item = Value> {
    html.split("application/ld+json").skip(1).filter_map(|part| {
        let body = part.split_once('>')?.1.split("</script").next()?;
        serde_json::from_str(body.trim()).ok()
    })
}

/// The first offer in structured data, however it is wrapped.
fn offer(value: &Value, depth: usize) -> Option<Money> {
    let deeper = depth.checked_sub(1)?;
    match value {
        Value::Array(list) => list.iter().find_map(|value| offer(value, deeper)),
        Value::Object(fields) => {
            let text = |name: &str| match fields.get(name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let amount = text("price").or_else(|| text("lowPrice"));
            let own = amount.zip(text("priceCurrency"));
            own.and_then(|(amount, currency)| price(&amount, &currency))
                .or_else(|| fields.values().find_map(|value| offer(value, deeper)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what a page states, the price in minor units with its currency.
    #[test]
    fn prices_are_read_where_shops_state_them_for_machines() {
        let ld = |data: &str| format!("<script type=\"application/ld+json\">{data}</script>");
        let meta = |amount: &str| {
            format!(
                "<meta property=\"og:price:amount\" content=\"{amount}\">\
                 <meta property=\"og:price:currency\" content=\"USD\">"
            )
        };
        for (page, expected) in [
            (meta("49.90"), "4990 USD"),
            (meta("$49"), ""),
            (meta("0.00"), ""),
            (
                "<META content='1200' property='product:price:amount'>\
                 <meta content='JPY' property='product:price:currency'/>"
                    .to_owned(),
                "1200 JPY",
            ),
            ("<p title=\"og:price:amount\" content=\"5\">USD</p>".to_owned(), ""),
            (
                ld("{\"@type\":\"Product\",\"offers\":{\"price\":\"39.00\",\
                    \"priceCurrency\":\"eur\"}}"),
                "3900 EUR",
            ),
            (
                ld("{\"@graph\":[{\"@type\":\"WebPage\"},{\"offers\":[{\"price\":39.5,\
                    \"priceCurrency\":\"USD\"},{\"price\":99,\"priceCurrency\":\"USD\"}]}]}"),
                "3950 USD",
            ),
            (
                ld("{\"offers\":{\"lowPrice\":\"12\",\"highPrice\":\"30\",\
                    \"priceCurrency\":\"USD\"}}"),
                "1200 USD",
            ),
            (
                format!("{}{}", ld("no json"), ld("{\"price\":1,\"priceCurrency\":\"USD\"}")),
                "100 USD",
            ),
            (ld("{\"price\":1,\"priceCurrency\":\"no currency\"}"), ""),
            ("<p>$49.90</p>".to_owned(), ""),
            (String::new(), ""),
        ] {
            let found = price_of(&page).map(|it| format!("{} {}", it.minor, it.currency.as_str()));
            assert_eq!(found.unwrap_or_default(), expected, "{page}");
        }
    }
}
