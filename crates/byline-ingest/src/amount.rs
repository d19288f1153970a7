//! Amounts and counts as others write them, and whether they can be true.
//!
//! What comes in is summed. A figure near the end of 64 bits is a mistake of its sender, and two
//! of them together would overflow the sum that every screen shows.

use byline_core::money::{AMOUNT_MAX_MINOR, Currency, minor_from_decimal};

/// The largest amount in minor units, and the largest count.
pub(crate) const LARGEST: i64 = AMOUNT_MAX_MINOR;

/// Reads decimal text as minor units; `None` for what is no amount or cannot be one.
pub(crate) fn minor(text: &str, currency: Currency) -> Option<i64> {
    minor_from_decimal(text, &currency).ok().filter(|minor| (-LARGEST..=LARGEST).contains(minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: text, cents.
    #[test]
    fn amounts_that_cannot_be_true_are_none() {
        let table = [
            ("12.34", Some(12_34)),
            ("-12.34", Some(-12_34)),
            ("10000000000000.00", Some(LARGEST)),
            ("10000000000000.01", None),
            ("-10000000000000.01", None),
            ("92233720368547758.07", None),
            ("lots", None),
        ];
        for (text, expected) in table {
            assert_eq!(minor(text, Currency::USD), expected, "{text}");
        }
    }
}
