//! A whole campaign from one plan and one roster.
//!
//! In: what the campaign is, and a row for each creator. Out: everything that has to be declared
//! for it, as the API takes it, in the order in which it must be made. The API, the page and the
//! program all set campaigns up through here.
//!
//! Always holds: ids follow from the plan's id and each creator's own, which is made of the first
//! handle for who is new, so the same plan and roster again ask for nothing new. Everything is
//! checked before anything is made.

pub mod collisions;
pub mod people;
mod plan;
pub mod roster;
mod things;

use serde::{Deserialize, Serialize};

pub use plan::{BriefPlan, Plan};
pub use things::of as things_of;

/// What is to be set up.
#[derive(Clone, Deserialize, Serialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What the campaign is.
    pub plan: Plan,
    /// A row for each creator, in CSV.
    pub roster: String,
    /// Whether it is only looked at.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Report {
    /// The campaign's id.
    pub campaign: String,
    /// Whether it was only looked at.
    pub is_dry_run: bool,
    /// What became of each kind of thing, in the order in which they are made. If
    /// anything is refused, nothing is made; what names a refused thing counts nowhere.
    pub kinds: Vec<Outcome>,
}

/// What became of one kind of thing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Outcome {
    /// The word in the API's addresses, such as `links`.
    pub kind: String,
    /// How many are asked for.
    pub n_wanted: usize,
    /// How many were there already. They stay as they are, whoever changed them since.
    pub n_known: usize,
    /// How many of these are creators whose account goes by another handle now, which they get.
    #[serde(default)]
    pub n_renamed: usize,
    /// How many are not there yet and pass every check.
    #[serde(default)]
    pub n_new: usize,
    /// How many were made: all that are new, or none.
    pub n_created: usize,
    /// Those that were refused, and why.
    pub refused: Vec<Refused>,
}

/// One thing that was refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Refused {
    /// The id that it would have had.
    pub id: String,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in words, and what to do about it.
    pub detail: String,
}

impl Report {
    /// Whether nothing was refused.
    pub fn is_well(&self) -> bool {
        self.kinds.iter().all(|outcome| outcome.refused.is_empty())
    }
}
