//! The launch gate: briefs, waivers, launches, and which clicks only rehearse.

use byline_core::brief::{Acknowledged, Brief};
use byline_core::campaign::Campaign;
use byline_core::gate::{Launched, Waived};
use byline_core::inspection::Inspection;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::time::Timestamp;

use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::gates::Launch;
use crate::state::shoppers::Origin;

impl Engine {
    pub(crate) fn take_brief(&mut self, brief: &Brief) -> Applied {
        self.briefs.declare(brief);
        Applied::Changed
    }

    pub(crate) fn take_acknowledged(&mut self, taking: Taking, said: &Acknowledged) -> Applied {
        changed(self.briefs.acknowledge(said, taking.at))
    }

    pub(crate) fn take_inspected(&mut self, taking: Taking, what: &Inspection) -> Applied {
        self.inspections.add(what, taking.at);
        if let Some(has_link) = what.has_link {
            self.patrol_inspected(&what.content_id, has_link, taking.at);
        }
        Applied::Changed
    }

    pub(crate) fn take_waived(&mut self, taking: Taking, said: &Waived) -> Applied {
        let campaign = self.registry.campaigns.number(said.campaign_id.as_str());
        let creators = &mut self.registry.creators;
        let creator = said.creator_id.as_ref().map(|id| creators.number(id.as_str()));
        changed(self.gates.waive(campaign, creator, taking.at, said))
    }

    pub(crate) fn take_launched(&mut self, taking: Taking, said: &Launched) -> Applied {
        let campaign = self.registry.campaigns.number(said.campaign_id.as_str());
        let creators: Vec<u32> =
            said.creator_ids.iter().map(|id| self.registry.creators.number(id.as_str())).collect();
        let links = match &said.links {
            None => creators.iter().map(|creator| (*creator, None)).collect(),
            Some(links) => {
                let numbered = links.iter().map(|(creator, link)| {
                    let link = self.registry.links.number(link.as_str());
                    (self.registry.creators.number(creator.as_str()), Some(link))
                });
                numbered.collect()
            }
        };
        changed(self.gates.launch(&Launch { campaign, creators, links }, taking.at, said))
    }

    /// Keeps the history of a campaign's gate. Called before the change is made.
    pub(crate) fn watch_gate(&mut self, taking: Taking, after: &Campaign, by: Option<&str>) {
        let number = self.registry.campaigns.number(after.id.as_str());
        let before = self.registry.campaigns.row(number);
        self.gates.watch(number, (before, after), (taking.at, by));
    }

    /// Whether a click on a link at `at` came before the link was live.
    pub(crate) fn is_before_launch(&self, link: u32, at: Timestamp) -> bool {
        // Launches are of those who were declared: a merge launches nobody.
        let target = self.registry.declared_link_target(link);
        self.gates.is_before_launch((target.campaign, target.creator), link, at)
    }

    /// A shop's test order shows that the way from link to order works, and for which campaign.
    pub(crate) fn note_test_order(&mut self, order: &OrderVersion) {
        if order.state != OrderState::Test {
            return;
        }
        let by_click = order.shopper.clicks.iter().filter_map(|id| self.shoppers.touch(*id));
        let by_click = by_click.filter(|touch| touch.origin == Origin::Link).map(|t| t.source);
        let by_utm = order.utm.as_ref().and_then(|utm| self.registry.link_by_utm(utm));
        let links = by_click.chain(by_utm).map(|link| self.registry.link_target(link).campaign);
        let codes = order.codes.iter().filter_map(|code| self.registry.code_ever(code));
        let codes =
            codes.filter_map(|code| self.registry.campaigns.find(code.campaign_id.as_str()));
        let mut campaigns: Vec<u32> = links.chain(codes).collect();
        if campaigns.is_empty() {
            campaigns.push(NONE);
        }
        for campaign in campaigns {
            self.gates.note_test_order(campaign, order.placed_at);
        }
    }
}

fn changed(is_news: bool) -> Applied {
    if is_news { Applied::Changed } else { Applied::Known }
}
