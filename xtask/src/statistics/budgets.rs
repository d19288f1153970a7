//! Budgets: what moving money brings beside leaving it where it is.

use anyhow::{Result, ensure};
use byline_core::decision::reallocation::{Course, Stake, moved_of_plan_bp};
use byline_core::id::CreatorId;
use byline_testkit::Seed;

use super::policies::Policy;
use super::report::{Cell, Promise, Table};
use super::rhythm::wobble;

const DAYS: usize = 21;

/// How many campaigns of each size.
const SEEDS: u64 = 10;

/// What each creator gets a day by the plan, in minor units.
const PLAN_MINOR: i64 = 50_00;

/// How busy each day of the week is; 1 on average.
const WEEK_DAYS: [f64; 7] = [0.92, 0.90, 0.93, 0.97, 1.05, 1.15, 1.08];

/// One creator of the simulated campaign.
struct Truth {
    /// Orders a day at the plan's amount, on the first day.
    orders_a_day: f64,
    /// Orders grow with spend to this power; the planner believes in 0.7 for all.
    exponent: f64,
    /// After how many days the audience is half as keen.
    half_life_days: f64,
    /// What an order is worth in the middle, in minor units.
    order_minor: f64,
    cap_minor: Option<i64>,
}

/// How a campaign went under a policy.
struct Outcome {
    revenue_minor: i64,
    moved_by_day_7_bp: u32,
}

/// Byline's proposals beside the equal split and the plain rule, in the same campaigns.
pub fn compare(seed: Seed) -> Result<Table> {
    let mut rows = Vec::new();
    let mut promises = Vec::new();
    for n_creators in [30, 150] {
        let mut outcomes: Vec<[Outcome; 3]> = Vec::new();
        for n in 0..SEEDS {
            let seed = seed.child("budgets").nth(n_creators).nth(n);
            outcomes.push([
                live(seed, n_creators, Policy::Equal)?,
                live(seed, n_creators, Policy::DaySeven)?,
                live(seed, n_creators, Policy::Byline)?,
            ]);
        }
        for (index, name) in ["equal split", "plain day-7 rule", "Byline"].iter().enumerate() {
            rows.push(row(n_creators, name, index, &outcomes));
        }
        for (index, name) in ["the equal split", "the plain day-7 rule"].iter().enumerate() {
            let wins =
                outcomes.iter().filter(|one| one[index].revenue_minor < one[2].revenue_minor);
            let n_wins = wins.count();
            let text = format!("{n_creators} creators: more revenue than {name} in {n_wins} of 10");
            let more = gain(&outcomes, 2, 0) > gain(&outcomes, index, 0);
            promises.push(Promise { text, is_met: more && 8 <= n_wins });
        }
    }
    let text =
        "caps never broken, and the same total on every day (a run that breaks either fails)";
    promises.push(Promise { text: text.to_owned(), is_met: true });
    Ok(Table {
        key: "reallocation",
        title: "Reallocation",
        story: "Campaigns of 21 days with the same money every day. Creators differ much (log- \
                normal, deviation 0.8, so a few bring most), orders grow with spend to a power \
                between 0.5 and 0.9 that nobody knows, audiences tire with half-lives of 7 to 40 \
                days, days differ by a quarter, orders are Poisson and known the next morning, \
                and every fifth deal has a cap of 1.5 times the plan. All policies live through \
                the same days. Revenue beside the equal split: mean, worst and best of ten \
                campaigns.",
        columns: vec!["creators", "policy", "mean", "worst", "best", "moved by day 7"],
        rows,
        promises,
    })
}

fn row(n_creators: u64, name: &str, index: usize, outcomes: &[[Outcome; 3]]) -> Vec<Cell> {
    let each = || outcomes.iter().map(|one| beside(&one[index], &one[0]));
    let moved = outcomes.iter().map(|one| f64::from(one[index].moved_by_day_7_bp) / 1e4);
    vec![
        Cell::Count(n_creators),
        Cell::Words(name.to_owned()),
        Cell::Share(gain(outcomes, index, 0)),
        Cell::Share(each().fold(f64::MAX, f64::min)),
        Cell::Share(each().fold(f64::MIN, f64::max)),
        Cell::Share(moved.sum::<f64>() / outcomes.len() as f64),
    ]
}

