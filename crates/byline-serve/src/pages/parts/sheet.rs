//! Sheets: tables with settled words. On a phone a row is its name and its main figure on one
//! line, and what else there is in pairs below.

use maud::{Markup, html};

use super::{Bullet, Figure, Stack, Tone, avatar, empty, name, tag};

/// A table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it holds, for those who do not see it.
    pub label: &'static str,
    /// The headings.
    pub columns: Vec<Heading>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Rows below it that add up.
    pub sums: Vec<Vec<Cell>>,
    /// What stands there if there are no rows.
    pub empty: String,
}

/// A column's heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its name.
    pub label: String,
    /// Whether it holds numbers.
    pub is_number: bool,
    /// Where it stands on a phone.
    pub on_phone: OnPhone,
    /// Sorted by it, if that makes sense, and whether it is already.
    pub sort: Option<(String, Option<&'static str>)>,
}

/// Where a column stands on a phone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnPhone {
    /// Beside the name of the row: its main figure.
    BesideName,
    /// Below, with its heading before it.
    Pair,
    /// Not at all: the row's own page has it.
    Nowhere,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A creator: id, name, page, and more about them.
    Person(String, String, String, String),
    /// Words that somebody else chose, and where they lead.
    Name(String, Option<String>),
    /// Words that open into names with their pages, and a way to all of them together.
    Opens(String, Vec<(String, String)>, Option<(&'static str, String)>),
    /// Words of ours.
    Text(String),
    /// Words on a tinted ground, and more words behind.
    Tag(Tone, &'static str, String),
    /// A figure, under its word within the page.
    Figure(String, Figure),
    /// A figure with a change or another remark below.
    Noted(String, Figure, Tone, String),
    /// An amount without an explanation of its own.
    Number(Tone, String),
    /// A figure without an explanation of its own that is not available, and why.
    Missing(String),
    /// A part of a whole.
    Bar(Stack),
    /// A value among its bands, and the band's word.
    Band(Bullet, Tone, String),
    /// Nothing: the column says nothing about this row.
    Nothing,
}

impl Heading {
    /// A column of words.
    pub fn text(label: &str) -> Self {
        Self { label: label.to_owned(), is_number: false, on_phone: OnPhone::Pair, sort: None }
    }

    /// A column of numbers.
    pub fn number(label: &str) -> Self {
        Self { is_number: true, ..Self::text(label) }
    }

    /// The same column, which a phone does without.
    pub fn spare(self) -> Self {
        Self { on_phone: OnPhone::Nowhere, ..self }
    }

    /// The same column, which a phone shows beside the name.
    pub fn main(self) -> Self {
        Self { on_phone: OnPhone::BesideName, ..self }
    }

    fn render(&self) -> Markup {
        let class = self.is_number.then_some("number");
        match &self.sort {
            None => html! { th class=[class] scope="col" { (self.label) } },
            Some((href, order)) => {
                let arrow = match order {
                    Some("ascending") => " ↑",
                    Some(_) => " ↓",
                    None => "",
                };
                html! {
                    th class=[class] scope="col" aria-sort=[*order] {
                        a href=(href) { (self.label) span aria-hidden="true" { (arrow) } }
                    }
                }
            }
        }
    }
}

impl OnPhone {
    /// Whether it stands beside the name.
    pub fn is_main(self) -> bool {
        self == Self::BesideName
    }

    /// Whether a phone does without it.
    pub fn is_spare(self) -> bool {
        self == Self::Nowhere
    }
}

impl Sheet {
    /// The table.
    pub fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return empty(&self.empty);
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label=(self.label) {
                table.report.folds {
                    thead { tr { @for column in &self.columns { (column.render()) } } }
                    tbody { @for row in &self.rows { (self.row(row, "")) } }
                    @if !self.sums.is_empty() {
                        tfoot { @for row in &self.sums { (self.row(row, "sum-")) } }
                    }
                }
            }
        }
    }

    /// Where a column stands on a phone: the first one of numbers is the main figure, unless
    /// another one is.
    fn on_phone(&self, index: usize) -> OnPhone {
        let at = |is: fn(&Heading) -> bool| self.columns.iter().position(is);
        let named = at(|column| column.on_phone.is_main());
        match named.or_else(|| at(|column| column.is_number)) {
            Some(main) if main == index => OnPhone::BesideName,
            _ => self.columns[index].on_phone,
        }
    }

    fn row(&self, cells: &[Cell], prefix: &str) -> Markup {
        html! {
            tr {
                @for (index, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                    @if index == 0 {
                        th scope="row" { (cell.render(prefix)) }
                    } @else if matches!(cell, Cell::Nothing) {
                        td {}
                    } @else {
                        @let place = self.on_phone(index);
                        td.number[column.is_number].wide[cell.is_long()].main[place.is_main()]
                            .spare[place.is_spare()] data-label=(column.label) {
                            (cell.render(prefix))
                        }
                    }
                }
            }
        }
    }
}

impl Cell {
    /// Whether it needs the whole of a narrow screen.
    fn is_long(&self) -> bool {
        matches!(self, Self::Tag(_, _, more) if !more.is_empty())
    }

    fn render(&self, prefix: &str) -> Markup {
        let key = |key: &str| format!("{prefix}{key}");
        match self {
            Self::Person(id, who, href, detail) => html! {
                div.person {
                    (avatar(id, who))
                    div.who {
                        a href=(href) { (name(who)) }
                        @if !detail.is_empty() { small { (name(detail)) } }
                    }
                }
            },
            Self::Name(text, Some(href)) => html! { a.open href=(href) { (name(text)) } },
            Self::Name(text, None) => name(text),
            Self::Opens(text, names, all) => html! {
                details {
                    summary { (name(text)) }
                    p.note {
                        @for (place, (who, href)) in names.iter().enumerate() {
                            @if place != 0 { ", " }
                            a href=(href) { (name(who)) }
                        }
                        ". "
                        @if let Some((words, href)) = all { a href=(href) { (words) } }
                    }
                }
            },
            Self::Text(text) => html! { (text) },
            Self::Tag(tone, word, more) => html! {
                (tag(*tone, word))
                @if !more.is_empty() { " " small { (more) } }
            },
            Self::Figure(word, figure) => figure.render(&key(word)),
            Self::Noted(word, figure, tone, note) => html! {
                (figure.render(&key(word)))
                small.(tone.class()) { (note) }
            },
            Self::Number(tone, text) => html! { span.(tone.class()) { (text) } },
            Self::Missing(reason) => html! {
                span.missing title=(reason) { "n/a" span.unseen { ": " (reason) } }
            },
            Self::Bar(bar) => bar.render(),
            Self::Band(bullet, tone, word) => html! {
                (bullet.render()) " " small.(tone.class()) { (word) }
            },
            Self::Nothing => html! {},
        }
    }
}
