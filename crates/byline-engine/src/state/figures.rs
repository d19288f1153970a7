//! Figures: what platforms count of the things that they know by their own ids.
//!
//! A thing belongs to a placement once content names it. Until then its figures stay in sight
//! without an owner; then they count from their beginning. Where several contents name one thing,
//! the one that was published first owns it, of two of one instant the one with the smaller id.
//!
//! A thing is counted once, whoever tells of it and however it cuts the days: where two connections
//! state one figure, one of them holds at each instant, and the other is shown beside it.
//!
//! Invariant: a word that says "no value" is remembered as such and never changes a sum.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::entry::Connection;
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::id::{ConnectionId, ContentId};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::stretches::Rank;
use super::told::{Moved, Told};

/// What is counted of one thing, whoever says it.
type Key = (Counted, Side, Option<String>);

/// What says that a thing belongs to a placement; the first of them holds.
type Claimant = (Timestamp, ContentId);

/// Everything that is counted of one thing.
type OfSubject = BTreeMap<Key, Told>;

/// What platforms have said of their things.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct FigureBook {
    by_subject: BTreeMap<Subject, OfSubject>,
    /// What is known of the connections that may state figures.
    speakers: BTreeMap<ConnectionId, Speaker>,
    /// The placements to which contents say that each thing belongs, by number.
    owners: BTreeMap<Subject, BTreeMap<Claimant, u32>>,
    /// The things of each placement.
    owned: BTreeSet<(u32, Subject)>,
}

/// What decides which connection's word holds where several overlap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Speaker {
    feed: String,
    is_archived: bool,
}

/// One figure with what happened by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// What was counted.
    pub counted: Counted,
    /// The changes, and when they happened.
    pub changes: Vec<Moved>,
}

/// What several connections say of one figure.
#[derive(Debug)]
pub struct Twice<'a> {
    /// Of what.
    pub subject: &'a Subject,
    /// What is counted.
    pub counted: Counted,
    /// Who says it, what it states in sum by day or hour if it does, and how much of that holds.
    pub said: Vec<(&'a ConnectionId, Option<i64>, i64)>,
}

impl FigureBook {
    /// Takes a word in. Gives what happened by it; `None` if nothing new was said.
    pub fn take(&mut self, figure: &Figure) -> Option<Happened> {
        let subject = &figure.subject;
        if !self.by_subject.contains_key(subject) {
            self.by_subject.insert(subject.clone(), OfSubject::new());
        }
        let speakers = &self.speakers;
        let told = self.by_subject.get_mut(subject)?.entry(key(figure)).or_default();
        let changes = told.take(figure, &|by| rank(speakers, subject, by))?;
        Some(Happened { counted: figure.counted, changes })
    }

    /// Whether its connection said the same of the same stretch, not longer than `age_us` before.
    pub fn is_said_again(&self, figure: &Figure, age_us: i64) -> bool {
        let told = self.by_subject.get(&figure.subject).and_then(|told| told.get(&key(figure)));
        told.is_some_and(|told| told.is_said_again(figure, age_us))
    }

    /// Whether anybody has stated this figure on this very stretch.
    pub fn is_stated(&self, figure: &Figure) -> bool {
        let Grain::Stretch(span) = figure.grain else { return false };
        let told = self.by_subject.get(&figure.subject);
        told.is_some_and(|told| told.get(&key(figure)).is_some_and(|it| it.stretches.has(span)))
    }

    /// The things of which something else may hold once a connection is declared like this.
    pub fn concerned_by(&self, row: &Connection) -> Vec<Subject> {
        let after = Speaker { feed: row.feed.clone(), is_archived: row.is_archived };
        if self.speakers.get(&row.id) == Some(&after) {
            return Vec::new();
        }
        let is_concerned =
            |told: &Told| told.stretches.is_contested() && told.stated_by.contains(&row.id);
        let concerned = self.by_subject.iter().filter(|(_, of)| of.values().any(is_concerned));
        concerned.map(|(subject, _)| subject.clone()).collect()
    }

    /// A connection is declared.
    pub fn declare(&mut self, row: &Connection) {
        let speaker = Speaker { feed: row.feed.clone(), is_archived: row.is_archived };
        self.speakers.insert(row.id.clone(), speaker);
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

    /// Figures that several connections state. They count once.
    pub fn stated_twice(&self) -> impl Iterator<Item = Twice<'_>> {
        let all = self.by_subject.iter();
        let all =
            all.flat_map(|(subject, of)| of.iter().map(move |(key, told)| (subject, key, told)));
        let twice = all.filter(|(_, _, told)| 1 < told.stated_by.len());
        twice.map(|(subject, (counted, ..), told)| Twice {
            subject,
            counted: *counted,
            said: told.said(&|by| rank(&self.speakers, subject, by)),
        })
    }

    /// Everything that happened to a thing, by all words together.
    pub fn happened(&self, subject: &Subject) -> Vec<Happened> {
        let all = self.by_subject.get(subject).into_iter().flatten();
        let all = all.map(|((counted, ..), told)| {
            let held = told.held(&|by| rank(&self.speakers, subject, by));
            Happened { counted: *counted, changes: held.into_iter().collect() }
        });
        all.collect()
    }

    /// Which connections said anything of a thing.
    pub fn stated_by(&self, subject: &Subject) -> impl Iterator<Item = &ConnectionId> {
        let told = self.by_subject.get(subject).into_iter().flat_map(BTreeMap::values);
        told.flat_map(|told| &told.stated_by)
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
            for ((at, currency), minor) in one.changes {
                *sums.entry((at, currency.unwrap_or(default))).or_default() += minor;
            }
        }
        sums.into_iter().map(|((at, currency), minor)| (at, currency, minor)).collect()
    }

    /// What was spent on ads for a thing at one instant in one currency.
    pub fn ad_spend_at(
        &self,
        subject: &Subject,
        at: (Timestamp, Currency),
        default: Currency,
    ) -> i64 {
        let all = self.by_subject.get(subject).into_iter().flatten();
        let of_it = all.filter(|((counted, ..), _)| *counted == Counted::SpendMinor);
        let rank = |by: &ConnectionId| rank(&self.speakers, subject, by);
        of_it.map(|(_, told)| told.held_at(at, default, &rank)).sum()
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

/// What a figure is among those of its thing. A window says nothing of what no window decides.
fn key(figure: &Figure) -> Key {
    let window = figure.window.clone().filter(|_| figure.counted.is_ascribed());
    (figure.counted, figure.side, window)
}

/// Whose word on a thing holds: one in use before one out of use, one of the thing's own feed
/// before a collector or a file, then the one with the smaller id.
fn rank(speakers: &BTreeMap<ConnectionId, Speaker>, subject: &Subject, by: &ConnectionId) -> Rank {
    let speaker = speakers.get(by);
    let is_archived = speaker.is_some_and(|speaker| speaker.is_archived);
    let is_foreign = speaker.is_none_or(|speaker| speaker.feed != subject.feed);
    (is_archived, is_foreign, by.clone())
}
