//! Parts that several events have: texts, times, amounts, words and shoppers.

use std::fmt::Display;

use byline_core::link::landing::Landing;
use byline_core::money::{Currency, Money};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Timestamp;
use serde::Deserialize;
use serde::de::value::StrDeserializer;

use super::Context;
use super::error::{EventError, Said};
use super::shapes::{ShopperFields, Text};
use crate::amount;
use crate::keys::{self, Customer};
use crate::moment::{self, Wrong};

/// How long ids and other short texts may be, in bytes.
const TEXT_MAX: usize = 200;

/// How long addresses may be, in bytes.
const URL_MAX: usize = 8_192;

/// How many codes or other names one event may give.
const LIST_MAX: usize = 32;

/// The first characters of outside text, so that an error never grows with its cause.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A field and the value that was not understood.
pub(super) fn said(field: &'static str, value: &str) -> Said {
    Said { field, value: cut(value) }
}

/// A short text, if it is there.
pub(super) fn short<'t>(
    field: &'static str,
    text: &'t Option<Text>,
) -> Result<Option<&'t str>, EventError> {
    limited(field, text, TEXT_MAX)
}

/// An address, if it is there.
pub(super) fn url<'t>(
    field: &'static str,
    text: &'t Option<Text>,
) -> Result<Option<&'t str>, EventError> {
    limited(field, text, URL_MAX)
}

/// A short text that must be there.
pub(super) fn needed<'t>(
    field: &'static str,
    text: &'t Option<Text>,
) -> Result<&'t str, EventError> {
    short(field, text)?.ok_or(EventError::FieldMissing(field))
}

/// The sender's id of the event.
pub(super) fn id(text: &Option<Text>) -> Result<&str, EventError> {
    short("id", text)?.ok_or(EventError::IdMissing)
}

/// A list of short texts.
pub(super) fn list<'t>(
    field: &'static str,
    texts: &'t Option<Vec<Text>>,
) -> Result<Vec<&'t str>, EventError> {
    let texts = texts.as_deref().unwrap_or_default();
    let is_long = texts.len() > LIST_MAX || texts.iter().any(|text| text.0.len() > TEXT_MAX);
    match is_long {
        true => Err(EventError::TextTooLong { field, max: TEXT_MAX }),
        false => Ok(texts.iter().filter_map(Text::get).collect()),
    }
}

/// A time, if it is there.
pub(super) fn time(
    field: &'static str,
    text: &Option<Text>,
    context: &Context<'_>,
) -> Result<Option<Timestamp>, EventError> {
    let Some(text) = text.as_ref().and_then(Text::get) else {
        return Ok(None);
    };
    match moment::read(text, context.received_at) {
        Ok(at) => Ok(Some(at)),
        Err(Wrong::Unreadable) => Err(EventError::TimeInvalid(said(field, text))),
        Err(Wrong::Impossible) => Err(EventError::TimeImpossible(said(field, text))),
    }
}

/// A time, or when the batch came in.
pub(super) fn time_or_now(
    field: &'static str,
    text: &Option<Text>,
    context: &Context<'_>,
) -> Result<Timestamp, EventError> {
    Ok(time(field, text, context)?.unwrap_or(context.received_at))
}

/// A currency that must be there.
pub(super) fn currency(text: &Option<Text>) -> Result<Currency, EventError> {
    let code = text.as_ref().and_then(Text::get).ok_or(EventError::CurrencyMissing)?;
    let currency = Currency::parse(&code.to_ascii_uppercase());
    currency.ok_or_else(|| EventError::CurrencyUnknown(said("currency", code)))
}

/// An amount in minor units, if it is there; never negative.
pub(super) fn minor(
    field: &'static str,
    text: &Option<Text>,
    currency: Currency,
) -> Result<Option<i64>, EventError> {
    let Some(text) = text.as_ref().and_then(Text::get) else {
        return Ok(None);
    };
    match amount::minor(text, currency) {
        Some(minor) if 0 <= minor => Ok(Some(minor)),
        _ => Err(EventError::MoneyInvalid(said(field, text))),
    }
}

/// An amount that must be there.
pub(super) fn money(
    field: &'static str,
    amount: &Option<Text>,
    code: &Option<Text>,
) -> Result<Money, EventError> {
    let currency = currency(code)?;
    let minor = minor(field, amount, currency)?.ok_or(EventError::FieldMissing(field))?;
    Ok(Money::new(minor, currency))
}

/// One of the words that a field knows.
pub(super) fn word<T: for<'de> Deserialize<'de>>(
    field: &'static str,
    text: &str,
) -> Result<T, EventError> {
    let word = StrDeserializer::<Words>::new(text);
    T::deserialize(word)
        .map_err(|Words(known)| EventError::WordUnknown { said: said(field, text), known })
}

/// The words that a field knows, as reading an unknown one tells them.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Words(String);

impl serde::de::Error for Words {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected.join(", "))
    }
}

/// A click id, if it is there.
pub(super) fn click(
    field: &'static str,
    text: &Option<Text>,
) -> Result<Option<ClickId>, EventError> {
    let Some(text) = text.as_ref().and_then(Text::get) else {
        return Ok(None);
    };
    ClickId::parse(text).map(Some).ok_or_else(|| EventError::ClickInvalid(said(field, text)))
}

/// Who the shopper is, by the event's own fields and the click in the landing address.
pub(super) fn shopper(
    fields: &Option<ShopperFields>,
    landing: Option<&Landing>,
    context: &Context<'_>,
) -> Result<ShopperKeys, EventError> {
    let none = ShopperFields::default();
    let fields = fields.as_ref().unwrap_or(&none);
    let named = click("shopper.click_id", &fields.click_id)?;
    let landed = landing.and_then(|landing| landing.click).filter(|click| named != Some(*click));
    let clicks = named.into_iter().chain(landed).collect();
    let customer = Customer {
        email: fields.email.as_ref().and_then(Text::get),
        phone: fields.phone.as_ref().and_then(Text::get),
        id: fields.customer_id.as_ref().and_then(Text::get),
    };
    let visitor = short("shopper.visitor_id", &fields.visitor_id)?;
    Ok(ShopperKeys {
        clicks,
        visitor: visitor.and_then(keys::visitor),
        customer: customer.key(context.customer_key),
    })
}

fn limited<'t>(
    field: &'static str,
    text: &'t Option<Text>,
    max: usize,
) -> Result<Option<&'t str>, EventError> {
    match text.as_ref().and_then(Text::get) {
        Some(text) if max < text.len() => Err(EventError::TextTooLong { field, max }),
        text => Ok(text),
    }
}
