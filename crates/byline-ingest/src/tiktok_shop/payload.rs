//! What TikTok Shop answers: the fields that are read. Amounts are decimal text, times seconds.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Scalar;

/// Every answer.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default)]
    pub code: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    pub message: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    pub data: Option<&'a RawValue>,
}

/// A page of orders, of orders by creators, or of returns.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Rows<'a> {
    #[serde(borrow)]
    pub next_page_token: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub orders: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    pub return_orders: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Order<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub create_time: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub update_time: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub buyer_email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub user_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub payment: Option<Payment<'a>>,
    pub is_sample_order: Option<bool>,
    pub is_cod: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Payment<'a> {
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub sub_total: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub seller_discount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub platform_discount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub shipping_fee: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub tax: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_amount: Option<Scalar<'a>>,
}

/// An order that creators sold: the creator of each line, and no sum.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sold<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub skus: Option<Vec<Sku<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sku<'a> {
    #[serde(borrow)]
    pub sku_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub creator_username: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub content_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub commission_rate: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub quantity: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub price: Option<Amount<'a>>,
    #[serde(borrow)]
    pub estimated_commission_base: Option<Amount<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Amount<'a> {
    #[serde(borrow)]
    pub amount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
}

/// A return or refund that was asked for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Return<'a> {
    #[serde(borrow)]
    pub return_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub order_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub return_status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub update_time: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub refund_amount: Option<Refunded<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refunded<'a> {
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub refund_total: Option<Scalar<'a>>,
}

/// A delivery of the webhook.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Notice<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub shop_id: Option<Scalar<'a>>,
}
