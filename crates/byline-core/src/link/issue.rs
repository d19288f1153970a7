//! Issuing links in bulk: a roster becomes placements, links and promo codes.
//!
//! In: rows that name creator, platform, placement, format and phase, several values in a cell
//! where they multiply out, and the [`Ground`] they are read against. Out: one [`Planned`] for
//! each link that the roster asks for, in its order: new, known already, or refused with a reason.
//!
//! Always holds: planning changes nothing; a roster that was issued plans nothing new, whatever
//! its order; no two planned links share a slug, or five fields between creators.

use super::destination::{self, DestinationError};
use super::finding::Finding;
use super::template::{Subject, Template};
use super::{Link, lint, slug};
use crate::creator::Creator;
use crate::id::{LinkId, PlacementId};
use crate::placement::Placement;

mod codes;
mod error;
mod ground;
mod people;
mod rows;

pub use codes::{CodeOrder, PlannedCode, plan_codes};
pub use error::IssueError;
pub use ground::{Chance, Ground};
pub use people::People;
pub use rows::{RosterError, RosterRow, read};

use ground::Taken;

/// The most links of one roster.
pub const MAX_LINKS: usize = 10_000;

/// How links are to be issued.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// How the five fields are written.
    pub template: &'a Template,
    /// Where links land whose row does not say.
    pub destination: &'a str,
    /// How slugs are written, such as `{creator}-{format}`; random ones if not set.
    pub slug_pattern: Option<&'a str>,
}

/// What becomes of one link that a roster asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// The line of the roster.
    pub line: u32,
    /// The creator, as the row names it, or the creator's name once it is known.
    pub creator: String,
    /// The placement in words, such as `instagram · bio · reel · launch`.
    pub placement: String,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of one link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is new.
    New {
        /// The placement, unless it was agreed on before.
        placement: Option<Box<Placement>>,
        /// The link.
        link: Box<Link>,
        /// What should be looked at.
        findings: Vec<Finding>,
        /// Whether chance made the slug: the next plan gives it another one.
        is_slug_random: bool,
    },
    /// The placement has its link.
    Known {
        /// Which.
        link: LinkId,
        /// What the roster says otherwise; changed by hand, never by a roster.
        findings: Vec<Finding>,
    },
    /// It cannot be issued.
    Refused(IssueError),
}

/// Plans every link that a roster asks for.
pub fn plan(
    rows: &[RosterRow],
    order: &Order<'_>,
    ground: &Ground<'_>,
    chance: &mut Chance<'_>,
) -> Vec<Planned> {
    let mut taken = Taken::of(ground);
    let mut planned = Vec::new();
    for row in rows {
        let people = ground.people.find(&row.creator);
        for wish in row.multiplied_out(people.as_ref().ok().copied()) {
            if MAX_LINKS <= planned.len() {
                let outcome = Outcome::Refused(IssueError::TooMany);
                planned.push(named(row, &wish, outcome, row.creator.clone()));
                return planned;
            }
            let outcome = match &people {
                Ok(creator) => issue_one((row, &wish), creator, order, ground, &mut taken, chance),
                Err(error) => Err(error.clone()),
            };
            let creator = people.as_ref().map_or(&row.creator, |creator| &creator.name);
            let outcome = outcome.unwrap_or_else(Outcome::Refused);
            planned.push(named(row, &wish, outcome, creator.clone()));
        }
    }
    planned
}

fn named(row: &RosterRow, wish: &rows::Wish, outcome: Outcome, creator: String) -> Planned {
    Planned { line: row.line, creator, placement: wish.in_words(), outcome }
}

fn issue_one(
    (row, wish): (&RosterRow, &rows::Wish),
    creator: &Creator,
    order: &Order<'_>,
    ground: &Ground<'_>,
    taken: &mut Taken<'_>,
    chance: &mut Chance<'_>,
) -> Result<Outcome, IssueError> {
    let platform = wish.platform()?;
    let place = ground::Place::of(creator, platform, wish);
    let destination = taken.destination(said_or(&row.destination, order.destination), ground)?;
    if let Some(link) = taken.link_at(&place) {
        let mut findings = Vec::new();
        if link.destination != destination {
            let detail = "the link lands elsewhere than the roster says; change it by hand";
            let finding = Finding::warning("link.differs", "destination", detail);
            findings.push(finding.value(&link.destination).fix(destination));
        }
        return Ok(Outcome::Known { link: link.id.clone(), findings });
    }
    taken.must_be_first(&place, row.line)?;
    let subject = place.subject(creator, ground);
    let utm = order.template.fill(&subject);
    let mut findings = lint::lint(&utm, &lint::Known::default());
    if let Some(fault) = findings.iter().find(|finding| finding.is_fault()) {
        return Err(IssueError::UtmFault(fault.clone()));
    }
    let slug = slug_of(row, order, &subject, ground, chance)?;
    taken.must_be_free(&slug)?;
    findings.extend(taken.utm_shared(&utm, &creator.id)?);
    let known = taken.placement_at(&place);
    let id =
        known.clone().unwrap_or_else(|| PlacementId::from(chance.id("plc_", &place.parts(ground))));
    let placement = known.is_none().then(|| Box::new(place.placement(&id, ground)));
    let link = Link {
        id: LinkId::from(chance.id(LinkId::PREFIX, &place.parts(ground))),
        slug,
        campaign_id: ground.campaign.id.clone(),
        creator_id: creator.id.clone(),
        placement_id: Some(id),
        content_id: None,
        destination,
        utm,
        is_paused: false,
        fallback: None,
        is_archived: false,
    };
    taken.take(place, &link, row.line);
    let is_slug_random = row.slug.is_empty() && order.slug_pattern.is_none();
    Ok(Outcome::New { placement, link: Box::new(link), findings, is_slug_random })
}

fn said_or<'t>(said: &'t str, otherwise: &'t str) -> &'t str {
    if said.is_empty() { otherwise } else { said }
}

/// The slug that the row or the pattern asks for, or a random one.
fn slug_of(
    row: &RosterRow,
    order: &Order<'_>,
    subject: &Subject<'_>,
    ground: &Ground<'_>,
    chance: &mut Chance<'_>,
) -> Result<String, IssueError> {
    let asked = match (row.slug.is_empty(), order.slug_pattern) {
        (false, _) => row.slug.clone(),
        (true, Some(pattern)) => super::template::filled(pattern, subject),
        (true, None) => return Ok(chance.slug()),
    };
    if !ground.may_choose_slugs {
        return Err(IssueError::Slug(slug::SlugError::NotByHand));
    }
    slug::check(&asked)?;
    Ok(asked)
}

impl From<slug::SlugError> for IssueError {
    fn from(error: slug::SlugError) -> Self {
        Self::Slug(error)
    }
}

impl From<DestinationError> for IssueError {
    fn from(error: DestinationError) -> Self {
        Self::Destination(error)
    }
}

/// A destination that is safe, as it will be stored; `None` said is one that is missing.
fn checked_destination(address: &str, ground: &Ground<'_>) -> Result<String, IssueError> {
    if address.trim().is_empty() {
        return Err(IssueError::DestinationMissing);
    }
    Ok(destination::check(address, &ground.policy)?)
}

#[cfg(test)]
mod tests;
