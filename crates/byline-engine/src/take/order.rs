//! Orders: versions that replace each other, and the names that they go by.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use byline_core::entry::Position;
use byline_core::order::{NamedCreator, OrderVersion};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use crate::engine::{Applied, Engine, Taking};
use crate::ledger::Cause;
use crate::state::conversions::{Facts, Why};
use crate::state::feeds::Feed;
use crate::state::shoppers::Joined;
use crate::state::twins::Named;

impl Engine {
    pub(crate) fn take_order(&mut self, taking: Taking, order: &OrderVersion) -> Applied {
        self.feeds.count(Feed::Orders, order.version_at, taking.at);
        if order.codes.iter().any(|code| self.registry.code_ever(code).is_some()) {
            self.feeds.count(Feed::Codes, order.version_at, taking.at);
        }
        self.note_test_order(order);
        let known = self.conversions.order(&order.key);
        let (number, mut joined) = match known {
            Some(number) => (number, self.join_order(number, &order.shopper)),
            None => self.add_order(order),
        };
        self.conversions.remember_codes(&order.codes, number);
        self.conversions.remember_utm(order.utm.as_ref(), number);
        self.conversions.remember_aliases(order.named.iter().map(|named| &named.alias), number);
        let before = known.and_then(|number| self.conversions.get(number).order().cloned());
        let names = before.iter().flat_map(|known| known.names().chain(order.names()));
        let groups = self.conversions.groups_by(names);
        let is_newer = known.is_none() || self.replace_version(number, order);
        let mut moved = Vec::new();
        // A version may refer to another system by a name that was only the shop's own before.
        self.regroup(&self.conversions.regrouped(groups), &mut moved);
        let moved = self.name_order((number, order), moved);
        // What waited may know the shopper by keys of somebody who has other orders.
        joined.is_merger |= self.join_sightings(number);
        let elsewhere = self.join_sightings_of_others(number, &moved);
        let cause = taking.cause(if known.is_none() { Why::Arrived } else { Why::Edited });
        let is_changed = is_newer || !moved.is_empty();
        if is_changed {
            self.settle_orders(&[number], cause);
            let others = moved.into_iter().filter(|other| *other != number);
            self.settle_orders(&others.collect::<Vec<u32>>(), taking.cause(Why::Refunded));
        }
        for joined in elsewhere {
            self.settle_joined(taking, joined);
        }
        if joined.is_merger {
            self.settle_joined(taking, joined);
        }
        if is_changed || joined.is_merger { Applied::Changed } else { Applied::Known }
    }

    /// Adds an order; tells its number and its shopper.
    fn add_order(&mut self, order: &OrderVersion) -> (u32, Joined) {
        let joined = self.shoppers.join(&order.shopper, None);
        let number = self.conversions.add(Facts::Order(Box::new(order.clone())), joined.shopper);
        self.shoppers.add_conversion(joined.shopper, number);
        (number, joined)
    }

    /// Learns more keys of an order's shopper.
    pub(super) fn join_order(&mut self, number: u32, keys: &ShopperKeys) -> Joined {
        let known = self.conversions.get(number).shopper;
        self.shoppers.join(keys, Some(known))
    }

    /// Takes a version that is newer than the known one, and the creators and other names that any
    /// version knows; tells whether it brought anything.
    fn replace_version(&mut self, number: u32, order: &OrderVersion) -> bool {
        let conversion = self.conversions.get_mut(number);
        let Facts::Order(known) = &mut conversion.facts else {
            return false;
        };
        let is_newer = supersedes(order, known);
        let tells_more = is_fuller(&order.named, &known.named);
        let says_names = order.aliases != known.aliases || order.tokens != known.tokens;
        if !is_newer && !tells_more && !says_names {
            return false;
        }
        let mut held = if is_newer { order.clone() } else { (**known).clone() };
        held.named = if tells_more { &order.named } else { &known.named }.clone();
        held.aliases = united(&order.aliases, &known.aliases);
        held.tokens = united(&order.tokens, &known.tokens);
        let is_changed = held != **known;
        **known = held;
        is_changed
    }

