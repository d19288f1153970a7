//! Shopify: orders and refunds by webhook.
//!
//! `webhook` checks who sent a delivery and what it is about, `payload` is its shape as Shopify
//! writes it, `normalise` turns an order into an order version and `refund` money given back into
//! refunds. `error` lists everything that
//! can be wrong.
//!
//! A late retry carries the old payload. That is harmless: the engine keeps the newest
//! `version_at` of an order, and the same refund twice is one refund.

mod error;
mod money;
mod normalise;
mod payload;
mod refund;
mod webhook;

pub use normalise::order_line;
pub use webhook::HOOK;

#[cfg(test)]
mod tests;
