//! Standings: how many healthy creators are ever called red, and how many bad ones are found.

use byline_core::creator::{CreatorSize, Platform};
use byline_core::decision::Rules;
use byline_core::decision::standing::{
    Evidence, Held, Member, Priors, Showing, Standing, expected_wrong_ppm, judge,
};
use byline_core::kpi::Ratio;
use byline_core::stats::Trials;
use byline_core::time::Timestamp;
use byline_testkit::{Dice, Seed};

use super::report::{Cell, Promise, Table};
use super::rhythm::{attention, busy, wobble};

/// Creators of one roster.
const ROSTER: usize = 150;

/// How many rosters are simulated.
const ROSTERS: u64 = 40;

/// How long each is watched.
const HOURS: i64 = 72;

/// What share of impressions should be clicked, in hundredths of a percent.
const CTR_BP: u32 = 1_20;

/// What share of clicks should buy, in hundredths of a percent.
const CONVERSION_BP: u32 = 2_00;

/// One creator of the simulated roster.
struct Simulated {
    /// Clicks beside those of the benchmark.
    truth: f64,
    /// Impressions of one piece of content.
    reach: f64,
    /// When its pieces went live, in hours of the campaign.
    live_h: Vec<f64>,
    n_impressions: u64,
    n_clicks: u64,
    n_orders: u64,
    held: Option<Held>,
    seen: Seen,
    dice: Dice,
}

/// What was ever said of a creator.
#[derive(Clone, Copy, Default)]
struct Seen {
    is_literally_red: bool,
    is_held_red: bool,
    is_confirmed_at_once: bool,
    is_confirmed_red: bool,
    is_red_by_silence: bool,
}

/// What came of a roster after the last hour.
#[derive(Default)]
struct Found {
    each: Vec<(f64, Seen)>,
    n_flags: u64,
    n_wrong: u64,
    expected_wrong: f64,
}

/// 150 creators who are all exactly at the benchmark.
pub fn healthy(seed: Seed) -> Table {
    let mut rows = Vec::new();
    let mut worst: f64 = 0.0;
    for (name, reach, sigma) in [
        ("nano, 2,500 impressions a piece", 2_500.0, 1.0),
        ("micro, 20,000 impressions a piece", 20_000.0, 1.0),
        ("a few viral: 2,500 a piece, heavier tail", 2_500.0, 1.8),
    ] {
        let found = watch(seed.child("healthy").child(name), (reach, sigma), |_| 1.0);
        let share = |is: fn(&Seen) -> bool| share(found.iter().flat_map(|one| &one.each), is);
        let confirmed = share(|seen| seen.is_confirmed_red);
        worst = worst.max(confirmed);
        rows.push(vec![
            Cell::Words(name.into()),
            Cell::Share(share(|seen| seen.is_literally_red)),
            Cell::Share(share(|seen| seen.is_held_red)),
            Cell::Share(share(|seen| seen.is_red_by_silence)),
            Cell::Share(share(|seen| seen.is_confirmed_at_once)),
            Cell::Share(confirmed),
        ]);
    }
    let text = "at most 1% of healthy creators is ever confirmed red in 72 hours".to_owned();
    Table {
        key: "healthy_creators",
        title: "Healthy creators who are called red",
        story: "150 creators, all exactly at their benchmark (CTR 1.2%, 2% of clicks buy), three \
                pieces of content each in the first 48 hours, impressions by the hour with the \
                rhythm of a day, a half-life of 18 hours and a log-normal reach. 40 rosters, \
                evaluated every hour for 72 hours. *To the letter*: ever 25% under the benchmark \
                at an evaluation. *Held*: at two in a row. *Silent*: without an order at hour \
                72. *Confirmed*: the data supports red, at one evaluation, or as it is held; \
                only this may move money.",
        columns: vec![
            "roster",
            "ever red by CTR to the letter",
            "ever red, held",
            "silent at 72 h",
            "ever confirmed at one evaluation",
            "ever confirmed red",
        ],
        rows,
        promises: vec![Promise { text, is_met: worst <= 0.01 }],
    }
}

