//! Steps: how many people are left from one step to the next, from seeing to buying.

use maud::{Markup, html};

use super::Figure;

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What people did.
    pub label: String,
    /// The word for it within the page.
    pub key: &'static str,
    /// How many, as people read it.
    pub figure: Figure,
    /// How many, for the bar; `None` if it is missing.
    pub n: Option<i64>,
    /// How many of the step before came this far, in words.
    pub kept: Option<String>,
}

/// The steps with bars. Their lengths are fourth roots: on a linear scale one would see the first
/// step and nothing else.
pub fn steps(steps: &[Step]) -> Markup {
    let widest = steps.iter().filter_map(|step| step.n).max().unwrap_or(0).max(1);
    html! {
        ol.steps {
            @for step in steps {
                li {
                    div.step {
                        span { (step.label) }
                        b { (step.figure.render(step.key)) }
                        small { @if let Some(kept) = &step.kept { (kept) } }
                    }
                    svg.bar width="100%" height="14" aria-hidden="true" {
                        rect.ground width="100%" height="14" rx="4" {}
                        @if let Some(n) = step.n {
                            rect.fill width={ (width_percent(n, widest)) "%" } height="14" rx="4" {}
                        }
                    }
                }
            }
        }
    }
}

fn width_percent(n: i64, widest: i64) -> u64 {
    let n = u128::from(n.max(0).unsigned_abs());
    let ratio = n * 100_000_000 / u128::from(widest.unsigned_abs());
    u64::try_from(ratio.isqrt().isqrt()).unwrap_or(100)
}
