//! Creators: the roster of a campaign, one row each, sortable and searchable by address.

mod build;
mod columns;
mod csv;
mod entries;
mod filters;
mod render;
mod sum;

use super::parts::{Bullet, Figure, MenuItem, OnPhone, Spark, Tone};
use super::shell::{Head, Shell};

pub use build::build;
pub use columns::{ALL as COLUMNS, Known, shown};
pub use csv::{csv, field as csv_field};
pub use entries::{Entry, entries, mark_unlinked, of_channels};
pub use filters::is_kind_of;

/// The roster, settled.
#[derive(Clone, Debug)]
pub struct RosterPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What the table is narrowed to.
    pub q: String,
    /// The state that a search keeps.
    pub keep: Vec<(&'static str, String)>,
    /// Platform and size to choose from.
    pub choices: [Choice; 2],
    /// Questions that narrow the table.
    pub chips: Vec<Chip>,
    /// The state that choosing columns keeps.
    pub keep_columns: Vec<(&'static str, String)>,
    /// Every column there is: its word, its heading, and whether it is shown.
    pub all_columns: Vec<(&'static str, &'static str, bool)>,
    /// How many creators there are and are shown, in words.
    pub shown: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, sorted.
    pub rows: Vec<RosterRow>,
    /// What the rows add up to, and what stands apart.
    pub sum: Vec<SumRow>,
    /// The page with every row, if not all are shown, in words.
    pub all: Option<(String, String)>,
    /// What of a price is due, where the table sets results beside it.
    pub due: Option<String>,
    /// What stands there if there are none.
    pub empty: String,
    /// The same table as a file.
    pub csv_href: String,
    /// How it was counted, in words.
    pub footing: String,
}

/// A question that narrows the table, and how many it means.
#[derive(Clone, Debug)]
pub struct Chip {
    /// Its name and the table narrowed to it.
    pub item: MenuItem,
    /// How many creators it means.
    pub n: usize,
}

/// A field of the search to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The field's word in addresses.
    pub name: &'static str,
    /// The choice that narrows nothing.
    pub any: &'static str,
    /// The choices: the word in addresses, and the name.
    pub options: Vec<(&'static str, &'static str)>,
    /// What is chosen.
    pub chosen: String,
}

/// One column's heading.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its word in addresses.
    pub key: &'static str,
    /// Its name.
    pub label: String,
    /// Its name before a figure on a phone, where the whole one stands above all of them.
    pub short: &'static str,
    /// Sorted by it, the other way round if it already is; `None` if that makes no sense.
    pub href: Option<String>,
    /// Whether the table is sorted by it, and how.
    pub order: Option<Order>,
    /// What it holds.
    pub kind: ColumnKind,
    /// Where a phone shows it.
    pub on_phone: OnPhone,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Numbers.
    Number,
    /// Small drawings of what other columns say.
    Drawing,
}

/// Which way a column is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// One creator.
#[derive(Clone, Debug)]
pub struct RosterRow {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The creator's page.
    pub href: String,
    /// Size and platforms, in words.
    pub detail: String,
    /// What stands in each column, in their order.
    pub cells: Vec<Cell>,
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Revenue by day.
    Trend(Spark),
    /// A figure, and how it changed since the stretch before.
    Number(Figure, Option<(Tone, String)>),
    /// What is advised; `None` about whom the campaign says nothing.
    Advice(Option<build::Advice>),
    /// ROI among its bands, with the band's word.
    Band(Option<(Bullet, Tone, String)>),
}

/// One row below the table.
#[derive(Clone, Debug)]
pub struct SumRow {
    /// The word for it within the page.
    pub key: String,
    /// What is added up.
    pub label: String,
    /// More about it, in words.
    pub note: Option<String>,
    /// What stands in each column, in their order, where it makes sense.
    pub cells: Vec<Option<Figure>>,
    /// Whether it is the sum of the rows above.
    pub is_total: bool,
}
