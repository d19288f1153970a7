//! Shoppers and their touches.
//!
//! A shopper is a set of keys that turned out to be one person. Each touch hangs in a chain of its
//! shopper, and so does each conversion. At ten million touches every byte counts: a touch costs
//! 48 bytes, its shopper 16, its place in the index about 8: the index holds numbers only and reads
//! the ids from the touches.

mod forest;
mod keys;
mod touch;

use byline_core::click::Verdict;
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Deserialize, Serialize};

use self::forest::Forest;
use self::keys::{Keys, hash};
pub use self::touch::{Origin, Surroundings, Touch};
use super::{NONE, row_number};

/// Every shopper, every touch, and the index of keys.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Shoppers {
    forest: Forest,
    touches: Vec<Touch>,
    /// For each conversion the next one of its shopper.
    next_conversion: Vec<u32>,
    /// Keys that are no touch's id: cookies, customers, clicks that only others have seen so far.
    #[serde(with = "keys::sorted")]
    keys: Keys,
    /// Ids of touches; made again from `touches` when a snapshot is read.
    #[serde(skip)]
    touch_index: HashTable<u32>,
}

/// The shopper behind some keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Joined {
    /// Who it is now.
    pub shopper: u32,
    /// Whether shoppers that were two before are one now.
    pub is_merger: bool,
}

impl Shoppers {
    /// Rebuilds what snapshots leave out.
    pub fn rebuild(&mut self) {
        let touches = &self.touches;
        self.touch_index = HashTable::with_capacity(touches.len());
        for (number, touch) in (0_u32..).zip(touches) {
            let hash_of = |number: &u32| hash(&touches[*number as usize].id);
            self.touch_index.insert_unique(hash(&touch.id), number, hash_of);
        }
    }

    /// The one shopper behind all of `keys` and `also`; a new one if none is known.
    pub fn join(&mut self, keys: &ShopperKeys, also: Option<u32>) -> Joined {
        let mut joined = Joined { shopper: also.map_or(NONE, |s| self.root(s)), is_merger: false };
        for ClickId(id) in &keys.clicks {
            let touch = self.touch_number(id).map(|touch| self.touches[touch as usize].shopper);
            self.join_key(id, touch, &mut joined);
        }
        for ShopperKey(key) in [keys.visitor, keys.customer].iter().flatten() {
            self.join_key(key, None, &mut joined);
        }
        if joined.shopper == NONE {
            joined.shopper = self.add_shopper();
        }
        joined
    }

    /// Joins whoever is known by a key: `known`, if it is a touch's id, else as the index says.
    fn join_key(&mut self, key: &[u8; 16], known: Option<u32>, joined: &mut Joined) {
        let known = known.or_else(|| self.keys.get(key).copied());
        match known.map(|shopper| self.root(shopper)) {
            None => {
                if joined.shopper == NONE {
                    joined.shopper = self.add_shopper();
                }
                if self.forest.has_room(joined.shopper) {
                    self.forest.count_member(joined.shopper);
                    self.keys.insert(*key, joined.shopper);
                }
            }
            Some(known) if known == joined.shopper => {}
            Some(known) if joined.shopper == NONE => {
                if self.forest.may_convert(known) {
                    joined.shopper = known;
                }
            }
            Some(known) => {
                let whole = self.join_shoppers(joined.shopper, known);
                joined.is_merger |= self.root(known) == whole;
                joined.shopper = whole;
            }
        }
    }

    /// Forgets a key; tells whose it was.
    pub fn forget(&mut self, ShopperKey(key): ShopperKey) -> Option<u32> {
        let shopper = self.keys.remove(&key)?;
        Some(self.root(shopper))
    }

    /// Adds a touch of a person or program; `None` if its id is known already. Who it belongs to
    /// follows from its id, if others have named it before, and from `visitor`.
    pub fn add_touch(&mut self, touch: Touch, visitor: Option<ShopperKey>) -> Option<Joined> {
        let number = row_number(self.touches.len());
        let touches = &self.touches;
        let is_it = |known: &u32| touches[*known as usize].id == touch.id;
        let hash_of = |known: &u32| hash(&touches[*known as usize].id);
        match self.touch_index.entry(hash(&touch.id), is_it, hash_of) {
            Entry::Occupied(_) => return None,
            Entry::Vacant(place) => place.insert(number),
        };
        // The index compares with what it points to, so the touch is there before anyone looks.
        self.touches.push(touch);
        let joined = self.find_owner(&touch.id, visitor);
        let next = self.forest.push_touch(joined.shopper, number);
        let touch = &mut self.touches[number as usize];
        touch.next = next;
        touch.shopper = joined.shopper;
        Some(joined)
    }

