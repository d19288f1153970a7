//! Spend in a file.

use super::table::Cells;
use super::{Column, needed, optional};
use crate::events::{Event, SpendEvent};

/// The columns of spend.
pub(super) const COLUMNS: &[Column] = &[
    needed("campaign_id", "for which campaign"),
    needed("occurred_at", "when"),
    needed("amount", "how much"),
    needed("currency", "ISO 4217 code of the amount"),
    optional("id", "your id of the row; without it, the row itself"),
    optional("creator_id", "for whom, if for one creator"),
    optional("placement_id", "for which placement, if for one"),
    optional("kind", "fee, amplification, commission, product or other; else other"),
];

/// The event that a row states.
pub(super) fn event(cells: &Cells<'_>) -> Event {
    Event::Spend(SpendEvent {
        id: cells.text("id"),
        occurred_at: cells.text("occurred_at"),
        campaign_id: cells.text("campaign_id"),
        creator_id: cells.text("creator_id"),
        placement_id: cells.text("placement_id"),
        amount: cells.amount("amount"),
        currency: cells.text("currency"),
        kind: cells.word("kind"),
    })
}
