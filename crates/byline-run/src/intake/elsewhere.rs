//! Elsewhere: an order that another connection states too.
//!
//! An order's identity is the shop's account and its id there. Where one connection's order refers
//! to another's by a long name, as an alias or token, they state one order: one of them counts.
//! Under a short name, or one that both call an order of their own, they state two orders and both
//! count: nobody but the brand can know whether they are one. Either way whoever sends the second
//! one hears of it.

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
    let elsewhere = |name| Some((name, stated_elsewhere(name, &order.key, known)?));
    let (name, other) = order.names().find_map(elsewhere)?;
    let is_one = known.ask(|engine| engine.is_identity(name, order));
    let (outcome, next_step) = if is_one {
        (
            "they are taken for one order, and one of them counts",
            "nothing, if they are one order; if not, send each under names of its own",
        )
    } else {
        (
            "both count",
            "if both are one order, send the shop's id of it among the aliases, or let only the \
             shop's own connection state it and send what you know besides as a sighting",
        )
    };
    let detail = format!("`{name}` is stated by `{}` too, as {other}: {outcome}", other.connection);
    Some(Warning { code: "event.order_elsewhere", detail, next_step })
}

fn stated_elsewhere(name: &str, own: &OrderKey, known: &Known<'_>) -> Option<OrderKey> {
    known.ask(|engine| {
        engine.orders_called(name).find(|other| other.connection != own.connection).cloned()
    })
}
