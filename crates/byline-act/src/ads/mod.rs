//! Ads: how a platform is asked what an ad does, and told to pause it or let it run.
//!
//! Every change is between two looks: what was seen before says whether anything is to be done,
//! and what is seen after says whether it was. The token that changes ads is another one than the
//! token that reads figures: a secret written `write_token=…`.

mod google;
mod meta;
mod tiktok;

use byline_core::action::Ad;
use byline_core::decision::pausing::Shown;
use byline_core::time::Timestamp;

use crate::letter::{Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Request};

/// A platform on which ads can be paused.
#[derive(Clone, Copy, Debug)]
pub struct AdPlatform {
    /// The feed's word of its connections.
    pub feed: &'static str,
    /// Asks what an ad does.
    pub look: fn(&Ad, &Sender<'_>) -> Result<Request, Unfit>,
    /// Reads the answer to that.
    pub seen: fn(&Answer, &Ad, Timestamp) -> Result<Seen, Outcome>,
    /// Asks for a change.
    pub change: fn(&Ad, &Seen, Wanted, &Sender<'_>) -> Result<Request, Unfit>,
    /// Reads the answer to that. A success says that the platform heard, and no more.
    pub changed: fn(&Answer, Timestamp) -> Outcome,
}

/// What was seen of an ad.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// What decides.
    pub shown: Shown,
    /// What the platform calls the ad where it changes it.
    pub handle: String,
}

/// What an ad should do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Not run.
    Paused,
    /// Run.
    Running,
}

/// The label of the secret that may change ads.
pub const WRITE_TOKEN: &str = "write_token";

/// Every platform on which ads can be paused.
pub const AD_PLATFORMS: &[AdPlatform] = &[tiktok::PLATFORM, meta::PLATFORM, google::PLATFORM];

/// The platform of a feed.
pub fn platform(feed: &str) -> Option<&'static AdPlatform> {
    AD_PLATFORMS.iter().find(|platform| platform.feed == feed)
}

/// An id that is digits and nothing else: it becomes part of an address.
fn digits(id: &str, wrong: &'static str) -> Result<String, Unfit> {
    let is_number = !id.is_empty() && id.len() <= 30 && id.bytes().all(|b| b.is_ascii_digit());
    if is_number { Ok(id.to_owned()) } else { Err(Unfit::Wrong(wrong)) }
}

fn ad_id(ad: &Ad) -> Result<String, Unfit> {
    digits(&ad.id, "the ad's id is no number")
}

/// The account as digits, without what people write around them.
fn account_id(sender: &Sender<'_>) -> Result<String, Unfit> {
    let account = sender.account.ok_or(Unfit::Missing("an account"))?;
    let account = account.trim().trim_start_matches("act_").replace('-', "");
    digits(&account, "the account is no number")
}

fn unknown_ad() -> Outcome {
    Outcome::never("act.ad_unknown", "the platform knows no such ad in this account")
}

fn unreadable() -> Outcome {
    Outcome::later("act.unreadable", "the platform's answer cannot be read")
}

#[cfg(test)]
mod tests;
