//! Files: any table that a person or a system exports, whatever wrote it.
//!
//! The way of a file: [`Table`] finds encoding, delimiter and header and hands out rows;
//! [`Mapping`] says what its columns mean and can be kept; [`Lines`] gives facts line by line, or
//! why a line gives none. [`Cells`] is what the exports of all feeds read their rows with, so that
//! an amount or a time means the same in every file.
//!
//! Invariant: what can be read in two ways is refused with its line and column, never guessed.

mod cells;
mod encoding;
mod error;
pub(crate) mod fields;
mod json_rows;
mod lines;
mod mapping;
pub(crate) mod numbers;
mod open;
mod packed;
pub mod presets;
mod shape;
mod sheet;
mod table;
mod times;

pub use cells::{Cells, unreadable};
pub use error::{FileError, RowError};
pub use lines::{Line, Lines, Preview, preview};
pub use mapping::{Mapping, SETTINGS};
pub use numbers::{amount, count, currency_in, scaled};
pub use open::{Opened, mapped, open};
pub use table::Table;
pub use times::{Clock, DayOrder, Digits, day, instant};

#[cfg(test)]
pub(crate) mod bench;
#[cfg(test)]
mod tests;
