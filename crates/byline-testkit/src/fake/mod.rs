//! Fakes: platforms as small HTTP servers on this machine, which speak as the real ones do, and
//! fail as they do.
//!
//! In: a function that answers requests. Out: an address on the loopback. One request after the
//! other is answered, and the server ends with the value that holds it.

mod ad_account;
mod alerts;
mod desk;
mod hitch;
mod http;
mod landing;
mod mail_server;
mod meta_ads;
mod pager;
mod receiver;
mod shop;
mod slack;
mod tiktok_ads;
mod youtube;

pub use ad_account::{Change, FakeAdAccount, Tongue};
pub use alerts::{Alert, FakeAlerts};
pub use hitch::Hitch;
pub use http::{Asked, Fake, Said};
pub use landing::{LandingFault, landing};
pub use mail_server::{FakeMailServer, MailFault, Taken};
pub use meta_ads::FakeMetaAds;
pub use pager::{FakePager, Incident};
pub use receiver::FakeReceiver;
pub use shop::{Delivery, FakeShop};
pub use slack::FakeSlack;
pub use tiktok_ads::FakeAds;
pub use youtube::FakeYouTube;

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
