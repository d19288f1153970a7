//! Editions: the thresholds of each campaign over time, with who changed them and why.

use std::collections::BTreeMap;

use byline_core::decision::Rules;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The thresholds of every campaign, by its number, the oldest edition first.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Editions(BTreeMap<u32, Vec<Edition>>);

/// Thresholds that somebody set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edition {
    /// The thresholds; their version counts editions, and the defaults are the first.
    pub rules: Rules,
    /// Since when they hold.
    pub at: Timestamp,
    /// Who set them.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Whether creators were live already.
    pub is_after_launch: bool,
}

impl Editions {
    /// What holds now; the defaults, if nobody set anything.
    pub fn in_force(&self, campaign: u32) -> Rules {
        let newest = self.0.get(&campaign).and_then(|editions| editions.last());
        newest.map_or_else(Rules::default, |edition| edition.rules.clone())
    }

    /// Everything that was set, the oldest first.
    pub fn of(&self, campaign: u32) -> &[Edition] {
        self.0.get(&campaign).map_or(&[], Vec::as_slice)
    }

    /// Sets thresholds; tells whether they differ from those in force.
    pub fn set(&mut self, campaign: u32, mut edition: Edition) -> bool {
        let before = self.in_force(campaign);
        edition.rules.version = before.version;
        if edition.rules == before {
            return false;
        }
        edition.rules.version = before.version.saturating_add(1);
        self.0.entry(campaign).or_default().push(edition);
        true
    }
}
