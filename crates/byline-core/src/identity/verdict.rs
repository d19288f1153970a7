//! Verdicts: what people decided about who is who. Proposals are computed; only these are kept.
//!
//! A merge says that two creators are one person, and under which id that person goes on. It
//! rewrites nothing: links, codes and clicks still name whom they named, so taking the merge back
//! restores everything. "Not the same" keeps a proposal from coming back.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::alias::Alias;
use crate::id::CreatorId;

/// Two creators are one person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Merged {
    /// Under whose id the person goes on.
    #[n(0)]
    pub kept: CreatorId,
    /// Whose id stands for the kept one from now on.
    #[n(1)]
    pub gone: CreatorId,
    /// Why, in words.
    #[n(2)]
    pub reason: Option<String>,
}

/// A merge is taken back: the creator goes by their own id again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Unmerged {
    /// Whose id stood for another's.
    #[n(0)]
    pub gone: CreatorId,
}

/// Two parties are not one person, whatever the odds say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Distinct {
    /// The one.
    #[n(0)]
    pub one: Party,
    /// The other.
    #[n(1)]
    pub other: Party,
}

/// Somebody who may be somebody else.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A creator.
    #[n(0)]
    Creator(#[n(0)] CreatorId),
    /// A name in another system that no creator goes by.
    #[n(1)]
    Name(#[n(0)] Alias),
}

impl Distinct {
    /// The verdict with its parties in order: who is named first says nothing.
    pub fn in_order(self) -> Self {
        let Self { one, other } = self;
        if one <= other { Self { one, other } } else { Self { one: other, other: one } }
    }
}
