//! Claims: words of networks and platforms, each put to the one order that its claim means.
//!
//! Whenever an order gets a name, is one with another order, or parts from it, the claims that
//! this concerns are placed anew, so that it does not matter what arrived first.

use byline_core::claim::Claim;

use crate::engine::{Applied, Engine, Taking};
use crate::state::claim_book::ClaimKey;
use crate::state::claims;
use crate::state::conversions::Why;
use crate::state::feeds::Feed;

impl Engine {
    /// A claim is evidence for the order that it means. Without one it stays unreconciled.
    pub(crate) fn take_claim(&mut self, taking: Taking, claim: &Claim) -> Applied {
        let key = key(claim);
        let before = self.claims.place(&key);
        // A whole that was not dated is of the time of its receipt; the action never is.
        let said_at = if before.is_none() { claim.occurred_at } else { claim.revision.at() };
        self.feeds.count(Feed::Claims, said_at, taking.at);
        let known = before.map(|at| self.conversions.get(at).claims.as_slice());
        if known.is_some_and(|known| claims::is_known(known, claim)) {
            return Applied::Known;
        }
        self.claims.learn(&key, claim.order_alias.as_deref());
        let mut moved = Vec::new();
        let at = self.place_claim(&key, &mut moved);
        claims::insert(&mut self.conversions.get_mut(at).claims, claim.clone());
        self.conversions.remember_aliases(&claim.partner, at);
        moved.push(at);
        moved.sort_unstable();
        moved.dedup();
        self.settle_all(&moved, taking.cause(Why::Claimed));
        if self.conversions.get(at).is_waiting() { Applied::Waits } else { Applied::Changed }
    }

    /// Puts all words of a claim where they belong now; adds the conversions that lost or got
    /// them to `moved`. Tells where that is.
    pub(super) fn place_claim(&mut self, key: &ClaimKey, moved: &mut Vec<u32>) -> u32 {
        let orders = self.orders_claimed(key);
        let to = match orders.as_slice() {
            [only] => *only,
            _ => self.waiting(None, &self.called(key)),
        };
        let from = self.claims.place(key);
        self.claims.put(key, to, &orders);
        if let Some(from) = from.filter(|from| *from != to) {
            let is_of_it = |claim: &mut Claim| self::key(claim) == *key;
            let words = self.conversions.get_mut(from).claims.extract_if(.., is_of_it);
            for claim in words.collect::<Vec<Claim>>() {
                self.note_move(from, to, moved);
                self.conversions.remember_aliases(&claim.partner, to);
                claims::insert(&mut self.conversions.get_mut(to).claims, claim);
            }
            self.leave(from);
        }
        to
    }

    /// The orders that the words of a claim mean, each once. A claim that names none means none,
    /// whatever its own id is.
    fn orders_claimed(&self, key: &ClaimKey) -> Vec<u32> {
        let names = self.claims.names(key).iter();
        let orders = names.filter_map(|name| self.conversions.meant(&self.registry, None, name));
        let mut orders: Vec<u32> = orders.collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    /// The name under which a claim waits: its only word for the order, else one of its own, which
    /// no order can have.
    fn called(&self, key: &ClaimKey) -> String {
        match self.claims.names(key) {
            [only] => only.to_string(),
            _ => format!("\u{0}claim {} {}", key.0, key.1),
        }
    }
}

/// The identity of the claim that a word belongs to.
pub(crate) fn key(claim: &Claim) -> ClaimKey {
    (claim.connection.clone(), claim.id.clone())
}
