//! Orders, refunds and sightings: versions that replace each other, facts that wait for an order.

use byline_core::entry::Position;
use byline_core::event::Sighting;
use byline_core::id::ConnectionId;
use byline_core::order::{OrderVersion, Refund};

use crate::engine::{Applied, Engine, Taking};
use crate::state::conversions::{Conversion, Facts, Why};
use crate::state::feeds::Feed;
use crate::state::shoppers::Joined;

impl Engine {
    pub(crate) fn take_order(&mut self, taking: Taking, order: &OrderVersion) -> Applied {
        self.feeds.count(Feed::Orders, order.version_at, taking.at);
        if order.codes.iter().any(|code| self.registry.code_ever(code).is_some()) {
            self.feeds.count(Feed::Codes, order.version_at, taking.at);
        }
        let (number, why, has_merged) = match self.conversions.order(&order.key) {
            Some(number) => (number, Why::Edited, false),
            None => {
                let (number, has_merged) = self.add_order(order);
                (number, Why::Arrived, has_merged)
            }
        };
        let known = self.conversions.get(number).shopper;
        let mut joined = self.shoppers.join(&order.shopper, Some(known));
        self.conversions.remember_codes(&order.codes, number);
        self.conversions.remember_utm(order.utm.as_ref(), number);
        let is_newer = why == Why::Arrived || self.replace_version(number, order);
        let has_moved = self.name_order(number, order);
        if why == Why::Arrived {
            self.claim_refunds(taking, number, order);
        }
        // What waited may have been known by keys of somebody who has other orders.
        joined.is_merger |= has_merged || has_moved;
        let cause = taking.cause(why);
        if is_newer || has_moved {
            self.settle_order(number, joined, cause);
        }
        if joined.is_merger {
            self.settle_joined(taking, joined);
        }
        if is_newer || has_moved || joined.is_merger { Applied::Changed } else { Applied::Known }
    }

    /// Adds an order; tells its number, and whether its keys made two shoppers one.
    fn add_order(&mut self, order: &OrderVersion) -> (u32, bool) {
        let Joined { shopper, is_merger } = self.shoppers.join(&order.shopper, None);
        let number = self.conversions.add(Facts::Order(Box::new(order.clone())), shopper);
        self.shoppers.add_conversion(shopper, number);
        (number, is_merger)
    }

    /// Takes a version that is newer than the known one; tells whether it was.
    fn replace_version(&mut self, number: u32, order: &OrderVersion) -> bool {
        let conversion = self.conversions.get_mut(number);
        let Facts::Order(known) = &mut conversion.facts else {
            return false;
        };
        if !supersedes(order, known) {
            return false;
        }
        **known = order.clone();
        true
    }

    /// Lets an order go by all its names, and moves to it what waited under one of them. Tells
    /// whether anything had waited.
    fn name_order(&mut self, number: u32, order: &OrderVersion) -> bool {
        let mut has_moved = false;
        let names = order.aliases.iter().map(String::as_str).chain(order.number.as_deref());
        for name in std::iter::once(order.key.order.as_ref()).chain(names) {
            for waiting in self.conversions.waiting_for(&order.key.connection, name) {
                self.move_waiting(waiting, number);
                has_moved = true;
            }
            self.conversions.name(name, number);
        }
        has_moved
    }

    /// Takes refunds that name this order by its own id from orders that only share the name.
    fn claim_refunds(&mut self, taking: Taking, number: u32, order: &OrderVersion) {
        let mut others = self.conversions.named(&order.key.order).to_vec();
        others.retain(|other| {
            let conversion = self.conversions.get(*other);
            *other != number && conversion.refunds.iter().any(|refund| refund.order == order.key)
        });
        for other in &others {
            let all = std::mem::take(&mut self.conversions.get_mut(*other).refunds);
            let (own, rest): (Vec<_>, _) =
                all.into_iter().partition(|refund| refund.order == order.key);
            self.conversions.get_mut(*other).refunds = rest;
            for refund in own {
                insert_refund(self.conversions.get_mut(number), refund);
            }
        }
        self.settle_all(&others, taking.cause(Why::Refunded));
    }

    fn move_waiting(&mut self, from: u32, to: u32) {
        let waiting = self.conversions.get_mut(from);
        waiting.facts = Facts::Moved;
        let refunds = std::mem::take(&mut waiting.refunds);
        let sightings = std::mem::take(&mut waiting.sightings);
        let n_moved = (refunds.len() + sightings.len()) as u64;
        self.counters.n_waiting -= n_moved;
        self.counters.n_applied += n_moved;
        let (a, b) = (self.conversions.get(from).shopper, self.conversions.get(to).shopper);
        self.shoppers.join_shoppers(a, b);
        let order = self.conversions.get_mut(to);
        for refund in refunds {
            insert_refund(order, refund);
        }
        for sighting in sightings {
            insert_sighting(order, sighting);
        }
    }

