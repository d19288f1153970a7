//! The markup of one campaign's page.

use maud::{Markup, html};

use super::{Budget, CampaignPage};
use crate::pages::parts::{card, steps};

impl CampaignPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.lead id="lead" data-live { (self.lead) }
            nav.tools aria-label="This campaign" {
                @for (text, href) in &self.onward { a.button href=(href) { (text) } }
            }
            div.halves.loose {
                div.column {
                    (card("plan", "The plan", "", html! {
                        dl.facts {
                            @for (name, words) in &self.plan { dt { (name) } dd { (words) } }
                        }
                    }))
                    (self.outlook)
                }
                div.column {
                    (card("budget", "Budget", "", self.budget.render()))
                    (card("steps", "From seeing to buying", "all creators", html! {
                        (steps(&self.steps))
                        p.note { (self.steps_reading) }
                    }))
                }
            }
            (card("scorecard", "Scorecard", "what the goal asks for first", html! {
                p.note { (self.scorecard_reading) }
                (self.scorecard[0].render())
            }))
            (card("scorecard-rest", "All other KPIs", "", html! {
                (self.scorecard[1].render())
                @if !self.unreported.is_empty() {
                    p.note {
                        "Not reported by any source: "
                        @for (place, (name, href)) in self.unreported.iter().enumerate() {
                            @if 0 < place { ", " }
                            a href=(href) { (name) }
                        }
                        "."
                    }
                }
            }))
            footer.footing id="footing" data-live { p { (self.as_of) } }
        }
    }
}

impl Budget {
    fn render(&self) -> Markup {
        html! {
            p.note { (self.lead) }
            dl.bars {
                @for (name, bar, text) in &self.bars {
                    dt { (name) } dd { (bar.render()) small { (text) } }
                }
            }
            (self.kinds.render())
        }
    }
}
