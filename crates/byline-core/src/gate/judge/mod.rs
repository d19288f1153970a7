//! Judging: every check over a dossier, one function for each, in the order of the table.
//!
//! Everything that compares creators with each other is indexed once, so that a campaign of
//! thousands of links is judged in one pass.

mod links;
mod people;
mod plan;
mod readiness;

use std::collections::BTreeMap;

use super::{Dossier, Finding, Flaw, Member, Subject};
use crate::campaign::Campaign;
use crate::id::CreatorId;
use crate::link::Utm;
use crate::time::{Span, Timestamp};

/// How old what was seen may be, in seconds: a day.
const FRESH_S: i64 = 86_400;

/// Everything that is wrong: first what holds everybody, then creator by creator.
pub fn judge(dossier: &Dossier<'_>) -> Vec<Finding> {
    let clashes = Clashes::of(dossier);
    let mut findings = Findings::default();
    plan::plan(dossier, &mut findings);
    plan::counting(dossier, &mut findings);
    plan::limits(dossier, &mut findings);
    plan::signals(dossier, &mut findings);
    for member in &dossier.members {
        findings.creator_id = Some(member.id.clone());
        let of = Of { dossier, member, clashes: &clashes };
        people::identity(of, &mut findings);
        people::deal(of, &mut findings);
        links::link(of, &mut findings);
        links::utm(of, &mut findings);
        links::destination(of, &mut findings);
        readiness::code(of, &mut findings);
        readiness::brief(of, &mut findings);
        readiness::disclosure(of, &mut findings);
    }
    findings.found
}

/// One creator in the dossier.
#[derive(Clone, Copy)]
struct Of<'j, 'a> {
    dossier: &'j Dossier<'a>,
    member: &'j Member<'a>,
    clashes: &'j Clashes<'a>,
}

/// Findings as they are made.
#[derive(Default)]
struct Findings {
    creator_id: Option<CreatorId>,
    found: Vec<Finding>,
}

impl Findings {
    /// A flaw that needs no further words.
    fn add(&mut self, flaw: Flaw, subject: (&'static str, &str)) {
        self.tell(flaw, subject, String::new());
    }

    /// A flaw with what was seen.
    fn tell(&mut self, flaw: Flaw, (kind, id): (&'static str, &str), detail: String) {
        let subject = Subject { kind, id: id.to_owned() };
        let creator_id = self.creator_id.clone();
        self.found.push(Finding { creator_id, flaw, subject, detail });
    }
}

/// What several things have in common that only one may have.
struct Clashes<'a> {
    /// How many links in use have a short address, without regard to case.
    slugs: BTreeMap<String, usize>,
    /// How many links in use have these UTM fields.
    by_utm: BTreeMap<&'a Utm, usize>,
    /// Codes by their spelling.
    codes: BTreeMap<&'a str, Vec<&'a crate::code::PromoCode>>,
    /// Creators by account and by the names of other systems.
    names: BTreeMap<people::Name, Vec<&'a CreatorId>>,
    /// What is suspicious about the handles of each creator.
    deceits: BTreeMap<&'a CreatorId, Vec<people::Deceit>>,
    /// `utm_campaign` as most links of the campaign write it.
    utm_campaign: Option<&'a str>,
}

impl<'a> Clashes<'a> {
    fn of(dossier: &Dossier<'a>) -> Self {
        let mut clashes = Self {
            slugs: BTreeMap::new(),
            by_utm: BTreeMap::new(),
            codes: BTreeMap::new(),
            names: BTreeMap::new(),
            deceits: people::deceits(dossier),
            utm_campaign: usual_campaign(dossier),
        };
        for link in &dossier.links {
            *clashes.slugs.entry(link.slug.to_lowercase()).or_default() += 1;
            *clashes.by_utm.entry(&link.utm).or_default() += 1;
        }
        for code in &dossier.codes {
            clashes.codes.entry(code.code.as_str()).or_default().push(code);
        }
        for creator in &dossier.creators {
            let owner = dossier.owner_of(&creator.id);
            for name in people::names(creator) {
                clashes.names.entry(name).or_default().push(owner);
            }
        }
        clashes
    }
}

/// The value of `utm_campaign` that most links have; of equally frequent ones the first by
/// spelling.
fn usual_campaign<'a>(dossier: &Dossier<'a>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for link in dossier.members.iter().flat_map(|member| &member.links) {
        if !link.utm.campaign.is_empty() {
            *counts.entry(&link.utm.campaign).or_default() += 1;
        }
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, n)| *n == most).map(|(value, _)| value)
}

/// From the first flight's begin to the last one's end; `None` without flights.
fn whole_flight(campaign: &Campaign) -> Option<Span> {
    let from = campaign.flights.iter().map(|flight| flight.from).min()?;
    let to = campaign.flights.iter().map(|flight| flight.to).max()?;
    Some(Span { from, to })
}

/// Whether something was seen within the last day.
fn is_fresh(seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    seen_at.is_some_and(|at| now.seconds_since(at) <= FRESH_S)
}
