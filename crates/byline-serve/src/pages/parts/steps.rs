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
    /// How many, and how many of the step before there were, for the bar; `None` if either is
    /// missing. The first step is all of itself.
    pub n_of: Option<(i64, i64)>,
    /// How many of the step before came this far, in words.
    pub kept: Option<String>,
}

/// The steps with bars. Each is as long as the words beside it say: the part of the step before
/// that came this far, to scale.
pub fn steps(steps: &[Step]) -> Markup {
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
                        @if let Some((n, of)) = step.n_of {
                            rect.fill width={ (width_percent(n, of)) "%" } height="14" rx="4" {}
                        }
                    }
                }
            }
        }
    }
}

/// `0.4`, in percent; what is there is never too thin to be seen.
fn width_percent(n: i64, of: i64) -> String {
    let permille = i128::from(n.max(0)) * 1_000 / i128::from(of.max(1));
    let least = if 0 < n { 3 } else { 0 };
    let permille = permille.clamp(least, 1_000);
    format!("{}.{}", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_the_part_that_came_so_far() {
        for (n, of, expected) in [
            (462_761, 462_761, "100.0"),
            (1_582, 462_761, "0.3"),
            (1_310, 1_582, "82.8"),
            (0, 1_310, "0.0"),
            (2_000, 1_582, "100.0"),
            (5, 0, "100.0"),
        ] {
            assert_eq!(width_percent(n, of), expected, "{n} of {of}");
        }
    }
}
