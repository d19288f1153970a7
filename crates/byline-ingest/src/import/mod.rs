//! Files: orders, clicks and spend as CSV or JSON lines.
//!
//! In: a reader of bytes, what kind of thing its rows are, and what they may refer to. Out: line by
//! line its facts, or why there are none; a row at a time, so memory stays flat however long the
//! file is. `orders`, `clicks` and `spend` list the columns.
//!
//! Rows become the events of [`crate::events`], so a file and the API are judged by one set of
//! rules. A row is known by its `id`; without one, by all its cells: the same row again is the
//! same fact, in this file or the next.

use byline_core::time::Zone;

use crate::events::{Context, Event, EventError, Taken};
use crate::webhook::Reason;

mod cells;
mod clicks;
mod error;
mod json_lines;
mod orders;
mod spend;
mod table;

pub use error::ImportError;
pub use json_lines::JsonLines;
pub use table::Csv;

/// What the rows of a file are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Orders; JSON lines may also be orders as Shopify writes them.
    Orders,
    /// Clicks on tracked links.
    Clicks,
    /// Money spent.
    Spend,
}

/// What a file is read against.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The connection, the customers' key, the time of the import and what rows may refer to.
    pub context: Context<'a>,
    /// In which zone times without one are read. Without it they are refused.
    pub zone: Option<&'a Zone>,
}

/// One line of a file and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where the row begins, counted from 1.
    pub number: u64,
    /// The facts, never none; or why there are none.
    pub outcome: Result<Vec<Taken>, LineError>,
}

/// Why a line gives nothing. The others are not affected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LineError {
    /// The row is refused as an event would be.
    #[error("{0}")]
    Event(#[from] EventError),
    /// The order is refused as a delivery of Shopify would be.
    #[error("{}", .0.detail)]
    Shopify(Reason),
    /// The row has more or fewer cells than the header, or is no UTF-8.
    #[error("the row cannot be taken apart: {0}")]
    RowBroken(String),
}

/// A column of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in the header, in any case.
    pub name: &'static str,
    /// Whether a file without it is refused.
    pub is_needed: bool,
    /// What it means.
    pub meaning: &'static str,
}

impl Kind {
    /// The columns that are read.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Orders => orders::COLUMNS,
            Self::Clicks => clicks::COLUMNS,
            Self::Spend => spend::COLUMNS,
        }
    }

    /// The type of the event that a row becomes.
    fn event_type(self) -> &'static str {
        match self {
            Self::Orders => "conversion",
            Self::Clicks => "click",
            Self::Spend => "spend",
        }
    }

    fn event(self, cells: &table::Cells<'_>) -> Result<Event, EventError> {
        match self {
            Self::Orders => orders::event(cells),
            Self::Clicks => Ok(clicks::event(cells)),
            Self::Spend => Ok(spend::event(cells)),
        }
    }
}

impl LineError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Event(error) => error.code(),
            Self::Shopify(reason) => reason.code,
            Self::RowBroken(_) => "import.row_broken",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Event(EventError::TimeInvalid(_)) => {
                "write times like 2026-03-01T12:00:00Z, or name their zone with --time-zone"
            }
            Self::Event(error) => error.next_step(),
            Self::Shopify(_) => "export the order again, with all its fields",
            Self::RowBroken(_) => "write every row with as many cells as the header, in UTF-8",
        }
    }
}

/// What is written for a column that a file must have.
const fn needed(name: &'static str, meaning: &'static str) -> Column {
    Column { name, is_needed: true, meaning }
}

/// What is written for a column that a file may have.
const fn optional(name: &'static str, meaning: &'static str) -> Column {
    Column { name, is_needed: false, meaning }
}

#[cfg(test)]
mod tests;
