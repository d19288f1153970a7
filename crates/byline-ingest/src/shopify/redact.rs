//! A customer's wish to be forgotten: `customers/redact`.
//!
//! Byline holds no address, only keys made of them, so those are what is forgotten: the one of the
//! e-mail address and the one of the phone number, whichever an order went by.

use byline_core::entry::Fact;
use serde::Deserialize;

use super::error::Unreadable;
use super::payload::Customer;
use crate::json::text;
use crate::keys::{self, CustomerKey};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Redaction<'a> {
    #[serde(borrow)]
    customer: Option<Customer<'a>>,
}

/// The keys to forget.
pub(super) fn customer(body: &[u8], key: &CustomerKey) -> Result<Vec<Fact>, Unreadable> {
    let redaction: Redaction<'_> = crate::json::read(body).map_err(Unreadable::JsonInvalid)?;
    let person = redaction.customer.as_ref();
    let email = person.and_then(|person| text(&person.email));
    let phone = person.and_then(|person| text(&person.phone));
    let by_email = email.and_then(|email| keys::email(key, email));
    let by_phone = phone.and_then(|phone| keys::phone(key, phone));
    let facts: Vec<Fact> = by_email.into_iter().chain(by_phone).map(Fact::Forgotten).collect();
    if facts.is_empty() { Err(Unreadable::IdMissing("customer")) } else { Ok(facts) }
}
