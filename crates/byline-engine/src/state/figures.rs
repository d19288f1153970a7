//! Figures: what platforms count of the things that they know by their own ids.
//!
//! A thing belongs to a placement once content names it. Until then its figures stay in sight
//! without an owner; then they count from their beginning. Where several contents name one thing,
//! the one that was published first owns it, of two of one instant the one with the smaller id.
//!
//! A thing is counted once, whoever tells of it: where two connections state one figure, their
//! words are words on the same, and on each stretch the newest holds.
//!
//! Invariant: a word that says "no value" is remembered as such and never changes a sum.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::id::{ConnectionId, ContentId};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{Change, Words};

/// What is counted of one thing, whoever says it.
type Key = (Counted, Side, Option<String>, Option<Currency>);

/// What says that a thing belongs to a placement; the first of them holds.
type Claimant = (Timestamp, ContentId);

/// Everything that is counted of one thing.
type OfSubject = BTreeMap<Key, Told>;

/// What was told of one figure.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Told {
    words: Words,
    /// Which connections said anything of it, by id.
    pub stated_by: Vec<ConnectionId>,
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
    /// The placements to which contents say that each thing belongs, by number.
    owners: BTreeMap<Subject, BTreeMap<Claimant, u32>>,
    /// The things of each placement.
    owned: BTreeSet<(u32, Subject)>,
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
        let key = (*counted, *side, window.clone(), *currency);
        if !self.by_subject.contains_key(subject) {
            self.by_subject.insert(subject.clone(), OfSubject::new());
        }
        let told = self.by_subject.get_mut(subject)?.entry(key).or_default();
        if let Err(gap) = told.stated_by.binary_search(connection) {
            told.stated_by.insert(gap, connection.clone());
        }
        let is_newest = told.newest_at.is_none_or(|known| known <= figure.as_of);
        let was_missing = told.is_missing;
        if is_newest {
            told.newest_at = Some(figure.as_of);
            told.is_missing = figure.value.is_none();
            told.definition.clone_from(&figure.definition);
        }
        let said = |changes| Happened { counted: *counted, currency: *currency, changes };
        let changes = match figure.value {
            None => None,
            Some(value) => told.words.take(figure.grain, figure.as_of, value),
        };
        match changes {
            Some(changes) => Some(said(changes)),
            None => (told.is_missing != was_missing).then(|| said(Vec::new())),
        }
    }

    /// The placement that a thing belongs to.
    pub fn owner(&self, subject: &Subject) -> Option<u32> {
        self.owners.get(subject)?.values().next().copied()
    }

    /// Content says that a thing belongs to a placement, or no longer says so. Tells the owner
    /// before.
    pub fn claim(
        &mut self,
        subject: &Subject,
        content: &Claimant,
        placement: Option<u32>,
    ) -> Option<u32> {
        let before = self.owner(subject);
        let claims = self.owners.entry(subject.clone()).or_default();
        match placement {
            Some(placement) => claims.insert(content.clone(), placement),
            None => claims.remove(content),
        };
        if claims.is_empty() {
            self.owners.remove(subject);
        }
        let after = self.owner(subject);
        if before != after {
            self.owned.extend(after.map(|placement| (placement, subject.clone())));
            if let Some(placement) = before {
                self.owned.remove(&(placement, subject.clone()));
            }
        }
        before
    }

    /// The things of a placement.
    pub fn subjects_of(&self, placement: u32) -> Vec<Subject> {
        let nothing =
            Subject { feed: String::new(), kind: SubjectKind::Content, id: String::new() };
        let owned = self.owned.range((placement, nothing)..);
        let owned = owned.take_while(|(owner, _)| *owner == placement);
        owned.map(|(_, subject)| subject.clone()).collect()
    }

    /// Every thing with an owner.
    pub fn owned(&self) -> impl Iterator<Item = (u32, &Subject)> {
        self.owned.iter().map(|(placement, subject)| (*placement, subject))
    }

    /// Figures that several connections state, with who does. They count once.
    pub fn stated_twice(&self) -> impl Iterator<Item = (&Subject, Counted, &[ConnectionId])> {
        let all = self.by_subject.iter();
        let all =
            all.flat_map(|(subject, of)| of.iter().map(move |(key, told)| (subject, key, told)));
        let twice = all.filter(|(_, _, told)| 1 < told.stated_by.len());
        twice.map(|(subject, (counted, ..), told)| (subject, *counted, told.stated_by.as_slice()))
    }

    /// Everything that happened to a thing, by all words together.
    pub fn happened(&self, subject: &Subject) -> Vec<Happened> {
        let all = self.by_subject.get(subject).into_iter().flatten();
        let all = all.map(|((counted, _, _, currency), told)| Happened {
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

    /// What was spent on ads for a thing at one instant in one currency.
    pub fn ad_spend_at(
        &self,
        subject: &Subject,
        (at, currency): (Timestamp, Currency),
        default: Currency,
    ) -> i64 {
        let all = self.by_subject.get(subject).into_iter().flatten();
        let of_it = all.filter(|((counted, _, _, of), _)| {
            *counted == Counted::SpendMinor && of.unwrap_or(default) == currency
        });
        of_it.map(|(_, told)| told.words.happened_at(at)).sum()
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
