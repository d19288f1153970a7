//! WooCommerce: orders by webhook, and by poll what the webhook missed.
//!
//! `webhook` checks who sent a delivery, `payload` is an order as the REST API (v3) writes it,
//! `normalise` turns it into an order version and its refunds, `poll` asks for the orders that
//! changed. A webhook's body and a row of the API are the same, so both ways give the same facts
//! under the same keys, and what comes both ways counts once.
//!
//! WooCommerce tries each delivery once, sends it when somebody next visits the shop, and switches
//! a webhook off after five failures: without the poll, orders would go missing.

mod normalise;
mod payload;
mod poll;
mod webhook;

pub use poll::ORDERS;
pub use webhook::HOOK;

#[cfg(test)]
mod tests;
