//! Sparklines: a line without axes, small enough for a table row.

use maud::{Markup, html};

use super::Tone;

/// A small line.
#[derive(Clone, Debug)]
pub struct Spark {
    /// The values, oldest first.
    pub values: Vec<i64>,
    /// What it tells people who do not see it.
    pub label: String,
    /// Its colour.
    pub tone: Tone,
}

const WIDTH: i64 = 74;
const HEIGHT: i64 = 24;
const EDGE: i64 = 3;

impl Spark {
    /// The line; a flat one if there are no values.
    pub fn render(&self) -> Markup {
        let top = self.values.iter().copied().max().unwrap_or(0).max(1);
        let last = i64::try_from(self.values.len().saturating_sub(1)).unwrap_or(1).max(1);
        let points: Vec<(String, String)> = (0_i64..)
            .zip(&self.values)
            .map(|(index, value)| {
                let x = tenths(EDGE * 10 + index * (WIDTH - 2 * EDGE) * 10 / last);
                let room = (HEIGHT - 2 * EDGE) * 10;
                let rise = i128::from((*value).max(0)) * i128::from(room) / i128::from(top);
                let y = (HEIGHT - EDGE) * 10 - i64::try_from(rise).unwrap_or(0);
                (x, tenths(y))
            })
            .collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        html! {
            svg.spark.(self.tone.class()) width=(WIDTH) height=(HEIGHT)
                role="img" aria-label=(self.label)
            {
                @if line.len() > 1 { polyline points=(line.join(" ")) {} }
                @if let Some((x, y)) = points.last() { circle cx=(x) cy=(y) r="2" {} }
            }
        }
    }
}

fn tenths(n: i64) -> String {
    if n % 10 == 0 { (n / 10).to_string() } else { format!("{}.{}", n / 10, n % 10) }
}
