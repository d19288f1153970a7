//! Pages: how often a healthy campaign wakes somebody, and how soon a broken one does.

use byline_core::decision::episode::{Alert, NoticeKind};
use byline_core::decision::urgency::{FloorWatch, Minute};
use byline_core::decision::{ActOn, Rules};
use byline_core::stats::DayParts;
use byline_core::time::Timestamp;
use byline_testkit::{Dice, Seed};

use super::report::{Cell, Promise, Table};
use super::rhythm::{attention, busy, wobble};

/// How long a campaign runs; in its last week nothing new is published.
const WEEKS: usize = 3;

/// How many campaigns are simulated for each row.
const CAMPAIGNS: u64 = 40;

const MINUTES: usize = WEEKS * 7 * 1_440;

/// What an order is worth in the middle, in minor units.
const ORDER_MINOR: f64 = 40_00.0;

/// One minute of a campaign.
#[derive(Clone, Copy, Default)]
struct Sales {
    n_orders: u32,
    revenue_minor: i64,
}

/// What breaks, and when.
#[derive(Clone, Copy)]
struct Outage {
    from_minute: usize,
    left: f64,
}

/// Healthy campaigns.
pub fn false_pages(seed: Seed) -> Table {
    let mut rows = Vec::new();
    let mut most: f64 = 0.0;
    for per_day in [20, 50, 100, 200, 400, 800] {
        let campaigns: Vec<Vec<Sales>> = (0..CAMPAIGNS)
            .map(|n| sales(seed.child("pages").nth(per_day).nth(n), per_day as f64, None))
            .collect();
        let a_week = |pages_on, floor_percent| {
            let pages = |one: &Vec<Sales>| {
                pages(one, floor_minor(per_day as f64, floor_percent), pages_on).len()
            };
            let n: usize = campaigns.iter().map(pages).sum();
            n as f64 / (CAMPAIGNS as f64 * WEEKS as f64)
        };
        let confirmed = [25.0, 50.0].map(|floor| a_week(ActOn::Confirmed, floor));
        most = most.max(confirmed[0]).max(confirmed[1]);
        rows.push(vec![
            Cell::Count(per_day),
            Cell::Number(a_week(ActOn::Literal, 25.0), 2),
            Cell::Number(confirmed[0], 2),
            Cell::Number(a_week(ActOn::Literal, 50.0), 2),
            Cell::Number(confirmed[1], 2),
        ]);
    }
    let text = format!("at most 0.5 false pages a week (most: {most:.2})");
    Table {
        key: "false_pages",
        title: "Pages for healthy campaigns",
        story: "Campaigns of three weeks in which nothing breaks: a rhythm of days and weekdays, \
                one piece of content a day, at some hour from 8 to 20, for two weeks with a \
                half-life of 18 hours, then nothing new for a week, and hours that differ by a \
                quarter (log-normal). Orders are Poisson, their values log-normal around 40.00. \
                The floor is a part of the average planned revenue of an hour. *To the letter*: \
                90 minutes below the floor. *Confirmed*: and the CUSUM believes in a fall. 40 \
                campaigns a row.",
        columns: vec![
            "orders a day",
            "pages a week to the letter, floor 25%",
            "pages a week confirmed, floor 25%",
            "pages a week to the letter, floor 50%",
            "pages a week confirmed, floor 50%",
        ],
        rows,
        promises: vec![Promise { text, is_met: most <= 0.5 }],
    }
}

/// Campaigns in which something breaks and stays broken.
pub fn outages(seed: Seed) -> Table {
    let mut rows = Vec::new();
    for per_day in [20, 100, 400, 800] {
        for left in [0.0, 0.1, 0.25] {
            let seed = seed.child("outages").nth(per_day).child(&left.to_string());
            let (mut literal, mut confirmed) = (Vec::new(), Vec::new());
            for n in 0..CAMPAIGNS {
                let seed = seed.nth(n);
                // Some minute of the second week.
                let from_minute = 7 * 1_440 + seed.child("when").dice().index(6 * 1_440);
                let broken = Some(Outage { from_minute, left });
                let sales = sales(seed, per_day as f64, broken);
                let floor = floor_minor(per_day as f64, 25.0);
                for (pages_on, delays) in
                    [(ActOn::Literal, &mut literal), (ActOn::Confirmed, &mut confirmed)]
                {
                    let pages = pages(&sales, floor, pages_on);
                    let first = pages.into_iter().find(|minute| from_minute <= *minute);
                    delays.extend(first.map(|minute| (minute - from_minute) as f64 / 60.0));
                }
            }
            let within = |hours: f64| {
                let n = confirmed.iter().filter(|delay| **delay <= hours).count();
                n as f64 / CAMPAIGNS as f64
            };
            rows.push(vec![
                Cell::Count(per_day),
                Cell::Share(left),
                Cell::Share(within(6.0)),
                Cell::Share(within(24.0)),
                Cell::Number(median(&mut confirmed.clone()), 1),
                Cell::Number(median(&mut literal), 1),
            ]);
        }
    }
    Table {
        key: "outages",
        title: "Pages for broken campaigns",
        story: "The same campaigns, of which one part of the orders is left from some minute of \
                the second week on. Floor 25%. A night is part of it: when nobody buys, nobody \
                can see that nothing is bought. An alert that fires already, to the letter, does \
                not fire again.",
        columns: vec![
            "orders a day",
            "left",
            "paged within 6 h",
            "within 24 h",
            "hours to the page, median",
            "hours to the letter, median",
        ],
        rows,
        promises: Vec::new(),
    }
}

