//! Identity: which accounts, names and rows are one creator.
//!
//! A creator is `@ana.glow` here, `AnaGlowTV` there, "Lima, Ana" in a CRM, a number in a network.
//! In: the rows of any list, with what the columns hold ([`record`]). The way of a list is
//! **guess → fold → block → compare → learn → group**: what the columns hold ([`guess`]), one
//! spelling ([`names`]), pairs worth a look ([`block`]), how far they agree ([`compare`]), what
//! that says after Fellegi and Sunter ([`learn`]), and who belongs together ([`group`]). Out
//! ([`resolve`]): proposals with odds and reasons. The same way serves persons with birthdays and
//! creators with handles; nothing is tuned to a list.
//!
//! Invariant: one creator holds one account on a platform at a time, whatever the odds say. Scores
//! are the only floating point, and use only operations that every machine rounds the same way.

pub mod block;
pub mod compare;
pub mod group;
pub mod guess;
pub mod learn;
pub mod names;
pub mod record;
pub mod resolve;
pub mod verdict;

mod numbers;
#[cfg(test)]
mod tests;

pub use numbers::probability;
