//! The markup of the roster.

use maud::{Markup, html};

use super::{Column, ColumnKind, Order, RosterPage, RosterRow, SumRow};
use crate::pages::parts::{avatar, empty, name};

impl RosterPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools {
                form.search method="get" action="/creators" role="search" data-instant {
                    @for (key, value) in &self.keep {
                        input type="hidden" name=(key) value=(value);
                    }
                    label.unseen for="q" { "Find a creator" }
                    input id="q" type="search" name="q" value=(self.q) autocomplete="off"
                        placeholder="Name, handle or id" maxlength="100";
                    button.button { "Find" }
                }
                span.muted id="shown" data-live role="status" { (self.shown) }
                span.push {}
                a.button href=(self.csv_href) download { "Download CSV" }
            }
            div id="roster" data-live {
                @if self.rows.is_empty() { div.card.none { (empty(&self.empty)) } }
                @else { (self.table()) }
                @if let Some(href) = &self.all_href {
                    p.more { a href=(href) { "Show every creator" } }
                }
            }
            footer.footing { p { (self.footing) } }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.card.scroll tabindex="0" role="region" aria-label="Creators" {
                table.roster.folds {
                    caption.unseen { (self.shown) }
                    thead { tr { @for column in &self.columns { (column.render()) } } }
                    tbody { @for row in &self.rows { (row.render(&self.columns[2..])) } }
                    tfoot { @for row in &self.sum { (row.render(self.columns.len())) } }
                }
            }
        }
    }
}

impl Column {
    fn render(&self) -> Markup {
        let (sort, arrow) = match self.order {
            Some(Order::Ascending) => (Some("ascending"), " ↑"),
            Some(Order::Descending) => (Some("descending"), " ↓"),
            None => (None, ""),
        };
        html! {
            th.(self.kind.class()) scope="col" aria-sort=[sort] {
                @match &self.href {
                    Some(href) => a href=(href) {
                        (self.label) span aria-hidden="true" { (arrow) }
                    },
                    None => (self.label),
                }
            }
        }
    }
}

impl ColumnKind {
    fn class(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Drawing => "drawing",
        }
    }
}

impl RosterRow {
    /// The row; `numbers` are the columns from revenue on.
    fn render(&self, numbers: &[Column]) -> Markup {
        html! {
            tr {
                th scope="row" {
                    div.person {
                        (avatar(&self.id, &self.name))
                        div.who {
                            a href=(self.href) { (name(&self.name)) }
                            small { (self.detail) }
                        }
                    }
                }
                td.drawing { (self.spark.render()) }
                td.number data-label=(numbers[0].label) {
                    b { (self.revenue.render(&format!("revenue-{}", self.id))) }
                }
                @for (index, (figure, column)) in self.figures.iter().zip(&numbers[1..]).enumerate()
                {
                    td.number data-label=(column.label) {
                        (figure.render(&format!("{index}-{}", self.id)))
                    }
                }
                td.band data-label="ROI in its band" {
                    @match &self.band {
                        Some((bullet, tone, word)) => {
                            (bullet.render())
                            small.(tone.class()) { (word) }
                        },
                        None => small.muted { "n/a" },
                    }
                }
            }
        }
    }
}

impl SumRow {
    /// The row of a table with `n_columns` columns.
    fn render(&self, n_columns: usize) -> Markup {
        /// Name, drawing and revenue.
        const N_BEFORE: usize = 3;
        let n_left = n_columns.saturating_sub(N_BEFORE + self.figures.len());
        html! {
            tr.total[self.is_total] {
                th scope="row" {
                    (self.label) @if let Some(note) = &self.note { " " small { (note) } }
                }
                td.drawing {}
                td.number { b { (self.revenue.render(&format!("sum-{}", self.key))) } }
                @for (index, figure) in self.figures.iter().enumerate() {
                    td.number { (figure.render(&format!("sum-{}-{index}", self.key))) }
                }
                @for _ in 0..n_left { td {} }
            }
        }
    }
}
