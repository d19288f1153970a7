//! What WooCommerce sends: the fields of an order that are read.
//!
//! Ids and amounts come as text or as numbers, depending on plugins. Each time comes twice, in the
//! shop's own zone and in UTC, both without saying so; only the UTC twin is read.

use serde::Deserialize;

use crate::json::{Free, Scalar};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Order<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub number: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub order_key: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub transaction_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub date_created_gmt: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub date_modified_gmt: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub date_paid_gmt: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_tax: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub shipping_total: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub discount_total: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub fee_lines: Option<Vec<Fee<'a>>>,
    #[serde(borrow)]
    pub coupon_lines: Option<Vec<Coupon<'a>>>,
    #[serde(borrow)]
    pub refunds: Option<Vec<Refund<'a>>>,
    #[serde(borrow)]
    pub meta_data: Option<Vec<Meta<'a>>>,
    #[serde(borrow)]
    pub billing: Option<Billing<'a>>,
}

/// A surcharge, or with a negative amount a discount that some plugins give.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Fee<'a> {
    #[serde(borrow)]
    pub total: Option<Scalar<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Coupon<'a> {
    #[serde(borrow)]
    pub code: Option<Scalar<'a>>,
}

/// Money given back; the amount is negative.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refund<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total: Option<Scalar<'a>>,
}

/// A pair that WooCommerce or a plugin keeps with an order; anything may stand in it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Meta<'a> {
    #[serde(borrow)]
    pub key: Option<Free<'a>>,
    #[serde(borrow)]
    pub value: Option<Free<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Billing<'a> {
    #[serde(borrow)]
    pub email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub phone: Option<Scalar<'a>>,
}
