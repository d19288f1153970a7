//! Words for figures: amounts and split orders, as people write them.

use byline_core::money::{Currency, Money};
use serde_json::Value;

const MICRO: u64 = 1_000_000;

/// An amount, without its currency; as minor units where the currency is not known.
pub fn amount(minor: &Value, currency: Option<Currency>) -> String {
    match (minor.as_i64(), currency) {
        (Some(minor), Some(currency)) => Money { minor, currency }.decimal_text(),
        (Some(minor), None) => minor.to_string(),
        (None, _) => "n/a".to_owned(),
    }
}

/// An amount with its currency.
pub fn money(minor: &Value, currency: Option<Currency>) -> String {
    match currency {
        Some(currency) => format!("{} {currency}", amount(minor, Some(currency))),
        None => format!("{} minor units", amount(minor, None)),
    }
}

/// Orders that were split, given in millionths, to the hundredth: `12`, `0.33`.
pub fn orders(micro: &Value) -> String {
    let micro = micro.as_i64().unwrap_or(0);
    let hundredths = (micro.unsigned_abs() + 5_000) / 10_000;
    let sign = if micro < 0 && hundredths != 0 { "-" } else { "" };
    match hundredths % 100 {
        0 => format!("{sign}{}", hundredths / 100),
        rest => format!("{sign}{}.{rest:02}", hundredths / 100),
    }
}

/// Orders that were split, given in millionths, to the last of them, so that parts add up.
pub fn share(micro: &Value) -> String {
    let micro = micro.as_i64().unwrap_or(0);
    let sign = if micro < 0 { "-" } else { "" };
    let micro = micro.unsigned_abs();
    let text = format!("{sign}{}.{:06}", micro / MICRO, micro % MICRO);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// So many of something: `1 order`, `2 orders`.
pub fn counted(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// A time as people write it, in UTC and without fractions: `2026-06-10 12:00:00Z`.
pub fn time(rfc3339: &Value) -> String {
    let text = rfc3339.as_str().unwrap_or("unknown");
    match text.split_once('T') {
        Some((day, rest)) => {
            let seconds = rest.get(..8).unwrap_or(rest);
            format!("{day} {}Z", seconds.trim_end_matches('Z'))
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_shown_in_the_units_of_their_currency() {
        let (dollar, yen) = (Currency::parse("USD"), Currency::parse("JPY"));
        for (minor, currency, expected) in [
            (json!(1_234), dollar, "12.34 USD"),
            (json!(-5), dollar, "-0.05 USD"),
            (json!(1_234), yen, "1234 JPY"),
            (json!(7), None, "7 minor units"),
            (Value::Null, dollar, "n/a USD"),
        ] {
            assert_eq!(money(&minor, currency), expected);
        }
    }

    #[test]
    fn orders_are_rounded_and_shares_are_not() {
        for (micro, rounded, exact) in [
            (0, "0", "0"),
            (1_000_000, "1", "1"),
            (333_333, "0.33", "0.333333"),
            (2_500_000, "2.50", "2.5"),
            (-333_333, "-0.33", "-0.333333"),
            (-4, "0", "-0.000004"),
        ] {
            assert_eq!((&*orders(&json!(micro)), &*share(&json!(micro))), (rounded, exact));
        }
    }

    #[test]
    fn times_are_shown_to_the_second() {
        for (text, expected) in [
            ("2026-06-10T12:00:00Z", "2026-06-10 12:00:00Z"),
            ("2026-06-10T12:00:00.25Z", "2026-06-10 12:00:00Z"),
        ] {
            assert_eq!(time(&json!(text)), expected);
        }
    }
}
