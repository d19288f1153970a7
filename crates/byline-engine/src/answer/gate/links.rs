//! Links at the gate: which lead on, which wait, and why.

use byline_core::campaign::Campaign;
use byline_core::link::Link;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::view::{LinkStand, LinkState};

impl Engine {
    /// Whether a link waits at the gate of its campaign. Launches are of those who were declared:
    /// a merge launches nobody.
    pub fn is_held(&self, link: &Link) -> bool {
        let has_gate = self.campaign(link.campaign_id.as_str()).is_some_and(Campaign::has_gate);
        has_gate && self.link_launched_at(link).is_none()
    }

    /// Since when a link of a campaign with a gate leads on.
    pub fn link_launched_at(&self, link: &Link) -> Option<Timestamp> {
        let registry = &self.registry;
        let campaign = registry.campaigns.find(link.campaign_id.as_str())?;
        let creator = registry.creators.find(link.creator_id.as_str())?;
        let link = registry.links.find(link.id.as_str())?;
        self.gates.link_launched_at(campaign, creator, link)
    }

    /// Whether a link leads people on, and why not.
    pub fn link_stand(&self, link: &Link) -> LinkStand {
        let leads_to = || match &link.fallback {
            Some(_) => "clicks go to its fallback",
            None => "clicks are told that it has ended",
        };
        let is_creator_live = || self.launched_at(&link.campaign_id, &link.creator_id).is_some();
        let (state, reason) = if link.is_archived {
            (LinkState::Retired, leads_to())
        } else if self.is_held(link) && is_creator_live() {
            (LinkState::Held, "made after its creator went live, and not launched yet")
        } else if self.is_held(link) {
            (LinkState::Held, "its creator has not passed the launch gate")
        } else if link.is_paused {
            (LinkState::Paused, leads_to())
        } else {
            (LinkState::Live, "")
        };
        LinkStand { state, reason }
    }
}