/// Rosters in which creators differ and a fifth is truly bad.
pub fn bad(seed: Seed) -> Table {
    const BAD: [f64; 5] = [0.75, 0.60, 0.50, 0.25, 0.0];
    let mut rows = Vec::new();
    let mut promises = Vec::new();
    for (name, reach) in [("nano", 2_500.0), ("micro", 20_000.0)] {
        let found = watch(seed.child("bad").child(name), (reach, 1.0), |dice| {
            let is_bad = dice.chance(0.2);
            if is_bad { dice.pick(&BAD) } else { dice.log_normal(1.05, 0.25).max(0.9) }
        });
        for truth in BAD {
            let each = || found.iter().flat_map(|one| &one.each).filter(|one| one.0 == truth);
            rows.push(vec![
                Cell::Words(format!("{name}, {truth:.2} of the benchmark")),
                Cell::Count(each().count() as u64),
                Cell::Share(share(each(), |seen| seen.is_held_red)),
                Cell::Share(share(each(), |seen| seen.is_confirmed_red)),
            ]);
        }
        let well = || found.iter().flat_map(|one| &one.each).filter(|one| 0.9 <= one.0);
        let wrongly = share(well(), |seen| seen.is_confirmed_red);
        rows.push(vec![
            Cell::Words(format!("{name}, 0.90 and better")),
            Cell::Count(well().count() as u64),
            Cell::Share(share(well(), |seen| seen.is_held_red)),
            Cell::Share(wrongly),
        ]);
        let sum = |of: fn(&Found) -> f64| found.iter().map(of).sum::<f64>() / ROSTERS as f64;
        let (said, true_number) = (sum(|one| one.expected_wrong), sum(|one| one.n_wrong as f64));
        promises.push(Promise {
            text: format!(
                "{name}: of {:.1} flags by CTR a roster at hour 72, {said:.1} are said to be \
                 wrong; {true_number:.1} are (within a third)",
                sum(|one| one.n_flags as f64)
            ),
            is_met: (said / true_number - 1.0).abs() < 1.0 / 3.0,
        });
        promises.push(Promise {
            text: format!("{name}: at most 1% of creators at 0.90 and better is confirmed red"),
            is_met: wrongly <= 0.01,
        });
    }
    Table {
        key: "bad_creators",
        title: "Bad creators who are found",
        story: "The same world, with a fifth of each roster at 0.75 of the benchmark or less; \
                the others are spread around 1.05, none below 0.90. A creator at 0.75 exactly is \
                red by definition and at the edge of it: the data can hardly ever be sure.",
        columns: vec!["truth", "creators", "ever red, held", "ever confirmed red in 72 h"],
        rows,
        promises,
    }
}

fn share<'a>(each: impl Iterator<Item = &'a (f64, Seen)>, is: fn(&Seen) -> bool) -> f64 {
    let (mut n, mut n_so) = (0_u32, 0_u32);
    for (_, seen) in each {
        n += 1;
        n_so += u32::from(is(seen));
    }
    f64::from(n_so) / f64::from(n.max(1))
}

fn watch(seed: Seed, reach: (f64, f64), truth: impl Fn(&mut Dice) -> f64) -> Vec<Found> {
    let one = |n| watch_roster(seed.nth(n), reach, &truth);
    (0..ROSTERS).map(one).collect()
}

fn watch_roster(seed: Seed, reach: (f64, f64), truth: &impl Fn(&mut Dice) -> f64) -> Found {
    let rules = Rules::default();
    let mut roster: Vec<Simulated> =
        (0..ROSTER).map(|n| Simulated::new(seed.nth(n as u64).dice(), reach, truth)).collect();
    for hour in 0..HOURS {
        roster.iter_mut().for_each(|creator| creator.live_through(hour));
        let members: Vec<Member> = roster.iter().map(Simulated::member).collect();
        let priors = Priors::fit(&members, &rules.evidence);
        for creator in &mut roster {
            creator.be_judged(hour, &priors, &rules);
        }
    }
    let members: Vec<Member> = roster.iter().map(Simulated::member).collect();
    let priors = Priors::fit(&members, &rules.evidence);
    let mut found = Found::default();
    for creator in &roster {
        found.each.push((creator.truth, creator.seen));
        let by_share = Showing { n_conversions: 1, ..creator.showing() };
        let prior = priors.of(Platform::Tiktok, Some(CreatorSize::Nano));
        let Ok(judgement) = judge(&by_share, prior, &rules, at(HOURS)) else { continue };
        let is_true = match judgement.standing {
            Standing::Red => creator.truth <= 0.75,
            Standing::Yellow => creator.truth <= 0.9,
            Standing::Accelerate => 1.3 <= creator.truth,
            Standing::Green => continue,
        };
        found.n_flags += 1;
        found.n_wrong += u64::from(!is_true);
        found.expected_wrong += expected_wrong_ppm([&judgement]) as f64 / 1e6;
    }
    found
}

