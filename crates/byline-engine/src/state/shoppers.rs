//! Shoppers and their touches.
//!
//! A shopper is a set of keys that turned out to be one person, kept as a union-find forest. Each
//! touch hangs in a chain of its shopper. At ten million touches every byte counts: a touch costs
//! 40 bytes, its shopper 16, its place in the index about 8: the index holds numbers only and reads
//! the ids from the touches.
//!
//! A landing address that is passed around, a shared device or a program with a cookie would make
//! one shopper of a crowd. A crowd is not a shopper: past [`CROWD_TOUCHES`] or
//! [`CROWD_CONVERSIONS`] nothing more is joined to it, so that no fact costs more than a bounded
//! amount of work.

use std::collections::HashMap;
use std::hash::BuildHasher;

use byline_core::click::Verdict;
use byline_core::journey::TouchKind;
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use byline_core::time::Timestamp;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Deserialize, Serialize};

use super::{NONE, row_number};

type Index = HashMap<[u8; 16], u32, FixedState>;

/// One contact of a shopper, small enough to keep millions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Touch {
    /// When.
    pub occurred_at: Timestamp,
    /// The click's or view's id; breaks ties.
    pub id: [u8; 16],
    /// Number of the link, placement or channel, by `origin`.
    pub source: u32,
    /// Whose, when it was added; find the root before use.
    pub shopper: u32,
    /// The next touch in the chain of its shopper.
    next: u32,
    /// What it was.
    pub kind: TouchKind,
    /// Whether a person did it.
    pub verdict: Verdict,
    /// What `source` counts.
    pub origin: Origin,
}

/// What a touch came through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// A click of ours on a link.
    Link,
    /// A visit whose UTM fields name a link.
    Utm,
    /// A view in a placement.
    Placement,
    /// Another channel.
    Channel,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Shopper {
    /// Itself, or the shopper that it turned out to be.
    parent: u32,
    first_touch: u32,
    first_conversion: u32,
    n_touches: u16,
    n_conversions: u16,
}

/// A shopper with so many touches takes no more.
pub const CROWD_TOUCHES: u16 = 1_024;
/// A shopper with so many conversions takes no more.
pub const CROWD_CONVERSIONS: u16 = 256;