fn floor_minor(per_day: f64, percent: f64) -> i64 {
    // The mean of a log-normal is above its middle.
    let mean_minor = ORDER_MINOR * (0.6_f64 * 0.6 / 2.0).exp();
    whole(per_day / 24.0 * mean_minor * percent / 100.0)
}

fn sales(seed: Seed, per_day: f64, broken: Option<Outage>) -> Vec<Sales> {
    let mut dice = seed.child("sales").dice();
    let mut live = seed.child("live").dice();
    let live_h: Vec<f64> =
        (0..14).map(|day| f64::from(day) * 24.0 + 8.0 + 12.0 * live.unit()).collect();
    let mut sales = Vec::with_capacity(MINUTES);
    for hour in 0..MINUTES / 60 {
        let hourly = wobble(&mut dice, 0.25) * busy(hour) * liveliness(hour, &live_h);
        for minute in hour * 60..hour * 60 + 60 {
            let left = broken.filter(|one| one.from_minute <= minute).map_or(1.0, |one| one.left);
            sales.push(minute_of(&mut dice, per_day / 1_440.0 * hourly * left));
        }
    }
    sales
}

fn minute_of(dice: &mut Dice, mean: f64) -> Sales {
    let n_orders = dice.poisson(mean);
    let each = (0..n_orders).map(|_| whole(dice.log_normal(ORDER_MINOR, 0.6)));
    Sales { n_orders, revenue_minor: each.sum() }
}

/// How much goes on in an hour, beside an average hour of the first two weeks: a third comes from
/// elsewhere, the rest from content that went live at these hours.
fn liveliness(hour: usize, live_h: &[f64]) -> f64 {
    let pieces = live_h.iter().map(|live_h| attention(hour as f64 - live_h));
    0.35 + 0.65 * 24.0 * pieces.sum::<f64>()
}

/// The minutes at which somebody is paged.
fn pages(sales: &[Sales], floor_minor: i64, pages_on: ActOn) -> Vec<usize> {
    let mut rules = Rules::default();
    rules.page.pages_on = pages_on;
    let episodes = rules.urgency.page;
    let (mut watch, mut alert) = (FloorWatch::default(), Alert::default());
    let mut history = History::new(sales);
    let mut trailing_minor = 0;
    let mut pages = Vec::new();
    for (minute, now) in sales.iter().enumerate() {
        trailing_minor += now.revenue_minor;
        trailing_minor -= minute.checked_sub(60).map_or(0, |before| sales[before].revenue_minor);
        let observed;
        let seen = Minute {
            trailing_minor,
            n_orders: u64::from(now.n_orders),
            n_expected: history.expected(minute),
        };
        (watch, observed) = watch.step(Some(seen), floor_minor, &rules.page);
        let at = Timestamp::from_seconds(1_780_000_000 + minute as i64 * 60);
        let notices;
        (alert, notices) = alert.step(observed, &episodes, at);
        let is_paged = notices.iter().any(|notice| notice.kind == NoticeKind::Fired);
        if is_paged {
            pages.push(minute);
        }
    }
    pages
}

/// What a campaign knows of its own past, minute by minute.
struct History {
    /// Orders before each minute.
    before: Vec<u64>,
    by_hour: [u64; 24],
    day_parts: Option<DayParts>,
}

impl History {
    fn new(sales: &[Sales]) -> Self {
        let sum = |sum: &mut u64, one: &Sales| {
            let before = *sum;
            *sum += u64::from(one.n_orders);
            Some(before)
        };
        let before = sales.iter().scan(0, sum).collect();
        Self { before, by_hour: [0; 24], day_parts: None }
    }

    fn expected(&mut self, minute: usize) -> Option<f64> {
        let is_midnight = minute.is_multiple_of(1_440);
        if is_midnight && 0 < minute {
            for hour in 0..24 {
                let from = minute - 1_440 + hour * 60;
                self.by_hour[hour] += self.before[from + 60] - self.before[from];
            }
            self.day_parts = DayParts::from_history(&self.by_hour);
        }
        let day_before = minute.checked_sub(2 * 1_440)?;
        let last_day = minute - 1_440;
        let n_last_day = self.before[minute] - self.before[last_day];
        let n_day_before = self.before[last_day] - self.before[day_before];
        let hour = u8::try_from(minute / 60 % 24).ok()?;
        Some(self.day_parts?.expected_per_minute(n_last_day, n_day_before, hour))
    }
}

/// The middle of some numbers; infinite where there are none.
fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::INFINITY)
}

#[expect(clippy::cast_possible_truncation, reason = "amounts of this world are small")]
fn whole(minor: f64) -> i64 {
    minor.round() as i64
}
