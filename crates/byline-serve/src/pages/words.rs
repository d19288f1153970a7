//! Words: the one place where numbers become text.
//!
//! In: minor units, counts, exact ratios, instants. Out: what people read. Amounts carry their
//! currency's sign, thousands are grouped, minus is a minus sign and not a hyphen, and what is
//! missing is never written as 0.

mod clock;
mod money;

use byline_core::time::MICROS_PER_HOUR;
use byline_engine::view::MICRO;

pub use clock::Clock;
pub use money::{
    money, money_about, money_axis, money_rounded, money_rounded_signed, money_signed,
};

/// The minus sign; a hyphen is too short beside figures.
pub const MINUS: char = '\u{2212}';

/// A count with grouped thousands: `2,410,330`.
pub fn count(n: i64) -> String {
    let digits = group(n.unsigned_abs());
    if n < 0 { format!("{MINUS}{digits}") } else { digits }
}

/// A count and its noun: `1 order`, `611 orders`.
pub fn counted(n: i64, one: &str, many: &str) -> String {
    let noun = if n == 1 { one } else { many };
    format!("{} {noun}", count(n))
}

/// Split conversions, given in millionths: `1,529`, `107.5`, `12.5`, `0.33`. Whole from a thousand
/// up, one decimal from ten up.
pub fn conversions(micro: i64) -> String {
    let places = match micro.unsigned_abs() / MICRO.unsigned_abs() {
        0..10 => 2,
        10..1_000 => 1,
        _ => 0,
    };
    let units = rounded_div(i128::from(micro) * 10_i128.pow(places), i128::from(MICRO));
    let text = decimal(units, places);
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    if text.contains('.') { trimmed.to_owned() } else { text }
}

/// An exact ratio as a percentage, with more digits the smaller it is: `304%`, `41.2%`, `1.41%`.
/// `None` if there is nothing to divide by.
pub fn percent(numerator: i128, denominator: i128) -> Option<String> {
    if denominator == 0 {
        return None;
    }
    let basis_points = rounded_div(numerator * 10_000, denominator);
    let text = match basis_points.unsigned_abs() {
        0 => "0".to_owned(),
        1..1_000 => decimal(basis_points, 2),
        1_000..10_000 => decimal(rounded_div(numerator * 1_000, denominator), 1),
        _ => decimal(rounded_div(numerator * 100, denominator), 0),
    };
    Some(format!("{text}%"))
}

/// How `now` differs from `before`: `+18%`, `−4.2%`, `no change`; `None` if there was nothing.
pub fn change(now: i128, before: i128) -> Option<String> {
    let text = percent(now - before, before)?;
    Some(match now.cmp(&before) {
        std::cmp::Ordering::Less => text,
        std::cmp::Ordering::Equal => "no change".to_owned(),
        std::cmp::Ordering::Greater => format!("+{text}"),
    })
}

/// A length of time in the largest unit that says enough: `0.4 s`, `38 s`, `11 min`, `21 h`,
/// `3 days`. Anything below a tenth of a second is `0.1 s`.
pub fn length(micros: i64) -> String {
    const SECOND: i64 = 1_000_000;
    let seconds = micros.max(0) / SECOND;
    match seconds {
        0..10 => format!("{} s", decimal(i128::from((micros / 100_000).max(1)), 1)),
        10..90 => format!("{seconds} s"),
        90..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => counted(seconds / 86_400, "day", "days"),
    }
}

/// The age of what is kept by the begin of its quarter of an hour: `under 30 min ago`,
/// `45 min ago`, `1 h ago`, `3 days ago`. It is never told more closely than it is known.
pub fn quarters_ago(micros: i64) -> String {
    const QUARTER: i64 = MICROS_PER_HOUR / 4;
    if micros < 2 * QUARTER {
        return "under 30 min ago".to_owned();
    }
    if (MICROS_PER_HOUR..2 * MICROS_PER_HOUR).contains(&micros) {
        return "1 h ago".to_owned();
    }
    format!("{} ago", length(micros / QUARTER * QUARTER))
}

/// What is said once of ages that [`quarters_ago`] tells.
pub const QUARTERS_NOTE: &str = "Clicks and other signals are kept by quarters of an hour, so an \
                                 age can be 15 minutes too long.";

/// A size of files: `0.9 MB`.
pub fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// A lookback window as an adjective: `7-day`, `36-hour`.
pub fn window(seconds: i64) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{}-day", s / 86_400),
        s => format!("{}-hour", s / 3_600),
    }
}

