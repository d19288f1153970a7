//! Twins: one order that two connections state, such as a platform's shop and the shop that the
//! platform passed it on to.
//!
//! An order is its shop's (shop account, order id). Where orders of two connections share a name
//! that nobody makes twice, they are one order: one connection states its money, the other is
//! evidence. Which one does not depend on what arrived first.

use std::collections::BTreeMap;

use byline_core::feed::order_rank;
use byline_core::id::OrderKey;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::conversions::Conversions;
use super::registry::Registry;

/// Orders that are one order with others, by number.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Twins(BTreeMap<u32, SmallVec<[u32; 2]>>);

/// A shorter name, such as `#1001`, is made by many shops.
const SHORTEST_NAME: usize = 10;

impl Twins {
    /// The others that are one order with this one.
    pub fn of(&self, number: u32) -> &[u32] {
        self.0.get(&number).map_or(&[], SmallVec::as_slice)
    }

    fn note(&mut self, one: u32, other: u32) -> bool {
        let others = self.0.entry(one).or_default();
        if others.contains(&other) {
            return false;
        }
        others.push(other);
        others.sort_unstable();
        self.0.entry(other).or_default().push(one);
        self.0.entry(other).or_default().sort_unstable();
        true
    }
}

impl Conversions {
    /// Notes that an order is one with every order of another connection that shares `name`.
    /// Tells whether that is news.
    pub fn note_twins(&mut self, number: u32, name: &str) -> bool {
        if name.len() < SHORTEST_NAME {
            return false;
        }
        let connection_of = |n: u32| self.get(n).order().map(|order| order.key.connection.clone());
        let Some(own) = connection_of(number) else {
            return false;
        };
        let is_other = |n: &u32| connection_of(*n).is_some_and(|connection| connection != own);
        let others: Vec<u32> = self.named(name).iter().copied().filter(is_other).collect();
        // A name that one connection gives to several orders, or to itself again, is no identity.
        let n_own = self.orders_called(Some(&own), name).count();
        let is_shared = |n: &u32| {
            let connection = connection_of(*n);
            let same = others.iter().filter(|other| connection_of(**other) == connection);
            1 < same.count()
        };
        if 1 < n_own || others.iter().any(is_shared) {
            return false;
        }
        let mut is_news = false;
        for other in others {
            is_news |= self.twins.note(number, other);
        }
        is_news
    }

    /// The order that states the money of this one: itself, unless a twin comes before it.
    pub fn stated_by(&self, registry: &Registry, number: u32) -> u32 {
        let twins = self.twins.of(number);
        if twins.is_empty() {
            return number;
        }
        let all = twins.iter().copied().chain([number]);
        all.min_by_key(|n| self.precedence(registry, *n)).unwrap_or(number)
    }

    fn precedence(&self, registry: &Registry, number: u32) -> (u8, Option<&OrderKey>, u32) {
        let key = self.get(number).order().map(|order| &order.key);
        let connection = key.and_then(|key| registry.connections.get(key.connection.as_str()));
        let feed = connection.map_or("import", |connection| connection.feed.as_str());
        (order_rank(feed), key, number)
    }
}
