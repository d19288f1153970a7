//! TikTok Shop: a webhook that says which order changed, and polls that say what it is.
//!
//! A delivery (`webhook`) holds neither money nor creator, so it is acknowledged as noted and the
//! orders are asked for: `orders` by their time of change, `affiliates` those that creators sold,
//! with the creator of each line, `refunds` money that went back. `client` signs the questions and
//! knows how TikTok refuses inside a success; `payload` is what it answers, `normalise` turns an
//! order into an order version.
//!
//! One order can have several creators, one for each line. Free samples for creators arrive as
//! orders too, and are no sale.

mod affiliates;
mod client;
mod normalise;
mod orders;
mod payload;
mod refunds;
mod webhook;

pub use affiliates::AFFILIATES;
pub use orders::ORDERS;
pub use refunds::REFUNDS;
pub use webhook::HOOK;

#[cfg(test)]
mod tests;
