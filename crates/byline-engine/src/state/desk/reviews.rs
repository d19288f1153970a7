//! Reviews: what people decided week by week about creators and their money.

use std::collections::BTreeMap;

use byline_core::decision::said::{ApprovedMove, MovesApproved, ReviewDecided, ReviewDecision};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Every decision of weekly reviews, and every plan that was approved.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Reviews {
    decisions: BTreeMap<(u32, u32), BTreeMap<Timestamp, Reviewed>>,
    plans: BTreeMap<u32, Vec<ApprovedPlan>>,
}

/// One decision about one creator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reviewed {
    /// What.
    pub decision: ReviewDecision,
    /// Why, in words.
    pub note: Option<String>,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A plan that somebody approved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApprovedPlan {
    /// Each creator's amount.
    pub moves: Vec<ApprovedMove>,
    /// Who approved it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, if that was said.
    pub reason: Option<String>,
}

impl Reviews {
    /// Keeps a decision about a creator, by numbers of campaign and creator; tells whether it is
    /// another than before.
    pub fn decide(
        &mut self,
        of: (u32, u32),
        said: &ReviewDecided,
        by: &str,
        at: Timestamp,
    ) -> bool {
        let row =
            Reviewed { decision: said.decision, note: said.note.clone(), by: by.to_owned(), at };
        let weeks = self.decisions.entry(of).or_default();
        let before = weeks.insert(said.week_from, row);
        before.is_none_or(|before| {
            (before.decision, before.note) != (said.decision, said.note.clone())
        })
    }

    /// The decisions about a creator, the oldest week first.
    pub fn of(&self, campaign: u32, creator: u32) -> impl Iterator<Item = (Timestamp, &Reviewed)> {
        let weeks = self.decisions.get(&(campaign, creator)).into_iter().flatten();
        weeks.map(|(week_from, row)| (*week_from, row))
    }

    /// Keeps an approved plan; tells whether it moves anything.
    pub fn approve(
        &mut self,
        campaign: u32,
        said: &MovesApproved,
        by: &str,
        at: Timestamp,
    ) -> bool {
        let is_move = |one: &ApprovedMove| one.from_minor != one.to_minor;
        if !said.moves.iter().any(is_move) {
            return false;
        }
        let (moves, by, reason) = (said.moves.clone(), by.to_owned(), said.reason.clone());
        self.plans.entry(campaign).or_default().push(ApprovedPlan { moves, by, at, reason });
        true
    }

    /// The plans that were approved, the oldest first.
    pub fn plans(&self, campaign: u32) -> &[ApprovedPlan] {
        self.plans.get(&campaign).map_or(&[], Vec::as_slice)
    }
}
