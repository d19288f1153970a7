//! Reallocation: where the same money would bring more.
//!
//! In: what each creator was given, spent and brought, and what the deal allows ([`Stake`]). Out: a
//! [`Proposal`], amounts whose sum is what it was. A person approves it.
//!
//! The more a creator gets, the less the next dollar brings; so the best plan is not "all to the
//! winner" but the one at which every creator's next dollar brings the same. With returns that grow
//! like spend^0.7 that is a share in proportion to `return^(1/0.3)`, cut to what each may get:
//! water that fills vessels of different width, up to their brims.
//!
//! Invariants: the total is unchanged to the minor unit; no cap of a deal is ever passed, and
//! nobody's amount moves by more than a quarter in a day except to come back under a cap.

mod bounds;
mod returns;
#[cfg(test)]
mod tests;
mod water;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::CreatorId;
use crate::split::apportion;

use super::rules::ReallocationRules;
use bounds::Bounds;

/// What a creator was given, spent and brought so far.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stake {
    /// Whose.
    pub creator: CreatorId,
    /// What the plan gave before anything was known, in minor units.
    pub plan_minor: i64,
    /// What is given now, in minor units.
    pub now_minor: i64,
    /// The most that the deal allows, in minor units.
    pub cap_minor: Option<i64>,
    /// The least that the deal promises, in minor units.
    pub promised_minor: i64,
    /// Which way the amount may go.
    pub course: Course,
    /// What was spent so far, in minor units.
    pub spend_minor: i64,
    /// Conversions that were credited so far, rounded.
    pub n_conversions: u64,
    /// Revenue that was credited so far, in minor units.
    pub revenue_minor: i64,
}

/// Which way an amount may go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Wherever the next dollar brings most.
    Open,
    /// Nowhere: it must stay as it is.
    Fixed,
    /// Not up: another rule speaks against more of it.
    Held,
    /// Down, as far as a day allows: another rule stops it. There is enough data to say so, so
    /// nothing is kept for learning. Where nobody can take what it frees, it stays.
    Stopped,
}

/// A plan for a day, to be approved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proposal {
    /// One for each stake, in their order. Their sum is what the stakes had.
    pub each: Vec<Share>,
    /// What changes hands by it, in minor units.
    pub moved_minor: i64,
    /// What part of the plan is elsewhere after it, in hundredths of a percent.
    pub moved_of_plan_bp: u32,
}

/// What a creator gets by a proposal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub creator: CreatorId,
    /// Before, in minor units.
    pub from_minor: i64,
    /// After, in minor units.
    pub to_minor: i64,
    /// What the next dollar is expected to bring beside that of an average creator at the same
    /// amount, in thousandths; after shrinking.
    pub return_milli: u32,
    /// What kept it from getting less or more, if anything did.
    pub limit: Option<Limit>,
}

/// What keeps an amount from getting lower or higher.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The deal's cap.
    Cap,
    /// What the deal promises.
    Promise,
    /// It must stay as it is.
    Fixed,
    /// Another rule speaks against more.
    Held,
    /// The change of a day.
    Day,
    /// The multiple of the plan.
    Plan,
    /// What is needed to learn about a creator at all.
    Learning,
}

/// Why there is no proposal.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ReallocationError {
    /// There is nobody to move money between.
    #[error("money can only move between two creators or more")]
    TooFew,
    /// An amount is below zero.
    #[error("an amount of creator `{creator}` is below zero")]
    Negative {
        /// Whose.
        creator: CreatorId,
    },
    /// All caps together hold less than there is to give.
    #[error("the caps leave {unplaced_minor} minor units without a place; raise one")]
    CapsTooLow {
        /// What has no place.
        unplaced_minor: i64,
    },
    /// All promises together ask for more than there is to give.
    #[error("the floors ask for {missing_minor} minor units more than there are; lower one")]
    FloorsTooHigh {
        /// What is missing.
        missing_minor: i64,
    },
}

impl ReallocationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew => "moves.too_few",
            Self::Negative { .. } => "moves.negative",
            Self::CapsTooLow { .. } => "moves.caps_too_low",
            Self::FloorsTooHigh { .. } => "moves.floors_too_high",
        }
    }
}

