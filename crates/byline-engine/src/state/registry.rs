//! The registry: everything that people declared, and what it means for touches.

use std::collections::BTreeMap;

use byline_core::alias::{Alias, AliasKind};
use byline_core::campaign::{Campaign, CountingRules};
use byline_core::code::PromoCode;
use byline_core::creator::{Creator, Deal, Platform};
use byline_core::entry::Connection;
use byline_core::id::{CampaignId, CreatorId, LinkId};
use byline_core::link::slug::look;
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::placement::{Content, Placement};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::NONE;
use super::aliases::{self, Aliases};
use super::belongings::Belongings;
use super::engagements::{Engaged, Engagements, Work};
use super::owners::Owners;
use super::rates::Rates;
use super::table::Table;

/// Everything that people declared.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Registry {
    /// Campaigns.
    pub campaigns: Table<Campaign>,
    /// Creators.
    pub creators: Table<Creator>,
    /// Deals.
    pub deals: Table<Deal>,
    /// Placements.
    pub placements: Table<Placement>,
    /// Content.
    pub contents: Table<Content>,
    /// Links.
    pub links: Table<Link>,
    /// Promo codes.
    pub codes: Table<PromoCode>,
    /// Connections.
    pub connections: Table<Connection>,
    /// Creators by the names that other systems use.
    pub aliases: Aliases,
    /// Which creator stands for which.
    pub owners: Owners,
    /// Currency rates.
    pub rates: Rates,
    /// What each link stands for, by its number.
    targets: Vec<Target>,
    by_slug: BTreeMap<Box<str>, u32>,
    /// Links by what their slugs look like.
    #[serde(skip)]
    by_look: BTreeMap<Box<str>, SmallVec<[u32; 1]>>,
    by_utm: BTreeMap<Utm, u32>,
    by_code: BTreeMap<Box<str>, Vec<u32>>,
    /// Who works for which campaign.
    engagements: Engagements,
    /// What belongs to placements and creators.
    #[serde(skip)]
    pub belongings: Belongings,
    /// The rules of orders that no campaign decides.
    pub default_rules: CountingRules,
}

/// What a link or placement stands for, by numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// Number of the campaign, or [`NONE`].
    pub campaign: u32,
    /// Number of the creator, or [`NONE`].
    pub creator: u32,
    /// Number of the placement, or [`NONE`].
    pub placement: u32,
}

/// What changed when a link was declared.
pub struct Retargeted {
    /// Whether past clicks mean another creator, campaign or placement now.
    pub is_retargeted: bool,
    /// Whose work changed.
    pub engaged: Engaged,
}

/// A link that means nothing yet.
pub const NO_TARGET: Target = Target { campaign: NONE, creator: NONE, placement: NONE };

impl Registry {
    /// Rebuilds what snapshots leave out.
    pub fn rebuild(&mut self) {
        self.campaigns.rebuild();
        self.creators.rebuild();
        self.deals.rebuild();
        self.placements.rebuild();
        self.contents.rebuild();
        self.links.rebuild();
        self.codes.rebuild();
        self.connections.rebuild();
        let numbered = self.links.iter().map(|link| (look(&link.slug), link.id.as_str()));
        let numbers = numbered.filter_map(|(look, id)| Some((look, self.links.find(id)?)));
        let mut by_look: BTreeMap<Box<str>, SmallVec<[u32; 1]>> = BTreeMap::new();
        for (look, number) in numbers {
            by_look.entry(look.into()).or_default().push(number);
        }
        self.by_look = by_look;
        self.belongings = Belongings::of(self);
    }

    /// Declares or changes a link. Tells its number, and what past clicks and names mean now.
    pub fn set_link(&mut self, link: &Link) -> (u32, Retargeted) {
        let number = self.links.number(link.id.as_str());
        let target = Target {
            campaign: self.campaigns.number(link.campaign_id.as_str()),
            creator: self.creators.number(link.creator_id.as_str()),
            placement: link
                .placement_id
                .as_ref()
                .map_or(NONE, |id| self.placements.number(id.as_str())),
        };
        if self.targets.len() <= number as usize {
            self.targets.resize(number as usize + 1, NO_TARGET);
        }
        let before = std::mem::replace(&mut self.targets[number as usize], target);
        self.belongings.links.set(number, target.placement);
        let old = self.links.set(link.id.as_str(), link.clone());
        if let Some(old) = &old {
            self.by_slug.remove(old.slug.to_lowercase().as_str());
            if let Some(alike) = self.by_look.get_mut(look(&old.slug).as_str()) {
                alike.retain(|known| *known != number);
            }
        }
        self.by_slug.insert(link.slug.to_lowercase().into(), number);
        self.by_look.entry(look(&link.slug).into()).or_default().push(number);
        let old_utm = old.map(|old| old.utm);
        if old_utm.as_ref() != Some(&link.utm) {
            if let Some(old_utm) = &old_utm {
                self.leave_utm(old_utm, number);
            }
            if !link.utm.is_empty() {
                self.by_utm.insert(normal_utm(&link.utm), number);
            }
        }
        let work = (target.creator, target.campaign);
        let engaged = self.engagements.set(Work::Link(number), work);
        (number, Retargeted { is_retargeted: before != target, engaged })
    }

