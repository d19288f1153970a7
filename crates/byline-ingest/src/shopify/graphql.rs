//! What Shopify's GraphQL Admin API answers, put into the form of a webhook's payload.
//!
//! The API names the same things otherwise, and writes states in capitals. An order that comes
//! both ways is then read by the same rules and has the same key: the digits of its global id.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::payload;
use crate::json::{Free, Scalar, text};

/// An answer to the question for orders.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Answered<'a> {
    #[serde(borrow)]
    pub data: Option<Data<'a>>,
    #[serde(borrow)]
    pub errors: Option<&'a RawValue>,
    pub extensions: Option<Extensions>,
}

#[derive(Deserialize)]
pub(super) struct Data<'a> {
    #[serde(borrow)]
    pub orders: Option<Orders<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Orders<'a> {
    #[serde(borrow)]
    pub nodes: Vec<&'a RawValue>,
    #[serde(borrow, rename = "pageInfo")]
    pub page_info: PageInfo<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo<'a> {
    pub has_next_page: bool,
    #[serde(borrow)]
    pub end_cursor: Option<Scalar<'a>>,
}

/// One of the errors of an answer.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Error<'a> {
    #[serde(borrow)]
    pub message: Option<Free<'a>>,
    #[serde(borrow)]
    pub extensions: Option<ErrorExtensions<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ErrorExtensions<'a> {
    #[serde(borrow)]
    pub code: Option<Free<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Extensions {
    pub cost: Option<Cost>,
}

/// What a question costs and what there is to spend, in points.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cost {
    pub requested_query_cost: f64,
    pub throttle_status: ThrottleStatus,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThrottleStatus {
    pub currently_available: f64,
    pub restore_rate: f64,
}

/// An order.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Node<'a> {
    #[serde(borrow)]
    id: Option<Scalar<'a>>,
    #[serde(borrow)]
    name: Option<Scalar<'a>>,
    #[serde(borrow)]
    confirmation_number: Option<Scalar<'a>>,
    #[serde(borrow)]
    created_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    processed_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    updated_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    cancelled_at: Option<Scalar<'a>>,
    #[serde(borrow)]
    display_financial_status: Option<Scalar<'a>>,
    test: Option<bool>,
    #[serde(borrow)]
    currency_code: Option<Scalar<'a>>,
    taxes_included: Option<bool>,
    #[serde(borrow)]
    subtotal_price_set: Option<Set<'a>>,
    #[serde(borrow)]
    total_discounts_set: Option<Set<'a>>,
    #[serde(borrow)]
    total_tax_set: Option<Set<'a>>,
    #[serde(borrow)]
    total_shipping_price_set: Option<Set<'a>>,
    #[serde(borrow)]
    total_price_set: Option<Set<'a>>,
    #[serde(borrow)]
    discount_codes: Option<Vec<Scalar<'a>>>,
    #[serde(borrow)]
    custom_attributes: Option<Vec<Attribute<'a>>>,
    #[serde(borrow)]
    email: Option<Scalar<'a>>,
    #[serde(borrow)]
    phone: Option<Scalar<'a>>,
    #[serde(borrow)]
    customer: Option<Customer<'a>>,
    #[serde(borrow)]
    customer_journey_summary: Option<Journey<'a>>,
    #[serde(borrow)]
    shipping_lines: Option<Nodes<ShippingLine<'a>>>,
    #[serde(borrow)]
    refunds: Option<Vec<Refund<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set<'a> {
    #[serde(borrow)]
    shop_money: Option<Amount<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Amount<'a> {
    #[serde(borrow)]
    amount: Option<Scalar<'a>>,
    #[serde(borrow)]
    currency_code: Option<Scalar<'a>>,
}

#[derive(Deserialize)]
struct Attribute<'a> {
    #[serde(borrow)]
    key: Option<Free<'a>>,
    #[serde(borrow)]
    value: Option<Free<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer<'a> {
    #[serde(borrow, default)]
    number_of_orders: Option<Scalar<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Journey<'a> {
    #[serde(borrow, default)]
    last_visit: Option<Visit<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Visit<'a> {
    #[serde(borrow, default)]
    landing_page: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    referrer_url: Option<Scalar<'a>>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShippingLine<'a> {
    #[serde(borrow, default)]
    tax_lines: Option<Vec<TaxLine<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaxLine<'a> {
    #[serde(borrow, default)]
    price_set: Option<Set<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refund<'a> {
    #[serde(borrow, default)]
    id: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    created_at: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    transactions: Option<Nodes<Transaction<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transaction<'a> {
    #[serde(borrow, default)]
    kind: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    status: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    amount_set: Option<Set<'a>>,
}

