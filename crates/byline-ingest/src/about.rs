//! What a delivery is about, as far as that can be read of one that could not be understood.
//!
//! In: the body. Out: the order's number or an id, and what the order is over, in the sender's
//! words. Nothing personal: only fields that name orders, deliveries and their sums are looked at,
//! and what looks like an address is not told.

use serde_json::Value;

/// The longest number or id that is told, in characters.
const LONGEST: usize = 40;

/// Where senders write the number or id of an order.
const OF_ORDERS: [&str; 6] =
    ["/order_number", "/number", "/order_id", "/data/order_id", "/order/id", "/orderId"];
/// Where they write the id of whatever it is.
const OF_ANYTHING: [&str; 3] = ["/data/object/id", "/id", "/data/id"];

/// Where shops write what an order comes to, as a decimal amount.
const TOTALS: [&str; 2] = ["/total_price", "/total"];

/// `order #1001, 54.00 USD`, or `id 820982911946154508`; `None` of what names nothing.
pub fn about(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    // Shops call an order `#1001` under a field that holds people's names elsewhere.
    let called = json["name"].as_str().filter(|name| name.starts_with('#'));
    let first = |places: &[&str]| places.iter().find_map(|place| word(json.pointer(place)?));
    let over = match (first(&TOTALS), first(&["/currency"])) {
        (Some(total), Some(currency)) => format!(", {total} {currency}"),
        _ => String::new(),
    };
    let number = called.and_then(told).or_else(|| first(&OF_ORDERS));
    let of_order = number.map(|number| format!("order {number}{over}"));
    of_order.or_else(|| first(&OF_ANYTHING).map(|id| format!("id {id}")))
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => told(text),
        Value::Number(number) => told(&number.to_string()),
        _ => None,
    }
}

fn told(text: &str) -> Option<String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "#-_./:".contains(letter);
    let is_told = !text.is_empty() && text.len() <= LONGEST && text.chars().all(is_plain);
    is_told.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: the body, what it is about.
    #[test]
    fn a_delivery_says_which_order_it_speaks_of() {
        for (body, expected) in [
            (r##"{"id": 7, "name": "#1001", "currency": "XQZ"}"##, Some("order #1001")),
            (
                r##"{"name": "#7", "total_price": "54.00", "currency": "XQZ"}"##,
                Some("order #7, 54.00 XQZ"),
            ),
            (r##"{"name": "#7", "total_price": "54.00"}"##, Some("order #7")),
            (r#"{"number": "7", "total": "9.50", "currency": "EUR"}"#, Some("order 7, 9.50 EUR")),
            (r#"{"id": 7, "order_id": 450789469}"#, Some("order 450789469")),
            (r#"{"data": {"order_id": "576461413038785752"}}"#, Some("order 576461413038785752")),
            (r#"{"data": {"object": {"id": "cs_test_a1"}}}"#, Some("id cs_test_a1")),
            (r#"{"name": "Ana Lima", "id": 12}"#, Some("id 12")),
            (r#"{"id": "ana@example.com"}"#, None),
            (r#"{"order_id": {"no": "word"}}"#, None),
            ("<order/>", None),
            ("", None),
        ] {
            assert_eq!(about(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
