//! Stacked bars: a whole and who has how much of it.

use maud::{Markup, html};

/// One share of the whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The class of its colour; `rest` for what nobody has.
    pub colour: &'static str,
    /// How much, in minor units; nothing is drawn for 0.
    pub minor: i64,
    /// Whose and how much, in words.
    pub label: String,
}

/// A whole in parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stack {
    /// The parts, from left to right.
    pub parts: Vec<Part>,
}

impl Stack {
    /// The bar. The words stand in its title and in the row beside it.
    pub fn render(&self) -> Markup {
        let whole: i128 = self.parts.iter().map(|part| i128::from(part.minor.max(0))).sum();
        let labels: Vec<&str> = self.parts.iter().map(|part| part.label.as_str()).collect();
        html! {
            svg.stack width="100%" height="12" role="img" aria-label=(labels.join(", ")) {
                @for (from, part) in self.starts() {
                    @if 0 < part.minor && 0 < whole {
                        rect.(part.colour) x={ (share(from, whole)) "%" } y="0" height="12"
                            width={ (share(i128::from(part.minor), whole)) "%" }
                        {
                            title { (part.label) }
                        }
                    }
                }
            }
        }
    }

    fn starts(&self) -> impl Iterator<Item = (i128, &Part)> {
        self.parts.iter().scan(0_i128, |sum, part| {
            let from = *sum;
            *sum += i128::from(part.minor.max(0));
            Some((from, part))
        })
    }
}

/// `part` of `whole` as a percentage with two decimals, for a drawing and not for a reader.
pub(super) fn share(part: i128, whole: i128) -> String {
    let hundredths = (part * 10_000).checked_div(whole).unwrap_or(0);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
