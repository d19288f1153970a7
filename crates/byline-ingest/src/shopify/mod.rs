//! Shopify: orders and refunds by webhook, and by poll what the webhook missed.
//!
//! `webhook` checks who sent a delivery and what it is about, `payload` is its shape as Shopify
//! writes it, `normalise` turns an order into an order version, `refund` money given back into
//! refunds, and `redact` a wish to be forgotten into just that. `poll` asks for the orders that
//! changed, because Shopify gives a delivery up after eight tries in four hours; `graphql` is what
//! it answers, put into the form of a webhook's payload. `export` reads the file that the admin
//! exports. `error` lists everything that can be
//! wrong.
//!
//! A late retry carries the old payload. That is harmless: the engine keeps the newest
//! `version_at` of an order, and the same refund twice is one refund.

mod error;
mod export;
mod graphql;
mod money;
mod normalise;
mod payload;
mod poll;
mod redact;
mod refund;
mod webhook;

pub use export::ORDERS_EXPORT;
pub use normalise::order_line;
pub use poll::ORDERS;
pub use webhook::HOOK;

#[cfg(test)]
mod tests;
