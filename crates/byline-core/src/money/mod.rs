//! Money: whole minor units and an ISO 4217 currency, never a float.
//!
//! In: decimal text as a feed wrote it. Out: [`Money`], or an error that says what is wrong.
//!
//! Invariant: `parse(format(x)) = x` for every currency, and two currencies never add up.

mod currency;
mod decimal;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use currency::Currency;
pub(crate) use decimal::grouped;
pub use decimal::{decimal_text, minor_from_decimal};

/// An amount in minor units of one currency; negative for money given back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Money {
    /// Whole minor units, such as cents.
    #[n(0)]
    pub minor: i64,
    /// The currency that the units belong to.
    #[n(1)]
    pub currency: Currency,
}

/// The largest amount that can be true, in minor units: ten trillion dollars in cents. Thousands of
/// them still add up.
pub const AMOUNT_MAX_MINOR: i64 = 1_000_000_000_000_000;

/// Why an amount cannot be read, or two cannot be added.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum MoneyError {
    /// The text is no plain decimal number.
    #[error("`{0}` is not a decimal number: write it as `1234.56`")]
    NotDecimal(String),
    /// There are digits other than zero beyond the currency's minor unit.
    #[error("`{text}` is finer than {currency}, which has {exponent} decimal places")]
    TooPrecise {
        /// The text.
        text: String,
        /// The currency.
        currency: Currency,
        /// How many decimal places it has.
        exponent: u32,
    },
    /// The amount is beyond 2^63 minor units.
    #[error("the amount is too large to be kept")]
    OutOfRange,
    /// ISO 4217 has no such currency.
    #[error("`{0}` is not a currency: use an ISO 4217 code such as `USD`")]
    CurrencyUnknown(String),
    /// Two amounts are in different currencies.
    #[error("{0} and {1} cannot be added: convert one of them first")]
    CurrencyMismatch(Currency, Currency),
}

impl MoneyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDecimal(_) => "money.not_decimal",
            Self::TooPrecise { .. } => "money.too_precise",
            Self::OutOfRange => "money.out_of_range",
            Self::CurrencyUnknown(_) => "money.currency_unknown",
            Self::CurrencyMismatch(..) => "money.currency_mismatch",
        }
    }
}

impl Money {
    /// So many minor units of a currency.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads an amount such as `12.34`; see [`minor_from_decimal`] for the grammar.
    pub fn parse_decimal(text: &str, currency: &Currency) -> Result<Self, MoneyError> {
        let minor = minor_from_decimal(text, currency)?;
        Ok(Self { minor, currency: *currency })
    }

    /// The amount without its currency: `12.34`, with as many decimal places as the currency has.
    pub fn decimal_text(self) -> String {
        decimal_text(self.minor, self.currency.exponent())
    }

    /// The amount as people write it: `$48,212.40`, `−€16.07`, `¥1,200`, and `KWD 1.250` with a
    /// space that never breaks where no sign is known.
    pub fn told(self) -> String {
        let minus = if self.minor < 0 { "\u{2212}" } else { "" };
        let amount = grouped(i128::from(self.minor).abs(), self.currency.exponent());
        match self.currency.sign() {
            Some(sign) => format!("{minus}{sign}{amount}"),
            None => format!("{minus}{}\u{a0}{amount}", self.currency),
        }
    }

    /// The sum of two amounts of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combined(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combined(other, i64::checked_sub)
    }

    fn combined(
        self,
        other: Self,
        combine: fn(i64, i64) -> Option<i64>,
    ) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = combine(self.minor, other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }
}

/// `12.34 USD`, exact.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal_text(), self.currency)
    }
}

/// Reads what [`fmt::Display`] writes.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, code) = text.split_once(' ').unwrap_or((text, ""));
        let currency =
            Currency::parse(code).ok_or_else(|| MoneyError::CurrencyUnknown(decimal::cut(code)))?;
        Self::parse_decimal(amount, &currency)
    }
}
