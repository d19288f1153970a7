//! What a delivery is about, as far as that can be read of one that could not be understood.
//!
//! In: the body. Out: the order's number or an id, in the sender's words. Nothing personal: only
//! fields that name orders and deliveries are looked at, and what looks like an address is not
//! told.

use serde_json::Value;

/// The longest number or id that is told, in characters.
const LONGEST: usize = 40;

/// Where senders write the number or id of an order.
const OF_ORDERS: [&str; 6] =
    ["/order_number", "/number", "/order_id", "/data/order_id", "/order/id", "/orderId"];
/// Where they write the id of whatever it is.
const OF_ANYTHING: [&str; 3] = ["/data/object/id", "/id", "/data/id"];

/// `order #1001`, or `id 820982911946154508`; `None` of what names nothing.
pub fn about(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    // Shops call an order `#1001` under a field that holds people's names elsewhere.
    let called = json["name"].as_str().filter(|name| name.starts_with('#'));
    if let Some(number) = called.and_then(told) {
        return Some(format!("order {number}"));
    }
    let first = |places: &[&str]| places.iter().find_map(|place| word(json.pointer(place)?));
    let of_order = first(&OF_ORDERS).map(|number| format!("order {number}"));
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