impl Simulated {
    fn new(mut dice: Dice, reach: (f64, f64), truth: &impl Fn(&mut Dice) -> f64) -> Self {
        let truth = truth(&mut dice);
        let reach = dice.log_normal(reach.0, reach.1);
        let live_h = vec![0.0, 24.0 * dice.unit(), 24.0 + 24.0 * dice.unit()];
        Self {
            truth,
            reach,
            live_h,
            n_impressions: 0,
            n_clicks: 0,
            n_orders: 0,
            held: None,
            seen: Seen::default(),
            dice,
        }
    }

    fn live_through(&mut self, hour: i64) {
        let attention: f64 = self.live_h.iter().map(|live| attention(hour as f64 - live)).sum();
        // Campaigns begin at ten in the morning.
        let busy = busy(usize::try_from(hour).unwrap_or(0) + 10);
        let mean = self.reach * attention * busy * wobble(&mut self.dice, 0.3);
        let n_impressions = self.dice.poisson(mean);
        let n_clicks = binomial(&mut self.dice, n_impressions, self.truth * rate(CTR_BP));
        self.n_impressions += u64::from(n_impressions);
        self.n_clicks += u64::from(n_clicks);
        self.n_orders += u64::from(binomial(&mut self.dice, n_clicks, rate(CONVERSION_BP)));
    }

    fn member(&self) -> Member {
        Member {
            platform: Platform::Tiktok,
            size: Some(CreatorSize::Nano),
            trials: self.trials(),
            benchmark: bp(CTR_BP),
        }
    }

    fn trials(&self) -> Trials {
        Trials { n_successes: self.n_clicks, n_trials: self.n_impressions }
    }

    fn showing(&self) -> Showing {
        Showing {
            trials: Some(self.trials()),
            benchmark: Some(bp(CTR_BP)),
            n_clicks: self.n_clicks,
            n_conversions: self.n_orders,
            conversion_benchmark: Some(bp(CONVERSION_BP)),
            first_live_at: Some(at(0)),
            ..Showing::default()
        }
    }

    fn be_judged(&mut self, hour: i64, priors: &Priors, rules: &Rules) {
        let prior = priors.of(Platform::Tiktok, Some(CreatorSize::Nano));
        let now = at(hour + 1);
        let judgement = judge(&self.showing(), prior, rules, now).ok();
        let standing = judgement.as_ref().map(|judgement| judgement.standing);
        (self.held, _) = Held::step(self.held, standing, &rules.standing, now);
        let Some(judgement) = judgement else { return };
        let is_red = judgement.standing == Standing::Red;
        let is_held = self.held.is_some_and(|held| held.standing == Standing::Red);
        let is_confirmed = is_red && judgement.evidence == Evidence::Confirmed;
        let is_last = hour + 1 == HOURS;
        let is_silent = is_last && self.n_orders == 0;
        self.seen.is_red_by_silence |= is_silent;
        // Silence makes half of the roster red in the last hour, to the letter; it is told apart.
        self.seen.is_literally_red |= is_red && !is_silent;
        self.seen.is_held_red |= is_held;
        self.seen.is_confirmed_at_once |= is_confirmed;
        self.seen.is_confirmed_red |= is_confirmed && is_held;
    }
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_seconds(1_780_000_000 + hour * 3_600)
}

fn bp(bp: u32) -> Ratio {
    Ratio::new(i128::from(bp), 10_000).expect("10,000 is above zero")
}

fn rate(bp: u32) -> f64 {
    f64::from(bp) / 1e4
}

/// How many of `n` succeed; by a Poisson, which is as wide for rates as small as these, and a
/// little wider for others.
fn binomial(dice: &mut Dice, n: u32, rate: f64) -> u32 {
    dice.poisson(f64::from(n) * rate).min(n)
}
