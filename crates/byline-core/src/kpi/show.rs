//! Readings as text. Here, and only here, numbers are rounded: halves away from zero.

use super::input::{Input, InputKind, KpiInputs};
use super::ratio::Ratio;
use super::{Kpi, Reading, Unit};
use crate::money::{Currency, grouped};

impl Kpi {
    /// The reading as text: `2.50%`, `3.97 USD`, `114,200`, `4.00x`.
    ///
    /// Percentages have two places, four below 0.1%. Money has the currency's places, two more
    /// below one whole unit. Counts have two places if they are not whole.
    pub fn text(&self, reading: Reading, currency: Currency) -> String {
        let ratio = reading.ratio;
        match self.unit {
            Unit::Count => count(ratio),
            Unit::Percent => percent(ratio),
            Unit::Money => money(ratio, currency),
            Unit::Multiple => format!("{}x", decimal(ratio, 2)),
        }
    }

    /// The formula with the figures filled in: `5,000.00 USD / 500`. A missing figure is `?`.
    pub fn filled_in(&self, inputs: &KpiInputs, currency: Currency) -> String {
        let chosen = self.evaluate(inputs).ok().and_then(|reading| reading.divided_by);
        let word = |input| figure(inputs, input, currency).unwrap_or_else(|| "?".to_owned());
        let mut text = String::new();
        self.formula.write(&mut text, chosen, word).expect("a string takes all text");
        text
    }
}

/// A figure as text; `None` if it is missing.
pub fn figure(inputs: &KpiInputs, input: Input, currency: Currency) -> Option<String> {
    let figure = inputs.get(input)?;
    Some(match input.kind() {
        InputKind::Count => count(Ratio::whole(figure)),
        InputKind::Micro => count(Ratio::new(i128::from(figure), 1_000_000)?),
        InputKind::Money => money(Ratio::whole(figure), currency),
    })
}

fn count(ratio: Ratio) -> String {
    let is_whole = ratio.numerator() % ratio.denominator() == 0;
    decimal(ratio, if is_whole { 0 } else { 2 })
}

fn percent(ratio: Ratio) -> String {
    let is_tiny = ratio.rounded(5).abs() < 100;
    let places = if is_tiny && ratio.numerator() != 0 { 4 } else { 2 };
    let text = grouped(ratio.rounded(places + 2), places);
    format!("{text}%")
}

fn money(minor: Ratio, currency: Currency) -> String {
    let exponent = currency.exponent();
    let one = Ratio::whole(10_i64.pow(exponent));
    let is_small = minor < one && Ratio::whole(0) < minor;
    let extra = if is_small { 2 } else { 0 };
    let mut text = grouped(minor.rounded(extra), exponent + extra);
    for _ in 0..extra {
        if text.ends_with('0') {
            text.pop();
        }
    }
    let text = text.trim_end_matches('.');
    format!("{text} {currency}")
}

fn decimal(ratio: Ratio, places: u32) -> String {
    grouped(ratio.rounded(places), places)
}