/// Every shopper, every touch, and the index of keys.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Shoppers {
    shoppers: Vec<Shopper>,
    touches: Vec<Touch>,
    /// For each conversion the next one of its shopper.
    next_conversion: Vec<u32>,
    /// Keys that are no touch's id: cookies, customers, clicks that only others have seen so far.
    #[serde(with = "sorted")]
    keys: Index,
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
        for ClickId(key) in &keys.clicks {
            self.join_key(key, &mut joined);
        }
        for ShopperKey(key) in [keys.visitor, keys.customer].iter().flatten() {
            self.join_key(key, &mut joined);
        }
        if joined.shopper == NONE {
            joined.shopper = self.add_shopper();
        }
        joined
    }

    fn join_key(&mut self, key: &[u8; 16], joined: &mut Joined) {
        let known = self.shopper_of_key(key);
        if known != NONE && known != joined.shopper && self.would_be_crowd(known, joined.shopper) {
            return;
        }
        if known == NONE {
            if joined.shopper == NONE {
                joined.shopper = self.add_shopper();
            }
            self.keys.insert(*key, joined.shopper);
        } else if joined.shopper == NONE {
            joined.shopper = known;
        } else if known != joined.shopper {
            joined.shopper = self.merge(joined.shopper, known);
            joined.is_merger = true;
        }
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
        let named_before = if self.keys.is_empty() { None } else { self.keys.remove(&touch.id) };
        let named_before = named_before.filter(|shopper| {
            let is_crowd = self.would_be_crowd(self.root(*shopper), NONE);
            !is_crowd
        });
        let joined = match (named_before, visitor) {
            (None, None) => Joined { shopper: self.add_shopper(), is_merger: false },
            (named_before, visitor) => {
                let keys = ShopperKeys { visitor, ..ShopperKeys::default() };
                self.join(&keys, named_before)
            }
        };
        let shopper = &mut self.shoppers[joined.shopper as usize];
        let touch = &mut self.touches[number as usize];
        touch.next = shopper.first_touch;
        touch.shopper = joined.shopper;
        shopper.first_touch = number;
        shopper.n_touches = shopper.n_touches.saturating_add(1);
        Some(joined)
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
        let shopper = self.root(shopper);
        let shopper = &mut self.shoppers[shopper as usize];
        self.next_conversion.push(shopper.first_conversion);
        shopper.first_conversion = conversion;
        shopper.n_conversions = shopper.n_conversions.saturating_add(1);
    }

    /// The touches of a shopper, in no useful order.
    pub fn touches_of(&self, shopper: u32) -> impl Iterator<Item = &Touch> {
        let mut next = self.shoppers[self.root(shopper) as usize].first_touch;
        std::iter::from_fn(move || {
            let touch = self.touches.get(next as usize)?;
            next = touch.next;
            Some(touch)
        })
    }

    /// The conversions of a shopper, in no useful order.
    pub fn conversions_of(&self, shopper: u32) -> impl Iterator<Item = u32> {
        let mut next = self.shoppers[self.root(shopper) as usize].first_conversion;
        std::iter::from_fn(move || {
            let conversion = next;
            next = *self.next_conversion.get(conversion as usize)?;
            Some(conversion)
        })
    }

    /// Whether a shopper has any conversion: most have none.
    pub fn has_conversions(&self, shopper: u32) -> bool {
        self.shoppers[self.root(shopper) as usize].first_conversion != NONE
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
    pub fn root(&self, mut shopper: u32) -> u32 {
        loop {
            let parent = self.shoppers[shopper as usize].parent;
            if parent == shopper {
                return shopper;
            }
            shopper = parent;
        }
    }

    fn touch_number(&self, id: &[u8; 16]) -> Option<u32> {
        let is_it = |known: &u32| self.touches[*known as usize].id == *id;
        self.touch_index.find(hash(id), is_it).copied()
    }

    fn shopper_of_key(&self, key: &[u8; 16]) -> u32 {
        let by_touch = self.touch_number(key).map(|touch| self.touches[touch as usize].shopper);
        let known = by_touch.or_else(|| self.keys.get(key).copied());
        known.map_or(NONE, |shopper| self.root(shopper))
    }

    /// Makes two shoppers one; gives the one that they are now.
    pub fn join_shoppers(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        if a == b || self.would_be_crowd(a, b) { a } else { self.merge(a, b) }
    }

    /// A shopper of whom nothing is known.
    pub fn add_shopper(&mut self) -> u32 {
        let number = row_number(self.shoppers.len());
        self.shoppers.push(Shopper {
            parent: number,
            first_touch: NONE,
            first_conversion: NONE,
            n_touches: 0,
            n_conversions: 0,
        });
        number
    }

    /// Whether two roots together, or one with one touch more, would be too many for one person.
    fn would_be_crowd(&self, a: u32, b: u32) -> bool {
        let counts = |shopper: u32| {
            let shopper = self.shoppers.get(shopper as usize);
            shopper.map_or((1, 0), |s| (s.n_touches, s.n_conversions))
        };
        let ((a_touches, a_conversions), (b_touches, b_conversions)) = (counts(a), counts(b));
        CROWD_TOUCHES < a_touches.saturating_add(b_touches)
            || CROWD_CONVERSIONS < a_conversions.saturating_add(b_conversions)
    }

    /// Makes two roots one. The older number stays, so that forests stay shallow: a shopper with a
    /// history is rarely the younger one.
    fn merge(&mut self, a: u32, b: u32) -> u32 {
        let (root, child) = (a.min(b), a.max(b));
        let Shopper { first_touch, first_conversion, .. } = self.shoppers[child as usize];
        if let Some(last) = self.last_touch(first_touch) {
            self.touches[last as usize].next = self.shoppers[root as usize].first_touch;
            self.shoppers[root as usize].first_touch = first_touch;
        }
        if let Some(last) = self.last_conversion(first_conversion) {
            self.next_conversion[last as usize] = self.shoppers[root as usize].first_conversion;
            self.shoppers[root as usize].first_conversion = first_conversion;
        }
        let taken = self.shoppers[child as usize];
        self.shoppers[child as usize] = Shopper {
            parent: root,
            first_touch: NONE,
            first_conversion: NONE,
            n_touches: 0,
            n_conversions: 0,
        };
        let whole = &mut self.shoppers[root as usize];
        whole.n_touches = whole.n_touches.saturating_add(taken.n_touches);
        whole.n_conversions = whole.n_conversions.saturating_add(taken.n_conversions);
        root
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

/// The same in every process: nothing random may enter the engine.
fn hash(id: &[u8; 16]) -> u64 {
    FixedState::default().hash_one(id)
}

impl Touch {
    /// A touch that belongs to nobody yet.
    pub fn new(
        (occurred_at, id): (Timestamp, [u8; 16]),
        (origin, source): (Origin, u32),
        kind: TouchKind,
        verdict: Verdict,
    ) -> Self {
        Self { occurred_at, id, source, shopper: NONE, next: NONE, kind, verdict, origin }
    }
}

mod sorted {
    //! A map as its pairs in the order of keys: the same state is the same bytes.

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Index;

    pub fn serialize<S: Serializer>(index: &Index, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::disallowed_methods, reason = "the pairs are sorted right away")]
        let mut pairs: Vec<_> = index.iter().collect();
        pairs.sort_unstable();
        pairs.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Index, D::Error> {
        let pairs = Vec::<([u8; 16], u32)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}
