//! Sharing: how many orders have their credit in exactly which cells.
//!
//! Orders that several cells share must not be counted once for each of them. So they are counted
//! by the whole set of cells that earn by them, and a question about many cells counts each set
//! that has any of them in it once. A model that gives all to one touch makes another set of an
//! order than one that splits.

use std::hash::BuildHasher;

use byline_core::credit::Model;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use smallvec::SmallVec;

use super::row_number;
use super::series::Series;

/// A set of cells that earn by an order, in their order, and the models under which they do.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sharers {
    /// Numbers of the cells; never empty.
    pub cells: SmallVec<[u32; 2]>,
    /// Models, a bit for the column of each.
    pub models: u8,
}

/// Counts of orders by who shares them.
#[derive(Clone, Default, Debug)]
pub struct Sharing {
    groups: Vec<(Sharers, Series<i64>)>,
    /// Every group, by the hash of its sharers.
    index: HashTable<u32>,
    /// The groups that each cell is in.
    of_cell: Vec<Vec<u32>>,
}

impl Sharing {
    /// Adds to the count of orders that these share, in one bucket.
    pub fn add(&mut self, sharers: &Sharers, bucket: u32, n_orders: i64) {
        let groups = &self.groups;
        let is_it = |group: &u32| groups[*group as usize].0 == *sharers;
        let group = match self.index.find(hash(sharers), is_it) {
            Some(group) => *group,
            None => self.add_group(sharers),
        };
        self.groups[group as usize].1.add(bucket, n_orders);
    }

    fn add_group(&mut self, sharers: &Sharers) -> u32 {
        let group = row_number(self.groups.len());
        self.groups.push((sharers.clone(), Series::default()));
        let groups = &self.groups;
        let hash_of = |group: &u32| hash(&groups[*group as usize].0);
        self.index.insert_unique(hash(sharers), group, hash_of);
        for cell in &sharers.cells {
            let place = *cell as usize;
            if self.of_cell.len() <= place {
                self.of_cell.resize_with(place + 1, Vec::new);
            }
            self.of_cell[place].push(group);
        }
        group
    }

    /// How many orders have credit in any of the cells (sorted numbers) under a model, in buckets
    /// `from` to before `to`.
    pub fn n_orders(&self, cells: &[u32], model: Model, (from, to): (u32, u32)) -> i64 {
        let is_asked = |cell: &&u32| cells.binary_search(cell).is_ok();
        let mut n_orders = 0;
        for cell in cells {
            let groups = self.of_cell.get(*cell as usize).map_or(&[][..], Vec::as_slice);
            for group in groups {
                let (sharers, series) = &self.groups[*group as usize];
                // A set is counted where its first cell of those asked for is.
                let is_under = sharers.models & bit(model) != 0;
                if is_under && sharers.cells.iter().find(is_asked) == Some(cell) {
                    n_orders += series.sum(from, to);
                }
            }
        }
        n_orders
    }

    /// Every count that is not 0, in a fixed order.
    pub fn counts(&self) -> Vec<(&Sharers, Vec<(u32, i64)>)> {
        let counted = |series: &Series<i64>| -> Vec<(u32, i64)> {
            series.points().iter().copied().filter(|point| point.1 != 0).collect()
        };
        let groups = self.groups.iter().map(|(sharers, series)| (sharers, counted(series)));
        let mut counts: Vec<_> = groups.filter(|(_, points)| !points.is_empty()).collect();
        counts.sort();
        counts
    }
}

/// The bit of a model.
pub fn bit(model: Model) -> u8 {
    1 << model.column()
}

/// The same in every process. Numbers of cells are the engine's own, so nobody can choose them.
fn hash(sharers: &Sharers) -> u64 {
    FixedState::default().hash_one(sharers)
}
