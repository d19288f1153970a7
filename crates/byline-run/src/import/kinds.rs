//! The kinds of files that are known by their columns, for people to choose from.

use byline_ingest::export::{Export, ExportColumn};
use byline_ingest::files::{Mapping, Table};
use byline_ingest::registry;
use byline_serve::port::{FileColumn, FileGuess, FileKind};

/// The kinds of files that are known by their columns.
pub(crate) fn kinds() -> Vec<FileKind> {
    let column = |column: &ExportColumn| FileColumn {
        name: column.name,
        meaning: column.meaning,
        is_needed: column.is_needed,
    };
    let kind = |export: &Export| FileKind {
        feed: export.feed,
        what: export.what,
        about: export.about,
        columns: export.columns.iter().map(column).collect(),
    };
    let mut kinds: Vec<FileKind> =
        registry::OWN.iter().chain(registry::EXPORTS).map(kind).collect();
    // What nobody but its owner writes comes first, and all of one feed together.
    kinds.sort_by_key(|kind| kind.feed != "import");
    kinds
}

/// What a table is most like, or how its columns fit a kind that was said.
pub(crate) fn guess(body: &[u8], what: Option<&str>) -> Option<FileGuess> {
    let header = Table::open(body).ok()?.header().to_vec();
    let said = what.and_then(|name| name.split_once('.'));
    let said = said.and_then(|(feed, what)| registry::export(feed, what));
    let mapping = match said {
        Some(export) => Mapping::of(export, &header),
        None => Mapping::guess(&header).into_iter().next()?,
    };
    let what = format!("{}.{}", mapping.feed, mapping.what);
    Some(FileGuess { what, header, columns: mapping.columns })
}
