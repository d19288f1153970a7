//! The scale of an axis: round numbers that hold every value, 0 among them.

/// From which round number to which, and the round numbers between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scale {
    ticks: Vec<i64>,
}

/// About how many stretches an axis has.
const N_STEPS: i64 = 4;

impl Scale {
    /// The scale that holds all `values` and 0.
    pub fn over(values: impl Iterator<Item = i64>) -> Self {
        let (low, high) = values.fold((0, 0), |(low, high), v| (v.min(low), v.max(high)));
        let step = round_step(high.saturating_sub(low));
        let first = low.div_euclid(step);
        let last = (high.saturating_add(step - 1)).div_euclid(step).max(first + 1);
        Self { ticks: (first..=last).map(|n| n.saturating_mul(step)).collect() }
    }

    /// The round numbers, lowest first.
    pub fn ticks(&self) -> &[i64] {
        &self.ticks
    }

    /// Where `value` stands between the lowest and the highest, in thousandths.
    pub fn permille(&self, value: i64) -> i64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let above = i128::from(value) - i128::from(low);
        let whole = i128::from(high) - i128::from(low);
        i64::try_from(above * 1_000 / whole.max(1)).unwrap_or(0)
    }
}

/// The smallest of 1, 2, 5, 10, 20, … that covers `range` in about [`N_STEPS`] steps.
fn round_step(range: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if range <= step.saturating_mul(N_STEPS) {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_every_value() {
        for (values, expected) in [
            (vec![], vec![0, 1]),
            (vec![0, 0], vec![0, 1]),
            (vec![380_000, 120_000], vec![0, 100_000, 200_000, 300_000, 400_000]),
            (vec![410_000], vec![0, 200_000, 400_000, 600_000]),
            (vec![-50, 150], vec![-50, 0, 50, 100, 150]),
        ] {
            assert_eq!(Scale::over(values.into_iter()).ticks(), expected);
        }
    }

    #[test]
    fn a_value_stands_between_the_ends() {
        let scale = Scale::over([400].into_iter());
        for (value, expected) in [(0, 0), (200, 500), (400, 1_000)] {
            assert_eq!(scale.permille(value), expected);
        }
        assert!(Scale::over([i64::MAX, i64::MIN].into_iter()).ticks().len() < 20);
    }
}
