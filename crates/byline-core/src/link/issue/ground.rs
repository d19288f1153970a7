//! What a roster is read against: what is declared, and what earlier rows have taken.

use std::collections::BTreeMap;

use super::error::IssueError;
use super::people::People;
use super::rows::Wish;
use crate::campaign::Campaign;
use crate::creator::{Creator, Platform};
use crate::id::{CreatorId, PlacementId};
use crate::link::destination::Policy;
use crate::link::finding::Finding;
use crate::link::slug::look;
use crate::link::template::Subject;
use crate::link::{Link, Utm, lint};
use crate::placement::Placement;

/// What a roster is read against.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The campaign that the links are for.
    pub campaign: &'a Campaign,
    /// Who a row can mean.
    pub people: People<'a>,
    /// Placements of the campaign.
    pub placements: Vec<&'a Placement>,
    /// Every link of the workspace: slugs and UTM fields are shared by all campaigns.
    pub links: Vec<&'a Link>,
    /// Where links may lead.
    pub policy: Policy<'a>,
    /// Whether slugs may be chosen.
    pub may_choose_slugs: bool,
}

/// What only the edge can give: randomness, and ids that are made of words.
pub struct Chance<'a> {
    /// A random slug.
    pub slug: &'a mut dyn FnMut() -> String,
    /// The id of a prefix that is always made of these words.
    pub id: &'a dyn Fn(&str, &[&str]) -> String,
}

impl Chance<'_> {
    pub(super) fn slug(&mut self) -> String {
        (self.slug)()
    }

    pub(super) fn id(&self, prefix: &str, parts: &[&str]) -> String {
        (self.id)(prefix, parts)
    }
}

/// One agreed slot of the campaign, in one spelling.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    creator: CreatorId,
    platform: Platform,
    format: String,
    spot: Option<String>,
    phase: Option<String>,
}

impl Place {
    pub(super) fn of(creator: &Creator, platform: Platform, wish: &Wish) -> Self {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (format, spot) = match (said(&wish.format), said(&wish.placement)) {
            (Some(format), spot) => (format, spot),
            (None, Some(spot)) => (spot, None),
            (None, None) => ("link".to_owned(), None),
        };
        Self { creator: creator.id.clone(), platform, format, spot, phase: said(&wish.phase) }
    }

    fn held_by(placement: &Placement) -> Self {
        Self {
            creator: placement.creator_id.clone(),
            platform: placement.platform,
            format: placement.format.clone(),
            spot: placement.spot.clone(),
            phase: placement.phase.clone(),
        }
    }

    /// The words that make the ids of the placement and of its link.
    pub(super) fn parts<'p>(&'p self, ground: &'p Ground<'_>) -> [&'p str; 6] {
        [
            ground.campaign.id.as_str(),
            self.creator.as_str(),
            self.platform.key(),
            &self.format,
            self.spot.as_deref().unwrap_or(""),
            self.phase.as_deref().unwrap_or(""),
        ]
    }

    /// What a link in the slot belongs to, in words.
    pub(super) fn subject<'p>(
        &'p self,
        creator: &'p Creator,
        ground: &'p Ground<'_>,
    ) -> Subject<'p> {
        // The same on every platform, or reports by `utm_term` would show several creators.
        let account = creator.accounts.first();
        Subject {
            campaign: &ground.campaign.name,
            campaign_id: ground.campaign.id.as_str(),
            creator: account.map_or(creator.name.as_str(), |account| &account.handle),
            creator_id: creator.id.as_str(),
            platform: self.platform.key(),
            placement: self.spot.as_deref().unwrap_or(""),
            format: &self.format,
            phase: self.phase.as_deref().unwrap_or(""),
        }
    }

    pub(super) fn placement(&self, id: &PlacementId, ground: &Ground<'_>) -> Placement {
        Placement {
            id: id.clone(),
            campaign_id: ground.campaign.id.clone(),
            creator_id: self.creator.clone(),
            platform: self.platform,
            format: self.format.clone(),
            is_archived: false,
            spot: self.spot.clone(),
            phase: self.phase.clone(),
        }
    }
}

