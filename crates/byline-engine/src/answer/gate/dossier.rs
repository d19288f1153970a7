//! The dossier of a campaign: what is in use, by creator, in one pass over each table.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::feed::{self, Role};
use byline_core::gate::{BriefStand, Dossier, GateTerms, Member, Signals, TestOrder};
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::sources::Kind;

impl Engine {
    /// Everything that the gate of a campaign looks at.
    pub(super) fn dossier<'e>(
        &'e self,
        campaign: &'e Campaign,
        terms: &'e GateTerms,
        now: Timestamp,
    ) -> Dossier<'e> {
        let links: Vec<_> = self.links().filter(|row| !row.is_archived).collect();
        Dossier {
            campaign,
            terms,
            members: self.members(campaign),
            destinations: links
                .iter()
                .filter_map(|link| {
                    Some((link.id.as_str(), self.destination_checked(&link.destination)?))
                })
                .collect(),
            links,
            codes: self.codes().filter(|row| !row.is_archived).collect(),
            creators: self.creators().filter(|row| !row.is_archived).collect(),
            owners: self.owners_by_id(),
            signals: self.gate_signals(campaign),
            now,
        }
    }

    /// Whoever is named by something of the campaign that is in use.
    fn members<'e>(&'e self, campaign: &'e Campaign) -> Vec<Member<'e>> {
        let mut members: BTreeMap<&CreatorId, Member<'e>> = BTreeMap::new();
        let id = &campaign.id;
        for slot in self.placements().filter(|row| row.campaign_id == *id && !row.is_archived) {
            self.member(&mut members, &slot.creator_id).placements.push(slot);
        }
        for link in self.links().filter(|row| row.campaign_id == *id && !row.is_archived) {
            self.member(&mut members, &link.creator_id).links.push(link);
        }
        for code in self.codes().filter(|row| row.campaign_id == *id && !row.is_archived) {
            self.member(&mut members, &code.creator_id).codes.push(code);
        }
        for deal in self.deals().filter(|row| row.campaign_id == *id && !row.is_archived) {
            self.member(&mut members, &deal.creator_id).deals.push(deal);
        }
        for brief in self.briefs().filter(|row| row.campaign_id == *id && !row.is_archived) {
            let progress = self.briefs.progress(brief.id.as_str());
            let read_version = progress.read.map(|(version, _)| version);
            let stand = BriefStand { brief, version: progress.version, read_version };
            self.member(&mut members, &brief.creator_id).briefs.push(stand);
        }
        let creators = &self.registry.creators;
        for (gone, _) in self.registry.owners.standing() {
            let owner = creators.row(self.registry.owners.of(gone));
            if let Some(member) = owner.and_then(|owner| members.get_mut(&owner.id)) {
                member.merged.extend(creators.row(gone));
            }
        }
        members.into_values().collect()
    }

    /// The creator whom `id` names, or who stands for them.
    fn member<'m, 'e>(
        &'e self,
        members: &'m mut BTreeMap<&'e CreatorId, Member<'e>>,
        id: &'e CreatorId,
    ) -> &'m mut Member<'e> {
        let owner = self.owner_id(id);
        let member = members.entry(owner).or_insert_with(|| Member {
            id: owner,
            creator: self.creator(owner.as_str()),
            merged: Vec::new(),
            named: BTreeSet::new(),
            deals: Vec::new(),
            placements: Vec::new(),
            links: Vec::new(),
            codes: Vec::new(),
            briefs: Vec::new(),
        });
        member.named.insert(id);
        member
    }

    /// Who stands for a creator; themselves, if nobody else does.
    pub(in crate::answer) fn owner_id<'e>(&'e self, id: &'e CreatorId) -> &'e CreatorId {
        let creators = &self.registry.creators;
        let owner = creators.find(id.as_str()).map(|number| self.registry.owners.of(number));
        owner.and_then(|owner| creators.row(owner)).map_or(id, |row| &row.id)
    }

    /// Who stands for whom, of those who do not stand for themselves.
    fn owners_by_id(&self) -> BTreeMap<&CreatorId, &CreatorId> {
        let gone = self.registry.owners.standing().filter_map(|(gone, _)| {
            let row = self.registry.creators.row(gone)?;
            Some((&row.id, self.owner_id(&row.id)))
        });
        gone.collect()
    }

    fn gate_signals(&self, campaign: &Campaign) -> Signals {
        let states_orders = |feed: &str| feed::find(feed).is_some_and(|it| it.role == Role::Shop);
        let in_use = self.connections().filter(|row| !row.is_archived);
        let shops: BTreeSet<&str> =
            in_use.filter(|row| states_orders(&row.feed)).map(|row| row.id.as_str()).collect();
        // Files and programs bring orders too.
        let brings = |id: &str, kinds: &BTreeMap<Kind, _>| {
            shops.contains(id) || kinds.contains_key(&Kind::Orders)
        };
        let mut signals = Signals { has_shop: !shops.is_empty(), ..Signals::default() };
        for (id, connected) in self.sources.iter() {
            if brings(id.as_str(), &connected.kinds) {
                signals.has_shop = true;
                signals.shop_at = signals.shop_at.max(connected.whole().received_at);
            }
        }
        let mut own = self.sources.own();
        let landings = own.find(|(_, kind, _)| *kind == Kind::Visits);
        signals.landing_at = landings.and_then(|(_, _, source)| source.received_at);
        let number = self.registry.campaigns.find(campaign.id.as_str());
        let own_order = number.and_then(|number| self.gates.test_order_of(number));
        signals.test_order = match own_order {
            Some(placed_at) => Some(TestOrder { placed_at, names_campaign: true }),
            None => {
                let any = self.gates.any_test_order();
                any.map(|placed_at| TestOrder { placed_at, names_campaign: false })
            }
        };
        signals
    }
}
