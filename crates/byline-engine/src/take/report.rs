//! Reports: refunds, sightings and claims, which name an order that may not have come.
//!
//! A report belongs to the one order that its name means. While there is none, or while several
//! orders go by the name and nobody can say which is meant, it waits under the name, in sight.
//! Whenever an order gets a name that others go by too, everything under that name is sorted anew,
//! so that it does not matter what arrived first.

use std::collections::BTreeSet;

use byline_core::event::Sighting;
use byline_core::id::ConnectionId;
use byline_core::order::Refund;

use super::claims;
use crate::engine::{Applied, Engine, Taking};
use crate::state::conversions::{Conversion, Facts, Why};
use crate::state::feeds::Feed;

impl Engine {
    pub(crate) fn take_refund(&mut self, taking: Taking, refund: &Refund) -> Applied {
        self.feeds.count(Feed::Refunds, refund.occurred_at, taking.at);
        let (shop, name) = (&refund.order.connection, refund.order.order.as_ref());
        let order = self.conversions.meant(&self.registry, Some(shop), name);
        let number = order.unwrap_or_else(|| self.waiting(Some(shop), name));
        let conversion = self.conversions.get_mut(number);
        let n_known = conversion.refunds.len();
        let is_news = insert_refund(conversion, refund.clone());
        let is_another = n_known < conversion.refunds.len();
        match (is_news, order) {
            (false, _) => Applied::Known,
            (true, Some(_)) => {
                self.settle_all(&[number], taking.cause(Why::Refunded));
                Applied::Changed
            }
            (true, None) if is_another => Applied::Waits,
            // The refund that waits is worth more now; it still is one refund.
            (true, None) => Applied::Changed,
        }
    }

    pub(crate) fn take_sighting(&mut self, taking: Taking, sighting: &Sighting) -> Applied {
        let name = sighting.order_alias.as_str();
        let order = self.conversions.meant(&self.registry, None, name);
        let number = order.unwrap_or_else(|| self.waiting(None, name));
        let is_new = insert_sighting(self.conversions.get_mut(number), sighting.clone());
        let bought = order.filter(|_| self.tells_the_shopper(sighting));
        if bought.is_some() || !sighting.shopper.is_empty() {
            let bearer = bought.map(|order| self.conversions.bearer_of(name, order));
            let known = bearer.map(|order| self.conversions.get(order).shopper);
            let joined = self.shoppers.join(&sighting.shopper, known);
            self.settle_joined(taking, joined);
        }
        match (is_new, order) {
            (false, _) => Applied::Known,
            (true, Some(_)) => Applied::Changed,
            (true, None) => Applied::Waits,
        }
    }

    /// Whether a sighting of an order may say who its shopper is. Anybody can send a number;
    /// only whoever was at the checkout knows its tokens.
    pub(crate) fn tells_the_shopper(&self, sighting: &Sighting) -> bool {
        !sighting.is_by_anybody() || self.conversions.is_token(&sighting.order_alias)
    }

    /// Learns the keys of an order's shopper from those who saw it. Tells whether shoppers that
    /// were two before are one now.
    pub(super) fn join_sightings(&mut self, number: u32) -> bool {
        if self.conversions.get(number).sightings.is_empty() {
            return false;
        }
        let mut is_merger = false;
        for sighting in self.conversions.get(number).sightings.clone() {
            if self.tells_the_shopper(&sighting) {
                // Its twins may part from it one day; the one that is named so does not.
                let bearer = self.conversions.bearer_of(&sighting.order_alias, number);
                is_merger |= self.join_order(bearer, &sighting.shopper).is_merger;
            }
        }
        is_merger
    }

    /// The names under which something was reported that may belong elsewhere once `order` is one
    /// with others than before.
    pub(super) fn names_in_doubt(&self, order: u32) -> BTreeSet<Box<str>> {
        let conversion = self.conversions.get(order);
        let shared = self.conversions.shared_names(order).iter().cloned();
        let refunds = conversion.refunds.iter().map(|refund| refund.order.order.clone());
        let seen = conversion.sightings.iter().map(|seen| seen.order_alias.as_str().into());
        let keys = conversion.claims.iter().map(claims::key);
        let keys = keys.chain(self.claims.in_doubt(order));
        let claimed = keys.flat_map(|key| self.claims.names(&key).to_vec());
        shared.chain(refunds).chain(seen).chain(claimed).collect()
    }

    /// Puts everything that was reported under `name` where it belongs now; adds the conversions
    /// that lost or got something to `moved`.
    pub(super) fn sort_reports(&mut self, name: &str, moved: &mut Vec<u32>) {
        for from in self.conversions.named(name).to_vec() {
            let conversion = self.conversions.get_mut(from);
            let refunds = conversion.refunds.extract_if(.., |r| r.order.order.as_ref() == name);
            let refunds: Vec<Refund> = refunds.collect();
            let sightings = conversion.sightings.extract_if(.., |s| s.order_alias == name);
            let sightings: Vec<Sighting> = sightings.collect();
            for refund in refunds {
                let shop = Some(&refund.order.connection);
                let to = self.home(shop, name);
                self.note_move(from, to, moved);
                insert_refund(self.conversions.get_mut(to), refund);
            }
            for sighting in sightings {
                let to = self.home(None, name);
                self.note_move(from, to, moved);
                insert_sighting(self.conversions.get_mut(to), sighting);
            }
            self.leave(from);
        }
        for key in self.claims.named(name) {
            self.place_claim(&key, moved);
        }
    }

    /// A place where nothing waits any more is none.
    pub(super) fn leave(&mut self, from: u32) {
        let conversion = self.conversions.get_mut(from);
        let is_empty = conversion.refunds.is_empty()
            && conversion.sightings.is_empty()
            && conversion.claims.is_empty();
        if is_empty && conversion.is_waiting() {
            self.conversions.move_away(from);
        }
    }

    /// Where a report under `name` belongs: to an order, or to the place where it waits for one.
    fn home(&mut self, shop: Option<&ConnectionId>, name: &str) -> u32 {
        let order = self.conversions.meant(&self.registry, shop, name);
        order.unwrap_or_else(|| self.waiting(shop, name))
    }

    pub(super) fn note_move(&mut self, from: u32, to: u32, moved: &mut Vec<u32>) {
        if from == to {
            return;
        }
        moved.extend([from, to]);
        let is_waiting = |number| self.conversions.get(number).is_waiting();
        match (is_waiting(from), is_waiting(to)) {
            (true, false) => {
                self.counters.n_waiting -= 1;
                self.counters.n_applied += 1;
            }
            (false, true) => {
                self.counters.n_waiting += 1;
                self.counters.n_applied -= 1;
            }
            _ => {}
        }
    }

    /// The place where reports wait for an order that has not come.
    pub(super) fn waiting(&mut self, shop: Option<&ConnectionId>, name: &str) -> u32 {
        if let Some(number) = self.conversions.waiting_as(shop, name) {
            return number;
        }
        let shopper = self.shoppers.add_shopper();
        let facts = Facts::Waiting { connection: shop.cloned(), name: name.into() };
        let number = self.conversions.add(facts, shopper);
        self.shoppers.add_conversion(shopper, number);
        self.conversions.name(name, number);
        number
    }
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
