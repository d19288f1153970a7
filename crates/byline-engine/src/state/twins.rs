//! Twins: one order that two connections state, such as a platform's shop and the shop that the
//! platform passed it on to.
//!
//! An order is its shop's (shop account, order id). Where orders of two connections share a name
//! that nobody makes twice, they are one order: one connection states its money, the others are
//! evidence. Which one does not depend on what arrived first.
//!
//! Invariant: who is whose twin follows from the names alone. It reaches over any number of
//! connections, and it ends when a name turns out to be no identity: nobody makes two orders one
//! for good, so nothing is joined that could not be parted again.

use std::collections::BTreeMap;

use byline_core::feed::order_rank;
use byline_core::id::{ConnectionId, OrderKey};
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::conversions::Conversions;
use super::registry::Registry;

/// The names that orders share with other orders, by number of the order.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Twins(BTreeMap<u32, SmallVec<[Box<str>; 1]>>);

/// Orders that are one, by number.
pub type Group = SmallVec<[u32; 4]>;

/// What became of a name that an order goes by.
#[derive(Clone, Default, Debug)]
pub struct Named {
    /// Whether anything else goes by it too.
    pub is_shared: bool,
    /// The orders that are one with others than before.
    pub regrouped: Vec<u32>,
}

/// What the orders of a connection rank as while nobody declared it.
pub const UNDECLARED_FEED: &str = "import";

/// A shorter name, such as `#1001`, is made by many shops.
const SHORTEST_NAME: usize = 10;

impl Twins {
    fn share(&mut self, name: &str, number: u32) {
        let names = self.0.entry(number).or_default();
        if names.iter().all(|known| known.as_ref() != name) {
            names.push(name.into());
        }
    }
}

impl Conversions {
    /// Lets an order go by `name` from now on.
    pub fn name_order(&mut self, name: &str, number: u32) -> Named {
        let known = self.named(name);
        if known.is_empty() || known.contains(&number) {
            let is_shared = self.name(name, number);
            return Named { is_shared, regrouped: Vec::new() };
        }
        let is_order = |n: &u32| self.get(*n).order().is_some();
        let others: Group = known.iter().copied().filter(is_order).take(2).collect();
        // A name that is no identity does not become one again.
        let mut concerned = self.one_by_name(name);
        if !concerned.is_empty() {
            concerned.push(number);
        }
        let before: Vec<Group> = concerned.iter().map(|one| self.group_of(*one)).collect();
        self.name(name, number);
        if !others.is_empty() {
            self.twins.share(name, number);
        }
        if let [only] = others.as_slice() {
            self.twins.share(name, *only);
        }
        let mut regrouped = Vec::new();
        for (one, before) in concerned.into_iter().zip(before) {
            let after = self.group_of(one);
            if after != before {
                regrouped.extend(before.into_iter().chain(after));
            }
        }
        regrouped.sort_unstable();
        regrouped.dedup();
        Named { is_shared: true, regrouped }
    }

    /// The orders that are one with this one, and itself, in the order of numbers.
    pub fn group_of(&self, number: u32) -> Group {
        let mut group: Group = smallvec![number];
        let mut n_seen = 0;
        while let Some(one) = group.get(n_seen).copied() {
            n_seen += 1;
            for name in self.shared_names(one) {
                for other in self.one_by_name(name) {
                    if group.contains(&other) {
                        continue;
                    }
                    let connection = self.connection_of(other);
                    if group.iter().any(|known| self.connection_of(*known) == connection) {
                        // Two orders of one connection are never one, and nobody can say which
                        // of them the others are.
                        return smallvec![number];
                    }
                    group.push(other);
                }
            }
        }
        group.sort_unstable();
        group
    }

    /// The others that are one order with this one.
    pub fn twins_of(&self, number: u32) -> Group {
        let mut group = self.group_of(number);
        group.retain(|one| *one != number);
        group
    }

    /// The names that an order shares with others.
    pub fn shared_names(&self, number: u32) -> &[Box<str>] {
        self.twins.0.get(&number).map_or(&[], SmallVec::as_slice)
    }

    /// The orders of a connection that are one with others.
    pub fn twins_at(&self, connection: &ConnectionId) -> Vec<u32> {
        let shared = self.twins.0.keys().copied();
        let of_it = shared.filter(|number| self.connection_of(*number) == Some(connection));
        of_it.filter(|number| 1 < self.group_of(*number).len()).collect()
    }

    /// The order that states the money of this one: itself, unless a twin comes before it.
    pub fn stated_by(&self, registry: &Registry, number: u32) -> u32 {
        if self.shared_names(number).is_empty() {
            return number;
        }
        let all = self.group_of(number).into_iter();
        all.min_by_key(|n| self.precedence(registry, *n)).unwrap_or(number)
    }

    /// The orders that are one because of `name`; none if it is no identity: too short, or given
    /// by one connection to several orders.
    fn one_by_name(&self, name: &str) -> Group {
        let mut group = Group::new();
        if name.len() < SHORTEST_NAME {
            return group;
        }
        for number in self.orders_called(None, name) {
            let connection = self.connection_of(number);
            if group.iter().any(|known| self.connection_of(*known) == connection) {
                return Group::new();
            }
            group.push(number);
        }
        group
    }

    /// Whether an order of `connection` that goes by `name` is one with all others that do.
    pub fn is_identity(&self, name: &str, connection: &ConnectionId) -> bool {
        let others = self.one_by_name(name);
        let is_own = |number: &u32| self.connection_of(*number) == Some(connection);
        !others.is_empty() && !others.iter().any(is_own)
    }

    fn connection_of(&self, number: u32) -> Option<&ConnectionId> {
        self.get(number).order().map(|order| &order.key.connection)
    }

    fn precedence(&self, registry: &Registry, number: u32) -> (u8, Option<&OrderKey>, u32) {
        let key = self.get(number).order().map(|order| &order.key);
        let connection = key.and_then(|key| registry.connections.get(key.connection.as_str()));
        let feed = connection.map_or(UNDECLARED_FEED, |connection| connection.feed.as_str());
        (order_rank(feed), key, number)
    }
}
