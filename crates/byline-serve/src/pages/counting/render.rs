//! The markup of the page about counting.

use maud::{Markup, html};

use super::CountingPage;
use crate::pages::parts::{Tone, card, tag};

impl CountingPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.lead {
                (self.in_force) " "
                a href=(self.rules_href) { "Model and windows in the plan" }
            }
            div.reading {
                div.column {
                    (card("answers", "The rules in force", "", questions(&self.answers)))
                    (card("models", "The models", "all are computed for every order",
                        self.models()))
                }
                div.column {
                    (card("figures", "The figures", "click one to see this campaign's",
                        self.figures()))
                    (card("words", "How sure a word is", "beside every judgement",
                        questions(&self.words)))
                    (card("price", "What a price should bring", "what advice stands on",
                        questions(&self.price)))
                }
            }
        }
    }

    fn figures(&self) -> Markup {
        html! {
            dl.rules {
                @for row in &self.figures {
                    dt id={ "figure-" (row.key) } {
                        a.open href=(row.href) { (row.name) } " = " (row.formula)
                    }
                    dd { (row.meaning) }
                }
            }
        }
    }

    fn models(&self) -> Markup {
        html! {
            dl.rules {
                @for (name, text, is_in_force) in &self.models {
                    dt { (name) " " @if *is_in_force { (tag(Tone::Plain, "in force")) } }
                    dd { (text) }
                }
            }
        }
    }
}

fn questions(answers: &[(&'static str, String)]) -> Markup {
    html! {
        dl.rules { @for (question, answer) in answers { dt { (question) } dd { (answer) } } }
    }
}
