//! Stripe Checkout: orders and refunds by webhook.
//!
//! `webhook` checks who sent an event and when, `payload` is its shape, `normalise` turns a
//! checkout session into an order version, `refund` money given back into refunds, and `money`
//! knows in which units Stripe counts each currency.
//!
//! A session is an order from the moment it is completed. A refund knows only the payment behind
//! the session, so it names the order by that; the order goes by it too. What costs nothing (a
//! free trial, a code of 100 %) is called paid by Stripe and stays pending here: no money has been
//! asked for, so it is no sale yet.

mod money;
mod normalise;
mod payload;
mod refund;
mod webhook;

pub use webhook::HOOK;

#[cfg(test)]
mod tests;
