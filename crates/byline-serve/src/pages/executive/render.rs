//! The markup of the executive page, on a screen and on paper.

use maud::{Markup, html};

use super::ExecutivePage;
use crate::pages::parts::{Heading, Sheet, card};

impl ExecutivePage {
    /// What stands in the shell; `past` says what was known when, and what changed since.
    pub fn content(&self, past: &Markup) -> Markup {
        html! {
            (self.head.render())
            (past)
            p.lead.big-lead id="lead" data-live { (self.lead) }
            div.tools {
                span.push {}
                button.button type="button" hidden data-print { "Print, or save as PDF" }
            }
            (self.strip.render())
            @if let Some(flight) = &self.flight { (flight.render()) }
            div.apart id="apart" data-live {
                @for apart in &self.apart { p { (apart.render()) } }
            }
            (card("open", "Decisions to take", "over the flight, the most money in question first",
                html! {
                    (self.open.0.render())
                    p.more { a href=(self.open.1.1) { (self.open.1.0) } }
                }))
            (card("creators", "Creators by revenue", "the rows add up to the net of all orders",
                self.creators()))
            @if !self.limits.is_empty() {
                (card("limits", "Against the limits of the campaign", "", self.limits().render()))
            }
            footer.footing id="footing" data-live {
                p { (self.counted) }
                p {
                    (self.as_of) " "
                    a href=(self.permanent_href) data-copy { "Copy a link to these figures" }
                }
            }
        }
    }

    fn creators(&self) -> Markup {
        html! {
            (self.sheet.render())
            @if let Some((text, href)) = &self.more { p.more { a href=(href) { (text) } } }
        }
    }

    fn limits(&self) -> Sheet {
        Sheet {
            label: "Limits",
            columns: vec![
                Heading::text("Limit"),
                Heading::number("Stands at"),
                Heading::text("Verdict"),
            ],
            rows: self.limits.iter().map(|row| row.to_vec()).collect(),
            sums: Vec::new(),
            empty: String::new(),
        }
    }
}
