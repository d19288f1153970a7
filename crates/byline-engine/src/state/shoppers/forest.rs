//! The forest: shoppers that turned out to be one person hang under one root.
//!
//! A landing address that is passed around, a shared device or a program with a cookie would make
//! one shopper of a crowd. A crowd is not a shopper: past [`CROWD_MEMBERS`] or
//! [`CROWD_CONVERSIONS`] nothing more is joined to it, so that no fact costs more than a bounded
//! amount of work. The lighter tree goes under the heavier one, so that the way to a root doubles
//! the weight with each step: at most eleven steps, without ever changing a tree that is read.

use serde::{Deserialize, Serialize};

use crate::state::{NONE, row_number};

/// A shopper with so many touches and keys takes no more.
pub const CROWD_MEMBERS: u16 = 1_024;
/// A shopper with so many conversions takes no more.
pub const CROWD_CONVERSIONS: u16 = 256;

/// One shopper, or what was taken for one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Shopper {
    /// Itself, or the shopper that it turned out to be.
    parent: u32,
    /// The first touch in its chain, or [`NONE`].
    pub first_touch: u32,
    /// The first conversion in its chain, or [`NONE`].
    pub first_conversion: u32,
    /// Its touches, and its keys that are no touch's id.
    n_members: u16,
    n_conversions: u16,
}

/// Every shopper, by number.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Forest {
    shoppers: Vec<Shopper>,
}

impl Forest {
    /// A shopper of whom nothing is known.
    pub fn add(&mut self) -> u32 {
        let number = row_number(self.shoppers.len());
        self.shoppers.push(Shopper {
            parent: number,
            first_touch: NONE,
            first_conversion: NONE,
            n_members: 0,
            n_conversions: 0,
        });
        number
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

    /// The row of whoever the shopper turned out to be.
    pub fn get(&self, shopper: u32) -> &Shopper {
        &self.shoppers[self.root(shopper) as usize]
    }

    /// Puts a chain of touches before the others of a root; tells which was the first of them.
    pub fn push_touch(&mut self, root: u32, touch: u32) -> u32 {
        std::mem::replace(&mut self.shoppers[root as usize].first_touch, touch)
    }

    /// Puts a chain of conversions before the others of a root; tells which was the first of them.
    pub fn push_conversion(&mut self, root: u32, conversion: u32) -> u32 {
        std::mem::replace(&mut self.shoppers[root as usize].first_conversion, conversion)
    }

    /// Counts a conversion of a root.
    pub fn count_conversion(&mut self, root: u32) {
        let shopper = &mut self.shoppers[root as usize];
        shopper.n_conversions = shopper.n_conversions.saturating_add(1);
    }

    /// Counts a touch or key of a root.
    pub fn count_member(&mut self, root: u32) {
        let shopper = &mut self.shoppers[root as usize];
        shopper.n_members = shopper.n_members.saturating_add(1);
    }

    /// Whether a root may have one touch or key more.
    pub fn has_room(&self, root: u32) -> bool {
        self.shoppers[root as usize].n_members < CROWD_MEMBERS
    }

    /// Whether a root may have one conversion more.
    pub fn may_convert(&self, root: u32) -> bool {
        self.shoppers[root as usize].n_conversions < CROWD_CONVERSIONS
    }

    /// Whether two roots together would be too many for one person.
    pub fn would_be_crowd(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.shoppers[a as usize], self.shoppers[b as usize]);
        CROWD_MEMBERS < a.n_members.saturating_add(b.n_members)
            || CROWD_CONVERSIONS < a.n_conversions.saturating_add(b.n_conversions)
    }

    /// Makes two roots one. Tells which of them it is, and what the other one was.
    pub fn unite(&mut self, a: u32, b: u32) -> (u32, Shopper) {
        let weight = |number: u32| {
            let Shopper { n_members, n_conversions, .. } = self.shoppers[number as usize];
            u32::from(n_members) + u32::from(n_conversions)
        };
        // Of equals the older one stays.
        let heavier = std::cmp::Reverse;
        let (root, child) =
            if (heavier(weight(a)), a) < (heavier(weight(b)), b) { (a, b) } else { (b, a) };
        let nothing = Shopper {
            parent: root,
            first_touch: NONE,
            first_conversion: NONE,
            n_members: 0,
            n_conversions: 0,
        };
        let taken = std::mem::replace(&mut self.shoppers[child as usize], nothing);
        let whole = &mut self.shoppers[root as usize];
        whole.n_members = whole.n_members.saturating_add(taken.n_members);
        whole.n_conversions = whole.n_conversions.saturating_add(taken.n_conversions);
        (root, taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(forest: &Forest, mut shopper: u32) -> u32 {
        let mut n_steps = 0;
        while forest.shoppers[shopper as usize].parent != shopper {
            shopper = forest.shoppers[shopper as usize].parent;
            n_steps += 1;
        }
        n_steps
    }

    /// Reads as: in which order a thousand shoppers are found to be one.
    fn check_shallow(order: impl Iterator<Item = (u32, u32)>) {
        let mut forest = Forest::default();
        for number in 0..1_000 {
            forest.add();
            forest.count_member(number);
        }
        for (a, b) in order {
            let (a, b) = (forest.root(a), forest.root(b));
            forest.unite(a, b);
        }
        let deepest = (0..1_000).map(|number| depth(&forest, number)).max();
        assert!(deepest <= Some(11), "{deepest:?}");
    }

    #[test]
    fn the_way_to_a_root_is_short_whatever_is_joined_first() {
        check_shallow((0..999).map(|n| (n, n + 1)));
        check_shallow((0..999).rev().map(|n| (n, n + 1)));
    }

    #[test]
    fn keys_make_a_crowd_too() {
        let mut forest = Forest::default();
        let (a, b) = (forest.add(), forest.add());
        for _ in 0..CROWD_MEMBERS / 2 {
            forest.count_member(a);
            forest.count_member(b);
        }
        assert!(!forest.would_be_crowd(a, b));
        forest.count_member(b);
        assert!(forest.would_be_crowd(a, b));
    }
}