    pub(crate) fn take_refund(&mut self, taking: Taking, refund: &Refund) -> Applied {
        self.feeds.count(Feed::Refunds, refund.occurred_at, taking.at);
        let shop = &refund.order.connection;
        let known = self.conversions.order(&refund.order);
        match known.or_else(|| self.conversions.order_of(Some(shop), &refund.order.order)) {
            Some(number) => {
                if !insert_refund(self.conversions.get_mut(number), refund.clone()) {
                    return Applied::Known;
                }
                self.settle_all(&[number], taking.cause(Why::Refunded));
                Applied::Changed
            }
            None => {
                let number = self.waiting(Some(shop), &refund.order.order);
                let waiting = self.conversions.get_mut(number);
                let n_known = waiting.refunds.len();
                let is_news = insert_refund(waiting, refund.clone());
                match (is_news, n_known < waiting.refunds.len()) {
                    (_, true) => Applied::Waits,
                    // The refund that waits is worth more now; it still is one refund.
                    (true, false) => Applied::Changed,
                    (false, false) => Applied::Known,
                }
            }
        }
    }

    pub(crate) fn take_sighting(&mut self, taking: Taking, sighting: &Sighting) -> Applied {
        let name = sighting.order_alias.as_str();
        let order = self.conversions.order_of(None, name);
        let number = order.unwrap_or_else(|| self.waiting(None, name));
        let is_new = insert_sighting(self.conversions.get_mut(number), sighting.clone());
        // Two shops both have an order #1001: nobody can say whose shopper was seen.
        if self.conversions.is_clear(name) {
            let shopper = self.conversions.get(number).shopper;
            let joined = self.shoppers.join(&sighting.shopper, Some(shopper));
            self.settle_joined(taking, joined);
        }
        match (is_new, order) {
            (false, _) => Applied::Known,
            (true, Some(_)) => Applied::Changed,
            (true, None) => Applied::Waits,
        }
    }

    /// The place where facts wait for an order that has not come.
    fn waiting(&mut self, connection: Option<&ConnectionId>, name: &str) -> u32 {
        if let Some(number) = self.conversions.waiting_as(connection, name) {
            return number;
        }
        let shopper = self.shoppers.add_shopper();
        let facts = Facts::Waiting { connection: connection.cloned(), name: name.into() };
        let number = self.conversions.add(facts, shopper);
        self.shoppers.add_conversion(shopper, number);
        self.conversions.name(name, number);
        number
    }

    fn settle_joined(&mut self, taking: Taking, joined: Joined) {
        let all = self.conversions_since(joined.shopper, byline_core::time::Timestamp(i64::MIN));
        self.settle_all(&all, taking.cause(Why::Joined));
    }

    /// Judges an order anew, and where orders end journeys, its shopper's later ones too.
    fn settle_order(&mut self, number: u32, joined: Joined, cause: crate::ledger::Cause) {
        self.settle_all(&[number], cause);
        let ends_journeys = self.registry.any_reset_on_order();
        if ends_journeys {
            let all =
                self.conversions_since(joined.shopper, byline_core::time::Timestamp(i64::MIN));
            self.settle_all(&all, cause);
        }
    }

    /// The position of the last entry that was applied.
    pub fn position(&self) -> Position {
        self.position
    }
}

/// Whether `order` holds instead of `known`. Two different states of one instant are put in a
/// fixed order, so that the outcome does not depend on which came first.
fn supersedes(order: &OrderVersion, known: &OrderVersion) -> bool {
    if order.version_at != known.version_at {
        return known.version_at < order.version_at;
    }
    let rank = |version: &OrderVersion| {
        (version.state, version.amounts.total_minor, format!("{version:?}"))
    };
    order != known && rank(known) < rank(order)
}

/// Keeps a refund in its canonical place; the same refund again counts once, at its largest
/// amount: a refund may be stated before its money has moved. Tells whether anything changed.
fn insert_refund(conversion: &mut Conversion, refund: Refund) -> bool {
    let strength = |r: &Refund| (r.amount.minor, std::cmp::Reverse(r.occurred_at));
    if let Some(known) = conversion.refunds.iter_mut().find(|known| known.id == refund.id) {
        if strength(&refund) <= strength(known) {
            return false;
        }
        *known = refund;
    } else {
        conversion.refunds.push(refund);
    }
    conversion.refunds.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
    true
}

fn insert_sighting(conversion: &mut Conversion, sighting: Sighting) -> bool {
    if conversion.sightings.iter().any(|known| known.id == sighting.id) {
        return false;
    }
    conversion.sightings.push(sighting);
    conversion.sightings.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
    true
}
