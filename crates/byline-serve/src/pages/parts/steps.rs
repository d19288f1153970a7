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
    /// How many of the step before came this far, in words.
    pub kept: Option<String>,
}

/// The steps, each with how much of the step before came this far. They have no bars: each step has
/// another whole, so that a longer bar would look like more people.
pub fn steps(steps: &[Step]) -> Markup {
    html! {
        ol.steps { @for step in steps {
            li {
                span { (step.label) }
                small { @if let Some(kept) = &step.kept { (kept) } }
                b { (step.figure.render(step.key)) }
            }
        } }
    }
}
