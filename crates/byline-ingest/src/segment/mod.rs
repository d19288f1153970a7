//! Segment: what people do on the brand's site, by its webhook destination.
//!
//! `webhook` checks who sent an event, `payload` is its shape, `normalise` says what it means here.
//! "Order Completed" and its like are sightings of an order: evidence, never money. Other events
//! are target actions if the connection says so, a page that somebody landed on is a visit, and
//! `identify` joins what is known of one shopper. A deletion asks to forget a customer.
//!
//! Only single events are taken: of a batch Segment signs the first event alone, and anybody could
//! have written the rest.

mod normalise;
mod payload;
mod webhook;

pub use webhook::HOOK;

#[cfg(test)]
mod tests;