    /// Declares or changes a placement. Tells whose work changed by it.
    pub fn set_placement(&mut self, row: &Placement) -> Engaged {
        let work = self.work(&row.creator_id, &row.campaign_id);
        let number = self.placements.number(row.id.as_str());
        self.placements.set(row.id.as_str(), row.clone());
        self.belongings.slots.set(number, work.0);
        self.engagements.set(Work::Placement(number), work)
    }

    /// Declares or changes content; gives back what was declared before.
    pub fn set_content(&mut self, row: &Content) -> Option<Content> {
        let number = self.contents.number(row.id.as_str());
        let slot = self.placements.number(row.placement_id.as_str());
        self.belongings.contents.set(number, slot);
        self.contents.set(row.id.as_str(), row.clone())
    }

    /// Declares or changes a deal. Tells whose work changed by it.
    pub fn set_deal(&mut self, row: &Deal) -> Engaged {
        let work = self.work(&row.creator_id, &row.campaign_id);
        let number = self.deals.number(row.id.as_str());
        self.deals.set(row.id.as_str(), row.clone());
        self.engagements.set(Work::Deal(number), work)
    }

    fn work(&mut self, creator: &CreatorId, campaign: &CampaignId) -> (u32, u32) {
        (self.creators.number(creator.as_str()), self.campaigns.number(campaign.as_str()))
    }

    /// A link gives its UTM fields up. Another link that has the same ones takes over.
    fn leave_utm(&mut self, utm: &Utm, number: u32) {
        let utm = normal_utm(utm);
        if self.by_utm.get(&utm) != Some(&number) {
            return;
        }
        let has_them = |link: &&Link| normal_utm(&link.utm) == utm;
        let heirs = self.links.iter().filter(has_them);
        let newest = heirs.filter_map(|link| self.links.find(link.id.as_str())).max();
        match newest {
            Some(heir) => self.by_utm.insert(utm, heir),
            None => self.by_utm.remove(&utm),
        };
    }

    /// Declares or changes a code. Tells whose work changed by it.
    pub fn set_code(&mut self, code: &PromoCode) -> Engaged {
        let number = self.codes.number(code.id.as_str());
        if let Some(old) = self.codes.set(code.id.as_str(), code.clone())
            && let Some(numbers) = self.by_code.get_mut(old.code.as_str())
        {
            numbers.retain(|n| *n != number);
        }
        let codes = &self.codes;
        let numbers = self.by_code.entry(code.code.as_str().into()).or_default();
        numbers.push(number);
        // Where two codes of one spelling hold at one instant, the same one of them always does.
        numbers.sort_by(|a, b| codes.id(*a).cmp(codes.id(*b)));
        let work = self.work(&code.creator_id, &code.campaign_id);
        self.belongings.codes.set(number, work.0);
        self.engagements.set(Work::Code(number), work)
    }

