//! The markup of an explanation.

use maud::{Markup, html};

use super::{ExplainPage, InputRow, Line, Reckoning, Record, Records};
use crate::pages::orders::{nobodys_table, part_table, share_table};
use crate::pages::parts::{card, empty, name};

impl ExplainPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        let rules = card("rules", "The rules it was counted by", "", self.rules());
        // Under the shorter of the two columns.
        let has_beside = self.models.is_some() || self.cut.is_some();
        let is_long = 1 < self.made.len() || self.nobodys.is_some();
        let is_first = has_beside && !is_long;
        html! {
            header.head {
                h1 { (self.name) }
                span.muted { (name(&self.scope)) }
                span.push {}
                @if let Some(switch) = &self.switch { (switch.render(&html! {})) }
                a.button href=(self.back.1) { "Back to " (name(&self.back.0)) }
                @if let Some(href) = &self.now_href { a.button href=(href) { "Show it as of now" } }
                a.button href=(self.permanent_href) data-copy { "Copy link to this number" }
            }
            div.trace-page {
                div.column {
                    (card("answer", "The figure", "", self.answer()))
                    @if !self.inputs.is_empty() {
                        (card("inputs", "What went into it", "", self.inputs()))
                    }
                    @for made in &self.made { (made.render()) }
                    @if let Some(nobodys) = &self.nobodys {
                        (card("nobodys", "Why nobody earned it", "one reason for each order, the \
                            one that comes closest to credit", nobodys.render()))
                    }
                    @if is_first { (rules) }
                }
                div.column {
                    @if let Some(models) = &self.models { (models.render()) }
                    @if let Some(cut) = &self.cut { (cut.render()) }
                    @if !is_first { (rules) }
                }
            }
            @if let Some(list) = &self.list {
                (card("everybody", list.label, "the largest first", list.render()))
            }
            @if let Some(records) = &self.records {
                (card("records", records.title, records.order, records.render()))
            }
            @if self.is_of_orders {
                (card("behind", "The orders behind it", "newest first", self.orders()))
            }
        }
    }

    fn answer(&self) -> Markup {
        html! {
            p.big { (self.value) }
            @if let Some(missing) = &self.missing { p.note { (missing) } }
            @if let Some(besides) = &self.besides { p.note { b { (besides) } } }
            p.note { (self.definition) " " (self.as_of) }
            dl.formula {
                dt { "formula" } dd { (self.formula) }
                @if !self.filled_in.is_empty() { dt { "filled in" } dd { (self.filled_in) } }
            }
        }
    }

    fn inputs(&self) -> Markup {
        html! {
            table.small { tbody {
                @for input in &self.inputs { (input.render()) }
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
            @if let Some(sum) = &self.sum {
                p.sum {
                    (sum)
                    @if let Some(href) = &self.costs_href {
                        " " a href=(href) { "The costs that they are set beside" }
                    }
                }
            }
            @if self.orders.is_empty() {
                (empty("No order is part of this figure."))
            } @else {
                @if self.is_nobodys { (nobodys_table(&self.orders)) }
                @else if self.is_counted_in_orders { (part_table(&self.orders)) }
                @else { (share_table(&self.orders, "Credited")) }
            }
            @if let Some(pager) = &self.pager { (pager.render()) }
        }
    }
}

impl InputRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th scope="row" { (self.name) }
                td.number {
                    @match &self.href {
                        Some(href) => a.open href=(href) { (self.text) },
                        None => (self.text),
                    }
                }
            }
        }
    }
}

impl Records {
    fn render(&self) -> Markup {
        let [when, what, whose, part] = self.columns;
        html! {
            p.sum { (self.sum) }
            @if self.rows.is_empty() { (empty("Nothing stands here.")) } @else {
                div.scroll tabindex="0" role="group" aria-label=(self.title) { table.small.folds {
                    thead { tr {
                        @for column in [when, what, whose] { th scope="col" { (column) } }
                        th.number scope="col" { (part) }
                    } }
                    tbody { @for row in &self.rows { (row.render(&self.columns)) } }
                } }
            }
            @if let Some(pager) = &self.pager { (pager.render()) }
        }
    }
}

impl Record {
    fn render(&self, [when, _, whose, part]: &[&'static str; 4]) -> Markup {
        html! {
            tr {
                td.when data-label=(when) { (self.when) }
                th scope="row" { (name(&self.what)) }
                td data-label=(whose) {
                    @match &self.whose {
                        Some((who, href)) => a.open href=(href) { (name(who)) },
                        None => span.muted { "no one creator" },
                    }
                }
                td.number.main data-label=(part) { b { (self.part) } }
            }
        }
    }
}

impl Reckoning {
    fn render(&self) -> Markup {
        card(
            self.id,
            self.title,
            self.note,
            html! {
                table.small.reckoning { tbody {
                    @for (index, line) in self.lines.iter().enumerate() {
                        (line.render(&format!("{}-{index}", self.id)))
                    }
                } }
            },
        )
    }
}

impl Line {
    fn render(&self, key: &str) -> Markup {
        html! {
            tr class=[self.is_sum.then_some("total")]
                aria-current=[self.is_current.then_some("true")] {
                th scope="row" {
                    (name(&self.name))
                    @if !self.note.is_empty() { " " small { (self.note) } }
                }
                td.number {
                    @match &self.href {
                        Some(href) => a.open href=(href) data-key=(key) { (self.amount) },
                        None => (self.amount),
                    }
                }
            }
        }
    }
}
