//! Clicks in a file.

use super::table::Cells;
use super::{Column, needed, optional};
use crate::events::{ClickEvent, Event};

/// The columns of clicks.
pub(super) const COLUMNS: &[Column] = &[
    needed("link", "the slug or id of the link"),
    needed("occurred_at", "when"),
    optional("id", "your id of the row; without it, the row itself"),
    optional("click_id", "the click id that the landing address carried"),
    optional("user_agent", "the User-Agent of the request"),
    optional("country", "ISO 3166-1 alpha-2 country"),
    optional("referrer", "the address that the click came from"),
    optional("visitor_id", "a first-party cookie or other id of the visitor"),
];

/// The event that a row states.
pub(super) fn event(cells: &Cells<'_>) -> Event {
    Event::Click(ClickEvent {
        id: cells.text("id"),
        occurred_at: cells.text("occurred_at"),
        link: cells.text("link"),
        click_id: cells.text("click_id"),
        user_agent: cells.text("user_agent"),
        country: cells.text("country"),
        referrer: cells.text("referrer"),
        visitor_id: cells.text("visitor_id"),
    })
}
