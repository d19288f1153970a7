//! Policies: ways to share a day's money, all with the same knowledge and the same caps.

use anyhow::Result;
use byline_core::decision::Rules;
use byline_core::decision::reallocation::{Stake, propose};

/// On which day the plain rule moves money, once.
const RULE_DAY: usize = 7;

/// A way to share a day's money.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// Everyone gets the same, for ever.
    Equal,
    /// On day 7 whoever is 25% under the average is paused, and the money goes to whoever is 30%
    /// over it.
    DaySeven,
    /// Byline's proposal, approved every day.
    Byline,
}

impl Policy {
    /// Amounts for a day, from what is known by then.
    pub fn amounts(self, day: usize, stakes: &[Stake]) -> Result<Vec<i64>> {
        let now = || stakes.iter().map(|stake| stake.now_minor).collect();
        Ok(match self {
            Self::DaySeven if day == RULE_DAY => day_seven(stakes),
            Self::Byline if 2 <= day => {
                let proposal = propose(stakes, &Rules::default().reallocation)?;
                proposal.each.iter().map(|share| share.to_minor).collect()
            }
            _ => now(),
        })
    }
}

fn day_seven(stakes: &[Stake]) -> Vec<i64> {
    let spend: i128 = stakes.iter().map(|stake| i128::from(stake.spend_minor)).sum();
    let revenue: i128 = stakes.iter().map(|stake| i128::from(stake.revenue_minor)).sum();
    // Return beside the average, in hundredths of a percent.
    let of_average = |stake: &Stake| {
        let ours = i128::from(stake.revenue_minor) * spend * 100_00;
        ours / (i128::from(stake.spend_minor) * revenue).max(1)
    };
    let mut amounts: Vec<i64> = stakes.iter().map(|stake| stake.now_minor).collect();
    let best = |index: &usize| 130_00 <= of_average(&stakes[*index]);
    let worst = |index: &usize| of_average(&stakes[*index]) <= 75_00;
    if !(0..stakes.len()).any(|index| best(&index)) {
        return amounts;
    }
    let mut freed = 0;
    for index in (0..stakes.len()).filter(worst) {
        freed += std::mem::take(&mut amounts[index]);
    }
    // First to the best as far as their caps go, then to all who were not paused, then to all.
    let kept = |index: &usize| !worst(index);
    let everyone = |_: &usize| true;
    hand_out(&mut freed, stakes, &mut amounts, best);
    hand_out(&mut freed, stakes, &mut amounts, kept);
    hand_out(&mut freed, stakes, &mut amounts, everyone);
    amounts
}

fn hand_out(
    freed: &mut i64,
    stakes: &[Stake],
    amounts: &mut [i64],
    is_meant: impl Fn(&usize) -> bool,
) {
    loop {
        let room = |index: &usize, amounts: &[i64]| {
            stakes[*index].cap_minor.unwrap_or(i64::MAX) - amounts[*index]
        };
        let open: Vec<usize> =
            (0..stakes.len()).filter(|index| is_meant(index) && 0 < room(index, amounts)).collect();
        if *freed == 0 || open.is_empty() {
            return;
        }
        let part = (*freed / open.len() as i64).max(1);
        for index in open {
            let given = part.min(room(&index, amounts)).min(*freed);
            amounts[index] += given;
            *freed -= given;
        }
    }
}
