//! Places: where the thing that something was done to is found.

use byline_core::channel;
use byline_core::id::CampaignId;
use byline_engine::view::{Act, Thing};

use super::Teller;
use crate::pages::ask::Ask;
use crate::pages::{alerts, channels, gate, links, review, sources, verdict};

impl Teller<'_> {
    /// The page of the thing; `None` if nothing shows it.
    pub(super) fn place(&self, act: &Act) -> Option<String> {
        let (engine, id) = (self.engine, act.id.as_str());
        match act.thing {
            Thing::Creator | Thing::Deal | Thing::Placement | Thing::Content | Thing::Brief => {
                Some(links::creator(&Ask::default(), act.creator_id.as_ref()?))
            }
            Thing::Link => engine.link(id).map(|_| format!("/links/{}", links::segment(id))),
            Thing::Code => Some(in_campaign(act.campaign_id.as_ref()?).href("/links")),
            Thing::Connection => engine.connection(id).map(|row| match channel::find(&row.feed) {
                Some(_) => channels::href(id),
                None => sources::href(id),
            }),
            Thing::Identity => Some("/identities".to_owned()),
            Thing::Alert | Thing::Page => self.alert(id).map(|(_, path)| path),
            Thing::Ad | Thing::Maintenance => Some("/decisions/alerts".to_owned()),
            Thing::Quarantine => Some("/sources/quarantine".to_owned()),
            Thing::Shopper => None,
            _ => of_campaign(act),
        }
    }
}

/// The page that shows many things of the kind.
pub fn of_many(act: &Act) -> Option<String> {
    match act.thing {
        Thing::Creator => Some("/creators".to_owned()),
        Thing::Link | Thing::Code => Some(in_campaign(act.campaign_id.as_ref()?).href("/links")),
        Thing::Deal | Thing::Placement | Thing::Content | Thing::Brief => {
            Some(in_campaign(act.campaign_id.as_ref()?).href("/creators"))
        }
        Thing::Alert | Thing::Page => Some("/decisions/alerts".to_owned()),
        Thing::Connection => Some("/sources".to_owned()),
        Thing::Identity => Some("/identities".to_owned()),
        Thing::Quarantine => Some("/sources/quarantine".to_owned()),
        _ => of_campaign(act),
    }
}

fn of_campaign(act: &Act) -> Option<String> {
    let campaign = act.campaign_id.as_ref()?;
    let id = campaign.as_str();
    Some(match act.thing {
        Thing::Gate => gate::href(id),
        Thing::Rules => alerts::rules_href(id),
        Thing::Review => review::href(id),
        Thing::Task => format!("{}#tasks", review::href(id)),
        Thing::Moves => format!("{}#moves", in_campaign(campaign).href("/decisions")),
        Thing::Verdict => verdict::href(id),
        _ => links::campaign(&Ask::default(), campaign),
    })
}

fn in_campaign(campaign: &CampaignId) -> Ask {
    Ask { campaign: Some(campaign.to_string()), ..Ask::default() }
}
