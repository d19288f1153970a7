//! What stands before the first event of a load.

use std::collections::BTreeMap;

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Creator, Platform};
use byline_core::entry::{Connection, Entry, Fact};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::PlacementId;
use byline_core::link::{Link, Utm};
use byline_core::placement::{Content, Placement};
use byline_core::time::{Span, Timestamp};

use super::{IMPRESSIONS_A_MINUTE, LINKS_EACH, Load, MIX, START};

impl Load {
    pub(super) fn declarations(&self) -> Vec<Entry> {
        let mut facts = vec![Fact::Campaign(self.campaign())];
        for creator in 0..self.shape.n_creators {
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
            flights: vec![Span { from: START, to: Timestamp(START.0 + self.shape.length_us) }],
            budget_minor: Some(10_000_000),
            terms: Vec::new(),
            rules: CountingRules::default(),
            is_archived: false,
            gate: self.shape.is_watched.then(|| self.terms()),
        }
    }

    /// A floor that quiet hours go below, and benchmarks that an average creator meets.
    fn terms(&self) -> GateTerms {
        let n = |events_a_thousand: u64| {
            i64::try_from(self.shape.n_events * events_a_thousand / 1_000).unwrap_or(i64::MAX)
        };
        // Of a hundred clicks, 92 are by people; three orders in ten name a code.
        let n_clicks = n(MIX[0].0.into()) * 92 / 100;
        let n_orders = n(MIX[2].0.into());
        let n_minutes = self.shape.length_us / 60_000_000;
        let n_creators = i64::try_from(self.shape.n_creators).unwrap_or(i64::MAX);
        let n_displays = n_minutes * n_creators * IMPRESSIONS_A_MINUTE;
        let benchmark = |kpi: &str, of: i64, all: i64| {
            let value_micro = (of * 1_000_000).checked_div(all).unwrap_or(0).max(1);
            Benchmark::new(kpi, value_micro, Origin::Library)
        };
        GateTerms {
            benchmarks: vec![
                benchmark("ctr", n_clicks, n_displays),
                benchmark("conversion_rate", n_orders, n_clicks),
            ],
            floor_minor: Some((n_orders * 60 / n_minutes.max(1) * 76_00 / 2).max(1)),
            is_open: true,
            ..GateTerms::default()
        }
    }

    /// What is declared so that rules can decide: the shop, a pager, and a live post of everybody.
    pub(super) fn watch(&self) -> Vec<Entry> {
        let connection = |id: &str, feed: &str| {
            Fact::Connection(Connection {
                id: id.into(),
                feed: feed.to_owned(),
                name: feed.to_owned(),
                account: None,
                is_archived: false,
                settings: BTreeMap::new(),
            })
        };
        let post = |placement: &PlacementId| {
            Fact::Content(Content {
                id: format!("cnt_{placement}").as_str().into(),
                placement_id: placement.clone(),
                url: None,
                published_at: START,
                title: None,
                subjects: Vec::new(),
            })
        };
        let shop = connection(self.names.shop.as_str(), "shopify");
        let posts = self.names.placements.iter().map(post);
        let facts = [shop, connection("con_pager", "pagerduty")].into_iter().chain(posts);
        let entry = |fact| Entry { received_at: START, fact, dedup: None, actor: None };
        facts.map(entry).collect()
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