/// What is taken: by what is declared, and by earlier rows.
pub(super) struct Taken<'a> {
    placements: BTreeMap<Place, &'a PlacementId>,
    links: BTreeMap<&'a PlacementId, &'a Link>,
    slugs: BTreeMap<String, String>,
    by_utm: BTreeMap<Utm, (CreatorId, String)>,
    lines: BTreeMap<Place, u32>,
    destinations: BTreeMap<String, Result<String, IssueError>>,
}

impl<'a> Taken<'a> {
    pub(super) fn of(ground: &Ground<'a>) -> Self {
        let placements = ground.placements.iter().filter(|placement| !placement.is_archived);
        let placements = placements.map(|row| (Place::held_by(row), &row.id)).collect();
        let (mut links, mut by_utm) = (BTreeMap::new(), BTreeMap::new());
        for link in &ground.links {
            if let Some(id) = &link.placement_id {
                let held: &mut &Link = links.entry(id).or_insert(link);
                // One in use goes before one that is put away.
                if held.is_archived {
                    *held = link;
                }
            }
            if !link.is_archived {
                let whose = (link.creator_id.clone(), link.slug.clone());
                by_utm.insert(lint::normalised(&link.utm), whose);
            }
        }
        let slugs = ground.links.iter().map(|link| (look(&link.slug), link.slug.clone())).collect();
        let (lines, destinations) = Default::default();
        Self { placements, links, slugs, by_utm, lines, destinations }
    }

    pub(super) fn placement_at(&self, place: &Place) -> Option<PlacementId> {
        self.placements.get(place).map(|id| (*id).clone())
    }

    /// The link that the placement has already.
    pub(super) fn link_at(&self, place: &Place) -> Option<&'a Link> {
        self.links.get(*self.placements.get(place)?).copied()
    }

    /// The destination as it will be stored. Each is checked once: a roster has few of them.
    pub(super) fn destination(
        &mut self,
        address: &str,
        ground: &Ground<'_>,
    ) -> Result<String, IssueError> {
        if let Some(known) = self.destinations.get(address) {
            return known.clone();
        }
        let checked = super::checked_destination(address, ground);
        self.destinations.insert(address.to_owned(), checked.clone());
        checked
    }

    pub(super) fn must_be_first(&self, place: &Place, line: u32) -> Result<(), IssueError> {
        match self.lines.get(place) {
            Some(earlier) if *earlier <= line => Err(IssueError::Repeated { line: *earlier }),
            _ => Ok(()),
        }
    }

    pub(super) fn must_be_free(&self, slug: &str) -> Result<(), IssueError> {
        match self.slugs.get(&look(slug)) {
            Some(other) => {
                Err(IssueError::SlugTaken { slug: slug.to_owned(), other: other.clone() })
            }
            None => Ok(()),
        }
    }

    /// Whether another link has the same five fields: of another creator it is a fault.
    pub(super) fn utm_shared(
        &self,
        utm: &Utm,
        creator: &CreatorId,
    ) -> Result<Option<Finding>, IssueError> {
        let Some((other, slug)) = self.by_utm.get(utm) else {
            return Ok(None);
        };
        if other != creator {
            let detail = format!(
                "the five fields are those of `{slug}` of creator {other} too: put \
                 `{{creator_id}}` into the template"
            );
            let finding = Finding::fault("utm.collision", "utm", detail);
            return Err(IssueError::UtmFault(finding.value(slug)));
        }
        let detail = format!("`{slug}` of the same creator has the same five fields");
        Ok(Some(Finding::warning("utm.shared", "utm", detail).value(slug)))
    }

    pub(super) fn take(&mut self, place: Place, link: &Link, line: u32) {
        self.slugs.insert(look(&link.slug), link.slug.clone());
        let whose = (link.creator_id.clone(), link.slug.clone());
        self.by_utm.insert(link.utm.clone(), whose);
        self.lines.insert(place, line);
    }
}
