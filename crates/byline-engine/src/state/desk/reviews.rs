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
    /// When it was taken back, and by whom.
    pub taken_back: Option<(Timestamp, String)>,
}

/// For how long a plan can be taken back, in seconds: it is a plan for a day.
const UNDO_S: i64 = 86_400;

impl ApprovedPlan {
    /// Whether it may be taken back: it holds, and its day is not over.
    pub fn may_be_taken_back(&self, now: Timestamp) -> bool {
        self.taken_back.is_none() && now.seconds_since(self.at) < UNDO_S
    }
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
        if said.is_withdrawn {
            let weeks = self.decisions.get_mut(&of);
            return weeks.is_some_and(|weeks| weeks.remove(&said.week_from).is_some());
        }
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
        let plans = self.plans.entry(campaign).or_default();
        if let Some(approved_at) = said.takes_back {
            // Only the newest that holds: what came after it began where it ended.
            let newest = plans.iter_mut().rfind(|plan| plan.taken_back.is_none());
            let plan = newest.filter(|plan| plan.at == approved_at && plan.may_be_taken_back(at));
            let Some(plan) = plan else { return false };
            plan.taken_back = Some((at, by.to_owned()));
            return true;
        }
        let is_move = |one: &ApprovedMove| one.from_minor != one.to_minor;
        if !said.moves.iter().any(is_move) {
            return false;
        }
        let (moves, by, reason) = (said.moves.clone(), by.to_owned(), said.reason.clone());
        plans.push(ApprovedPlan { moves, by, at, reason, taken_back: None });
        true
    }

    /// The plans that were approved, the oldest first.
    pub fn plans(&self, campaign: u32) -> &[ApprovedPlan] {
        self.plans.get(&campaign).map_or(&[], Vec::as_slice)
    }
}
