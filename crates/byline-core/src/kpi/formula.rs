//! Formulas as data: sums of inputs over sums of inputs. The text that people read is written
//! from the same data that computes the value, so the two cannot part.

use std::fmt;

use super::input::{Input, InputKind, KpiInputs};
use super::ratio::Ratio;
use super::{NotAvailable, Reading};

/// How a KPI is computed: a sum of terms, divided, times a constant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Formula {
    /// What is added up above the line.
    pub above: &'static [Term],
    /// What stands below the line.
    pub below: Divisor,
    /// What the quotient is multiplied by.
    pub times: i64,
    /// Whether it is a share of clicks, which nothing above 100% can be.
    pub is_share_of_clicks: bool,
}

/// One term above the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term {
    /// It is added.
    Plus(Input),
    /// It is subtracted.
    Minus(Input),
}

/// What a formula divides by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Divisor {
    /// Nothing.
    One,
    /// The first of these that is known; the reading says which.
    FirstKnown(&'static [Input]),
    /// The sum of these.
    Sum(&'static [Input]),
}

/// One whole, in the millionths that inputs are added up in.
const MICRO: i128 = 1_000_000;

impl Formula {
    /// The inputs, each once, in reading order.
    pub fn inputs(&self) -> Vec<Input> {
        let above = self.above.iter().map(|term| term.input());
        let mut inputs = Vec::new();
        for input in above.chain(self.below.inputs().iter().copied()) {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    }

    pub(super) fn evaluate(&self, figures: &KpiInputs) -> Result<Reading, NotAvailable> {
        let mut numerator = 0;
        for term in self.above {
            let micro = micro(figures, term.input())?;
            numerator += match term {
                Term::Plus(_) => micro,
                Term::Minus(_) => -micro,
            };
        }
        numerator *= i128::from(self.times);
        let (denominator, divided_by) = self.below.evaluate(figures)?;
        let is_whole = numerator % MICRO == 0 && denominator % MICRO == 0;
        let scale = if is_whole { MICRO } else { 1 };
        let ratio = Ratio::new(numerator / scale, denominator / scale);
        let zero = self.below.inputs().first().copied();
        if let (true, Some(part)) = (self.is_share_of_clicks, self.above.first())
            && denominator < numerator
            && 0 < denominator
        {
            return Err(NotAvailable::MoreThanClicks(part.input()));
        }
        match (ratio, zero) {
            (Some(ratio), _) => Ok(Reading { ratio, divided_by }),
            (None, zero) => Err(NotAvailable::DivisorZero(
                divided_by.or(zero).expect("only inputs below the line can be zero"),
            )),
        }
    }
}

/// A figure in millionths of its unit.
fn micro(figures: &KpiInputs, input: Input) -> Result<i128, NotAvailable> {
    let figure = figures.get(input).ok_or(NotAvailable::InputMissing(input))?;
    Ok(match input.kind() {
        InputKind::Micro => i128::from(figure),
        InputKind::Count | InputKind::Money => i128::from(figure) * MICRO,
    })
}

impl Divisor {
    fn inputs(&self) -> &'static [Input] {
        match self {
            Self::One => &[],
            Self::FirstKnown(inputs) | Self::Sum(inputs) => inputs,
        }
    }

    /// What to divide by, in millionths, and which input that is if there was a choice.
    fn evaluate(&self, figures: &KpiInputs) -> Result<(i128, Option<Input>), NotAvailable> {
        match self {
            Self::One => Ok((MICRO, None)),
            Self::Sum(inputs) => {
                let mut sum = 0;
                for input in *inputs {
                    sum += micro(figures, *input)?;
                }
                Ok((sum, None))
            }
            Self::FirstKnown(choices) => {
                let known = choices.iter().find(|input| figures.get(**input).is_some());
                let input = *known.unwrap_or(&choices[0]);
                let has_choice = 1 < choices.len();
                Ok((micro(figures, input)?, has_choice.then_some(input)))
            }
        }
    }
}

impl Term {
    fn input(self) -> Input {
        match self {
            Self::Plus(input) | Self::Minus(input) => input,
        }
    }
}

/// The formula in words: `cost / impressions × 1,000`.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.below.inputs().first().copied();
        self.write(f, first, |input| input.name().to_owned())
    }
}

impl Formula {
    /// Writes the formula with `word` in the place of each input, `chosen` where there is a choice.
    pub(super) fn write(
        &self,
        f: &mut impl fmt::Write,
        chosen: Option<Input>,
        word: impl Fn(Input) -> String,
    ) -> fmt::Result {
        let mut above = String::new();
        for term in self.above {
            let sign = match term {
                _ if above.is_empty() => "",
                Term::Plus(_) => " + ",
                Term::Minus(_) => " - ",
            };
            above = above + sign + &word(term.input());
        }
        let below = match self.below {
            Divisor::One => String::new(),
            Divisor::FirstKnown(inputs) => word(chosen.unwrap_or(inputs[0])),
            Divisor::Sum(inputs) => {
                let words: Vec<_> = inputs.iter().map(|input| word(*input)).collect();
                words.join(" + ")
            }
        };
        f.write_str(&bracketed(above, !below.is_empty()))?;
        if !below.is_empty() {
            write!(f, " / {}", bracketed(below, true))?;
        }
        match self.times {
            1 => Ok(()),
            1_000 => f.write_str(" × 1,000"),
            times => write!(f, " × {times}"),
        }
    }
}

fn bracketed(sum: String, is_divided: bool) -> String {
    let has_terms = sum.contains(" + ") || sum.contains(" - ");
    if has_terms && is_divided { format!("({sum})") } else { sum }
}
