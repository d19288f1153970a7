//! Between what an amount may lie for a day.

use super::water::Filled;
use super::{Course, Limit, Stake, narrow};
use crate::decision::rules::ReallocationRules;

/// Between what an amount may lie, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bounds {
    pub least_minor: i64,
    least_by: Limit,
    pub most_minor: i64,
    most_by: Limit,
}

impl Bounds {
    /// What a day may bring. The amount of now is always within, except where the deal says
    /// otherwise: its cap and its promise hold at once.
    pub(super) fn of(stake: &Stake, equal_minor: i64, rules: &ReallocationRules) -> Self {
        let now = stake.now_minor;
        let step = part(now, rules.daily_change_bp);
        let least_of_plan = part(stake.plan_minor, rules.least_of_plan_bp).min(now);
        match stake.course {
            Course::Fixed => return Self::exactly(now, Limit::Fixed).agreed(stake),
            Course::Stopped => {
                let (least, by) = highest([(now - step, Limit::Day), (least_of_plan, Limit::Plan)]);
                return Self::exactly(least, by).agreed(stake);
            }
            Course::Open | Course::Held => {}
        }
        let learning = part(equal_minor, rules.learning_floor_bp);
        let least = [
            (now - step, Limit::Day),
            (learning.min(now), Limit::Learning),
            (least_of_plan, Limit::Plan),
        ];
        // Who has less than it takes to be learned about may come up to that in a day.
        let of_day = match now.saturating_add(step) {
            day if day < learning => (learning, Limit::Learning),
            day => (day, Limit::Day),
        };
        let of_day = if stake.course == Course::Held { (now, Limit::Held) } else { of_day };
        let most = [of_day, (part(stake.plan_minor, rules.most_of_plan_bp).max(now), Limit::Plan)];
        let (least_minor, least_by) = highest(least);
        let (most_minor, most_by) = lowest(most);
        Self { least_minor, least_by, most_minor, most_by }.agreed(stake)
    }

    fn exactly(minor: i64, by: Limit) -> Self {
        Self { least_minor: minor, least_by: by, most_minor: minor, most_by: by }
    }

    /// Within what the deal says. A cap beats a promise.
    fn agreed(mut self, stake: &Stake) -> Self {
        if self.least_minor < stake.promised_minor {
            (self.least_minor, self.least_by) = (stake.promised_minor, Limit::Promise);
        }
        if self.most_minor < self.least_minor {
            (self.most_minor, self.most_by) = (self.least_minor, self.least_by);
        }
        if let Some(cap_minor) = stake.cap_minor.filter(|cap| *cap < self.most_minor) {
            (self.most_minor, self.most_by) = (cap_minor, Limit::Cap);
        }
        if self.most_minor < self.least_minor {
            return Self::exactly(self.most_minor, self.most_by);
        }
        self
    }

    /// What keeps a share from what its weight alone would give, if anything does.
    pub(super) fn limit_at(self, share: Filled) -> Option<Limit> {
        let Filled { minor, wanted_minor } = share;
        let is_at_least = minor <= self.least_minor;
        if self.most_minor <= minor && (minor <= wanted_minor || !is_at_least) {
            Some(self.most_by)
        } else if is_at_least {
            Some(self.least_by)
        } else {
            None
        }
    }
}

/// The first of the highest limits.
fn highest<const N: usize>(limits: [(i64, Limit); N]) -> (i64, Limit) {
    let higher = |one: (i64, Limit), other: (i64, Limit)| if one.0 < other.0 { other } else { one };
    limits.into_iter().reduce(higher).expect("one at least")
}

/// The first of the lowest limits.
fn lowest(limits: [(i64, Limit); 2]) -> (i64, Limit) {
    limits.into_iter().reduce(|one, other| if other.0 < one.0 { other } else { one }).expect("two")
}

/// A part of an amount, rounded down.
fn part(minor: i64, bp: u32) -> i64 {
    narrow(i128::from(minor) * i128::from(bp) / 100_00)
}
