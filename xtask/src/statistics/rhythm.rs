//! Rhythm: when people look, how fast they forget, and how the days differ.

use byline_testkit::Dice;

/// How busy each local hour is; 1 on average. Nights are an eighth of an average hour.
const DAY_PARTS: [f64; 24] = [
    0.55, 0.34, 0.21, 0.14, 0.13, 0.20, 0.42, 0.70, 0.86, 0.90, 0.95, 1.06, 1.24, 1.16, 1.04, 1.02,
    1.10, 1.26, 1.48, 1.94, 2.32, 2.38, 1.72, 0.88,
];

/// How busy each day of the week is; 1 on average.
const WEEK_DAYS: [f64; 7] = [0.92, 0.90, 0.93, 0.97, 1.05, 1.15, 1.08];

/// How busy an hour of the campaign is, counted from its first local midnight.
pub fn busy(hour: usize) -> f64 {
    DAY_PARTS[hour % 24] * WEEK_DAYS[hour / 24 % 7]
}

/// After how many hours half of the attention for a piece of content is gone.
pub const HALF_LIFE_H: f64 = 18.0;

/// The share of a piece's attention that falls into an hour of its age.
pub fn attention(age_h: f64) -> f64 {
    if age_h < 0.0 {
        return 0.0;
    }
    let left = |age_h: f64| (-age_h / HALF_LIFE_H).exp2();
    left(age_h) - left(age_h + 1.0)
}

/// A positive number around 1 whose mean is 1, log-normal with deviation `sigma`.
pub fn wobble(dice: &mut Dice, sigma: f64) -> f64 {
    dice.log_normal((-sigma * sigma / 2.0).exp(), sigma)
}
