//! Elsewhere: an order that another connection states too.
//!
//! An order's identity is the shop's account and its id there. Two connections that state the same
//! order under one name state two orders, and both count: nobody but the brand can know whether
//! they are one. So nothing is merged in silence, and whoever sends the second one hears of it.

use byline_core::entry::Fact;
use byline_core::id::OrderKey;
use serde::Serialize;

use super::Known;

/// What a sender should look at although the row was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Warning {
    /// The stable code.
    pub code: &'static str,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    pub next_step: &'static str,
}

/// The warning that an order is stated by another connection under its id or an alias.
pub(crate) fn warning(fact: &Fact, known: &Known<'_>) -> Option<Warning> {
    let Fact::Order(order) = fact else { return None };
    let mut names =
        [order.key.order.as_ref()].into_iter().chain(order.aliases.iter().map(|a| &**a));
    let (name, other) =
        names.find_map(|name| Some((name, stated_elsewhere(name, &order.key, known)?)))?;
    Some(Warning {
        code: "event.order_elsewhere",
        detail: format!("`{name}` is stated by `{}` too, as {other}: both count", other.connection),
        next_step: "if both are one order, let only the shop's own connection state it, and send \
                    what you know besides as a sighting",
    })
}

fn stated_elsewhere(name: &str, own: &OrderKey, known: &Known<'_>) -> Option<OrderKey> {
    known.ask(|engine| {
        engine.orders_called(name).find(|other| other.connection != own.connection).cloned()
    })
}