impl<'a> Node<'a> {
    /// The order as a webhook would state it.
    pub(super) fn into_payload(self) -> payload::Order<'a> {
        let visit = self.customer_journey_summary.and_then(|journey| journey.last_visit);
        let (landing_site, referring_site) =
            visit.map_or((None, None), |visit| (visit.landing_page, visit.referrer_url));
        payload::Order {
            admin_graphql_api_id: self.id,
            name: self.name,
            confirmation_number: self.confirmation_number,
            created_at: self.created_at,
            processed_at: self.processed_at,
            updated_at: self.updated_at,
            cancelled_at: self.cancelled_at,
            financial_status: lower(self.display_financial_status),
            test: self.test,
            currency: self.currency_code,
            taxes_included: self.taxes_included,
            subtotal_price_set: self.subtotal_price_set.map(money),
            total_discounts_set: self.total_discounts_set.map(money),
            total_tax_set: self.total_tax_set.map(money),
            total_shipping_price_set: self.total_shipping_price_set.map(money),
            total_price_set: self.total_price_set.map(money),
            shipping_lines: self.shipping_lines.map(|lines| each(lines.nodes, shipping_line)),
            discount_codes: self.discount_codes.map(|codes| each(codes, discount_code)),
            note_attributes: self.custom_attributes.map(|notes| each(notes, note)),
            landing_site,
            referring_site,
            email: self.email,
            phone: self.phone,
            customer: self.customer.map(customer),
            refunds: self.refunds.map(|refunds| each(refunds, refund)),
            ..payload::Order::default()
        }
    }
}

fn each<T, U>(things: Vec<T>, into: impl Fn(T) -> U) -> Vec<U> {
    things.into_iter().map(into).collect()
}

fn money(set: Set<'_>) -> payload::MoneySet<'_> {
    payload::MoneySet { shop_money: set.shop_money.map(amount) }
}

fn amount(of: Amount<'_>) -> payload::Amount<'_> {
    payload::Amount { amount: of.amount, currency_code: of.currency_code }
}

fn shipping_line(line: ShippingLine<'_>) -> payload::ShippingLine<'_> {
    let tax_lines = line.tax_lines.map(|taxes| each(taxes, tax_line));
    payload::ShippingLine { tax_lines, ..payload::ShippingLine::default() }
}

fn tax_line(tax: TaxLine<'_>) -> payload::TaxLine<'_> {
    payload::TaxLine { price: None, price_set: tax.price_set.map(money) }
}

fn discount_code(code: Scalar<'_>) -> payload::DiscountCode<'_> {
    payload::DiscountCode { code: Some(code) }
}

fn note(attribute: Attribute<'_>) -> payload::NoteAttribute<'_> {
    payload::NoteAttribute { name: attribute.key, value: attribute.value }
}

fn customer(customer: Customer<'_>) -> payload::Customer<'_> {
    payload::Customer { email: None, phone: None, orders_count: customer.number_of_orders }
}

fn refund(refund: Refund<'_>) -> payload::Refund<'_> {
    payload::Refund {
        admin_graphql_api_id: refund.id,
        created_at: refund.created_at,
        transactions: refund.transactions.map(|list| each(list.nodes, transaction)),
        ..payload::Refund::default()
    }
}

fn transaction(transaction: Transaction<'_>) -> payload::Transaction<'_> {
    payload::Transaction {
        kind: lower(transaction.kind),
        status: lower(transaction.status),
        amount_set: transaction.amount_set.map(money),
        ..payload::Transaction::default()
    }
}

/// A state in capitals as the webhooks write it.
fn lower(state: Option<Scalar<'_>>) -> Option<Scalar<'_>> {
    text(&state).map(|text| Scalar(Cow::Owned(text.to_ascii_lowercase())))
}
