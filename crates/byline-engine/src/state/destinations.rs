//! Destinations: the newest look at each address that a link leads to.

use std::collections::BTreeMap;

use byline_core::link::health::DestinationChecked;
use serde::{Deserialize, Serialize};

/// At most so many are remembered; beyond that the one looked at longest ago gives way.
const LIMIT: usize = 50_000;

/// The newest look at each destination.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Destinations {
    by_address: BTreeMap<String, DestinationChecked>,
}

impl Destinations {
    /// Takes a look in. Tells whether it is news: an older one than the one known says nothing.
    pub fn take(&mut self, checked: &DestinationChecked) -> bool {
        let known = self.by_address.get(&checked.destination);
        if known.is_some_and(|known| checked.checked_at <= known.checked_at) {
            return false;
        }
        self.by_address.insert(checked.destination.clone(), checked.clone());
        if LIMIT < self.by_address.len() {
            self.forget_oldest();
        }
        true
    }

    /// The newest look at one destination.
    pub fn get(&self, destination: &str) -> Option<&DestinationChecked> {
        self.by_address.get(destination)
    }

    fn forget_oldest(&mut self) {
        let by_age = |row: &&DestinationChecked| (row.checked_at, row.destination.clone());
        let oldest = self.by_address.values().min_by_key(by_age);
        if let Some(address) = oldest.map(|row| row.destination.clone()) {
            self.by_address.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::time::Timestamp;

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
        }
    }

    #[test]
    fn the_newest_look_holds_in_whatever_order_they_come() {
        let mut known = Destinations::default();
        assert!(known.take(&look("https://b.com/", 20, 200)));
        assert!(!known.take(&look("https://b.com/", 10, 404)), "an older one says nothing");
        assert!(!known.take(&look("https://b.com/", 20, 404)), "nor does the same again");
        assert_eq!(known.get("https://b.com/").unwrap().status, Some(200));
        assert!(known.take(&look("https://b.com/", 21, 404)));
        assert_eq!(known.get("https://b.com/").unwrap().status, Some(404));
        assert!(known.get("https://c.com/").is_none());
    }
}
