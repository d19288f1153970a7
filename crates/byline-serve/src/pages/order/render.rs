//! The markup of one order's page.

use maud::{Markup, html};

use super::{ModelSplit, OrderPage, Postings, TraceLine};
use crate::pages::parts::{Tone, card, empty, name, tag};

impl OrderPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            header.head {
                h1 { "Order " bdi { (self.name) } }
                (tag(self.state.0, &self.state.1))
                @if let Some(why) = &self.not_revenue { span.muted { (why) } }
                span.push {}
                (self.switch.render(&html! {}))
                @if let Some(href) = &self.now_href { a.button href=(href) { "Show it as of now" } }
                a.button href=(self.all_href) { "All orders" }
                a.button href=(self.permanent_href) data-copy { "Copy link to this view" }
            }
            div.trace-page {
                div.column {
                    (card("trace", "The way to this order", &self.trace_note, self.trace()))
                    (card("postings", "Postings", &self.postings.note, self.postings.render()))
                }
                div.column {
                    (card("count", &self.count.title, "", self.count()))
                    (card("models", "Under every model", "", self.models()))
                }
            }
            footer.footing id="footing" data-live { p { (self.as_of) } }
        }
    }

    fn trace(&self) -> Markup {
        html! { ol.trace { @for line in &self.trace { (line.render()) } } }
    }

    fn count(&self) -> Markup {
        html! {
            dl.facts {
                @for (step, sum) in &self.count.lines { dt { (name(step)) } dd { bdi { (sum) } } }
            }
            p.note { (self.count.note) }
        }
    }

    fn models(&self) -> Markup {
        if self.models.is_empty() {
            return empty("Nobody has credit under any model.");
        }
        let all = html! { ul.splits { @for model in &self.models { (model.render()) } } };
        let Some(first) = self.models.first().filter(|first| first.is_every(&self.models)) else {
            return all;
        };
        html! {
            p.note {
                "Every model says the same: "
                @for (place, share) in first.shares.iter().enumerate() {
                    @if place != 0 { ", " }
                    (name(&share.who)) " " b { (share.amount) }
                }
                "."
            }
            details { summary { "One by one" } (all) }
        }
    }
}

impl TraceLine {
    fn render(&self) -> Markup {
        html! {
            li.(self.tone.class()) {
                span.when { (self.at) }
                span.pip aria-hidden="true" {}
                div {
                    (name(&self.what))
                    @if !self.detail.is_empty() { small { (name(&self.detail)) } }
                    @if !self.pages.is_empty() {
                        small { @for (place, (text, href)) in self.pages.iter().enumerate() {
                            @if place != 0 { " · " }
                            a href=(href) { (name(text)) }
                        } }
                    }
                }
                span.verdict { (self.verdict) }
            }
        }
    }
}

impl ModelSplit {
    /// Whether every model splits as this one does.
    fn is_every(&self, models: &[Self]) -> bool {
        let split = |model: &Self| -> Vec<(String, String)> {
            model.shares.iter().map(|it| (it.who.clone(), it.amount.clone())).collect()
        };
        models.iter().all(|model| split(model) == split(self))
    }

    fn render(&self) -> Markup {
        html! {
            li {
                div.split {
                    span {
                        @if self.is_shown { (self.name) }
                        @else { a href=(self.href) { (self.name) } }
                        " " @if self.is_in_force { (tag(Tone::Plain, "in force")) }
                        @if self.is_shown && !self.is_in_force { (tag(Tone::Plain, "shown here")) }
                    }
                    ul.shares {
                        @for share in &self.shares {
                            li {
                                span.swatch.(share.colour) aria-hidden="true" {}
                                @match &share.href {
                                    Some(href) => a href=(href) { (name(&share.who)) },
                                    None => (name(&share.who)),
                                }
                                " " b { (share.amount) }
                            }
                        }
                    }
                }
                (self.stack.render())
            }
        }
    }
}

impl Postings {
    fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return empty("Nothing has been posted for this order.");
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label="Postings" { table.small.folds {
                thead { tr {
                    th scope="col" { "Posted" }
                    th scope="col" { "Why" }
                    @for column in &self.columns { th.number scope="col" { (name(column)) } }
                } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            td.when { (row.at) }
                            th.wide scope="row" { (row.why) }
                            @for (delta, column) in row.deltas.iter().zip(&self.columns) {
                                td.number data-label=(column) { (delta) }
                            }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" colspan="2" { "Balance" }
                    @for (balance, column) in self.balance.iter().zip(&self.columns) {
                        td.number data-label=(column) { b { (balance) } }
                    }
                } }
            } }
        }
    }
}
