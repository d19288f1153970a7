//! Why a Shopify delivery is put aside. The code is a promise to operators; the text is not.

use thiserror::Error;

use crate::fault::NoCurrency;
use crate::webhook::Reason;

/// Why a Shopify delivery is put aside.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(super) enum Unreadable {
    /// There is no topic header.
    #[error("the header `X-Shopify-Topic` is missing")]
    TopicUnknown,
    /// The body is no JSON of the expected shape.
    #[error("{0}")]
    JsonInvalid(String),
    /// Nothing says which order or refund it is.
    #[error("`{0}` has no id")]
    IdMissing(&'static str),
    /// A time that must be there is missing.
    #[error("`{0}` is missing")]
    TimeMissing(&'static str),
    /// A time is no RFC 3339 time.
    #[error("`{0}` is no RFC 3339 time with a zone")]
    TimeInvalid(&'static str),
    /// A time cannot be true.
    #[error("`{0}` lies before 2000 or more than ten minutes ahead")]
    TimeImpossible(&'static str),
    /// A currency is missing or none of ISO 4217.
    #[error("currency of `{0}`: {1}")]
    CurrencyUnknown(&'static str, NoCurrency),
    /// One order states amounts in two shop currencies.
    #[error("`{0}` is in another currency than the rest")]
    CurrencyMixed(&'static str),
    /// An amount that must be there is missing.
    #[error("`{0}` is missing")]
    MoneyMissing(&'static str),
    /// An amount is no decimal number of its currency.
    #[error("`{0}` is no decimal amount of its currency")]
    MoneyInvalid(&'static str),
    /// The financial status is none that is known.
    #[error("`financial_status` is none of those that Shopify documents")]
    StateUnknown,
}

impl Unreadable {
    /// The stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::TopicUnknown => "shopify.topic_unknown",
            Self::JsonInvalid(_) => "shopify.json_invalid",
            Self::IdMissing(_) => "shopify.id_missing",
            Self::TimeMissing(_) => "shopify.time_missing",
            Self::TimeInvalid(_) => "shopify.time_invalid",
            Self::TimeImpossible(_) => "shopify.time_impossible",
            Self::CurrencyUnknown(..) => "shopify.currency_unknown",
            Self::CurrencyMixed(_) => "shopify.currency_mixed",
            Self::MoneyMissing(_) => "shopify.money_missing",
            Self::MoneyInvalid(_) => "shopify.money_invalid",
            Self::StateUnknown => "shopify.state_unknown",
        }
    }
}

impl From<Unreadable> for Reason {
    fn from(why: Unreadable) -> Self {
        Self { code: why.code(), detail: why.to_string() }
    }
}
