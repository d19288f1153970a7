//! A simulated world: a brand, its creators, their audiences, its shop and the platforms.
//!
//! In: a seed. Out: everything that would reach Byline from outside, in order of time, as bytes
//! and headers that real senders could have sent; and the truth to compare the figures with.
//!
//! Invariant: the same seed gives the same world, on every machine. There is no clock and no
//! other chance in here.

pub mod chance;
pub mod fake;
pub mod gate;
pub mod load;
pub mod senders;
pub mod shopify;
pub mod world;

pub use chance::{Dice, Seed};
pub use world::{Happening, Options, Setup, What, World};
