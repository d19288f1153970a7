//! Figures: what platforms count of the things that they know by their own ids.
//!
//! A thing belongs to a placement once content names it. Until then its figures stay in sight
//! without an owner; then they count from their beginning.
//!
//! Invariant: a word that says "no value" is remembered as such and never changes a sum.

use std::collections::BTreeMap;

use byline_core::figure::{Counted, Figure, Side, Subject};
use byline_core::id::ConnectionId;
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{Change, Words};

/// What one connection counts of one thing.
type Key = (Counted, Side, ConnectionId, Option<String>, Option<Currency>);

/// Everything that is counted of one thing.
type OfSubject = BTreeMap<Key, Told>;

/// What was told of one figure.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Told {
    words: Words,
    /// Under which definition the newest word was said.
    pub definition: String,
    /// When the newest word was said.
    pub newest_at: Option<Timestamp>,
    /// Whether that word was "no value".
    pub is_missing: bool,
}

/// What platforms have said of their things.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct FigureBook {
    by_subject: BTreeMap<Subject, OfSubject>,
    /// Which placement each thing belongs to, by number.
    owners: BTreeMap<Subject, u32>,
}

/// One figure with what happened by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// What was counted.
    pub counted: Counted,
    /// The currency, where money is counted.
    pub currency: Option<Currency>,
    /// The changes, and when they happened.
    pub changes: Vec<Change>,
}

impl FigureBook {
    /// Takes a word in. Gives what happened by it; `None` if nothing new was said.
    pub fn take(&mut self, figure: &Figure) -> Option<Happened> {
        let Figure { connection, subject, counted, side, window, currency, .. } = figure;
        let key = (*counted, *side, connection.clone(), window.clone(), *currency);
        let told = self.by_subject.entry(subject.clone()).or_default().entry(key).or_default();
        let is_newest = told.newest_at.is_none_or(|known| known <= figure.as_of);
        let was_missing = told.is_missing;
        if is_newest {
            told.newest_at = Some(figure.as_of);
            told.is_missing = figure.value.is_none();
            told.definition.clone_from(&figure.definition);
        }
        let said = |changes| Happened { counted: *counted, currency: *currency, changes };
        match figure.value {
            None => (is_newest && !was_missing).then(|| said(Vec::new())),
            Some(value) => told.words.take(figure.grain, figure.as_of, value).map(said),
        }
    }

    /// The placement that a thing belongs to.
    pub fn owner(&self, subject: &Subject) -> Option<u32> {
        self.owners.get(subject).copied()
    }

    /// Gives a thing to a placement, or to nobody.
    pub fn set_owner(&mut self, subject: &Subject, placement: Option<u32>) {
        match placement {
            Some(placement) => self.owners.insert(subject.clone(), placement),
            None => self.owners.remove(subject),
        };
    }

    /// The things of a placement.
    pub fn subjects_of(&self, placement: u32) -> Vec<Subject> {
        let owned = self.owners.iter().filter(|(_, owner)| **owner == placement);
        owned.map(|(subject, _)| subject.clone()).collect()
    }

    /// Everything that happened to a thing, by all words together.
    pub fn happened(&self, subject: &Subject) -> Vec<Happened> {
        let all = self.by_subject.get(subject).into_iter().flatten();
        let all = all.map(|((counted, _, _, _, currency), told)| Happened {
            counted: *counted,
            currency: *currency,
            changes: told.words.happened(),
        });
        all.collect()
    }

    /// What was spent on ads for a thing: when, in which currency, how much in minor units.
    pub fn ad_spend(
        &self,
        subject: &Subject,
        default: Currency,
    ) -> Vec<(Timestamp, Currency, i64)> {
        let mut sums: BTreeMap<(Timestamp, Currency), i64> = BTreeMap::new();
        let all = self.happened(subject).into_iter();
        for one in all.filter(|one| one.counted == Counted::SpendMinor) {
            for (at, minor) in one.changes {
                *sums.entry((at, one.currency.unwrap_or(default))).or_default() += minor;
            }
        }
        sums.into_iter().map(|((at, currency), minor)| (at, currency, minor)).collect()
    }

    /// Things that were counted and belong to no placement, with what was told of them.
    pub fn unowned(&self) -> impl Iterator<Item = (&Subject, Vec<(Counted, &Told)>)> {
        let all = self.by_subject.iter();
        let unowned = all.filter(|(subject, _)| !self.owners.contains_key(*subject));
        unowned.map(|(subject, told)| {
            (subject, told.iter().map(|((counted, ..), told)| (*counted, told)).collect())
        })
    }
}
