//! Fakes: platforms as small HTTP servers on this machine, which speak as the real ones do, and
//! fail as they do.
//!
//! In: a function that answers requests. Out: an address on the loopback. One request after the
//! other is answered, and the server ends with the value that holds it.

mod http;
mod landing;
mod shop;
mod tiktok_ads;

use std::collections::VecDeque;

pub use http::{Asked, Fake, Said};
pub use landing::{LandingFault, landing};
pub use shop::{Delivery, FakeShop};
pub use tiktok_ads::FakeAds;

/// A way in which a platform fails, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It wants to be left alone, and says so as it does.
    Throttle,
    /// It no longer knows the token.
    Expired,
    /// It breaks.
    Down,
    /// It sends the first half of its answer.
    Half,
    /// It takes the question and never answers.
    Slow,
    /// It sends the page before once more, and goes on from there.
    PageAgain,
}

/// The faults that are still to come, in order; `None` is a request that goes well.
pub(crate) type Faults = VecDeque<Option<Fault>>;
