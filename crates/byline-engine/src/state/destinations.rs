//! Destinations: the newest look at each address that a link leads to, and when its price changed.

use std::collections::BTreeMap;

use byline_core::link::health::DestinationChecked;
use byline_core::money::Money;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// At most so many are remembered; beyond that the one looked at longest ago gives way.
const LIMIT: usize = 50_000;

/// The newest look at each destination.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Destinations {
    by_address: BTreeMap<String, Seen>,
}

/// What is known of a destination.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// The newest look.
    pub newest: DestinationChecked,
    /// When the page last stated another price than before.
    pub repriced: Option<Repriced>,
}

/// A page states another price than it did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Repriced {
    /// What it said before.
    pub before: Money,
    /// What it says since.
    pub after: Money,
    /// When that was seen first.
    pub seen_at: Timestamp,
}

impl Destinations {
    /// Takes a look in. Tells whether it is news: an older one than the one known says nothing.
    pub fn take(&mut self, checked: &DestinationChecked) -> bool {
        let known = self.by_address.get(&checked.destination);
        if known.is_some_and(|known| checked.checked_at <= known.newest.checked_at) {
            return false;
        }
        let seen = Seen::after(known, checked);
        self.by_address.insert(checked.destination.clone(), seen);
        if LIMIT < self.by_address.len() {
            self.forget_oldest();
        }
        true
    }

    /// What is known of one destination.
    pub fn get(&self, destination: &str) -> Option<&Seen> {
        self.by_address.get(destination)
    }

    fn forget_oldest(&mut self) {
        let rows = self.by_address.values().map(|seen| &seen.newest);
        let oldest = rows.min_by_key(|row| (row.checked_at, row.destination.clone()));
        if let Some(address) = oldest.map(|row| row.destination.clone()) {
            self.by_address.remove(&address);
        }
    }
}

impl Seen {
    /// What is known after a newer look. A look that found no price forgets none.
    fn after(known: Option<&Self>, checked: &DestinationChecked) -> Self {
        let mut newest = checked.clone();
        let before = known.and_then(|known| known.newest.price);
        let change = before.zip(checked.price).filter(|(before, after)| before != after);
        let repriced = match change {
            Some((before, after)) => Some(Repriced { before, after, seen_at: checked.checked_at }),
            None => known.and_then(|known| known.repriced),
        };
        newest.price = checked.price.or(before);
        Self { newest, repriced }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::money::Currency;

    use super::*;

    fn look(destination: &str, at: i64, status: u16) -> DestinationChecked {
        DestinationChecked {
            destination: destination.to_owned(),
            checked_at: Timestamp(at),
            status: Some(status),
            final_url: None,
            n_redirects: 0,
            is_utm_kept: true,
            is_click_kept: true,
            took_ms: 1,
            words: Vec::new(),
            failure: None,
            price: None,
        }
    }

    #[test]
    fn the_newest_look_holds_in_whatever_order_they_come() {
        let mut known = Destinations::default();
        assert!(known.take(&look("https://b.com/", 20, 200)));
        assert!(!known.take(&look("https://b.com/", 10, 404)), "an older one says nothing");
        assert!(!known.take(&look("https://b.com/", 20, 404)), "nor does the same again");
        assert_eq!(known.get("https://b.com/").unwrap().newest.status, Some(200));
        assert!(known.take(&look("https://b.com/", 21, 404)));
        assert_eq!(known.get("https://b.com/").unwrap().newest.status, Some(404));
        assert!(known.get("https://c.com/").is_none());
    }

    #[test]
    fn a_price_that_changed_is_remembered_over_looks_that_find_none() {
        let price = |minor| Some(Money { minor, currency: Currency::USD });
        let priced = |at, price| DestinationChecked { price, ..look("https://b.com/", at, 200) };
        let mut known = Destinations::default();
        known.take(&priced(10, price(39_00)));
        known.take(&priced(20, None));
        assert_eq!(known.get("https://b.com/").unwrap().repriced, None);
        known.take(&priced(30, price(54_00)));
        known.take(&priced(40, price(54_00)));
        let [before, after] = [39_00, 54_00].map(|minor| price(minor).unwrap());
        let expected = Repriced { before, after, seen_at: Timestamp(30) };
        assert_eq!(known.get("https://b.com/").unwrap().repriced, Some(expected));
    }
}