/// The plan for a day at which every creator's next dollar brings the same, within all limits.
pub fn propose(stakes: &[Stake], rules: &ReallocationRules) -> Result<Proposal, ReallocationError> {
    if stakes.len() < 2 {
        return Err(ReallocationError::TooFew);
    }
    if let Some(stake) = stakes.iter().find(|stake| stake.is_negative()) {
        return Err(ReallocationError::Negative { creator: stake.creator.clone() });
    }
    let returns = returns::expected(stakes, rules);
    let weights = returns::weights(&returns, rules);
    let total_minor = narrow(sum(stakes, |stake| stake.now_minor));
    let bounds = bounds(stakes, total_minor, rules);
    let filled = water::fill(total_minor, &weights, &bounds)?;

    let each = stakes.iter().zip(&filled).zip(bounds.iter().zip(&returns));
    let each = each.map(|((stake, filled), (bounds, expected))| Share {
        creator: stake.creator.clone(),
        from_minor: stake.now_minor,
        to_minor: filled.minor,
        return_milli: returns::milli(*expected),
        limit: bounds.limit_at(*filled),
    });
    let each: Vec<Share> = each.collect();
    let moved = each.iter().map(|share| i128::from((share.to_minor - share.from_minor).max(0)));
    let moved_minor = narrow(moved.sum());
    let of_plan = stakes.iter().zip(&each).map(|(stake, share)| (stake.plan_minor, share.to_minor));
    let moved_of_plan_bp = moved_of_plan_bp(of_plan);
    Ok(Proposal { each, moved_minor, moved_of_plan_bp })
}

/// The bounds of each stake. What is stopped gives only what the others can take.
fn bounds(stakes: &[Stake], total_minor: i64, rules: &ReallocationRules) -> Vec<Bounds> {
    let equal_minor = total_minor / i64::try_from(stakes.len()).unwrap_or(i64::MAX).max(1);
    let stopped = |stake: &Stake| Bounds::of(stake, equal_minor, rules);
    let bounds: Vec<Bounds> = stakes.iter().map(stopped).collect();
    let most: i128 = bounds.iter().map(|one| i128::from(one.most_minor)).sum();
    if i128::from(total_minor) <= most {
        return bounds;
    }
    let held = |stake: &Stake| match stake.course {
        Course::Stopped => {
            Bounds::of(&Stake { course: Course::Held, ..stake.clone() }, equal_minor, rules)
        }
        Course::Open | Course::Fixed | Course::Held => Bounds::of(stake, equal_minor, rules),
    };
    stakes.iter().map(held).collect()
}

/// The changes of some rows of a proposal alone: what is taken is what is given, so the side that
/// is too large is cut in proportion. `each` is before and after of every chosen row; back come the
/// new amounts, none of them farther from before than proposed.
pub fn balanced(each: &[(i64, i64)]) -> Vec<i64> {
    let change = |(from, to): &(i64, i64)| to.saturating_sub(*from);
    let given: i64 = each.iter().map(change).filter(|change| 0 < *change).sum();
    let taken: i64 = each.iter().map(change).filter(|change| *change < 0).map(i64::abs).sum();
    let possible = given.min(taken);
    let side = |is_given: bool| {
        let weight = |row: &(i64, i64)| match change(row) {
            change if (0 < change) == is_given => change.unsigned_abs(),
            _ => 0,
        };
        apportion(possible, &each.iter().map(weight).collect::<Vec<u64>>())
    };
    let (more, less) = (side(true), side(false));
    let new = |(nth, row): (usize, &(i64, i64))| match change(row) {
        change if 0 < change => row.0 + more[nth],
        change if change < 0 => row.0 - less[nth],
        _ => row.0,
    };
    each.iter().enumerate().map(new).collect()
}

/// What part of a plan is elsewhere by now, in hundredths of a percent: `(plan, now)` of each
/// creator, in minor units.
pub fn moved_of_plan_bp(each: impl IntoIterator<Item = (i64, i64)>) -> u32 {
    let (mut plan, mut moved) = (0_i128, 0_i128);
    for (plan_minor, now_minor) in each {
        plan += i128::from(plan_minor);
        moved += i128::from(plan_minor.saturating_sub(now_minor).max(0));
    }
    let bp = if plan == 0 { 0 } else { moved * 100_00 / plan };
    u32::try_from(bp).unwrap_or(u32::MAX)
}

/// Revenue of a group of creators before and after money moved, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// Before.
    pub before_minor: i64,
    /// After, over a stretch of the same length.
    pub after_minor: i64,
}

/// What a move brought: the revenue of those whose money moved, less what it would have been had
/// they gone the way of those left untouched. In minor units; `None` if the latter had no revenue.
pub fn brought_minor(moved: BeforeAfter, untouched: BeforeAfter) -> Option<i64> {
    if untouched.before_minor <= 0 {
        return None;
    }
    let as_untouched = i128::from(moved.before_minor) * i128::from(untouched.after_minor)
        / i128::from(untouched.before_minor);
    i64::try_from(i128::from(moved.after_minor) - as_untouched).ok()
}

impl Stake {
    fn is_negative(&self) -> bool {
        let amounts = [self.plan_minor, self.now_minor, self.promised_minor, self.spend_minor];
        amounts.into_iter().chain(self.cap_minor).any(|amount| amount < 0)
    }
}

fn sum(stakes: &[Stake], amount: impl Fn(&Stake) -> i64) -> i128 {
    stakes.iter().map(|stake| i128::from(amount(stake))).sum()
}

/// Amounts beyond what 64 bits hold stop there; no budget comes near.
fn narrow(minor: i128) -> i64 {
    i64::try_from(minor).unwrap_or(i64::MAX)
}
