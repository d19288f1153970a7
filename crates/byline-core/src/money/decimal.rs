//! Decimal text to minor units and back, exactly.

use super::{Currency, MoneyError};

/// Reads decimal text as minor units of `currency`.
///
/// The grammar is `-? digit+ ( . digit* )?`: a sign only if negative, no spaces, no grouping, no
/// exponent. `144.` is read as `144`, as some exports write it; `.5`, `+1`, `12,34`, `1e3` and
/// `NaN` are refused. Decimal places beyond the currency's must be zeros.
pub fn minor_from_decimal(text: &str, currency: &Currency) -> Result<i64, MoneyError> {
    let not_decimal = || MoneyError::NotDecimal(cut(text));
    let (is_negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(not_decimal());
    }
    let exponent = currency.exponent();
    let n_kept = fraction.len().min(exponent as usize);
    let (kept, beyond) = fraction.split_at(n_kept);
    if beyond.bytes().any(|digit| digit != b'0') {
        return Err(MoneyError::TooPrecise { text: cut(text), currency: *currency, exponent });
    }
    let padding = std::iter::repeat_n(b'0', exponent as usize - n_kept);
    let magnitude = magnitude(whole.bytes().chain(kept.bytes()).chain(padding));
    let minor = magnitude.and_then(|magnitude| match is_negative {
        true => 0_i64.checked_sub_unsigned(magnitude),
        false => 0_i64.checked_add_unsigned(magnitude),
    });
    minor.ok_or(MoneyError::OutOfRange)
}

/// Writes minor units as decimal text with exactly `exponent` decimal places: `-0.05`, `1200`.
pub fn decimal_text(minor: i64, exponent: u32) -> String {
    let places = exponent as usize;
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if minor < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// A whole number of `10^-places` as text, thousands set apart by commas.
pub(crate) fn grouped(number: i128, places: u32) -> String {
    let places = places as usize;
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        let is_group_end = 0 < index && (whole.len() - index).is_multiple_of(3);
        if is_group_end {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn magnitude(digits: impl Iterator<Item = u8>) -> Option<u64> {
    let mut magnitude = 0_u64;
    for digit in digits {
        magnitude = magnitude.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    Some(magnitude)
}

/// The first characters of outside text, so that an error never grows with its cause.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
