//! The ledger: what attribution says becomes postings, and postings become readings.
//!
//! Nothing is overwritten. A conversion that is worth something else than before gets lines with
//! the difference, and the readings of its cells move by the same amounts.
//!
//! Invariant: the lines of an order sum to its credit, and the readings sum to the lines.

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use smallvec::SmallVec;

use crate::attribute::{Deed, Facing, Scratch, Verdicts, judge};
use crate::state::cells::{Cells, Credit};
use crate::state::conversions::{
    Conversion, Conversions, CreditRow, Credited, Facts, Posting, Why,
};
use crate::state::registry::Registry;
use crate::state::shoppers::Shoppers;
use crate::view::ByModel;

/// Which entry makes the ledger move.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// Its place in the log.
    pub position: Position,
    /// When it was taken in.
    pub at: Timestamp,
    /// Why it moves the ledger.
    pub why: Why,
}

/// Judges a conversion anew and posts the difference to what was posted before.
pub fn settle_anew(
    registry: &Registry,
    shoppers: &Shoppers,
    conversions: &mut Conversions,
    cells: &mut Cells,
    scratch: &mut Scratch,
    (number, cause): (u32, Cause),
) {
    let facing = Facing { registry, shoppers, conversions };
    let conversion = conversions.get(number);
    let Some(verdicts) = judge(facing, conversion, scratch) else {
        return;
    };
    let credited = credited(conversion, &verdicts, cells);
    let reporting = registry.campaigns.row(verdicts.campaign).map(|row| row.currency);
    let is_foreign =
        conversion.order().is_some_and(|order| reporting.is_some_and(|to| to != order.currency));
    if is_foreign {
        conversions.note_foreign(credited.occurred_at, number);
    }
    let conversion = conversions.get(number);
    // An order that was worth nothing at the beginning of time is to be found all the same.
    let is_known = credited.occurred_at != Timestamp::default();
    if is_known && credited == conversion.credited {
        return;
    }
    let conversion = conversions.get_mut(number);
    let before = std::mem::replace(&mut conversion.credited, credited);
    post(conversion, &before, cells, cause);
}

/// Verdicts as rows of cells.
fn credited(conversion: &Conversion, verdicts: &Verdicts, cells: &mut Cells) -> Credited {
    let rows = verdicts.rows.iter();
    let rows = rows.map(|row| CreditRow {
        cell: cells.number(row.key),
        minor: row.minor,
        micro: row.micro,
        is_without_click: row.is_without_click,
    });
    let is_new_customer = match &conversion.facts {
        Facts::Order(order) => order.is_new_customer == Some(true),
        _ => false,
    };
    Credited {
        occurred_at: Deed::of(conversion).map_or(Timestamp::default(), |deed| deed.occurred_at),
        campaign: verdicts.campaign,
        currency: verdicts.currency,
        base_minor: verdicts.base_minor,
        refunded_minor: verdicts.refunded_minor,
        over_refund_minor: verdicts.over_refund_minor,
        is_new_customer,
        rows: rows.collect(),
    }
}

/// One cell's change.
#[derive(Clone, Copy)]
struct Change {
    cell: u32,
    minor: ByModel,
    micro: ByModel,
    is_without_click: bool,
}

impl Change {
    fn comes(row: &CreditRow) -> Self {
        let CreditRow { cell, minor, micro, is_without_click } = *row;
        Self { cell, minor, micro, is_without_click }
    }

    fn goes(row: &CreditRow) -> Self {
        let CreditRow { minor, micro, .. } = *row;
        Self { minor: -minor, micro: -micro, ..Self::comes(row) }
    }
}

fn post(conversion: &mut Conversion, before: &Credited, cells: &mut Cells, cause: Cause) {
    let after = &conversion.credited;
    let is_order = matches!(conversion.facts, Facts::Order(_));
    let changes = differences(before, after);
    let stays_in_place = before.rows.is_empty()
        || (before.occurred_at == after.occurred_at
            && before.is_new_customer == after.is_new_customer
            && are_clicked_alike(&before.rows, &after.rows));
    if stays_in_place {
        for change in &changes {
            read(cells, after, is_order, *change);
        }
    } else {
        for row in &before.rows {
            read(cells, before, is_order, Change::goes(row));
        }
        for row in &after.rows {
            read(cells, after, is_order, Change::comes(row));
        }
    }
    if !is_order {
        return;
    }
    cells.restate(conversion.number, before, after);
    for Change { cell, minor, micro, .. } in changes {
        cells.add_credit(cell, Credit::PostedRevenue, cause.at, minor);
        cells.add_credit(cell, Credit::PostedOrders, cause.at, micro);
        if !minor.is_zero() {
            // Most orders are posted once; room for more would double the ledger's memory.
            conversion.postings.reserve_exact(1);
            conversion.postings.push(Posting {
                posted_at: cause.at,
                position: cause.position,
                cell,
                why: cause.why,
                delta_minor: minor,
            });
        }
    }
}

/// Moves the readings of one cell, at the conversion's own time.
fn read(cells: &mut Cells, of: &Credited, is_order: bool, change: Change) {
    let at = of.occurred_at;
    if is_order {
        cells.add_credit(change.cell, Credit::Revenue, at, change.minor);
        cells.add_credit(change.cell, Credit::Orders, at, change.micro);
        if of.is_new_customer {
            cells.add_credit(change.cell, Credit::NewCustomerOrders, at, change.micro);
        }
        if change.is_without_click {
            cells.add_credit(change.cell, Credit::OrdersWithoutClick, at, change.micro);
        }
    } else {
        cells.add_credit(change.cell, Credit::Actions, at, change.micro);
    }
}

/// Whether each cell that earned and earns does both with a click before, or both without.
fn are_clicked_alike(before: &[CreditRow], after: &[CreditRow]) -> bool {
    before.iter().all(|was| {
        let is = after.iter().find(|is| is.cell == was.cell);
        is.is_none_or(|is| is.is_without_click == was.is_without_click)
    })
}

fn differences(before: &Credited, after: &Credited) -> SmallVec<[Change; 2]> {
    let mut changes: SmallVec<[Change; 2]> = SmallVec::new();
    for row in &after.rows {
        changes.push(Change::comes(row));
    }
    for row in &before.rows {
        match changes.iter_mut().find(|change| change.cell == row.cell) {
            Some(change) => {
                change.minor += -row.minor;
                change.micro += -row.micro;
            }
            None => changes.push(Change::goes(row)),
        }
    }
    changes.retain(|change| !change.minor.is_zero() || !change.micro.is_zero());
    changes
}
