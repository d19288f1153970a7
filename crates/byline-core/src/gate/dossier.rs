//! The dossier: everything that the gate looks at, in one place.

use std::collections::{BTreeMap, BTreeSet};

use super::GateTerms;
use crate::brief::Brief;
use crate::campaign::Campaign;
use crate::code::PromoCode;
use crate::creator::{Creator, Deal};
use crate::id::CreatorId;
use crate::link::Link;
use crate::link::health::DestinationChecked;
use crate::placement::Placement;
use crate::time::Timestamp;

/// Everything that is known of a campaign before it goes live.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// What has to be chosen.
    pub terms: &'a GateTerms,
    /// Whoever is named by a placement, link, code, deal or brief in use, by id.
    pub members: Vec<Member<'a>>,
    /// Every link in use, of whatever campaign: addresses and tags must not meet.
    pub links: Vec<&'a Link>,
    /// Every code in use, of whatever campaign.
    pub codes: Vec<&'a PromoCode>,
    /// Every creator in use, in the campaign or not.
    pub creators: Vec<&'a Creator>,
    /// Who stands for whom, by the merges in force; whoever stands for themselves is not in it.
    pub owners: BTreeMap<&'a CreatorId, &'a CreatorId>,
    /// The newest looks at destinations, by the link's id.
    pub destinations: BTreeMap<&'a str, &'a DestinationChecked>,
    /// What arrives.
    pub signals: Signals,
    /// When it is judged.
    pub now: Timestamp,
}

/// One creator of the campaign, with what is in use. Records that were merged are one creator.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Who: the one who stands for all of them.
    pub id: &'a CreatorId,
    /// The record; `None` if nobody declared one.
    pub creator: Option<&'a Creator>,
    /// Records that were merged into it.
    pub merged: Vec<&'a Creator>,
    /// The ids by which the campaign names them.
    pub named: BTreeSet<&'a CreatorId>,
    /// Deals.
    pub deals: Vec<&'a Deal>,
    /// Agreed slots.
    pub placements: Vec<&'a Placement>,
    /// Links of the campaign.
    pub links: Vec<&'a Link>,
    /// Codes of the campaign.
    pub codes: Vec<&'a PromoCode>,
    /// What each record was told: records that were merged may have a brief each.
    pub briefs: Vec<BriefStand<'a>>,
}

impl<'a> Dossier<'a> {
    /// Who stands for a creator.
    pub fn owner_of(&self, id: &'a CreatorId) -> &'a CreatorId {
        self.owners.get(id).copied().unwrap_or(id)
    }
}

impl<'a> Member<'a> {
    /// Every record of the creator, the one who stands for all first.
    pub fn records(&self) -> impl Iterator<Item = &'a Creator> {
        self.creator.into_iter().chain(self.merged.iter().copied())
    }
}

/// A brief, and how far it was read.
#[derive(Clone, Copy, Debug)]
pub struct BriefStand<'a> {
    /// What it says now.
    pub brief: &'a Brief,
    /// Which version that is.
    pub version: u32,
    /// The newest version that the creator read.
    pub read_version: Option<u32>,
}

/// What arrives of what the figures need.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Signals {
    /// Whether a shop is connected.
    pub has_shop: bool,
    /// When anything last came from a shop.
    pub shop_at: Option<Timestamp>,
    /// When the pixel last reported a landing.
    pub landing_at: Option<Timestamp>,
    /// The newest test order.
    pub test_order: Option<TestOrder>,
}

/// A shop's test order, as it came through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TestOrder {
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Whether a link or code of this campaign was on it.
    pub names_campaign: bool,
}
