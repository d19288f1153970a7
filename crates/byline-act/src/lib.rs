//! Actions reach the world: what is to be said to a pager, a chat, a mail server, another program
//! or an ad platform, and what their answers mean.
//!
//! In: an action and who carries it out. Out: a request as a value, and of the answer an
//! [`Outcome`]: delivered, later, or never. Nothing here opens a connection, asks a clock or rolls
//! a die; whoever replays a log can build every request and send none.
//!
//! One folder for each vendor. [`registry`] lists the channels that tell people, [`ads`] the
//! platforms on which an ad can be paused.

pub mod ads;
pub mod backoff;
pub mod letter;
mod mail;
mod opsgenie;
mod outcome;
mod pagerduty;
pub mod registry;
mod slack;
#[cfg(test)]
mod testing;
mod webhook;
mod wire;
mod words;

pub use letter::{Item, Letter, Sender, Unfit};
pub use mail::{Mail, Security, Server};
pub use outcome::Outcome;
pub use wire::{Answer, Parcel, Request};
