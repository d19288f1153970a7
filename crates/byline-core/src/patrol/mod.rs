//! The link patrol: does a post still carry the link that it was given?
//!
//! In: what a platform says of a place (a description, a bio) at one time, cut down to the
//! addresses and code words in it. Out: whether the right link stands there, whether the code is
//! right, and what stands there instead. The text itself stays outside.
//!
//! Invariant: what nobody could read is never called missing.

mod judge;
mod read;
#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::figure::Subject;
use crate::id::ConnectionId;
use crate::link::Utm;
use crate::time::Timestamp;

pub use judge::{Alteration, Ground, Judged, Verdict, Wanted, Whose, has_right_link, judge};
pub use read::{addresses, words};

/// What one place on a platform carried at one time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Carried {
    /// Who read it.
    #[n(0)]
    pub connection: ConnectionId,
    /// The post or account, by the platform's own id.
    #[n(1)]
    pub subject: Subject,
    /// Where in it.
    #[n(2)]
    pub spot: Spot,
    /// When the platform said so.
    #[n(3)]
    pub as_of: Timestamp,
    /// Whether the platform no longer has it.
    #[n(4)]
    pub is_gone: bool,
    /// The addresses that stand there, in order, each once.
    #[n(5)]
    pub addresses: Vec<Address>,
    /// Words that could be promo codes, in their normal spelling, each once.
    #[n(6)]
    pub words: Vec<String>,
    /// What the platform calls the account now, without `@`, if it is one.
    #[n(7)]
    pub handle: Option<String>,
}

/// A place in a post or account where a link can stand.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// The description or caption of a post.
    #[n(0)]
    Description,
    /// What an account says of itself, with its links.
    #[n(1)]
    Bio,
    /// A comment by whoever published the post.
    #[n(2)]
    Comment,
}

/// An address as it stood in a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Address {
    /// Host and path, without scheme, query and fragment; the host in lower case.
    #[n(0)]
    pub place: String,
    /// Whether the host was one of the workspace's own short links then.
    #[n(1)]
    pub is_ours: bool,
    /// The UTM fields of its query.
    #[n(2)]
    pub utm: Utm,
}

impl Spot {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Bio => "bio",
            Self::Comment => "comment",
        }
    }

    /// The words on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Description => "the description",
            Self::Bio => "the bio",
            Self::Comment => "a comment of its own",
        }
    }
}

impl Address {
    /// The host.
    pub fn host(&self) -> &str {
        self.place.split('/').next().unwrap_or_default()
    }

    /// The slug, if it is one of our short links.
    pub fn slug(&self) -> Option<&str> {
        let slug = self.place.split('/').nth(1).filter(|slug| !slug.is_empty())?;
        self.is_ours.then_some(slug)
    }
}
