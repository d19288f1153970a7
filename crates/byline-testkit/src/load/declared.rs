//! What stands before the first event of a load.

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Creator, Platform};
use byline_core::entry::{Entry, Fact};
use byline_core::link::{Link, Utm};
use byline_core::placement::Placement;
use byline_core::time::{Span, Timestamp};

use super::{LENGTH_US, LINKS_EACH, Load, N_CREATORS, START};

impl Load {
    pub(super) fn declarations(&self) -> Vec<Entry> {
        let mut facts = vec![Fact::Campaign(self.campaign())];
        for creator in 0..N_CREATORS {
            facts.push(Fact::Creator(self.creator(creator)));
            facts.push(Fact::Placement(self.placement(creator)));
            for nth in 0..LINKS_EACH {
                facts.push(Fact::Link(self.link(creator, creator * LINKS_EACH + nth)));
            }
            facts.push(Fact::Code(self.code(creator)));
        }
        let entry = |fact| Entry { received_at: START, fact, dedup: None, actor: None };
        facts.into_iter().map(entry).collect()
    }

    fn campaign(&self) -> Campaign {
        Campaign {
            id: self.names.campaign.clone(),
            name: "Load".to_owned(),
            goal: Goal::Sales,
            currency: self.names.currency,
            time_zone: "America/New_York".to_owned(),
            flights: vec![Span { from: START, to: Timestamp(START.0 + LENGTH_US) }],
            budget_minor: Some(10_000_000),
            terms: Vec::new(),
            rules: CountingRules::default(),
            is_archived: false,
            gate: None,
        }
    }

    fn creator(&self, index: usize) -> Creator {
        Creator {
            id: self.names.creators[index].clone(),
            name: format!("Creator {}", index + 1),
            accounts: Vec::new(),
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }
    }

    fn placement(&self, index: usize) -> Placement {
        Placement {
            id: self.names.placements[index].clone(),
            campaign_id: self.names.campaign.clone(),
            creator_id: self.names.creators[index].clone(),
            platform: Platform::ALL[index % 3],
            format: "video".to_owned(),
            is_archived: false,
            spot: None,
            phase: None,
        }
    }

    fn link(&self, creator: usize, link: usize) -> Link {
        Link {
            id: self.names.links[link].clone(),
            slug: format!("load-{link}"),
            campaign_id: self.names.campaign.clone(),
            creator_id: self.names.creators[creator].clone(),
            placement_id: Some(self.names.placements[creator].clone()),
            content_id: None,
            destination: "https://shop.example/".to_owned(),
            utm: Utm {
                source: "tiktok".to_owned(),
                medium: "creator".to_owned(),
                campaign: "load".to_owned(),
                content: "video".to_owned(),
                term: format!("load-{link}"),
            },
            is_paused: false,
            fallback: None,
            is_archived: false,
        }
    }

    fn code(&self, creator: usize) -> PromoCode {
        PromoCode {
            id: self.names.codes[creator].to_lowercase().into(),
            code: self.names.codes[creator].clone(),
            campaign_id: self.names.campaign.clone(),
            creator_id: self.names.creators[creator].clone(),
            valid_from: None,
            valid_to: None,
            policy: CodePolicy::Touch,
            is_leaked: false,
            is_archived: false,
        }
    }
}