    /// The codes of one spelling.
    pub fn codes_called(&self, code: &str) -> impl Iterator<Item = &PromoCode> {
        let numbers = self.by_code.get(code).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.codes.row(*number))
    }

    /// What a link stands for, by the merges in force.
    pub fn link_target(&self, link: u32) -> Target {
        self.owned(self.declared_link_target(link))
    }

    /// What a link was made for, whoever stands for its creator now.
    pub fn declared_link_target(&self, link: u32) -> Target {
        self.targets.get(link as usize).copied().unwrap_or(NO_TARGET)
    }

    /// What a placement stands for, by the merges in force.
    pub fn placement_target(&self, placement: u32) -> Target {
        self.owned(self.declared_placement_target(placement))
    }

    fn owned(&self, target: Target) -> Target {
        Target { creator: self.owners.of(target.creator), ..target }
    }

    /// What a placement was agreed for, whoever stands for its creator now.
    pub fn declared_placement_target(&self, placement: u32) -> Target {
        let Some(row) = self.placements.row(placement) else {
            return NO_TARGET;
        };
        let campaign = self.campaigns.find(row.campaign_id.as_str()).unwrap_or(NONE);
        let creator = self.creators.find(row.creator_id.as_str()).unwrap_or(NONE);
        Target { campaign, creator, placement }
    }

    /// The link with this slug, without regard to case.
    pub fn link_by_slug(&self, slug: &str) -> Option<&Link> {
        let number = self.by_slug.get(slug.to_lowercase().as_str())?;
        self.links.row(*number)
    }

    /// A link other than `own` whose slug cannot be told from this one by eye: of several, the one
    /// of the first id.
    pub fn link_like(&self, slug: &str, own: &LinkId) -> Option<&Link> {
        let numbers = self.by_look.get(look(slug).as_str())?;
        let alike = numbers.iter().filter_map(|number| self.links.row(*number));
        let alike = alike.filter(|link| link.id != *own);
        alike.min_by(|a, b| a.id.cmp(&b.id))
    }

    /// The number of the link whose UTM fields these are.
    pub fn link_by_utm(&self, utm: &Utm) -> Option<u32> {
        self.by_utm.get(&normal_utm(utm)).copied()
    }

    /// The code of this spelling that names a creator at `at`.
    pub fn code_at(&self, code: &str, at: Timestamp) -> Option<&PromoCode> {
        let numbers = self.by_code.get(code)?;
        numbers.iter().filter_map(|n| self.codes.row(*n)).find(|row| row.is_valid_at(at))
    }

    /// The one creator who goes by any of these names; the first name that means one decides.
    pub fn creator_called(&self, names: &[Alias]) -> Option<u32> {
        names.iter().find_map(|alias| match alias.kind {
            AliasKind::Creator => {
                let number = self.creators.find(&alias.text);
                let number = number.filter(|number| self.creators.row(*number).is_some());
                number.map(|number| self.owners.of(number))
            }
            _ => self.aliases.creator(alias, &self.owners),
        })
    }

    /// The campaign that a creator worked for at `at`: of those that name the creator in a link,
    /// code, placement or deal, the one in flight then, else the one that began last before.
    pub fn campaign_of(&self, creator: u32, at: Timestamp) -> u32 {
        let members = self.owners.members(creator);
        let campaigns = members.iter().flat_map(|member| self.engagements.campaigns_of(*member));
        let rows = campaigns.filter_map(|campaign| self.campaigns.row(campaign));
        let best = rows.max_by_key(|row| {
            let is_live = row.flights.iter().any(|flight| flight.contains(at));
            let begun = row.flights.iter().map(|flight| flight.from).filter(|from| *from <= at);
            (is_live, begun.max(), std::cmp::Reverse(row.id.as_str()))
        });
        best.and_then(|row| self.campaigns.find(row.id.as_str())).unwrap_or(NONE)
    }

    /// Every name by which other systems may call a creator, our own id first.
    pub fn names_of(&self, creator: u32) -> Vec<Alias> {
        let id = aliases::of_id(self.creators.id(creator));
        let others = self.creators.row(creator).map(aliases::names).unwrap_or_default();
        std::iter::once(id).chain(others).collect()
    }

    /// The creators who work for a campaign.
    pub fn creators_for(&self, campaign: u32) -> Engaged {
        self.engagements.creators_for(campaign)
    }

    /// Any code of this spelling, whenever it was valid.
    pub fn code_ever(&self, code: &str) -> Option<&PromoCode> {
        self.by_code.get(code)?.iter().find_map(|n| self.codes.row(*n))
    }

    /// The rules of a campaign, or the default ones.
    pub fn rules(&self, campaign: u32) -> &CountingRules {
        self.campaigns.row(campaign).map_or(&self.default_rules, |row| &row.rules)
    }

    /// The currency that a campaign reports in; US dollars without one.
    pub fn currency(&self, campaign: u32) -> Currency {
        self.campaigns.row(campaign).map_or(Currency::USD, |row| row.currency)
    }

    /// An amount as a campaign reports it: in the campaign's currency by the rate of the day, or
    /// as it came where no rate is in force.
    pub fn reported(&self, amount: Money, campaign: u32, at: Timestamp) -> Money {
        let reporting = self.campaigns.row(campaign).map(|row| row.currency);
        let Some(to) = reporting.filter(|to| *to != amount.currency) else {
            return amount;
        };
        match self.rates.exchange(amount.currency, to, at) {
            Some(exchange) => Money { minor: exchange.apply(amount.minor), currency: to },
            None => amount,
        }
    }

    /// Whether any campaign lets an order end the journey.
    pub fn any_reset_on_order(&self) -> bool {
        self.campaigns.iter().any(|row| row.rules.reset_on_order)
    }

    /// The platform of a placement, if it is known.
    pub fn platform(&self, placement: u32) -> Option<Platform> {
        self.placements.row(placement).map(|row| row.platform)
    }
}

/// UTM fields are compared without case and space at the ends.
pub fn normal_utm(utm: &Utm) -> Utm {
    utm.normal()
}
