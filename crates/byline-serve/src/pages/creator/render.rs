//! The markup of one creator's page.

use maud::{Markup, html};

use super::{Cell, CreatorPage, ModelRow, Table};
use crate::pages::orders::share_table;
use crate::pages::parts::{Tone, name};
use crate::pages::parts::{avatar, card, empty, tag};

impl CreatorPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.about { (avatar(&self.id, &self.head.title)) (self.detail) }
            (self.strip.render())
            @if let Some(untracked) = &self.untracked {
                p.note id="untracked" data-live { (tag(Tone::Warn, "gap")) " " (name(untracked)) }
            }
            @if let Some(standing) = &self.standing { (standing) }
            div.halves.wide-first {
                (card("money", "Attributed revenue and spend", &self.chart_note, self.money()))
                (card("models", "Under every model", "same orders, other rules", self.models()))
            }
            div.halves.loose {
                (self.deal)
                div.column { (self.alerts) (self.reviewed) }
            }
            div.halves {
                (card("accounts", "Accounts", "", self.accounts.render("Accounts")))
                (card("placements", "Placements", "", self.placements.render("Placements")))
                (card("links", "Links", "", html! {
                    (self.links.render("Links"))
                    @if let Some((words, href)) = &self.unlinked {
                        p.onward { a href=(href) { (words) } }
                    }
                }))
                (card("codes", "Promo codes", "", self.codes.render("Promo codes")))
            }
            @if self.patrol.is_some() || self.handles.is_some() {
                div.halves.wide-first {
                    @if let Some(patrol) = &self.patrol { (patrol) }
                    @if let Some(handles) = &self.handles { (handles) }
                }
            }
            (card("posts", "Posts", "and their disclosure", self.posts.render("Posts")))
            (card("journeys", "Journeys to their orders", "the commonest of the newest 500 orders",
                self.journeys.render()))
            (card("orders", "Recent orders with credit", "newest first", self.orders()))
        }
    }

    fn money(&self) -> Markup {
        if self.chart.is_empty() {
            return empty("No revenue and no spend in this range yet.");
        }
        self.chart.render()
    }

    fn models(&self) -> Markup {
        html! {
            div.scroll { table.models.tight {
                thead { tr {
                    th scope="col" { "Model" }
                    td {}
                    th.number scope="col" { "Revenue" }
                    th.number scope="col" { "Orders" }
                    th.number.spare scope="col" { "Against last touch" }
                } }
                tbody { @for model in &self.models { (model.render()) } }
            } }
        }
    }

    fn orders(&self) -> Markup {
        if self.orders.is_empty() {
            return empty("No order of this range has credit for this creator.");
        }
        share_table(&self.orders, "Credit")
    }
}

impl ModelRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th scope="row" {
                    (self.name) " "
                    @if self.is_in_force { (tag(Tone::Plain, "in force")) }
                }
                td.bar-cell { (self.bar.render()) }
                td.number { b { (self.revenue.render(self.key)) } }
                td.number { (self.orders.render(&format!("orders-{}", self.key))) }
                td.number.spare { (self.against_last) }
            }
        }
    }
}

impl Table {
    /// The table, or what stands there if it has no rows.
    pub fn render(&self, label: &str) -> Markup {
        if self.rows.is_empty() {
            return empty(self.empty);
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label=(label) { table.small.folds {
                thead { tr {
                    @for (index, column) in self.columns.iter().enumerate() {
                        th.number[self.is_number(index)] scope="col" { (column) }
                    }
                } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (cell, label) in row.iter().zip(&self.columns) {
                                (cell.render(label))
                            }
                        }
                    }
                }
            } }
        }
    }
}

impl Table {
    fn is_number(&self, column: usize) -> bool {
        let cell = self.rows.first().and_then(|row| row.get(column));
        matches!(cell, Some(Cell::Number(_) | Cell::Figure(..)))
    }
}

impl Cell {
    /// The cell; on a narrow screen the column's name stands above it.
    fn render(&self, label: &str) -> Markup {
        match self {
            Self::Text(text) => html! { td data-label=(label) { (text) } },
            Self::Number(text) => html! { td.number data-label=(label) { (text) } },
            Self::Figure(key, figure) => {
                html! { td.number data-label=(label) { (figure.render(key)) } }
            }
            Self::Name(text) => html! {
                td.wide[is_long(text)] data-label=(label) { (name(text)) }
            },
            Self::Away(text, url) => html! {
                td.wide[is_long(text)] data-label=(label) {
                    a.open href=(url) rel="noopener noreferrer" target="_blank" { (name(text)) }
                }
            },
            Self::Look(look) => html! { td data-label=(label) { (look.render()) } },
            Self::Nothing => html! { td {} },
            Self::Code(text) => html! {
                td.wide[is_long(text)] data-label=(label) { code { bdi { (text) } } }
            },
        }
    }
}

/// Whether a text needs a line of its own on a narrow screen.
fn is_long(text: &str) -> bool {
    12 < text.chars().count()
}