    /// Lets an order go by all its names. Where another goes by one of them too, what was reported
    /// under it is put where it belongs now; tells the conversions that this concerns.
    fn name_order(
        &mut self,
        (number, order): (u32, &OrderVersion),
        mut moved: Vec<u32>,
    ) -> Vec<u32> {
        for name in order.names() {
            let Named { is_shared, regrouped } = self.conversions.name_order(name, number);
            self.regroup(&regrouped, &mut moved);
            if is_shared || self.claims.is_named(name) {
                self.sort_reports(name, &mut moved);
            }
        }
        for token in &order.tokens {
            self.conversions.note_token(token);
        }
        moved.sort_unstable();
        moved.dedup();
        moved
    }

    /// Orders are one with others than before, or somebody else states the money of those that
    /// are: what was reported of any of them is put where it belongs now.
    pub(super) fn regroup(&mut self, orders: &[u32], moved: &mut Vec<u32>) {
        for one in orders {
            for name in self.names_in_doubt(*one) {
                self.sort_reports(&name, moved);
            }
            moved.push(*one);
        }
    }

    /// The keys that what moved to other orders knows of their shoppers.
    fn join_sightings_of_others(&mut self, number: u32, moved: &[u32]) -> Vec<Joined> {
        let others: Vec<u32> = moved.iter().copied().filter(|other| *other != number).collect();
        let mut mergers = Vec::new();
        for other in others {
            if self.join_sightings(other) {
                let shopper = self.conversions.get(other).shopper;
                mergers.push(Joined { shopper, is_merger: true });
            }
        }
        mergers
    }

    pub(super) fn settle_joined(&mut self, taking: Taking, joined: Joined) {
        let all = self.conversions_since(joined.shopper, Timestamp(i64::MIN));
        self.settle_all(&all, taking.cause(Why::Joined));
    }

    /// Judges orders anew, and where orders end journeys, their shoppers' others too.
    pub(super) fn settle_orders(&mut self, numbers: &[u32], cause: Cause) {
        self.settle_all(numbers, cause);
        if numbers.is_empty() || !self.registry.any_reset_on_order() {
            return;
        }
        for number in numbers {
            for shopper in self.facing().shoppers_of(self.conversions.get(*number)) {
                let all = self.conversions_since(shopper, Timestamp(i64::MIN));
                self.settle_all(&all, cause);
            }
        }
    }

    /// The position of the last entry that was applied.
    pub fn position(&self) -> Position {
        self.position
    }
}

/// The names that either of two versions knows. What an order was called once, it was called.
fn united(names: &[String], others: &[String]) -> Vec<String> {
    if names == others {
        return names.to_vec();
    }
    let all: BTreeSet<&String> = names.iter().chain(others).collect();
    all.into_iter().cloned().collect()
}

/// Whether `named` says more of an order's creators than `known`. A shop tells them apart from the
/// order's other changes, so a version that names nobody takes nobody's place. Of two that name as
/// many, a fixed one holds, so that the outcome does not depend on which came first.
fn is_fuller(named: &[NamedCreator], known: &[NamedCreator]) -> bool {
    match named.len().cmp(&known.len()) {
        Ordering::Equal => named != known && format!("{known:?}") < format!("{named:?}"),
        by_number => by_number.is_gt(),
    }
}

/// Whether `order` holds instead of `known`. Two different states of one instant are put in a
/// fixed order, so that the outcome does not depend on which came first.
fn supersedes(order: &OrderVersion, known: &OrderVersion) -> bool {
    if order.version_at != known.version_at {
        return known.version_at < order.version_at;
    }
    // What is kept of all versions says nothing of which is the newer.
    let own = |version: &OrderVersion| OrderVersion {
        aliases: Vec::new(),
        tokens: Vec::new(),
        named: Vec::new(),
        ..version.clone()
    };
    let rank = |version: &OrderVersion| {
        let own = own(version);
        (own.state, own.amounts.total_minor, format!("{own:?}"))
    };
    order != known && rank(known) < rank(order)
}
