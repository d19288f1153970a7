//! The markup of the roster.

use maud::{Markup, html};

use super::build::Advice;
use super::{Cell, Chip, Choice, Column, ColumnKind, Order, RosterPage, RosterRow, SumRow};
use crate::pages::identities;
use crate::pages::parts::{avatar, empty, name, tag};

/// From how many rows on those out of sight must not be laid out, so that scrolling stays light.
const LONG_FROM: usize = 250;

impl RosterPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools {
                (self.narrowing())
                span.push {}
                (self.choosing())
                details.menu data-views="/creators" hidden {
                    summary.button { "Views" }
                    div.menu-body { ul {} form.keep {
                        label.unseen for="view" { "Name of this view" }
                        input id="view" name="view" maxlength="60" required
                            placeholder="Name this view";
                        button.button { "Keep" }
                    } }
                }
                a.button href=(self.csv_href) download { "CSV" }
                a.button href="/creators/records.csv" download
                    title="Every account of every creator, in the columns that /import reads"
                    { "Creator records, CSV" }
            }
            nav.chips aria-label="Whom to show" id="chips" data-live {
                @for chip in &self.chips { (chip.render()) }
                span.muted id="shown" role="status" { (self.shown) }
            }
            @if let Some(due) = &self.due { p.note.muted { (due) } }
            div id="roster" data-live {
                @if self.rows.is_empty() { div.card.none { (empty(&self.empty)) } }
                @else { (self.table()) }
                @if let Some((words, href)) = &self.all {
                    p.more { a href=(href) { (words) } }
                }
            }
            footer.footing { p { (self.footing) } }
        }
    }

    /// Search, platform and size.
    fn narrowing(&self) -> Markup {
        html! {
            form.search method="get" action="/creators" role="search" data-instant {
                @for (key, value) in &self.keep {
                    input type="hidden" name=(key) value=(value);
                }
                label.unseen for="q" { "Find a creator" }
                input id="q" type="search" name="q" value=(self.q) autocomplete="off"
                    placeholder="Name, handle or id" maxlength="100";
                @for choice in &self.choices { (choice.render()) }
                button.button { "Find" }
            }
        }
    }

    /// Which columns to show.
    fn choosing(&self) -> Markup {
        html! {
            details.menu {
                summary.button { "Columns" }
                div.menu-body { form.ticks method="get" action="/creators" {
                    @for (key, value) in &self.keep_columns {
                        input type="hidden" name=(key) value=(value);
                    }
                    @for (key, label, is_shown) in &self.all_columns {
                        label {
                            input type="checkbox" name="cols" value=(key) checked[*is_shown];
                            (label)
                        }
                    }
                    button.button.primary { "Show these" }
                } }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.card.scroll tabindex="0" role="group" aria-label="Creators" {
                table.roster.folds.long[LONG_FROM <= self.rows.len()] {
                    caption.unseen { (self.shown) }
                    thead { tr { @for column in &self.columns { (column.render()) } } }
                    tbody { @for row in &self.rows { (row.render(&self.columns[1..])) } }
                    tfoot { @for row in &self.sum { (row.render(&self.columns[1..])) } }
                }
            }
        }
    }
}

impl Chip {
    fn render(&self) -> Markup {
        let current = self.item.is_current.then_some("true");
        html! {
            a.chip href=(self.item.href) aria-current=[current] {
                (self.item.label) " " small { (self.n) }
            }
        }
    }
}

impl Choice {
    fn render(&self) -> Markup {
        html! {
            select name=(self.name) aria-label=(self.any) {
                option value="" { (self.any) }
                @for (key, word) in &self.options {
                    option value=(key) selected[*key == self.chosen] { (word) }
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
    /// The row; `columns` are those behind the name.
    fn render(&self, columns: &[Column]) -> Markup {
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
                @for (cell, column) in self.cells.iter().zip(columns) {
                    (cell.render(&self.id, column))
                }
            }
        }
    }
}

impl Cell {
    fn render(&self, id: &str, column: &Column) -> Markup {
        let key = format!("{}-{id}", column.key);
        let place = column.on_phone;
        html! {
            @match self {
                Self::Trend(spark) => td.drawing.spare[place.is_spare()] { (spark.render()) },
                Self::Number(figure, change) => td.number.main[place.is_main()]
                    .spare[place.is_spare()] data-label=(column.short) {
                    @if column.key == "revenue" { b { (figure.render(&key)) } }
                    @else { (figure.render(&key)) }
                    @if let Some((tone, text)) = change {
                        small.(tone.class()) { (text) }
                    }
                },
                Self::Advice(advice) => td data-label=(column.short) {
                    @match advice {
                        Some(Advice { double: Some((who, href)), .. }) => {
                            "probably " (name(who))
                            small.below { a href=(href) { (identities::NEXT) } }
                        },
                        Some(advice) => {
                            (tag(advice.tone, advice.word))
                            @if let Some(why) = &advice.why { small.below { (why) } }
                        },
                        None => small.muted { "n/a" },
                    }
                },
                Self::Band(band) => td.band data-label=(column.short) {
                    @match band {
                        Some((bullet, tone, word)) => {
                            (bullet.render())
                            small.(tone.class()) { (word) }
                        },
                        None => small.muted { "n/a" },
                    }
                },
            }
        }
    }
}

impl SumRow {
    fn render(&self, columns: &[Column]) -> Markup {
        html! {
            tr.total[self.is_total] {
                th scope="row" {
                    (self.label) @if let Some(note) = &self.note { " " small { (note) } }
                }
                @for (figure, column) in self.cells.iter().zip(columns) {
                    @let place = column.on_phone;
                    @match figure {
                        Some(figure) => td.number.main[place.is_main()]
                            .spare[place.is_spare()] data-label=(column.short) {
                            @let key = format!("sum-{}-{}", self.key, column.key);
                            @if column.key == "revenue" { b { (figure.render(&key)) } }
                            @else { (figure.render(&key)) }
                        },
                        None => td.(column.kind.class()) {},
                    }
                }
            }
        }
    }
}
