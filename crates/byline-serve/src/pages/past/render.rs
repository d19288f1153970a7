//! The markup of the slider and of what changed since.

use maud::{Markup, html};

use super::{ChangesCard, Slider};
use crate::pages::parts::card;

impl Slider {
    /// The slider: a form that works without a script; with it, letting go is enough.
    pub fn render(&self) -> Markup {
        let [first, last, shown] = self.quarters;
        html! {
            details.as-of open[self.steps.len() > 2] {
                summary {
                    "What did we know"
                    // Which moment is shown stands above the page.
                    @if self.is_now { ": " b { "now" } } @else { " at another moment" }
                }
                form method="get" action="/as-of" data-as-of=(self.ahead_min) {
                    input type="hidden" name="page" value=(self.path);
                    @for (key, value) in &self.keep {
                        input type="hidden" name=(key) value=(value);
                    }
                    input type="hidden" name="was" value=(shown);
                    label.unseen for="quarter" { "As of" }
                    input id="quarter" type="range" name="quarter" min=(first) max=(last)
                        value=(shown) aria-valuetext=(self.shown);
                    label { "At " input type="datetime-local" name="when" value=(self.when); }
                    button.button { "Show it" }
                    span.steps-back {
                        @for (text, href) in &self.steps { a href=(href) { (text) } }
                    }
                    @if !self.days.is_empty() {
                        p.days-back {
                            "As it was known at the end of:"
                            @for (text, href, is_shown) in &self.days {
                                " "
                                a href=(href) aria-current=[is_shown.then_some("date")] { (text) }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl ChangesCard {
    /// What changed since, and why.
    pub fn render(&self) -> Markup {
        card(
            "changes",
            "What has changed since",
            "of the same orders, in what is shown here",
            html! {
                p.sum { (self.lead) }
                details.since { summary { "By reason, and order by order" } div.sides {
                    (self.sums.render())
                    div {
                        @for list in self.lists.iter().filter(|list| !list.is_idle) {
                            h3.under { (list.title) " " small { (list.note) } }
                            (list.sheet.render())
                        }
                    }
                }
                }
            },
        )
    }
}
