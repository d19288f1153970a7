//! Tables: things by id, each with a number that never changes.
//!
//! Inside the engine things are known by their numbers; ids are for the outside. A thing may be
//! named before it is declared: it has a number then, and no row yet.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use super::row_number;

/// Things of one kind, by id and by number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table<T> {
    ids: Vec<Box<str>>,
    rows: Vec<Option<T>>,
    /// Every number, in the order of ids.
    sorted: Vec<u32>,
    /// Every number, by the hash of its id; made again when a snapshot is read.
    #[serde(skip)]
    index: HashTable<u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { ids: Vec::new(), rows: Vec::new(), sorted: Vec::new(), index: HashTable::new() }
    }
}

impl<T> Table<T> {
    /// The number of `id`, a new one if it was never named.
    pub fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.find(id) {
            return number;
        }
        let number = row_number(self.rows.len());
        let place = self.sorted.partition_point(|known| self.id(*known) < id);
        self.sorted.insert(place, number);
        self.ids.push(id.into());
        self.rows.push(None);
        let ids = &self.ids;
        self.index.insert_unique(hash(id), number, |known| hash(&ids[*known as usize]));
        number
    }

    /// The number of `id`, if it was ever named.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.index.find(hash(id), |known| self.id(*known) == id).copied()
    }

    /// Declares or changes the thing called `id`; gives back what was declared before.
    pub fn set(&mut self, id: &str, row: T) -> Option<T> {
        let number = self.number(id);
        self.rows[number as usize].replace(row)
    }

    /// The thing called `id`, if it was declared.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.row(self.find(id)?)
    }

    /// The thing of that number, if it was declared.
    pub fn row(&self, number: u32) -> Option<&T> {
        self.rows.get(number as usize)?.as_ref()
    }

    /// The id of that number; empty for no number at all.
    pub fn id(&self, number: u32) -> &str {
        self.ids.get(number as usize).map_or("", |id| id)
    }

    /// How many things were ever named: their numbers are those before it.
    pub fn n_rows(&self) -> u32 {
        row_number(self.rows.len())
    }

    /// Everything declared, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.sorted.iter().filter_map(|number| self.row(*number))
    }

    /// Rebuilds what snapshots leave out.
    pub fn rebuild(&mut self) {
        let ids = &self.ids;
        self.index = HashTable::with_capacity(ids.len());
        for (number, id) in (0_u32..).zip(ids) {
            let hash_of = |known: &u32| hash(&ids[*known as usize]);
            self.index.insert_unique(hash(id), number, hash_of);
        }
    }
}

/// The same in every process: nothing random may enter the engine. Ids are declared by people who
/// signed in, so nobody outside can choose them to collide.
fn hash(id: &str) -> u64 {
    FixedState::default().hash_one(id)
}
