//! Exports: files that a feed lets people download, row by row.
//!
//! In: one row under its header. Out: facts with their keys, or why there are none. A file is
//! recognised by its columns, whatever it is called. Reading the file itself (encodings,
//! delimiters, sheets) is not the business of a feed: [`Row`] hands out cells by name.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::time::{Timestamp, Zone};
use thiserror::Error;

use crate::directory::Directory;
use crate::events::EventError;
use crate::keys::CustomerKey;
use crate::webhook::Reason;

/// One kind of file that a feed exports.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// The feed's word, as in [`byline_core::feed::FEEDS`].
    pub feed: &'static str,
    /// What its rows are, such as `actions`. With the feed it is the export's name.
    pub what: &'static str,
    /// What it is and where to download it, in a sentence.
    pub about: &'static str,
    /// The columns that are read.
    pub columns: &'static [ExportColumn],
    /// Maps one row. The facts of a whole file go through [`crate::figures::Wholes`].
    pub map: fn(&Row<'_>, &Ground<'_>) -> Mapped,
}

/// A file that is no table: its rows are taken apart by the feed itself.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// The export that its rows would be in a table.
    pub export: &'static Export,
    /// What it is and where to download it, in a sentence.
    pub about: &'static str,
    /// What only such a document holds, near its beginning.
    pub mark: &'static str,
    /// Hands on what each row gives; fails where the rest of the document cannot be read.
    pub read: ReadDocument,
}

/// Reads the bytes of a document and hands on what each of its rows gives.
pub type ReadDocument = fn(&[u8], &Ground<'_>, &mut dyn FnMut(Mapped)) -> Result<(), Reason>;

/// What a row gives: its facts with their keys, or why there are none.
pub type Mapped = Result<Vec<(Fact, DedupKey)>, RowRefused>;

/// A column of an export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExportColumn {
    /// Its name here, by which [`Row::text`] finds it.
    pub name: &'static str,
    /// How headers spell it, besides `name`. Case, spaces, `_` and `-` do not matter.
    pub spellings: &'static [&'static str],
    /// Whether a file without it is not this export.
    pub is_needed: bool,
    /// What it means.
    pub meaning: &'static str,
}

/// What a file is read against.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The connection that it is brought in for.
    pub connection: &'a ConnectionId,
    /// What else the connection knows, such as `currency`.
    pub settings: &'a BTreeMap<String, String>,
    /// The workspace's key for customers.
    pub customer_key: &'a CustomerKey,
    /// In which zone days and times without one are read.
    pub zone: &'a Zone,
    /// What rows may refer to.
    pub directory: &'a dyn Directory,
    /// When the file was brought in: also the `as_of` of figures that do not say theirs.
    pub received_at: Timestamp,
}

/// One row: cells by the names of an export's columns.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    places: &'a [(&'static str, usize)],
    cells: &'a [&'a str],
}

/// Why a row gives nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RowRefused {
    /// A cell that the row needs is empty.
    #[error("`{0}` is empty")]
    Missing(&'static str),
    /// A cell cannot be read as what its column holds.
    #[error("`{column}` holds `{value}`, which is no {wanted}")]
    Unreadable {
        /// The column.
        column: &'static str,
        /// What stands there, shortened; never personal data.
        value: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// The row says more of the order above it. Left alone, it is a line without its order.
    #[error("the row is a further line of order `{0}`, and the row above is not of that order")]
    Continues(String),
    /// The row says nothing that counts, such as a total line.
    #[error("the row says nothing that counts: {0}")]
    Empty(&'static str),
    /// The row became an event that the API would refuse.
    #[error("{0}")]
    Event(Box<EventError>),
}

impl RowRefused {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "export.cell_missing",
            Self::Unreadable { .. } => "export.cell_unreadable",
            Self::Continues(_) => "export.row_astray",
            Self::Empty(_) => "export.row_empty",
            Self::Event(error) => error.code(),
        }
    }
}

