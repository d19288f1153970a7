//! Orders in a file.

use super::table::Cells;
use super::{Column, needed, optional};
use crate::events::{ConversionEvent, Event, EventError, ShopperFields};

/// The columns of orders.
pub(super) const COLUMNS: &[Column] = &[
    needed("order_id", "the shop's id of the order"),
    needed("occurred_at", "when it was placed"),
    needed("value", "merchandise after discounts, before tax and shipping"),
    needed("currency", "ISO 4217 code of all amounts"),
    optional("id", "your id of the row; without it, the row itself"),
    optional("discount", "all discounts, as a positive number"),
    optional("tax", "tax"),
    optional("shipping", "shipping"),
    optional("total", "all that the shopper owes; else value, tax and shipping"),
    optional("state", "pending, authorised, paid, cancelled, voided, test, …; else paid"),
    optional("version_at", "when the order came into this state; else now"),
    optional("number", "what the shopper sees, such as #1001"),
    optional("aliases", "other names of the order, separated by |"),
    optional("tokens", "names that nobody can guess, such as the checkout's token, separated by |"),
    optional("codes", "promo codes, separated by |"),
    optional("is_new_customer", "yes or no"),
    optional("click_id", "the value of the landing parameter byl"),
    optional("visitor_id", "a first-party cookie or other id of the visitor"),
    optional("email", "e-mail address; only a keyed digest is kept"),
    optional("phone", "phone number; only a keyed digest is kept"),
    optional("customer_id", "your own id of the customer; only a keyed digest is kept"),
    optional("url", "the landing address of the visit that led to it"),
    optional("referrer", "the address that this visit came from"),
];

/// The event that a row states.
pub(super) fn event(cells: &Cells<'_>) -> Result<Event, EventError> {
    Ok(Event::Conversion(Box::new(ConversionEvent {
        id: cells.text("id"),
        occurred_at: cells.text("occurred_at"),
        kind: None,
        order_id: cells.text("order_id"),
        value: cells.amount("value"),
        currency: cells.text("currency"),
        discount: cells.amount("discount"),
        tax: cells.amount("tax"),
        shipping: cells.amount("shipping"),
        total: cells.amount("total"),
        state: cells.word("state"),
        version_at: cells.text("version_at"),
        number: cells.text("number"),
        aliases: cells.list("aliases"),
        tokens: cells.list("tokens"),
        is_new_customer: cells.yes_or_no("is_new_customer")?,
        codes: cells.list("codes"),
        shopper: Some(ShopperFields {
            click_id: cells.text("click_id"),
            visitor_id: cells.text("visitor_id"),
            email: cells.text("email"),
            phone: cells.text("phone"),
            customer_id: cells.text("customer_id"),
        }),
        url: cells.text("url"),
        referrer: cells.text("referrer"),
    })))
}
