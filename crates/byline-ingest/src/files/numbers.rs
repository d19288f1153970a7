//! Numbers as spreadsheets and people write them: `1.234,56`, `1,234.56`, `€ 12`, `(12.00)`.
//!
//! In: a cell, and which sign stands before decimals in this file, if that is known. Out: the plain
//! form `-1234.56`, or nothing. What can be read in two ways is not read: `1.234` is a thousand
//! times more in Berlin than in Boston.

use byline_core::money::Currency;

/// What may stand between groups of digits besides comma and point.
const GROUPERS: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'];

/// A number taken apart: its sign, its digits with their separators, and the letters around it.
struct Parts<'a> {
    is_negative: bool,
    body: &'a str,
    unit: &'a str,
}

/// The plain decimal form of an amount; `None` for what is no number or could be two.
pub fn amount(text: &str, decimal_mark: Option<char>, n_places: u32) -> Option<String> {
    let parts = Parts::read(without_no_cents(text)).filter(|parts| is_of_money(parts.unit))?;
    let (whole, fraction) = settle(parts.body, decimal_mark.or(unit_mark(n_places)))?;
    Some(plain(parts.is_negative, &whole, &fraction))
}

/// `50.-` and `50,–` say that there are no cents.
fn without_no_cents(text: &str) -> &str {
    let ends = [".-", ",-", ".\u{2013}", ",\u{2013}", ".\u{2014}", ",\u{2014}"];
    let text = text.trim();
    ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

/// Whether letters beside an amount are a currency: a code, a sign, or a word for crowns and
/// zlotys. `5x` and `1O` are a slip of the hand, and `100k` may be a hundred thousand.
fn is_of_money(unit: &str) -> bool {
    let has_sign = unit.chars().any(is_currency_sign);
    let is_word = matches!(unit.to_lowercase().as_str(), "" | "kr" | "zł" | "fr");
    is_word || has_sign || Currency::parse(&unit.to_ascii_uppercase()).is_some()
}

/// Whether a sign beside an amount cannot stand for this currency, such as `$40` for euros.
pub fn contradicts(text: &str, currency: Currency) -> bool {
    let has_dollar = Parts::read(text).is_some_and(|parts| parts.unit.contains('$'));
    has_dollar && !DOLLARS.split(' ').any(|code| code == currency.as_str())
}

/// Currencies that are written with a dollar sign.
const DOLLARS: &str = "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD \
    TTD TWD XCD ARS CLP COP CUP DOP MXN UYU BRL NIO TOP WST CVE MOP";

/// A whole number; `12.0` is one, `1.5K` is 1500.
pub fn count(text: &str, decimal_mark: Option<char>) -> Option<i64> {
    let parts = Parts::read(text)?;
    let n_zeros = match parts.unit.to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 3,
        "m" | "mio" => 6,
        "b" => 9,
        _ => return None,
    };
    // A count that is written with a comma and three digits is grouped: nobody counts thousandths.
    let comma_groups = decimal_mark.is_none() && n_zeros == 0 && !parts.body.contains('.');
    let mark = if comma_groups { Some('.') } else { decimal_mark };
    let mark = if n_zeros == 0 { mark } else { mark.or(Some('.')) };
    let (whole, fraction) = settle(parts.body, mark)?;
    let fraction = fraction.trim_end_matches('0');
    let padding = "0".repeat(usize::checked_sub(n_zeros, fraction.len())?);
    plain(parts.is_negative, &format!("{whole}{fraction}{padding}"), "").parse().ok()
}

/// A decimal number as whole units of `10^-n_places`; further places must be zeros.
pub fn scaled(text: &str, decimal_mark: Option<char>, n_places: u32) -> Option<i64> {
    let text = text.trim().trim_end_matches('%');
    let parts = Parts::read(text).filter(|parts| parts.unit.is_empty())?;
    let (whole, fraction) = settle(parts.body, decimal_mark.or(Some('.')))?;
    let n_places = n_places as usize;
    let (kept, beyond) = fraction.split_at(fraction.len().min(n_places));
    let is_exact = beyond.bytes().all(|digit| digit == b'0');
    let digits = format!("{whole}{kept:0<n_places$}");
    is_exact.then(|| plain(parts.is_negative, &digits, "").parse().ok())?
}

/// The currency that a cell itself names, such as `€ 12` or `12 EUR`. A dollar sign names none.
pub fn currency_in(text: &str) -> Option<Currency> {
    let unit = Parts::read(text)?.unit.to_ascii_uppercase();
    match unit.as_str() {
        "€" => Currency::parse("EUR"),
        "£" => Currency::parse("GBP"),
        "₹" => Currency::parse("INR"),
        "US$" => Currency::parse("USD"),
        code => Currency::parse(code),
    }
}