    /// The shopper of a new touch, with the touch counted as theirs.
    fn find_owner(&mut self, id: &[u8; 16], visitor: Option<ShopperKey>) -> Joined {
        let named_before = if self.keys.is_empty() { None } else { self.keys.remove(id) };
        let keys = ShopperKeys { visitor, ..ShopperKeys::default() };
        let mut joined = match (named_before, visitor) {
            (None, None) => Joined { shopper: self.add_shopper(), is_merger: false },
            _ => self.join(&keys, named_before),
        };
        // A touch that was named before is counted already: its id was a key until now.
        if named_before.is_none() {
            if !self.forest.has_room(joined.shopper) {
                joined.shopper = self.add_shopper();
            }
            self.forest.count_member(joined.shopper);
        }
        joined
    }

    /// Judges a touch anew; its shopper and the touch as it was, if it is known and changes.
    pub fn reclassify(&mut self, id: ClickId, verdict: Verdict) -> Option<(u32, Touch)> {
        let number = self.touch_number(&id.0)?;
        let touch = &mut self.touches[number as usize];
        if touch.verdict == verdict {
            return None;
        }
        let before = *touch;
        touch.verdict = verdict;
        Some((self.root(before.shopper), before))
    }

    /// Hangs conversion number `conversion`, the next new one, on a shopper.
    pub fn add_conversion(&mut self, shopper: u32, conversion: u32) {
        debug_assert_eq!(conversion, row_number(self.next_conversion.len()));
        let root = self.root(shopper);
        self.forest.count_conversion(root);
        let next = self.forest.push_conversion(root, conversion);
        self.next_conversion.push(next);
    }

    /// The touches of a shopper, in no useful order.
    pub fn touches_of(&self, shopper: u32) -> impl Iterator<Item = &Touch> {
        let mut next = self.forest.get(shopper).first_touch;
        std::iter::from_fn(move || {
            let touch = self.touches.get(next as usize)?;
            next = touch.next;
            Some(touch)
        })
    }

    /// The conversions of a shopper, in no useful order.
    pub fn conversions_of(&self, shopper: u32) -> impl Iterator<Item = u32> {
        let mut next = self.forest.get(shopper).first_conversion;
        std::iter::from_fn(move || {
            let conversion = next;
            next = *self.next_conversion.get(conversion as usize)?;
            Some(conversion)
        })
    }

    /// Whether a shopper has any conversion: most have none.
    pub fn has_conversions(&self, shopper: u32) -> bool {
        self.forest.get(shopper).first_conversion != NONE
    }

    /// Every touch, in the order in which they came.
    pub fn touches(&self) -> &[Touch] {
        &self.touches
    }

    /// The touch with this id, if there is one.
    pub fn touch(&self, id: ClickId) -> Option<&Touch> {
        Some(&self.touches[self.touch_number(&id.0)? as usize])
    }

    /// Who the shopper turned out to be.
    pub fn root(&self, shopper: u32) -> u32 {
        self.forest.root(shopper)
    }

    fn touch_number(&self, id: &[u8; 16]) -> Option<u32> {
        let is_it = |known: &u32| self.touches[*known as usize].id == *id;
        self.touch_index.find(hash(id), is_it).copied()
    }

    /// Makes two shoppers one, if they are no crowd; gives the first one as it is now.
    pub fn join_shoppers(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        if a == b || self.forest.would_be_crowd(a, b) {
            return a;
        }
        let (root, taken) = self.forest.unite(a, b);
        if let Some(last) = self.last_touch(taken.first_touch) {
            let next = self.forest.push_touch(root, taken.first_touch);
            self.touches[last as usize].next = next;
        }
        if let Some(last) = self.last_conversion(taken.first_conversion) {
            let next = self.forest.push_conversion(root, taken.first_conversion);
            self.next_conversion[last as usize] = next;
        }
        root
    }

    /// A shopper of whom nothing is known.
    pub fn add_shopper(&mut self) -> u32 {
        self.forest.add()
    }

    fn last_touch(&self, first: u32) -> Option<u32> {
        let mut last = (first != NONE).then_some(first)?;
        while self.touches[last as usize].next != NONE {
            last = self.touches[last as usize].next;
        }
        Some(last)
    }

    fn last_conversion(&self, first: u32) -> Option<u32> {
        let mut last = (first != NONE).then_some(first)?;
        while self.next_conversion[last as usize] != NONE {
            last = self.next_conversion[last as usize];
        }
        Some(last)
    }
}
