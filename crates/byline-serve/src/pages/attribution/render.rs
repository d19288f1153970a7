//! The markup of the page about attribution.

use maud::{Markup, html};

use super::AttributionPage;
use crate::pages::parts::{card, name, steps};

impl AttributionPage {
    /// What stands in the shell; `past` says what was known when, and what changed since.
    pub fn content(&self, past: &Markup) -> Markup {
        html! {
            (self.head.render())
            (past)
            p.lead id="lead" data-live { (self.lead) }
            (card("models", "Under every model", "the same net, split by other rules", html! {
                @match &self.agreed {
                    Some(said) => {
                        p { (said) }
                        details { summary { "Model by model" } (self.models.render()) }
                    },
                    None => (self.models.render()),
                }
            }))
            (card("creators", "Who gains and who loses", &self.creators_note,
                self.compared()))
            div.halves.wide-first {
                (card("journeys", "The commonest journeys", "newest 500 orders",
                    self.journeys.render()))
                (card("lengths", "Touches before an order", "newest 500 orders", html! {
                    (steps(&self.lengths))
                    p.note { (self.journeys_note) }
                }))
            }
            nav.onward-list aria-label="Look further" {
                @for (text, href) in &self.onward { a.button href=(href) { (text) } }
            }
            footer.footing id="footing" data-live {
                p {
                    (self.as_of) " "
                    a href=(self.permanent_href) data-copy { "Copy a link to these figures" }
                }
            }
        }
    }

    fn compared(&self) -> Markup {
        html! {
            @if let Some(movers) = &self.movers { p.sum { (name(movers)) } }
            (self.slope.render())
            (self.creators.render())
            @if let Some((text, href)) = &self.all_href { p.more { a href=(href) { (text) } } }
            p.note.muted {
                "Closed: orders in which they had the last touch. Assisted: orders in which they \
                 had a part without it. Depends a lot: between the least and the most that any \
                 model gives lies more than a quarter of the most. On top under all: among the \
                 first under every model."
            }
        }
    }
}