/// The decimal mark that a cell proves by itself: `12,5` does, `1,234` and `12` do not.
pub fn mark_proved_by(text: &str) -> Option<char> {
    let body = Parts::read(text)?.body;
    match (body.rfind(','), body.rfind('.')) {
        (Some(comma), Some(point)) => {
            let mark = if comma < point { '.' } else { ',' };
            settle(body, None).map(|_| mark)
        }
        (None, None) => None,
        (comma, _) => {
            let (mark, other) = if comma.is_some() { (',', '.') } else { ('.', ',') };
            let (_, after) = body.split_once(mark)?;
            match after.split(mark).count() {
                1 if matches!(after.len(), 1..=2) => Some(mark),
                1 => None,
                _ => settle(body, None).map(|_| other),
            }
        }
    }
}

/// A currency with three decimal places is written with three; else three digits may be a group.
fn unit_mark(n_places: u32) -> Option<char> {
    (n_places == 3).then_some('.')
}

fn plain(is_negative: bool, whole: &str, fraction: &str) -> String {
    let is_zero = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    let sign = if is_negative && !is_zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut text = text.trim();
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let in_brackets = inside.is_some();
        text = inside.unwrap_or(text).trim();
        let (text, minus_first) = take_sign(text);
        let is_part = |c: char| c.is_ascii_digit();
        let first = text.find(is_part)?;
        let last = text.rfind(is_part)?;
        let (before, after) = (text[..first].trim(), text[last + 1..].trim());
        let end = if after.starts_with(['.', ',']) { last + 2 } else { last + 1 };
        let after = text[end..].trim();
        let (before, minus_inside) = match before.strip_suffix(['-', '−']) {
            Some(before) => (before.trim_end(), true),
            None => (before, false),
        };
        let minus_last = matches!(after, "-" | "−");
        let after = if minus_last { "" } else { after };
        let unit = match (before, after) {
            ("", unit) | (unit, "") => unit,
            _ => return None,
        };
        let n_signs = [in_brackets, minus_first, minus_inside, minus_last];
        let n_signs = n_signs.into_iter().filter(|is_minus| *is_minus).count();
        let is_unit = unit.chars().count() <= 4
            && unit.chars().all(|c| c.is_alphabetic() || is_currency_sign(c));
        (is_unit && n_signs <= 1).then_some(Self {
            is_negative: n_signs == 1,
            body: &text[first..end],
            unit,
        })
    }
}

fn take_sign(text: &str) -> (&str, bool) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (rest.trim_start(), true),
        None => (text.strip_prefix('+').unwrap_or(text).trim_start(), false),
    }
}

fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '£' | '¥' | '€' | '₹' | '₩' | '₺' | '₽' | '₫' | '฿' | '₱' | '₦' | '₴')
}

/// Whole digits and decimals of a body of digits and separators.
fn settle(body: &str, decimal_mark: Option<char>) -> Option<(String, String)> {
    let is_known = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.') || GROUPERS.contains(&c);
    if !body.chars().all(is_known) {
        return None;
    }
    let n_of = |sign: char| body.chars().filter(|c| *c == sign).count();
    let mark = match (n_of(','), n_of('.')) {
        (0, 0) => None,
        (0, 1) => lone_mark('.', body, decimal_mark)?,
        (1, 0) => lone_mark(',', body, decimal_mark)?,
        (0, _) | (_, 0) => None,
        _ if body.rfind(',') < body.rfind('.') => Some('.'),
        _ => Some(','),
    };
    let (whole, fraction) = match mark {
        Some(mark) => body.split_once(mark)?,
        None => (body, ""),
    };
    let is_plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = ungrouped(whole)?;
    is_plain.then(|| (whole, fraction.to_owned()))
}

/// What a separator that stands alone is: `Some(Some(mark))` before decimals, `Some(None)` between
/// groups, `None` if nobody can say.
fn lone_mark(sign: char, body: &str, decimal_mark: Option<char>) -> Option<Option<char>> {
    let (before, after) = body.split_once(sign)?;
    let could_be_group =
        after.len() == 3 && !before.is_empty() && before != "0" && before.len() <= 3;
    if !could_be_group {
        return Some(Some(sign));
    }
    decimal_mark.map(|mark| (mark == sign).then_some(sign))
}