/// Words as people list them: `a`, `a and b`, `a, b and c`.
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The sentence's first letter, upper case.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Up to two letters for the disc beside a name: of its first and its last word.
pub fn initials(name: &str) -> String {
    let letters: Vec<char> = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .collect();
    match letters.as_slice() {
        [] => "?".to_owned(),
        [one] => one.to_uppercase().collect(),
        [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
    }
}

/// `numerator / denominator`, halves away from zero.
fn rounded_div(numerator: i128, denominator: i128) -> i128 {
    let is_negative = (numerator < 0) != (denominator < 0);
    let (numerator, denominator) = (numerator.abs(), denominator.abs());
    let rounded = (numerator + denominator / 2) / denominator;
    if is_negative { -rounded } else { rounded }
}

/// A whole number of units of which 10^`places` make one, as a decimal with grouped thousands.
fn decimal(units: i128, places: u32) -> String {
    let scale = 10_u128.pow(places);
    let magnitude = units.unsigned_abs();
    let whole = group(u64::try_from(magnitude / scale).unwrap_or(u64::MAX));
    let sign = if units < 0 { MINUS.to_string() } else { String::new() };
    if places == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{:0width$}", magnitude % scale, width = places as usize)
}

fn group(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        let digits_left = digits.len() - index;
        if 0 < index && digits_left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        for (n, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (2_410_330, "2,410,330"), (-1_200, "−1,200")]
        {
            assert_eq!(count(n), expected);
        }
        assert_eq!(counted(1, "order", "orders"), "1 order");
        assert_eq!(counted(0, "order", "orders"), "0 orders");
    }

    #[test]
    fn percentages_say_more_the_smaller_they_are() {
        for (numerator, denominator, expected) in [
            (15_200, 5_000, "304%"),
            (412, 1_000, "41.2%"),
            (141, 10_000, "1.41%"),
            (-25, 100, "−25.0%"),
            (0, 7, "0%"),
            (2_500_000, 100, "2,500,000%"),
        ] {
            assert_eq!(percent(numerator, denominator).as_deref(), Some(expected));
        }
        assert_eq!(percent(1, 0), None);
    }

    #[test]
    fn changes_carry_their_sign() {
        for (now, before, expected) in [
            (118, 100, Some("+18.0%")),
            (958, 1_000, Some("−4.20%")),
            (7, 7, Some("no change")),
            (300, 100, Some("+200%")),
            (7, 0, None),
        ] {
            assert_eq!(change(now, before).as_deref(), expected);
        }
    }

    #[test]
    fn lengths_use_the_largest_unit_that_says_enough() {
        const S: i64 = 1_000_000;
        for (micros, expected) in [
            (-5, "0.1 s"),
            (400_000, "0.4 s"),
            (1_250_000, "1.2 s"),
            (38 * S, "38 s"),
            (11 * 60 * S, "11 min"),
            (21 * 3_600 * S, "21 h"),
            (3 * 86_400 * S, "3 days"),
        ] {
            assert_eq!(length(micros), expected);
        }
    }

    #[test]
    fn what_is_known_by_quarters_is_told_by_quarters() {
        const MIN: i64 = 60_000_000;
        for (minutes, expected) in [
            (-5, "under 30 min ago"),
            (29, "under 30 min ago"),
            (44, "30 min ago"),
            (59, "45 min ago"),
            (86, "1 h ago"),
            (125, "2 h ago"),
            (3 * 1_440, "3 days ago"),
        ] {
            assert_eq!(quarters_ago(minutes * MIN), expected);
        }
    }

    #[test]
    fn conversions_drop_empty_decimals() {
        for (micro, expected) in [
            (1_528_700_000, "1,529"),
            (611_000_000, "611"),
            (12_500_000, "12.5"),
            (4_500_000, "4.5"),
            (333_333, "0.33"),
            (0, "0"),
        ] {
            assert_eq!(conversions(micro), expected);
        }
    }

    #[test]
    fn initials_survive_any_name() {
        for (name, expected) in [
            ("Mika Tanaka", "MT"),
            ("cleo", "C"),
            ("Ana de la Lima", "AL"),
            ("✨ Lola ✨", "L"),
            ("🔥", "?"),
            ("", "?"),
            ("مريم حسن", "مح"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn words_are_listed_as_people_do() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&words), "a, b and c");
        assert_eq!(listed(&words[..2]), "a and b");
        assert_eq!(listed(&words[..1]), "a");
        assert_eq!(window(7 * 86_400), "7-day");
        assert_eq!(window(36 * 3_600), "36-hour");
        assert_eq!(sentence("nothing yet"), "Nothing yet");
    }
}
