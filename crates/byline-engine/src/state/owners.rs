//! Owners: which creator stands for which, by the merges that are in force.
//!
//! Links, codes and touches keep naming the creator whom they were made for; whoever asks for
//! whom something counts asks here. So taking a merge back is taking one line away, in any order.
//!
//! Invariant: following the lines always ends, for only one who stands for themselves is merged.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::identity::verdict::{Distinct, Merged};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::NONE;

/// Merges in force, and pairs that are not one person.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Owners {
    by_gone: BTreeMap<u32, Standing>,
    distinct: BTreeSet<(String, String)>,
}

/// A merge in force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// Number of the creator who stands for the other.
    pub kept: u32,
    /// Since when.
    pub since: Timestamp,
    /// Who said so.
    pub by: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
}

impl Owners {
    /// Who stands for creator `number`; themselves, if nobody else does.
    pub fn of(&self, mut number: u32) -> u32 {
        if number == NONE {
            return NONE;
        }
        while let Some(standing) = self.by_gone.get(&number) {
            number = standing.kept;
        }
        number
    }

    /// Everybody for whom creator `number` stands, themselves among them, in order.
    pub fn members(&self, number: u32) -> Vec<u32> {
        let others = self.by_gone.keys().copied().filter(|gone| self.of(*gone) == number);
        let mut members: Vec<u32> = others.chain([number]).collect();
        members.sort_unstable();
        members
    }

    /// Creator `number` and everybody who was merged into them, directly or not, in order.
    pub fn members_below(&self, number: u32) -> Vec<u32> {
        let is_below = |gone: u32| {
            let mut step = gone;
            while step != number
                && let Some(standing) = self.by_gone.get(&step)
            {
                step = standing.kept;
            }
            step == number
        };
        let below = self.by_gone.keys().copied().filter(|gone| is_below(*gone));
        let below: BTreeSet<u32> = below.chain([number]).collect();
        below.into_iter().collect()
    }

    /// Whether `gone` can be merged into `kept`.
    pub fn can_merge(&self, kept: u32, gone: u32) -> bool {
        !self.by_gone.contains_key(&gone) && self.of(kept) != gone
    }

    /// Lets `kept` stand for `gone`.
    pub fn merge(
        &mut self,
        kept: u32,
        gone: u32,
        said: &Merged,
        (since, by): (Timestamp, Option<&str>),
    ) {
        assert!(self.can_merge(kept, gone), "only one who stands for themselves is merged");
        let (by, reason) = (by.map(str::to_owned), said.reason.clone());
        self.by_gone.insert(gone, Standing { kept, since, by, reason });
    }

    /// Lets `gone` stand for themselves again.
    pub fn unmerge(&mut self, gone: u32) {
        self.by_gone.remove(&gone);
    }

    /// Merges in force, by number of whoever is gone.
    pub fn standing(&self) -> impl Iterator<Item = (u32, &Standing)> {
        self.by_gone.iter().map(|(gone, standing)| (*gone, standing))
    }

    /// Keeps two parties apart, by what they are called; tells whether that is new.
    pub fn keep_apart(&mut self, said: &Distinct) -> bool {
        self.distinct.insert(pair(said))
    }

    /// Whether somebody said that two parties are not one.
    pub fn are_apart(&self, said: &Distinct) -> bool {
        self.distinct.contains(&pair(said))
    }
}

/// Two parties by what they are called, whoever comes first.
fn pair(said: &Distinct) -> (String, String) {
    let Distinct { one, other } = said.clone().in_order();
    (format!("{one:?}"), format!("{other:?}"))
}