/// Digits without the signs between their groups; `None` if the groups are not well made.
fn ungrouped(whole: &str) -> Option<String> {
    let signs: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(sign) = signs.first() else {
        return (!whole.is_empty()).then(|| whole.to_owned());
    };
    if signs.iter().any(|other| other != sign) {
        return None;
    }
    let groups: Vec<&str> = whole.split(*sign).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let is_even = |n| middle.iter().all(|group| group.len() == n);
    // Groups of two before the last are lakhs and crores.
    let is_well_made =
        matches!(first.len(), 1..=3) && last.len() == 3 && (is_even(3) || is_even(2));
    is_well_made.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: cell, decimal mark of the file, plain form for a currency with cents.
    #[test]
    fn amounts_as_people_write_them() {
        let table = [
            ("1.234,56", None, Some("1234.56")),
            ("1,234.56", None, Some("1234.56")),
            ("€ 12", None, Some("12")),
            ("12,50 €", None, Some("12.50")),
            ("(12.00)", None, Some("-12.00")),
            ("-$1,234.50", None, Some("-1234.50")),
            ("$-5", None, Some("-5")),
            ("−7,5", None, Some("-7.5")),
            ("12.00-", None, Some("-12.00")),
            ("+3", None, Some("3")),
            ("CHF 1'234.50", None, Some("1234.50")),
            ("1\u{a0}234,50", None, Some("1234.50")),
            ("1 234 567", None, Some("1234567")),
            ("1.234.567", None, Some("1234567")),
            ("1,23,456.78", None, Some("123456.78")),
            ("144.", None, Some("144.")),
            ("50.-", None, Some("50")),
            ("50 EUR", None, Some("50")),
            ("250 kr", None, Some("250")),
            // A letter that is no currency is a slip of the hand.
            ("1O", None, None),
            ("5x", None, None),
            ("100k", None, None),
            ("0.125", None, Some("0.125")),
            ("-0.00", None, Some("0.00")),
            ("12345.678", None, Some("12345.678")),
            // One thousand, or one and some? Only the file can tell.
            ("1.234", None, None),
            ("1,234", None, None),
            ("1.234", Some(','), Some("1234")),
            ("1,234", Some('.'), Some("1234")),
            ("1.234", Some('.'), Some("1.234")),
            ("1,234", Some(','), Some("1.234")),
            ("1e3", None, None),
            ("12.34.56", None, None),
            ("1,2345.00", None, None),
            (".5", None, None),
            ("Rs. 500", None, None),
            ("-(5)", None, None),
            ("abc", None, None),
            ("", None, None),
            ("١٢", None, None),
        ];
        for (text, mark, expected) in table {
            let plain = amount(text, mark, 2).map(|text| text.trim_end_matches('.').to_owned());
            let expected = expected.map(|text| text.trim_end_matches('.').to_owned());
            assert_eq!(plain, expected, "{text}");
        }
        assert_eq!(amount("1.250", None, 3).as_deref(), Some("1.250"), "dinars have three");
    }

    /// Reads as a table: cell, decimal mark of the file, count.
    #[test]
    fn counts_as_people_write_them() {
        let table = [
            ("1,234", None, Some(1_234)),
            ("1.234", None, None),
            ("1.234", Some(','), Some(1_234)),
            ("12.0", None, Some(12)),
            ("1.5K", None, Some(1_500)),
            ("2,5M", None, Some(2_500_000)),
            ("1.234K", None, Some(1_234)),
            ("1 234", None, Some(1_234)),
            ("7.5", None, None),
            ("-3", None, Some(-3)),
            ("12 EUR", None, None),
            ("99999999999999999999", None, None),
        ];
        for (text, mark, expected) in table {
            assert_eq!(count(text, mark), expected, "{text}");
        }
    }

    #[test]
    fn fractions_become_whole_units() {
        assert_eq!(scaled("4.416667", None, 6), Some(4_416_667));
        assert_eq!(scaled("4.4166670", None, 6), Some(4_416_667));
        assert_eq!(scaled("4.4166675", None, 6), None);
        assert_eq!(scaled("10%", None, 2), Some(10_00));
        assert_eq!(scaled("-1", None, 6), Some(-1_000_000));
    }

    #[test]
    fn some_cells_prove_the_mark_of_their_file() {
        let table = [
            ("12,5", Some(',')),
            ("12.50", Some('.')),
            ("1.234,5", Some(',')),
            ("1.234.567", Some(',')),
            ("1,234", None),
            ("17", None),
            ("01.02.2026", None),
            ("word", None),
        ];
        for (text, expected) in table {
            assert_eq!(mark_proved_by(text), expected, "{text}");
        }
        assert_eq!(currency_in("€ 12").map(|c| c.to_string()).as_deref(), Some("EUR"));
        assert_eq!(currency_in("12 usd").map(|c| c.to_string()).as_deref(), Some("USD"));
        assert_eq!(currency_in("$12"), None);
        let euro = Currency::parse("EUR").unwrap();
        assert!(contradicts("$40", euro) && !contradicts("40", euro));
        assert!(!contradicts("US$40", Currency::USD));
    }
}