/// The mean gain of one policy over another.
fn gain(outcomes: &[[Outcome; 3]], one: usize, other: usize) -> f64 {
    let each = outcomes.iter().map(|of| beside(&of[one], &of[other]));
    each.sum::<f64>() / outcomes.len() as f64
}

fn beside(one: &Outcome, other: &Outcome) -> f64 {
    one.revenue_minor as f64 / other.revenue_minor as f64 - 1.0
}

fn live(seed: Seed, n_creators: u64, policy: Policy) -> Result<Outcome> {
    let roster: Vec<Truth> =
        (0..n_creators).map(|n| Truth::new(seed.child("who").nth(n))).collect();
    let mut stakes: Vec<Stake> = (0..).zip(&roster).map(|(n, truth)| stake(n, truth)).collect();
    let total_minor: i64 = stakes.iter().map(|stake| stake.now_minor).sum();
    let mut outcome = Outcome { revenue_minor: 0, moved_by_day_7_bp: 0 };
    for day in 0..DAYS {
        let amounts = policy.amounts(day, &stakes)?;
        ensure!(amounts.iter().sum::<i64>() == total_minor, "{policy:?} changed the total");
        for (stake, amount) in stakes.iter_mut().zip(amounts) {
            let is_within = stake.cap_minor.is_none_or(|cap| amount <= cap);
            ensure!(0 <= amount && is_within, "{policy:?} broke a cap");
            stake.now_minor = amount;
        }
        if day == 7 {
            let amounts = stakes.iter().map(|stake| (stake.plan_minor, stake.now_minor));
            outcome.moved_by_day_7_bp = moved_of_plan_bp(amounts);
        }
        for (n, (stake, truth)) in (0..).zip(stakes.iter_mut().zip(&roster)) {
            let (n_orders, revenue_minor) =
                truth.day(seed.child("day").nth(day as u64).nth(n), day, stake.now_minor);
            stake.spend_minor += stake.now_minor;
            stake.n_conversions += u64::from(n_orders);
            stake.revenue_minor += revenue_minor;
            outcome.revenue_minor += revenue_minor;
        }
    }
    Ok(outcome)
}

fn stake(n: u64, truth: &Truth) -> Stake {
    Stake {
        creator: CreatorId::from(format!("crt_{n}")),
        plan_minor: PLAN_MINOR,
        now_minor: PLAN_MINOR,
        cap_minor: truth.cap_minor,
        promised_minor: 0,
        course: Course::Open,
        spend_minor: 0,
        n_conversions: 0,
        revenue_minor: 0,
    }
}

impl Truth {
    fn new(seed: Seed) -> Self {
        let mut dice = seed.dice();
        Self {
            orders_a_day: 1.25 * wobble(&mut dice, 0.8),
            exponent: 0.5 + 0.4 * dice.unit(),
            half_life_days: 7.0 + 33.0 * dice.unit(),
            order_minor: dice.log_normal(60_00.0, 0.25),
            cap_minor: dice.chance(0.2).then_some(PLAN_MINOR * 3 / 2),
        }
    }

    /// Orders and revenue of a day on which so much is spent.
    fn day(&self, seed: Seed, day: usize, spend_minor: i64) -> (u32, i64) {
        let mut dice = seed.dice();
        let keen = (-(day as f64) / self.half_life_days).exp2();
        let by_spend = (spend_minor as f64 / PLAN_MINOR as f64).powf(self.exponent);
        let luck = wobble(&mut dice, 0.25) * WEEK_DAYS[day % 7];
        let n_orders = dice.poisson(self.orders_a_day * keen * by_spend * luck);
        let each = (0..n_orders).map(|_| dice.log_normal(self.order_minor, 0.4));
        #[expect(clippy::cast_possible_truncation, reason = "amounts of this world are small")]
        let revenue_minor = each.map(|minor| minor.round() as i64).sum();
        (n_orders, revenue_minor)
    }
}
