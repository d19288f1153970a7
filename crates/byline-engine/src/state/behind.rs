//! Behind: which orders each cell's credit comes from, by when they were placed, and how many they
//! are. With it a figure opens into its newest orders without a look at all the others.
//!
//! All of it follows from what is posted, so snapshots leave it out.

use std::collections::{BTreeSet, BinaryHeap};

use byline_core::credit::Model;
use byline_core::time::{Span, Timestamp};
use smallvec::SmallVec;

use super::NONE;
use super::conversions::{CreditRow, Credited};
use super::sharing::{Sharers, Sharing, bit};
use super::sums::Sums;
use crate::view::{ByModel, OrderSums};

/// When an order was placed, and its number as a conversion.
pub type Placed = (Timestamp, u32);

/// The orders behind readings.
#[derive(Clone, Default, Debug)]
pub struct Behind {
    /// Every order.
    all: BTreeSet<Placed>,
    /// The orders in which each cell has a part, by number of the cell.
    of_cells: Vec<BTreeSet<Placed>>,
    by_cells: Sharing,
    by_sums: Sharing,
    /// What every order comes to.
    whole: OrderSums,
}

impl Behind {
    /// Notes what is posted for an order instead of what was.
    pub fn restate(&mut self, number: u32, before: &Credited, after: &Credited, sums: &Sums) {
        if self.all.remove(&(before.occurred_at, number)) {
            self.whole.take_back(before, nobodys(before, sums));
        }
        self.all.insert((after.occurred_at, number));
        self.whole.add(after, nobodys(after, sums));
        let is_in_place = before.occurred_at == after.occurred_at;
        if is_in_place && share_alike(&before.rows, &after.rows) {
            return;
        }
        self.count(number, before, sums, Change::Goes);
        self.count(number, after, sums, Change::Comes);
    }

    fn count(&mut self, number: u32, credited: &Credited, sums: &Sums, change: Change) {
        let bucket = credited.occurred_at.bucket().0;
        for row in &credited.rows {
            let place = row.cell as usize;
            if self.of_cells.len() <= place {
                self.of_cells.resize_with(place + 1, BTreeSet::new);
            }
            let orders = &mut self.of_cells[place];
            match change {
                Change::Goes => orders.remove(&(credited.occurred_at, number)),
                Change::Comes => orders.insert((credited.occurred_at, number)),
            };
        }
        for sharers in sharers(&credited.rows, |cell| cell) {
            self.by_cells.add(&sharers, bucket, change as i64);
        }
        for sharers in sharers(&credited.rows, |cell| sums.number_of(cell)) {
            self.by_sums.add(&sharers, bucket, change as i64);
        }
    }

    /// Orders in which any of the cells has a part, newest first.
    pub fn newest(&self, cells: &[u32], within: Span) -> impl Iterator<Item = u32> {
        let range = (within.from, 0)..(within.to.max(within.from), 0);
        let of_cells = cells.iter().filter_map(|cell| self.of_cells.get(*cell as usize));
        let mut lists: Vec<_> = of_cells.map(|orders| orders.range(range.clone()).rev()).collect();
        let mut heads: BinaryHeap<(Placed, usize)> = BinaryHeap::new();
        for (list, orders) in lists.iter_mut().enumerate() {
            heads.extend(orders.next().map(|placed| (*placed, list)));
        }
        let mut last = NONE;
        std::iter::from_fn(move || {
            loop {
                let ((_, number), list) = heads.pop()?;
                heads.extend(lists[list].next().map(|placed| (*placed, list)));
                // Those who share an order have it at the same place.
                if number != last {
                    last = number;
                    return Some(number);
                }
            }
        })
    }

    /// Every order, newest first.
    pub fn all_newest(&self) -> impl Iterator<Item = u32> {
        self.all.iter().rev().map(|(_, number)| *number)
    }

    /// What every order comes to.
    pub fn whole(&self) -> &OrderSums {
        &self.whole
    }

    /// Every order of a stretch, oldest first.
    pub fn all_within(&self, within: Span) -> impl DoubleEndedIterator<Item = u32> {
        let range = (within.from, 0)..(within.to.max(within.from), 0);
        self.all.range(range).map(|(_, number)| *number)
    }

    /// How many orders have credit in any of the cells (sorted numbers) under a model, in buckets
    /// `from` to before `to`.
    pub fn n_orders(&self, cells: &[u32], model: Model, buckets: (u32, u32)) -> i64 {
        self.by_cells.n_orders(cells, model, buckets)
    }

    /// The same for whole sums, by their sorted numbers.
    pub fn n_orders_of_sums(&self, sums: &[u32], model: Model, buckets: (u32, u32)) -> i64 {
        self.by_sums.n_orders(sums, model, buckets)
    }

    /// Whether both say the same.
    pub fn agrees(&self, other: &Self) -> bool {
        let held = |behind: &Self| -> Vec<(usize, BTreeSet<Placed>)> {
            let cells = behind.of_cells.iter().cloned().enumerate();
            cells.filter(|(_, orders)| !orders.is_empty()).collect()
        };
        self.all == other.all
            && self.whole == other.whole
            && held(self) == held(other)
            && self.by_cells.counts() == other.by_cells.counts()
            && self.by_sums.counts() == other.by_sums.counts()
    }
}

/// Whether an order comes to or goes from where it counts.
#[derive(Clone, Copy)]
enum Change {
    Goes = -1,
    Comes = 1,
}

/// What nobody earned of an order.
fn nobodys(credited: &Credited, sums: &Sums) -> ByModel {
    let mut nobodys = ByModel::default();
    for row in credited.rows.iter().filter(|row| sums.number_of(row.cell) == NONE) {
        nobodys += row.minor;
    }
    nobodys
}

/// Whether the same cells earn under the same models.
fn share_alike(before: &[CreditRow], after: &[CreditRow]) -> bool {
    let place = |row: &CreditRow| (row.cell, earning(row));
    before.len() == after.len() && before.iter().map(place).eq(after.iter().map(place))
}

/// The models under which a row has any part of its order.
fn earning(row: &CreditRow) -> u8 {
    let is_earning = |model: &Model| row.minor[*model] != 0 || row.micro[*model] != 0;
    Model::ALL.into_iter().filter(is_earning).fold(0, |models, model| models | bit(model))
}

/// Who shares an order, under which models, with cells put together as `part` says.
fn sharers(rows: &[CreditRow], part: impl Fn(u32) -> u32) -> SmallVec<[Sharers; 3]> {
    let mut all: SmallVec<[Sharers; 3]> = SmallVec::new();
    let earning: SmallVec<[(u32, u8); 4]> =
        rows.iter().map(|row| (part(row.cell), earning(row))).filter(|row| row.0 != NONE).collect();
    for model in Model::ALL {
        let earners = earning.iter().filter(|(_, models)| models & bit(model) != 0);
        let mut cells: SmallVec<[u32; 2]> = earners.map(|(cell, _)| *cell).collect();
        if cells.is_empty() {
            continue;
        }
        cells.sort_unstable();
        cells.dedup();
        match all.iter_mut().find(|known| known.cells == cells) {
            Some(known) => known.models |= bit(model),
            None => all.push(Sharers { cells, models: bit(model) }),
        }
    }
    all
}
