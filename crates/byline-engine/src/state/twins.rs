//! Twins: one order that two connections state, such as a platform's shop and the shop that the
//! platform passed it on to.
//!
//! An order is its shop's (shop account, order id). Where one order refers to another connection's
//! by name, or both to a third system's, they are one order: one connection states its money, the
//! others are evidence. Which one does not depend on what arrived first. That two shops call orders
//! of theirs alike makes nobody one: shops number as they please. A payment that came to nothing
//! steps back for the one that was tried after it.
//!
//! Invariant: who is whose twin follows from the names alone. It reaches over any number of
//! connections, and it ends when a name turns out to be no identity: nobody makes two orders one
//! for good, so nothing is joined that could not be parted again.

use std::collections::BTreeMap;

use byline_core::feed::order_rank;
use byline_core::id::{ConnectionId, OrderKey};
use byline_core::order::{OrderState, OrderVersion};
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::NONE;
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

/// A name of more orders than this is nobody's identity.
const LARGEST_GROUP: usize = 16;

/// What a name is to an order that goes by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bearing {
    /// What its shop calls it. Another shop may call an order of its own so.
    Own,
    /// The number that it shows for an order which another system keeps, as a payment does.
    Borrowed,
    /// Another system's id or token.
    Reference,
}

fn bearing(order: &OrderVersion, name: &str) -> Bearing {
    let says = |names: &[String]| names.iter().any(|known| known == name);
    if says(&order.tokens) {
        return Bearing::Reference;
    }
    let number = order.number.as_deref();
    let is_bare_number = number.and_then(|number| number.strip_prefix('#')) == Some(name);
    match (says(&order.aliases), number == Some(name)) {
        (true, true) => Bearing::Borrowed,
        (true, false) if !is_bare_number => Bearing::Reference,
        _ => Bearing::Own,
    }
}

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
        let before = concerned.into_iter().map(|one| (one, self.group_of(one))).collect();
        self.name(name, number);
        if !others.is_empty() {
            self.twins.share(name, number);
        }
        if let [only] = others.as_slice() {
            self.twins.share(name, *only);
        }
        Named { is_shared: true, regrouped: self.regrouped(before) }
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

    /// The orders that are one because of `name`; none if it is no identity: too short, given by
    /// one connection to several orders, or what two shops call orders of their own.
    fn one_by_name(&self, name: &str) -> Group {
        let called = self.orders_called(None, name).take(LARGEST_GROUP + 1);
        let called = called.filter_map(|number| Some((number, self.get(number).order()?)));
        let holding = holding(called.collect());
        let is_one = is_one(name, holding.iter().map(|(_, order)| *order));
        if is_one { holding.into_iter().map(|(number, _)| number).collect() } else { Group::new() }
    }

    /// Whether an order that is not known yet is one with all others that go by `name`.
    pub fn is_identity(&self, name: &str, order: &OrderVersion) -> bool {
        let others = self.orders_called(None, name).take(LARGEST_GROUP + 1);
        let others = others.filter_map(|number| Some((number, self.get(number).order()?)));
        let others: Vec<_> = others.filter(|(_, known)| known.key != order.key).collect();
        let is_called = !others.is_empty();
        let holding = holding(others.into_iter().chain([(NONE, order)]).collect());
        is_called && is_one(name, holding.into_iter().map(|(_, order)| order))
    }

    /// The orders that share any of these names and could be one by it, each with those that are
    /// one with it.
    pub fn groups_by<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<(u32, Group)> {
        let called = |name| self.orders_called(None, name).take(LARGEST_GROUP + 1);
        let small = names.map(|name| called(name).collect::<Vec<u32>>());
        let small = small.filter(|numbers| numbers.len() <= LARGEST_GROUP);
        let mut numbers: Vec<u32> = small.flatten().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|number| (number, self.group_of(number))).collect()
    }

    /// The orders that are one with others than they were before.
    pub fn regrouped(&self, before: Vec<(u32, Group)>) -> Vec<u32> {
        let mut regrouped = Vec::new();
        for (one, before) in before {
            let after = self.group_of(one);
            if after != before {
                regrouped.extend(before.into_iter().chain(after));
            }
        }
        regrouped.sort_unstable();
        regrouped.dedup();
        regrouped
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

/// The orders without those that came to nothing where their connection has another: a shopper
/// whose payment fails pays again, and the second payment is the order's.
fn holding(mut orders: Vec<(u32, &OrderVersion)>) -> Vec<(u32, &OrderVersion)> {
    let came_to_nothing =
        |order: &OrderVersion| matches!(order.state, OrderState::Voided | OrderState::Deleted);
    let alive: SmallVec<[ConnectionId; 4]> = orders
        .iter()
        .filter(|(_, order)| !came_to_nothing(order))
        .map(|(_, order)| order.key.connection.clone())
        .collect();
    orders.retain(|(_, order)| !came_to_nothing(order) || !alive.contains(&order.key.connection));
    orders
}

/// Whether orders that go by `name` are one order by it.
fn is_one<'a>(name: &str, orders: impl Iterator<Item = &'a OrderVersion>) -> bool {
    if name.len() < SHORTEST_NAME {
        return false;
    }
    let mut connections: SmallVec<[&ConnectionId; 4]> = SmallVec::new();
    let (mut n_own, mut n_borrowed) = (0, 0);
    for order in orders {
        if connections.len() == LARGEST_GROUP || connections.contains(&&order.key.connection) {
            return false;
        }
        connections.push(&order.key.connection);
        match bearing(order, name) {
            Bearing::Own => n_own += 1,
            Bearing::Borrowed => n_borrowed += 1,
            Bearing::Reference => {}
        }
    }
    n_own <= 1 && n_borrowed <= 1
}
