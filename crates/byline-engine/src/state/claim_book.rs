//! The book of claims: by which words each claim calls its order, and where its words lie.
//!
//! A network may call one order by its id today and by its number tomorrow. All words of a claim
//! stay together: at the one order that they mean, or in waiting while they mean none. Words that
//! mean different orders mean none of them, because one action is one order.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::id::{ConnectionId, EventId};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// A claim's identity: who claims, and the claimant's id.
pub type ClaimKey = (ConnectionId, EventId);

/// Every claim by its identity.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct ClaimBook {
    claims: BTreeMap<ClaimKey, Place>,
    by_name: BTreeMap<Box<str>, Vec<ClaimKey>>,
    /// Claims in doubt, by each of the orders that their words mean.
    in_doubt: BTreeSet<(u32, ClaimKey)>,
}

/// What is known of where a claim belongs.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
struct Place {
    /// The words for its order, in the order of letters.
    names: SmallVec<[Box<str>; 1]>,
    /// The conversion at which its words lie.
    at: Option<u32>,
    /// The orders that the words mean, if they are several.
    several: SmallVec<[u32; 2]>,
}

impl ClaimBook {
    /// Learns a claim, and a word for its order.
    pub fn learn(&mut self, key: &ClaimKey, name: Option<&str>) {
        let place = self.claims.entry(key.clone()).or_default();
        let Some(name) = name else {
            return;
        };
        if let Err(gap) = place.names.binary_search_by(|known| known.as_ref().cmp(name)) {
            place.names.insert(gap, name.into());
            self.by_name.entry(name.into()).or_default().push(key.clone());
        }
    }

    /// Whether any claim calls its order so.
    pub fn is_named(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The claims that call their order so.
    pub fn named(&self, name: &str) -> Vec<ClaimKey> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// The words of a claim for its order.
    pub fn names(&self, key: &ClaimKey) -> &[Box<str>] {
        self.claims.get(key).map_or(&[], |place| &place.names)
    }

    /// The conversion at which a claim's words lie.
    pub fn place(&self, key: &ClaimKey) -> Option<u32> {
        self.claims.get(key)?.at
    }

    /// The orders that a claim's words mean, if they are several.
    pub fn several(&self, key: &ClaimKey) -> &[u32] {
        self.claims.get(key).map_or(&[], |place| &place.several)
    }

    /// Puts a claim's words to a conversion; `orders` are those that they mean.
    pub fn put(&mut self, key: &ClaimKey, at: u32, orders: &[u32]) {
        let place = self.claims.entry(key.clone()).or_default();
        place.at = Some(at);
        let several = if 1 < orders.len() { orders } else { &[] };
        for order in std::mem::replace(&mut place.several, several.into()) {
            self.in_doubt.remove(&(order, key.clone()));
        }
        for order in several {
            self.in_doubt.insert((*order, key.clone()));
        }
    }

    /// The claims whose words mean this order and others.
    pub fn in_doubt(&self, order: u32) -> Vec<ClaimKey> {
        let first = (order, (ConnectionId::from(""), EventId::from("")));
        let of_it = self.in_doubt.range(first..).take_while(|(number, _)| *number == order);
        of_it.map(|(_, key)| key.clone()).collect()
    }
}
