//! CUSUM: since when do orders come too slowly, and is that more than a lull?
//!
//! In: minute by minute, how many orders came and how many were to be expected. Out: a level that
//! stays at zero while all is well and climbs once the rate has fallen. It compares two stories,
//! "as expected" and "a quarter of it", and adds up how much better the second fits (Page 1954,
//! with the likelihood ratio of a Poisson).
//!
//! What is to be expected knows the hour: at four in the morning, silence is no news. It also knows
//! that a campaign fades: a fall that goes on since yesterday is no outage. And it knows that hours
//! differ by more than chance: where a hundred orders an hour are usual, eighty are no news either,
//! so what a minute says weighs the less, the more orders an hour has (quasi-likelihood with the
//! variance of a count in an hour, as in McCullagh and Nelder, *Generalized Linear Models*, 1989).

use serde::{Deserialize, Serialize};

/// How far the second story fits better, in millionths of a nat; from 0 up.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cusum {
    level_micronats: i64,
}

/// What counts as a fall, and when it is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CusumRule {
    /// To which part of the expected rate it would have fallen, in percent; from 1 to 99.
    pub fell_to_percent: u32,
    /// From which level on the fall is believed, in millionths of a nat.
    pub threshold_micronats: i64,
    /// How much hours differ by themselves beside an hour as expected, in hundredths of a percent:
    /// their standard deviation beyond that of a Poisson. 0: not at all.
    pub hours_differ_bp: u32,
}

/// How busy each local hour of the day is, in millionths of an average hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayParts {
    busy_ppm: [u32; 24],
}

impl Cusum {
    /// The level after another minute in which `n_seen` came where `n_expected` were expected.
    ///
    /// It stops at twice the threshold, so that an end of the trouble is seen as soon as its
    /// beginning was.
    #[must_use]
    pub fn after(self, n_seen: u64, n_expected: f64, rule: CusumRule) -> Self {
        let left = f64::from(rule.fell_to_percent) / 100.0;
        let gain = n_expected * (1.0 - left) + n_seen as f64 * libm::log(left);
        let spread = f64::from(rule.hours_differ_bp) / 1e4;
        // The variance of an hour's count is so many times that of a Poisson.
        let dispersion = 1.0 + spread * spread * 60.0 * n_expected;
        let level = self.level_micronats.saturating_add(micro(gain / dispersion));
        Self { level_micronats: level.clamp(0, rule.threshold_micronats.saturating_mul(2)) }
    }

    /// How far the story of a fall fits better, in millionths of a nat.
    pub fn level_micronats(self) -> i64 {
        self.level_micronats
    }

    /// Whether the fall is believed.
    pub fn is_alarm(self, rule: CusumRule) -> bool {
        rule.threshold_micronats <= self.level_micronats
    }
}

/// Millionths, rounded to whole ones, so that what is kept is a whole number.
#[expect(clippy::cast_possible_truncation, reason = "such casts saturate, which is what is wanted")]
fn micro(nats: f64) -> i64 {
    libm::round(nats * 1e6) as i64
}

/// With how many orders a history begins to count as a profile of the day.
const PROFILE_ORDERS_MIN: u64 = 200;

/// With how many orders each hour begins, so that an hour without any is not thought impossible.
const PROFILE_ORDERS_EACH: u64 = 2;

impl DayParts {
    /// Every hour alike.
    pub const FLAT: Self = Self { busy_ppm: [1_000_000; 24] };

    /// The profile of whole local days, from the orders of each hour of the day. `None` if there
    /// are too few to tell.
    pub fn from_history(n_orders: &[u64; 24]) -> Option<Self> {
        let n_all: u64 = n_orders.iter().sum();
        if n_all < PROFILE_ORDERS_MIN {
            return None;
        }
        let sum = u128::from(n_all) + 24 * u128::from(PROFILE_ORDERS_EACH);
        let busy_ppm = n_orders.map(|n| {
            let n = u128::from(n) + u128::from(PROFILE_ORDERS_EACH);
            u32::try_from(n * 24_000_000 / sum).unwrap_or(u32::MAX)
        });
        Some(Self { busy_ppm })
    }

    /// How busy the local hour is; 1 is the average of a day.
    pub fn busy(&self, hour: u8) -> f64 {
        f64::from(self.busy_ppm[usize::from(hour % 24)]) / 1e6
    }

    /// How many orders are to be expected in a minute of the local hour, from the last 24 hours and
    /// the 24 before.
    ///
    /// A fall from day to day is taken to go on; a rise is not, so that the end of a rush is no
    /// alarm. Few orders say little about the fall, hence the three on each side.
    pub fn expected_per_minute(&self, n_last_day: u64, n_day_before: u64, hour: u8) -> f64 {
        let fall = (n_last_day as f64 + 3.0) / (n_day_before as f64 + 3.0);
        // The last day's middle lies half a day back: half of a day's fall came since.
        let now_per_day = n_last_day as f64 * libm::sqrt(f64::min(1.0, fall));
        now_per_day / (24.0 * 60.0) * self.busy(hour)
    }
}
