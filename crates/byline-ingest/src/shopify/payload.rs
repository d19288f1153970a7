//! What Shopify sends: the fields that are read, in the shapes that real deliveries have.
//!
//! Ids and amounts come as text or as numbers, in one payload even both, and any field may be
//! missing or null. Fields that are not named here are skipped without being built.

use serde::Deserialize;

use crate::json::{Free, Scalar, text};

/// An order, as in every `orders/*` topic but `orders/edited`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Order<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub admin_graphql_api_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub name: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub order_number: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub confirmation_number: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub checkout_id: Option<Scalar<'a>>,
    /// The order's id where it was first placed, such as a platform's own shop.
    #[serde(borrow)]
    pub source_identifier: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub checkout_token: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub cart_token: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub token: Option<Scalar<'a>>,

    #[serde(borrow)]
    pub created_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub processed_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub updated_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub cancelled_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub financial_status: Option<Scalar<'a>>,
    pub test: Option<bool>,

    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    pub taxes_included: Option<bool>,
    #[serde(borrow)]
    pub subtotal_price: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub subtotal_price_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub total_discounts: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_discounts_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub total_tax: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_tax_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub total_shipping_price_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub total_price: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub total_price_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub shipping_lines: Option<Vec<ShippingLine<'a>>>,

    #[serde(borrow)]
    pub discount_codes: Option<Vec<DiscountCode<'a>>>,
    #[serde(borrow)]
    pub discount_applications: Option<Vec<DiscountCode<'a>>>,
    #[serde(borrow)]
    pub note_attributes: Option<Vec<NoteAttribute<'a>>>,
    #[serde(borrow)]
    pub landing_site: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub referring_site: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub contact_email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub phone: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub customer: Option<Customer<'a>>,
    #[serde(borrow)]
    pub refunds: Option<Vec<Refund<'a>>>,
}

/// An amount in the shop's currency and the shopper's. Only the shop's is read.
#[derive(Deserialize)]
pub(super) struct MoneySet<'a> {
    #[serde(borrow)]
    pub shop_money: Option<Amount<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Amount<'a> {
    #[serde(borrow)]
    pub amount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency_code: Option<Scalar<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ShippingLine<'a> {
    #[serde(borrow)]
    pub discounted_price: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub discounted_price_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub price: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub price_set: Option<MoneySet<'a>>,
    #[serde(borrow)]
    pub tax_lines: Option<Vec<TaxLine<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TaxLine<'a> {
    #[serde(borrow)]
    pub price: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub price_set: Option<MoneySet<'a>>,
}

/// A discount. Automatic ones and scripts have no code.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct DiscountCode<'a> {
    #[serde(borrow)]
    pub code: Option<Scalar<'a>>,
}

/// A pair that the shop's theme attached to the cart; anything may stand in it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct NoteAttribute<'a> {
    #[serde(borrow)]
    pub name: Option<Free<'a>>,
    #[serde(borrow)]
    pub value: Option<Free<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Customer<'a> {
    #[serde(borrow)]
    pub email: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub phone: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub orders_count: Option<Scalar<'a>>,
}

/// A refund, inside an order or alone in `refunds/create`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refund<'a> {
    #[serde(borrow)]
    pub id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub admin_graphql_api_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub order_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub created_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub processed_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub transactions: Option<Vec<Transaction<'a>>>,
}

/// One movement of money.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Transaction<'a> {
    #[serde(borrow)]
    pub kind: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub status: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub currency: Option<Scalar<'a>>,
    #[serde(borrow)]
    pub amount_set: Option<MoneySet<'a>>,
}

/// The true id of a thing: the digits of its global id, else the number beside it.
///
/// Tools written in JavaScript round the numbers on their way; the global id is text.
pub(super) fn id<'s>(
    global: &'s Option<Scalar<'_>>,
    number: &'s Option<Scalar<'_>>,
) -> Option<&'s str> {
    let digits = text(global).and_then(|gid| {
        let tail = gid.rsplit('/').next().unwrap_or(gid);
        let tail = tail.split('?').next().unwrap_or(tail);
        let is_number = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(tail)
    });
    digits.or_else(|| text(number))
}
