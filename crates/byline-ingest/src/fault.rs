//! Faults: why a delivery, row or answer of a feed cannot be read.
//!
//! Every feed's payload fails in the same few ways, so they share one list of codes; the quarantine
//! knows which connection it was. The code is a promise to operators; the text is not.

use std::fmt;

use thiserror::Error;

use crate::webhook::Reason;

/// What stands where a currency should: three letters that mean none are told, nothing else is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NoCurrency(Option<String>);

impl NoCurrency {
    /// What stands there, if anything does.
    pub(crate) fn of(code: Option<&str>) -> Self {
        let is_like_one = |code: &&str| {
            code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_alphabetic())
        };
        Self(code.filter(is_like_one).map(str::to_ascii_uppercase))
    }
}

impl fmt::Display for NoCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(code) => write!(f, "`{code}` is no known currency"),
            None => f.write_str("missing, or none of ISO 4217"),
        }
    }
}

/// Why something that should count cannot be read. Names fields, and of their values no more than
/// a currency.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(crate) enum Unreadable {
    /// It is no JSON of the expected shape.
    #[error("{0}")]
    JsonInvalid(String),
    /// It is no XML of the expected shape.
    #[error("{0}")]
    XmlInvalid(String),
    /// Nothing says which thing it is.
    #[error("`{0}` has no id")]
    IdMissing(&'static str),
    /// A time that must be there is missing.
    #[error("`{0}` is missing")]
    TimeMissing(&'static str),
    /// A time is not written as the feed writes times.
    #[error("`{0}` is no time as this feed writes it")]
    TimeInvalid(&'static str),
    /// A time cannot be true.
    #[error("`{0}` lies before 2000 or more than ten minutes ahead")]
    TimeImpossible(&'static str),
    /// A currency is missing or none of ISO 4217.
    #[error("currency of `{0}`: {1}")]
    CurrencyUnknown(&'static str, NoCurrency),
    /// An amount that must be there is missing.
    #[error("`{0}` is missing")]
    MoneyMissing(&'static str),
    /// An amount is no amount of its currency.
    #[error("`{0}` is no amount of its currency")]
    MoneyInvalid(&'static str),
    /// A state is none that is known.
    #[error("`{0}` is none of the states that this feed documents")]
    StateUnknown(&'static str),
    /// The delivery does not say what it is about.
    #[error("`{0}` does not say what the delivery is about")]
    TopicUnknown(&'static str),
}

impl Unreadable {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::JsonInvalid(_) => "feed.json_invalid",
            Self::XmlInvalid(_) => "feed.xml_invalid",
            Self::IdMissing(_) => "feed.id_missing",
            Self::TimeMissing(_) => "feed.time_missing",
            Self::TimeInvalid(_) => "feed.time_invalid",
            Self::TimeImpossible(_) => "feed.time_impossible",
            Self::CurrencyUnknown(..) => "feed.currency_unknown",
            Self::MoneyMissing(_) => "feed.money_missing",
            Self::MoneyInvalid(_) => "feed.money_invalid",
            Self::StateUnknown(_) => "feed.state_unknown",
            Self::TopicUnknown(_) => "feed.topic_unknown",
        }
    }
}

impl From<Unreadable> for Reason {
    fn from(why: Unreadable) -> Self {
        Self { code: why.code(), detail: why.to_string() }
    }
}
