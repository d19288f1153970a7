//! Money as text: the currency's sign, grouped thousands, exact or rounded for headlines.

use byline_core::money::{Currency, Money};

use super::{MINUS, decimal, rounded_div};

/// An amount to the last minor unit: `$48,212.40`, `−€16.07`, `¥1,200`, `KWD 1.250`.
pub fn money(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.told()
}

/// An amount as a change: `+$64.27`, `−$16.07`.
pub fn money_signed(minor: i64, currency: Currency) -> String {
    let text = money(minor, currency);
    if 0 < minor { format!("+{text}") } else { text }
}

/// An amount for headlines: whole units from a hundred up, exact below.
pub fn money_rounded(minor: i64, currency: Currency) -> String {
    let scale = 10_i128.pow(currency.exponent());
    let is_large = 100 * scale <= i128::from(minor).abs();
    if !is_large {
        return money(minor, currency);
    }
    let magnitude = decimal(rounded_div(i128::from(minor).abs(), scale), 0);
    signed(minor < 0, &sign(currency), &magnitude)
}

/// An amount for headlines as a change: `+$193`, `−$16.07`.
pub fn money_rounded_signed(minor: i64, currency: Currency) -> String {
    let text = money_rounded(minor, currency);
    if 0 < minor { format!("+{text}") } else { text }
}

/// An amount of which only the first digits are known: `$258,000`, three digits from a thousand up.
pub fn money_about(minor: i64, currency: Currency) -> String {
    let scale = 10_i128.pow(currency.exponent());
    let magnitude = i128::from(minor).abs();
    let digits = (magnitude / scale).checked_ilog10().unwrap_or(0);
    if digits < 3 {
        return money_rounded(minor, currency);
    }
    let step = 10_i128.pow(digits - 2);
    let magnitude = decimal(rounded_div(magnitude, step * scale) * step, 0);
    signed(minor < 0, &sign(currency), &magnitude)
}

/// An amount on an axis: `$0`, `$500`, `$2k`, `$1.5M`.
pub fn money_axis(minor: i64, currency: Currency) -> String {
    let scale = 10_i128.pow(currency.exponent());
    let magnitude = i128::from(minor).abs();
    let tenths = |unit: i128| {
        let text = decimal(rounded_div(magnitude * 10, unit * scale), 1);
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    let text = match magnitude / scale {
        0..1_000 => tenths(1),
        1_000..1_000_000 => format!("{}k", tenths(1_000)),
        _ => format!("{}M", tenths(1_000_000)),
    };
    signed(minor < 0, &sign(currency), &text)
}

fn signed(is_negative: bool, sign: &str, magnitude: &str) -> String {
    if is_negative { format!("{MINUS}{sign}{magnitude}") } else { format!("{sign}{magnitude}") }
}

/// What stands before an amount; the code and a space that never breaks where no sign is known.
fn sign(currency: Currency) -> String {
    currency.sign().map_or_else(|| format!("{currency}\u{a0}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: fn(i64, Currency) -> String, code: &str, minor: i64, expected: &str) {
        let currency = Currency::parse(code).expect("a currency of the table");
        assert_eq!(format(minor, currency), expected, "{minor} {code}");
    }

    #[test]
    fn amounts_are_exact() {
        check(money, "USD", 48_212_40, "$48,212.40");
        check(money, "USD", 5, "$0.05");
        check(money, "EUR", -16_07, "−€16.07");
        check(money, "JPY", 1_200, "¥1,200");
        check(money, "KWD", 1_250, "KWD\u{a0}1.250");
        check(money_signed, "USD", 64_27, "+$64.27");
        check(money_signed, "USD", -64_27, "−$64.27");
        check(money_signed, "USD", 0, "$0.00");
    }

    #[test]
    fn headlines_round_from_a_hundred_up() {
        check(money_rounded, "USD", 48_212_40, "$48,212");
        check(money_rounded, "USD", 48_212_50, "$48,213");
        check(money_rounded, "USD", 99_99, "$99.99");
        check(money_rounded, "USD", -2_000_00, "−$2,000");
    }

    #[test]
    fn what_is_foreseen_has_three_digits() {
        check(money_about, "USD", 258_033_47, "$258,000");
        check(money_about, "USD", 999_99, "$1,000");
        check(money_about, "USD", 9_996_00, "$10,000");
        check(money_about, "USD", -1_234_56, "−$1,230");
        check(money_about, "USD", 99_99, "$99.99");
        check(money_about, "JPY", 1_234_567, "¥1,230,000");
    }

    #[test]
    fn axes_are_short() {
        check(money_axis, "USD", 0, "$0");
        check(money_axis, "USD", 50, "$0.5");
        check(money_axis, "USD", 2_000_00, "$2k");
        check(money_axis, "USD", 1_500_00, "$1.5k");
        check(money_axis, "USD", 3_000_000_00, "$3M");
        check(money_axis, "JPY", 250_000, "¥250k");
    }
}
