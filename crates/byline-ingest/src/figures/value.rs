//! Values as platforms write them, into whole numbers of one unit.
//!
//! In: text such as `"4.416667"`, `"20836690"` or `"-"`, and the unit of its metric. Out: a whole
//! number, `None` for what platforms write where they have nothing, or what is wrong with it.
//!
//! Everything is counted in whole numbers. Where a platform is finer than our unit (micros of a
//! currency, seconds in minutes), halves are rounded away from zero, once for each value.

use byline_core::money::Currency;

use crate::amount::LARGEST;

/// In what a platform writes a metric, and what we make of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A whole number of things. `12.0` is one, `12.5` is none.
    Count,
    /// Things that can be fractions, kept in millionths.
    Fraction,
    /// Major units of a currency, kept in minor units.
    Major,
    /// Millionths of a major unit, kept in minor units.
    Micros,
    /// Seconds.
    Seconds,
    /// Minutes, kept in seconds.
    Minutes,
}

/// What is wrong with a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    /// It is no number of its unit, or none that can be true.
    Unreadable,
    /// It is money, and nothing says of which currency.
    CurrencyMissing,
}

/// What platforms write where they have nothing, in lower case.
const NOTHING: [&str; 8] = ["", "-", "--", "n/a", "na", "none", "null", "nan"];

impl Unit {
    /// Reads `text`. `None`: the platform has no value.
    pub(crate) fn read(self, text: &str, currency: Option<Currency>) -> Result<Option<i64>, Wrong> {
        let text = text.trim();
        if NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing)) {
            return Ok(None);
        }
        let decimal = Decimal::read(text).ok_or(Wrong::Unreadable)?;
        let minor_per_major = || match currency {
            Some(currency) => Ok(10_i128.pow(currency.exponent())),
            None => Err(Wrong::CurrencyMissing),
        };
        let value = match self {
            Self::Count => decimal.times(1, 1).filter(|_| decimal.is_whole()),
            Self::Fraction => decimal.times(1_000_000, 1),
            Self::Major => decimal.times(minor_per_major()?, 1),
            Self::Micros => decimal.times(minor_per_major()?, 1_000_000),
            Self::Seconds => decimal.times(1, 1),
            Self::Minutes => decimal.times(60, 1),
        };
        value.map(Some).ok_or(Wrong::Unreadable)
    }
}

/// A decimal number, exact: `digits` divided by ten to the power of `n_places`.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    digits: i128,
    n_places: u32,
}

/// The most digits that are read. More of them say nothing that a platform can know.
const DIGITS_MAX: usize = 24;

impl Decimal {
    /// Reads `-? digit* ( . digit* )? ( e sign? digit+ )?` with at least one digit before the `e`.
    fn read(text: &str) -> Option<Self> {
        let (number, power) = match text.split_once(['e', 'E']) {
            Some((number, power)) => (number, power.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (is_negative, unsigned) = match number.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, number),
        };
        let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = is_plain(whole) && is_plain(places) && 0 < whole.len() + places.len();
        if !is_number || DIGITS_MAX < whole.len() {
            return None;
        }
        // Beyond these places lies less than any unit can show.
        let places = &places[..places.len().min(DIGITS_MAX - whole.len())];
        let digits: i128 = format!("{whole}{places}").parse().ok()?;
        let n_places = i32::try_from(places.len()).ok()?.checked_sub(power)?;
        let shift = 10_i128.checked_pow(n_places.min(0).unsigned_abs())?;
        let digits = digits.checked_mul(shift)?;
        let n_places = u32::try_from(n_places.max(0)).ok().filter(|n| *n <= 30)?;
        Some(Self { digits: if is_negative { -digits } else { digits }, n_places })
    }

    fn is_whole(self) -> bool {
        self.digits % 10_i128.pow(self.n_places) == 0
    }

    /// It, times `factor`, divided by `divisor`, with halves away from zero; `None` if too large
    /// to be true.
    fn times(self, factor: i128, divisor: i128) -> Option<i64> {
        let dividend = self.digits.checked_mul(factor)?;
        let divisor = 10_i128.pow(self.n_places).checked_mul(divisor)?;
        let half = divisor / 2;
        let rounded = (dividend.abs().checked_add(half)? / divisor) * dividend.signum();
        i64::try_from(rounded).ok().filter(|value| (-LARGEST..=LARGEST).contains(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: unit, text, currency, value.
    #[test]
    fn every_unit_comes_out_whole() {
        let table = [
            (Unit::Count, "2038", "", Ok(Some(2038))),
            (Unit::Count, " 12.0 ", "", Ok(Some(12))),
            (Unit::Count, "12.5", "", Err(Wrong::Unreadable)),
            (Unit::Count, "1.6E3", "", Ok(Some(1600))),
            (Unit::Count, "-3", "", Ok(Some(-3))),
            (Unit::Count, "1,234", "", Err(Wrong::Unreadable)),
            (Unit::Count, "lots", "", Err(Wrong::Unreadable)),
            (Unit::Count, "9000000000000000000", "", Err(Wrong::Unreadable)),
            (Unit::Count, "-", "", Ok(None)),
            (Unit::Count, "None", "", Ok(None)),
            (Unit::Count, "", "", Ok(None)),
            (Unit::Fraction, "4.416667", "", Ok(Some(4_416_667))),
            (Unit::Fraction, "0.0000005", "", Ok(Some(1))),
            (Unit::Major, "144.", "USD", Ok(Some(144_00))),
            (Unit::Major, ".5", "USD", Ok(Some(50))),
            (Unit::Major, "0.005", "USD", Ok(Some(1))),
            (Unit::Major, "6865538", "IDR", Ok(Some(6_865_538_00))),
            (Unit::Major, "21.3", "JPY", Ok(Some(21))),
            (Unit::Major, "1.2345", "KWD", Ok(Some(1_235))),
            (Unit::Major, "-12.345", "USD", Ok(Some(-12_35))),
            (Unit::Major, "7.5", "", Err(Wrong::CurrencyMissing)),
            (Unit::Major, "-", "", Ok(None)),
            (Unit::Micros, "20836690", "USD", Ok(Some(20_84))),
            (Unit::Micros, "4999", "USD", Ok(Some(0))),
            (Unit::Micros, "1500000", "JPY", Ok(Some(2))),
            (Unit::Minutes, "0.14833333333333334", "", Ok(Some(9))),
            (Unit::Seconds, "8.9", "", Ok(Some(9))),
        ];
        for (unit, text, currency, expected) in table {
            let read = unit.read(text, Currency::parse(currency));
            assert_eq!(read, expected, "{unit:?} {text}");
        }
    }

    #[test]
    fn no_length_and_no_power_overflows() {
        for text in ["1e400", "1e-400", "-1e2147483648", "e5", ".", "-", "1e", "--1"] {
            assert!(!matches!(Unit::Major.read(text, Some(Currency::USD)), Ok(Some(_))), "{text}");
        }
        let long = format!("0.{}", "3".repeat(400));
        assert_eq!(Unit::Fraction.read(&long, None), Ok(Some(333_333)));
        assert_eq!(Unit::Count.read(&"9".repeat(400), None), Err(Wrong::Unreadable));
    }
}