/// A column that a file must have.
pub const fn must(
    name: &'static str,
    spellings: &'static [&'static str],
    meaning: &'static str,
) -> ExportColumn {
    ExportColumn { name, spellings, is_needed: true, meaning }
}

/// A column that a file may have.
pub const fn may(
    name: &'static str,
    spellings: &'static [&'static str],
    meaning: &'static str,
) -> ExportColumn {
    ExportColumn { name, spellings, is_needed: false, meaning }
}

/// What exports write where they have nothing.
const NOTHING: [&str; 8] = ["", "-", "--", "n/a", "null", "none", "(not set)", "nan"];

impl<'a> Row<'a> {
    /// A row whose columns stand where `places` says.
    pub fn new(places: &'a [(&'static str, usize)], cells: &'a [&'a str]) -> Self {
        Self { places, cells }
    }

    /// The text of a cell; `None` for what exports write where they have nothing.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        let (_, place) = self.places.iter().find(|(name, _)| *name == column)?;
        let text = self.cells.get(*place)?.trim();
        let is_nothing = NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing));
        (!is_nothing).then_some(text)
    }

    /// What the known columns say, as a digest: neither a column moved nor one that means nothing
    /// makes another row of it.
    pub fn digest(&self) -> [u8; 16] {
        let mut said: Vec<(&str, &str)> =
            self.places.iter().filter_map(|(name, _)| Some((*name, self.text(name)?))).collect();
        said.sort_unstable();
        let parts = said.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
        crate::dedup::digest(&parts.collect::<Vec<_>>())
    }

    /// A cell as it stands, without white space around it; `None` if the file has no such column.
    pub fn raw(&self, column: &str) -> Option<&'a str> {
        let (_, place) = self.places.iter().find(|(name, _)| *name == column)?;
        Some(self.cells.get(*place)?.trim())
    }

    /// The text of a cell that the row needs.
    pub fn must(&self, column: &'static str) -> Result<&'a str, RowRefused> {
        self.text(column).ok_or(RowRefused::Missing(column))
    }
}

/// How a header is compared: lower case, without spaces, `_`, `-`, `.` and a byte order mark.
pub fn plain_header(name: &str) -> String {
    let is_kept = |c: &char| !matches!(c, ' ' | '_' | '-' | '.' | '\u{feff}' | '"' | '\u{a0}');
    name.trim().chars().filter(is_kept).flat_map(char::to_lowercase).collect()
}

impl Export {
    /// Where each known column stands under `header`; `None` if a needed one is missing.
    pub fn places(&self, header: &[&str]) -> Option<Vec<(&'static str, usize)>> {
        let plain: Vec<String> = header.iter().map(|name| plain_header(name)).collect();
        let mut places = Vec::new();
        for column in self.columns {
            let spellings = std::iter::once(&column.name).chain(column.spellings);
            let mut wanted = spellings.map(|spelling| plain_header(spelling));
            match wanted.find_map(|wanted| plain.iter().position(|name| *name == wanted)) {
                Some(place) => places.push((column.name, place)),
                None if column.is_needed => return None,
                None => {}
            }
        }
        Some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_any_spelling_and_nothing_is_none() {
        const COLUMNS: &[ExportColumn] =
            &[must("order_id", &["Order ID", "oid"], "the order"), may("sum", &[], "")];
        let columns = COLUMNS;
        let map = |_: &Row<'_>, _: &Ground<'_>| Ok(Vec::new());
        let export = Export { feed: "impact", what: "actions", about: "", columns, map };
        let places = export.places(&["\u{feff}OID", "Sum"]).unwrap();
        let row = Row::new(&places, &[" 17 ", "(not set)"]);
        assert_eq!((row.text("order_id"), row.text("sum")), (Some("17"), None));
        assert_eq!(row.must("sum"), Err(RowRefused::Missing("sum")));
        assert_eq!(export.places(&["Sum"]), None, "a needed column is missing");
    }
}
