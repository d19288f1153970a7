//! The markup of an explanation.

use maud::{Markup, html};

use super::ExplainPage;
use crate::pages::orders::share_table;
use crate::pages::parts::{card, empty, name};

impl ExplainPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            header.head {
                h1 { (self.name) }
                span.muted { (name(&self.scope)) }
                span.push {}
                @if let Some(href) = &self.now_href { a.button href=(href) { "Show it as of now" } }
                a.button href=(self.permanent_href) data-copy { "Copy link to this number" }
            }
            div.trace-page {
                div.column {
                    (card("answer", "The figure", "", self.answer()))
                    (card("behind", "The orders behind it", "newest first", self.orders()))
                }
                div.column {
                    @if !self.inputs.is_empty() {
                        (card("inputs", "What went into it", "", self.inputs()))
                    }
                    (card("rules", "The rules it was counted by", "", self.rules()))
                }
            }
            footer.footing { p { (self.as_of) } }
        }
    }

    fn answer(&self) -> Markup {
        html! {
            p.big { (self.value) }
            @if let Some(missing) = &self.missing { p.note { (missing) } }
            p.note { (self.definition) }
            dl.formula {
                dt { "formula" } dd { (self.formula) }
                @if !self.filled_in.is_empty() { dt { "filled in" } dd { (self.filled_in) } }
            }
        }
    }

    fn inputs(&self) -> Markup {
        html! {
            table.small { tbody {
                @for (what, text) in &self.inputs {
                    tr { th scope="row" { (what) } td.number { (text) } }
                }
            } }
        }
    }

    fn rules(&self) -> Markup {
        html! {
            dl.rules {
                @for (rule, text) in &self.rules { dt { (rule) } dd { (text) } }
            }
        }
    }

    fn orders(&self) -> Markup {
        html! {
            @if let Some(sum) = &self.sum { p.sum { (sum) } }
            @if self.orders.is_empty() {
                (empty("No order is part of this figure."))
            } @else {
                (share_table(&self.orders, "Its part"))
            }
            @if let Some(more) = &self.more { p.note { (more) } }
        }
    }
}
