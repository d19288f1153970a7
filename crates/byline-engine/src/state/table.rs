//! Tables: things by id, each with a number that never changes.
//!
//! Inside the engine things are known by their numbers; ids are for the outside. A thing may be
//! named before it is declared: it has a number then, and no row yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::row_number;

/// Things of one kind, by id and by number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table<T> {
    numbers: BTreeMap<Box<str>, u32>,
    ids: Vec<Box<str>>,
    rows: Vec<Option<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), ids: Vec::new(), rows: Vec::new() }
    }
}

impl<T> Table<T> {
    /// The number of `id`, a new one if it was never named.
    pub fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = row_number(self.rows.len());
        self.numbers.insert(id.into(), number);
        self.ids.push(id.into());
        self.rows.push(None);
        number
    }

    /// The number of `id`, if it was ever named.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
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

    /// Everything declared, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.numbers.values().filter_map(|number| self.row(*number))
    }
}
