//! What Segment sends. Everything about an event that senders choose may be anything, so a wrong
//! shape there is nothing, and never costs the event.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{Free, Scalar};

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub message_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub event: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub anonymous_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub user_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub timestamp: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub sent_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub original_timestamp: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub received_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub properties: Option<&'a RawValue>,
    #[serde(borrow)]
    pub traits: Option<&'a RawValue>,
    #[serde(borrow)]
    pub context: Option<&'a RawValue>,
    /// Several events in one, as the tracking API takes them and a destination never sends.
    #[serde(borrow)]
    pub batch: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Properties<'a> {
    #[serde(borrow, alias = "orderId", alias = "orderID", alias = "transaction_id")]
    pub order_id: Option<Free<'a>>,
    #[serde(borrow, alias = "checkoutId")]
    pub checkout_id: Option<Free<'a>>,
    #[serde(borrow)]
    pub revenue: Option<Free<'a>>,
    #[serde(borrow)]
    pub total: Option<Free<'a>>,
    #[serde(borrow)]
    pub currency: Option<Free<'a>>,
    #[serde(borrow)]
    pub coupon: Option<Free<'a>>,
    #[serde(borrow)]
    pub url: Option<Free<'a>>,
    #[serde(borrow)]
    pub path: Option<Free<'a>>,
    #[serde(borrow)]
    pub referrer: Option<Free<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Traits<'a> {
    #[serde(borrow)]
    pub email: Option<Free<'a>>,
    #[serde(borrow)]
    pub phone: Option<Free<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Context<'a> {
    #[serde(borrow)]
    pub campaign: Option<&'a RawValue>,
    #[serde(borrow)]
    pub page: Option<&'a RawValue>,
    #[serde(borrow)]
    pub traits: Option<&'a RawValue>,
}

/// The UTM fields; the campaign's is called `name`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Campaign<'a> {
    #[serde(borrow)]
    pub name: Option<Free<'a>>,
    #[serde(borrow)]
    pub source: Option<Free<'a>>,
    #[serde(borrow)]
    pub medium: Option<Free<'a>>,
    #[serde(borrow)]
    pub term: Option<Free<'a>>,
    #[serde(borrow)]
    pub content: Option<Free<'a>>,
}

/// A part of an event that senders choose; nothing where it is no object of its kind.
pub(super) fn part<'a, T: Deserialize<'a> + Default>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// The text of a field that may hold anything.
pub(super) fn free(field: &Option<Free<'_>>) -> Option<String> {
    field.as_ref().and_then(Free::text)
}
