//! Sheets of one's own: creators, links, clicks, orders and spend, as teams keep them by hand.
//!
//! Their headers are whatever somebody typed, so many spellings are known, and a sheet is only
//! taken for one of these where no feed's export knows its header. Rows of clicks, orders and spend
//! become the events of [`crate::events`], so a sheet and the API are judged by one set of rules.
//!
//! A row that names a creator names it by id, handle or name; the campaign of a sheet without a
//! column for it is the setting `campaign_id`.

mod creators;
mod events;
mod links;

pub use creators::CREATORS;
pub use events::{CLICKS, ORDERS, SPEND};
pub use links::LINKS;

use crate::export::RowRefused;
use crate::files::Cells;

const FEED: &str = "import";

/// The campaign of a row: of its own cell, or else of the sheet.
fn campaign<'r>(cells: &Cells<'r>) -> Result<&'r str, RowRefused> {
    let said = cells.id("campaign_id")?.or_else(|| cells.setting("campaign_id"));
    said.ok_or(RowRefused::Missing("campaign_id"))
}

/// The id of the creator whom a cell names by id, handle or name.
fn creator(cells: &Cells<'_>, column: &'static str) -> Result<Option<String>, RowRefused> {
    let Some(text) = cells.text(column) else { return Ok(None) };
    let directory = cells.ground.directory;
    if directory.has_creator(text) {
        return Ok(Some(text.to_owned()));
    }
    let handle = super::roster::handle_of(text).unwrap_or_default();
    let named = directory.creator_named(text).or_else(|| directory.creator_named(&handle));
    let wanted = "creator that is known by one id, handle or name";
    let id = named.ok_or_else(|| crate::files::unreadable(column, text, wanted))?;
    Ok(Some(id.to_string()))
}
