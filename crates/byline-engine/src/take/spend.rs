//! Spend, currency rates and platform figures: facts that are stated anew and then replace what
//! was said.

use byline_core::event::{MetricPoint, Signal, Spend};
use byline_core::id::CampaignId;
use byline_core::journey::Channel;
use byline_core::money::Money;
use byline_core::rate::DayRates;

use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::cells::{CellKey, Count};
use crate::state::conversions::Why;
use crate::state::feeds::Feed;
use crate::state::registry::Registry;

impl Engine {
    pub(crate) fn take_spend(&mut self, taking: Taking, spend: &Spend) -> Applied {
        self.feeds.count(Feed::Spend, spend.occurred_at, taking.at);
        if self.replace_spend(spend) { Applied::Changed } else { Applied::Known }
    }

    /// Takes a record instead of the one with its id; tells whether it says anything new.
    pub(super) fn replace_spend(&mut self, spend: &Spend) -> bool {
        let Some(before) = self.spend.take(spend) else {
            return false;
        };
        if let Some(before) = before {
            self.add_spend(&before, -1);
        }
        self.add_spend(spend, 1);
        true
    }

    pub(super) fn add_spend(&mut self, spend: &Spend, sign: i64) {
        // Whoever is named by money has a number from then on.
        self.registry.campaigns.number(spend.campaign_id.as_str());
        if let Some(id) = &spend.creator_id {
            self.registry.creators.number(id.as_str());
        }
        if let Some(id) = &spend.placement_id {
            self.registry.placements.number(id.as_str());
        }
        let cell = self.cells.number(self.spend_cell(spend));
        let minor = self.reported_spend(spend).minor;
        self.cells.add_count(cell, Count::Spend, spend.occurred_at, sign * minor);
    }

    /// A record of spend as its campaign reports it.
    pub(crate) fn reported_spend(&self, spend: &Spend) -> Money {
        let campaign = self.registry.campaigns.find(spend.campaign_id.as_str()).unwrap_or(NONE);
        self.registry.reported(spend.amount, campaign, spend.occurred_at)
    }

    /// Currency rates came: what they convert otherwise than before is counted anew.
    pub(crate) fn take_rates(&mut self, taking: Taking, day: &DayRates) -> Applied {
        let changed = self.registry.rates.changed_by(day);
        if changed.is_empty() {
            return Applied::Known;
        }
        let in_force = self.registry.rates.in_force(day);
        let is_concerned = |spend: &&Spend| {
            let campaign = self.registry.campaigns.get(spend.campaign_id.as_str());
            let (from, to) = (spend.amount.currency, campaign.map(|campaign| campaign.currency));
            to.is_some_and(|to| to != from && (changed.contains(&from) || changed.contains(&to)))
        };
        let foreign = self.spend.between(in_force).filter(is_concerned);
        let foreign: Vec<Spend> = foreign.cloned().collect();
        for spend in &foreign {
            self.add_spend(spend, -1);
        }
        self.registry.rates.take(day);
        for spend in &foreign {
            self.add_spend(spend, 1);
        }
        let orders = self.conversions.foreign_between(in_force);
        self.settle_all(&orders, taking.cause(Why::Converted));
        Applied::Changed
    }

    /// Counts all spend of a campaign, or takes it away, around a change of its currency.
    pub(super) fn add_spend_of(&mut self, campaign_id: &CampaignId, sign: i64) {
        let of_it = self.spend.iter().filter(|spend| spend.campaign_id == *campaign_id);
        for spend in of_it.cloned().collect::<Vec<_>>() {
            self.add_spend(&spend, sign);
        }
    }

    /// The cell that a record of spend fills.
    pub(crate) fn spend_cell(&self, spend: &Spend) -> CellKey {
        let Registry { campaigns, creators, placements, .. } = &self.registry;
        let creator = spend.creator_id.as_ref().and_then(|id| creators.find(id.as_str()));
        let creator = creator.map(|number| self.registry.owners.of(number));
        let placement = spend.placement_id.as_ref().and_then(|id| placements.find(id.as_str()));
        CellKey {
            campaign: campaigns.find(spend.campaign_id.as_str()).unwrap_or(NONE),
            channel: creator.map_or(Channel::Unknown, Channel::Creator),
            placement: placement.unwrap_or(NONE),
            signal: Signal::None,
            currency: self.reported_spend(spend).currency,
        }
    }

    pub(crate) fn take_metric(&mut self, taking: Taking, point: &MetricPoint) -> Applied {
        self.feeds.count(Feed::Platform, point.as_of, taking.at);
        let placement = self.registry.placements.number(point.placement_id.as_str());
        let Some(changes) = self.platform.take(point, placement) else {
            return Applied::Known;
        };
        let key = self.platform_cell(placement);
        let cell = self.cells.number(key);
        let is_summed = !point.metric.is_gauge();
        for (at, change) in changes.into_iter().filter(|_| is_summed) {
            self.cells.add_metric(cell, point.metric, at, change);
        }
        Applied::Changed
    }

    /// The cell that platform figures of a placement fill.
    pub(crate) fn platform_cell(&self, placement: u32) -> CellKey {
        let target = self.registry.placement_target(placement);
        CellKey {
            campaign: target.campaign,
            channel: match target.creator {
                NONE => Channel::Unknown,
                creator => Channel::Creator(creator),
            },
            placement,
            signal: Signal::None,
            currency: self.registry.currency(target.campaign),
        }
    }
}
