//! What Stripe sends: events, and the fields of the things inside them that are read.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{Free, Scalar};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow, rename = "type")]
    pub kind: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub created: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub account: Option<Scalar<'a>>,
    pub livemode: Option<bool>,
    #[serde(borrow)]
    pub data: Option<Data<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Data<'a> {
    /// What it is depends on the kind of the event, so it is read later.
    #[serde(borrow)]
    pub object: &'a RawValue,
}

/// A checkout session.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Session<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub mode: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub created: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_subtotal: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_total: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_details: Option<TotalDetails<'a>>,
    #[serde(borrow)]
    pub payment_status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub payment_intent: Option<&'a RawValue>,
    #[serde(borrow)]
    pub invoice: Option<&'a RawValue>,
    #[serde(borrow)]
    pub subscription: Option<&'a RawValue>,
    #[serde(borrow)]
    pub client_reference_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub customer_email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub customer_details: Option<Person<'a>>,
    #[serde(borrow)]
    pub discounts: Option<Vec<Discount<'a>>>,
    #[serde(borrow)]
    pub metadata: Option<BTreeMap<String, Free<'a>>>,
    pub livemode: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TotalDetails<'a> {
    #[serde(borrow)]
    pub amount_discount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_shipping: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_tax: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub breakdown: Option<Breakdown<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Breakdown<'a> {
    #[serde(borrow)]
    pub discounts: Option<Vec<Applied<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Applied<'a> {
    #[serde(borrow)]
    pub discount: Option<Discount<'a>>,
}

/// A discount: by a promotion code, which shoppers type, or by a coupon alone.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Discount<'a> {
    #[serde(borrow)]
    pub promotion_code: Option<&'a RawValue>,
    #[serde(borrow)]
    pub coupon: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Person<'a> {
    #[serde(borrow)]
    pub email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub phone: Option<Scalar<'a>>,
}

/// A charge with what was given back of it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Charge<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_refunded: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub payment_intent: Option<&'a RawValue>,
    /// Absent since the API of November 2022.
    #[serde(borrow)]
    pub refunds: Option<Refunds<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refunds<'a> {
    #[serde(borrow)]
    pub data: Option<Vec<Refund<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refund<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub created: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub payment_intent: Option<&'a RawValue>,
    #[serde(borrow)]
    pub charge: Option<&'a RawValue>,
}

/// A thing by its id, or written out whole.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Thing<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    /// What shoppers type, of a promotion code.
    #[serde(borrow)]
    pub code: Option<Scalar<'a>>,
}

impl<'a> Thing<'a> {
    /// Reads either form; nothing for anything else.
    pub(super) fn read(raw: Option<&'a RawValue>) -> Option<Self> {
        let text = raw?.get();
        match text.as_bytes().first()? {
            b'{' => serde_json::from_str(text).ok(),
            b'"' => Some(Self { id: serde_json::from_str(text).ok(), code: None }),
            _ => None,
        }
    }
}

/// The id of a thing in either form.
pub(super) fn id_of(raw: Option<&RawValue>) -> Option<String> {
    Thing::read(raw)?.id?.text().map(str::to_owned)
}
