//! Creators: the roster of a campaign, one row each, sortable and searchable by address.

mod build;
mod csv;
mod entries;
mod render;
mod sum;

use super::parts::{Bullet, Figure, Spark, Tone};
use super::shell::{Head, Shell};

pub use build::build;
pub use csv::{csv, field as csv_field};

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
    /// How many creators there are and are shown, in words.
    pub shown: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, sorted.
    pub rows: Vec<RosterRow>,
    /// What the rows add up to, and what stands apart.
    pub sum: Vec<SumRow>,
    /// The page with every row, if not all are shown.
    pub all_href: Option<String>,
    /// What stands there if there are none.
    pub empty: String,
    /// The same table as a file.
    pub csv_href: String,
    /// How it was counted, in words.
    pub footing: String,
}

/// One column's heading.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Sorted by it, the other way round if it already is; `None` if that makes no sense.
    pub href: Option<String>,
    /// Whether the table is sorted by it, and how.
    pub order: Option<Order>,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Numbers.
    Number,
    /// Small drawings of what other columns say, which a narrow screen has no room for.
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
    /// Revenue by day.
    pub spark: Spark,
    /// Attributed revenue.
    pub revenue: Figure,
    /// Cost, ROI, CTR, CPC and conversion rate, in the order of the columns.
    pub figures: Vec<Figure>,
    /// ROI among its bands, with the band's word.
    pub band: Option<(Bullet, Tone, String)>,
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
    /// Its revenue.
    pub revenue: Figure,
    /// Its other figures in the order of the columns, if they make sense.
    pub figures: Vec<Figure>,
    /// Whether it is the sum of the rows above.
    pub is_total: bool,
}
