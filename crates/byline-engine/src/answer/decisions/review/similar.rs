//! Who of the own history is most alike: every deal or placement of this workspace, in any
//! campaign of the same currency, nearest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::campaign::Campaign;
use byline_core::creator::{Creator, Platform};
use byline_core::decision::review::{Likeness, Profile, likeness};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::{Span, Timestamp};

use super::{by_creator, zone_of};
use crate::answer::decisions::dossier::{Dossier, Subject};
use crate::engine::Engine;
use crate::view::{Figures, ReviewRow, SimilarView};

/// So many are told.
const N_TOLD: usize = 3;
/// From here on nobody is alike: another platform and another category.
const TOO_FAR: u32 = 1_600;

/// Somebody who could be alike.
struct Candidate {
    profile: Profile,
    creator_id: CreatorId,
    name: String,
    campaign_id: CampaignId,
    campaign: String,
    revenue_minor: i64,
}

impl Engine {
    /// Who of the own history is most like a creator of a campaign; nobody if they are unknown.
    pub fn similar_creators(
        &self,
        campaign: &CampaignId,
        creator: &CreatorId,
        now: Timestamp,
    ) -> Vec<SimilarView> {
        let Some(dossier) = Dossier::gather(self, campaign, now) else { return Vec::new() };
        let subject = dossier.subjects.iter().find(|subject| subject.id == *creator);
        let found = subject.map(|subject| nearest(&candidates(self, &dossier), subject));
        found.unwrap_or_default()
    }
}

/// Puts the nearest beside everybody who needs a person.
pub(super) fn put(engine: &Engine, dossier: &Dossier<'_>, rows: &mut [ReviewRow]) {
    let mut needed = rows.iter_mut().filter(|row| !row.needs.is_empty()).peekable();
    if needed.peek().is_none() {
        return;
    }
    let found = candidates(engine, dossier);
    let subjects: BTreeMap<&CreatorId, &Subject<'_>> =
        dossier.subjects.iter().map(|subject| (&subject.id, subject)).collect();
    for row in needed {
        let subject = subjects.get(&row.creator_id);
        row.similar = subject.map(|subject| nearest(&found, subject)).unwrap_or_default();
    }
}

/// The nearest to a subject.
fn nearest(candidates: &[Candidate], subject: &Subject<'_>) -> Vec<SimilarView> {
    let own = profile(subject.creator, subject.platform, subject.at_stake_minor());
    let others = candidates.iter().filter(|other| other.creator_id != subject.id);
    let alike = others.map(|other| (likeness(&own, &other.profile), other));
    let mut alike: Vec<(Likeness, &Candidate)> =
        alike.filter(|(likeness, _)| likeness.distance < TOO_FAR).collect();
    alike.sort_by_key(|(likeness, other)| {
        (likeness.distance, Reverse(other.revenue_minor), &other.creator_id)
    });
    let view = |(likeness, other): (Likeness, &Candidate)| SimilarView {
        creator_id: other.creator_id.clone(),
        name: other.name.clone(),
        campaign_id: other.campaign_id.clone(),
        campaign: other.campaign.clone(),
        likeness,
        price_minor: other.profile.price_minor,
        revenue_minor: other.revenue_minor,
    };
    alike.into_iter().take(N_TOLD).map(view).collect()
}

/// Everybody who brought or cost anything, in this campaign and in every other.
fn candidates(engine: &Engine, dossier: &Dossier<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for other in &dossier.subjects {
        let revenue_minor = other.figures.revenue_minor[dossier.model()];
        if other.figures.n_clicks != 0 || revenue_minor != 0 {
            found.push(Candidate {
                profile: profile(other.creator, other.platform, other.at_stake_minor()),
                creator_id: other.id.clone(),
                name: other.name(),
                campaign_id: dossier.campaign.id.clone(),
                campaign: dossier.campaign.name.clone(),
                revenue_minor,
            });
        }
    }
    let others = engine.campaigns().filter(|campaign| {
        campaign.id != dossier.campaign.id && campaign.currency == dossier.campaign.currency
    });
    for campaign in others {
        let Some(flight) = campaign.flights.last().filter(|flight| flight.from < dossier.now)
        else {
            continue;
        };
        let range = Span { from: flight.from, to: flight.to.min(dossier.now) };
        found.extend(of_campaign(engine, campaign, range));
    }
    found
}

/// Whoever brought or cost anything in another campaign.
fn of_campaign(engine: &Engine, campaign: &Campaign, range: Span) -> Vec<Candidate> {
    let platforms: BTreeMap<&CreatorId, Platform> = engine
        .placements()
        .filter(|slot| slot.campaign_id == campaign.id)
        .map(|slot| (&slot.creator_id, slot.platform))
        .collect();
    let of = |(id, figures): (CreatorId, Figures)| {
        let creator = engine.creator(id.as_str());
        let account = creator.and_then(|creator| creator.accounts.first());
        let platform = platforms.get(&id).copied();
        let platform = platform.or(account.map(|account| account.platform));
        Candidate {
            profile: profile(creator, platform.unwrap_or(Platform::Other), figures.spend_minor),
            name: creator.map_or_else(|| id.to_string(), |creator| creator.name.clone()),
            creator_id: id,
            campaign_id: campaign.id.clone(),
            campaign: campaign.name.clone(),
            revenue_minor: figures.revenue_minor[campaign.rules.model],
        }
    };
    by_creator(engine, campaign, &zone_of(campaign), range).into_iter().map(of).collect()
}

fn profile(creator: Option<&Creator>, platform: Platform, price_minor: Option<i64>) -> Profile {
    Profile {
        platform,
        size: creator.and_then(Creator::size),
        category: creator.and_then(|creator| creator.category.clone()),
        price_minor,
    }
}
