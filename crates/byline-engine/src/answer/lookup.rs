//! Looking things up: what was declared, and which orders there are.

use byline_core::brief::Brief;
use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::creator::{Creator, Deal};
use byline_core::entry::Connection;
use byline_core::id::{BriefId, CampaignId, CreatorId, LinkId, OrderKey};
use byline_core::link::Link;
use byline_core::link::health::DestinationChecked;
use byline_core::order::OrderVersion;
use byline_core::placement::{Content, Placement};
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::feeds::{FEEDS, Feed, FeedState};
use crate::view::{FeedFreshness, Freshness, SourceView, StreamView};

/// Why an order could not be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OrderLookup {
    /// No order has that name.
    Unknown,
    /// Several orders have that name; these are their full names.
    Ambiguous(Vec<String>),
}

impl Engine {
    /// Every campaign, by id.
    pub fn campaigns(&self) -> impl Iterator<Item = &Campaign> {
        self.registry.campaigns.iter()
    }

    /// One campaign.
    pub fn campaign(&self, id: &str) -> Option<&Campaign> {
        self.registry.campaigns.get(id)
    }

    /// Every creator, by id.
    pub fn creators(&self) -> impl Iterator<Item = &Creator> {
        self.registry.creators.iter()
    }

    /// The id of whoever stands for a creator, by the merges in force.
    pub fn owner_of<'a>(&'a self, id: &'a str) -> &'a str {
        match self.registry.creators.find(id) {
            Some(number) => self.registry.creators.id(self.registry.owners.of(number)),
            None => id,
        }
    }

    /// One creator.
    pub fn creator(&self, id: &str) -> Option<&Creator> {
        self.registry.creators.get(id)
    }

    /// Every deal, by id.
    pub fn deals(&self) -> impl Iterator<Item = &Deal> {
        self.registry.deals.iter()
    }

    /// Every placement, by id.
    pub fn placements(&self) -> impl Iterator<Item = &Placement> {
        self.registry.placements.iter()
    }

    /// One placement.
    pub fn placement(&self, id: &str) -> Option<&Placement> {
        self.registry.placements.get(id)
    }

    /// Every piece of content, by id.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.registry.contents.iter()
    }

    /// Every link, by id.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.registry.links.iter()
    }

    /// One link, by id.
    pub fn link(&self, id: &str) -> Option<&Link> {
        self.registry.links.get(id)
    }

    /// One link, by slug without regard to case.
    pub fn link_by_slug(&self, slug: &str) -> Option<&Link> {
        self.registry.link_by_slug(slug)
    }

    /// A link other than `own` whose slug cannot be told from this one by eye, as UTS #39 has it.
    pub fn link_like(&self, slug: &str, own: &LinkId) -> Option<&Link> {
        self.registry.link_like(slug, own)
    }

    /// The newest look at where links lead, if anybody has looked.
    pub fn destination_checked(&self, destination: &str) -> Option<&DestinationChecked> {
        self.destinations.get(destination).map(|seen| &seen.newest)
    }

    /// Every promo code, by id.
    pub fn codes(&self) -> impl Iterator<Item = &PromoCode> {
        self.registry.codes.iter()
    }

    /// One promo code, by id.
    pub fn code(&self, id: &str) -> Option<&PromoCode> {
        self.registry.codes.get(id)
    }

    /// The codes of one spelling, in its normal form.
    pub fn codes_called(&self, code: &str) -> impl Iterator<Item = &PromoCode> {
        self.registry.codes_called(code)
    }

    /// Every brief, by id.
    pub fn briefs(&self) -> impl Iterator<Item = &Brief> {
        self.briefs.table.iter()
    }

    /// One brief.
    pub fn brief(&self, id: &str) -> Option<&Brief> {
        self.briefs.table.get(id)
    }

    /// The brief whose private link has this digest, and which version of it holds.
    pub fn brief_by_digest(&self, digest: &str) -> Option<(&Brief, u32)> {
        let brief = self.briefs.by_digest(digest)?;
        Some((brief, self.briefs.progress(brief.id.as_str()).version))
    }

    /// The newest version of a brief that was read.
    pub fn brief_read(&self, id: &BriefId) -> Option<u32> {
        self.briefs.progress(id.as_str()).read.map(|(version, _)| version)
    }

    /// Since when a creator is live in a campaign with a gate. Launches are of those who were
    /// declared: a merge launches nobody.
    pub fn launched_at(&self, campaign: &CampaignId, creator: &CreatorId) -> Option<Timestamp> {
        let campaign = self.registry.campaigns.find(campaign.as_str())?;
        let creator = self.registry.creators.find(creator.as_str())?;
        self.gates.launched_at(campaign, creator)
    }

    /// Every connection, by id.
    pub fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.registry.connections.iter()
    }

    /// One connection.
    pub fn connection(&self, id: &str) -> Option<&Connection> {
        self.registry.connections.get(id)
    }

    /// The orders that go by `name`, of whatever shop, by their keys.
    pub fn orders_called(&self, name: &str) -> impl Iterator<Item = &OrderKey> {
        let numbers = self.conversions.named(name).iter();
        numbers.filter_map(|number| self.conversions.get(*number).order()).map(|order| &order.key)
    }

    /// Whether `order`, which goes by `name`, is one order with those of other connections that do,
    /// so that one of them counts.
    pub fn is_identity(&self, name: &str, order: &OrderVersion) -> bool {
        self.conversions.is_identity(name, order)
    }

    /// How fresh each feed is.
    pub fn feeds(&self) -> Vec<FeedFreshness> {
        let sources = self.connected(self.as_of);
        let freshness = |feed: Feed| {
            let state = self.feeds.get(feed);
            let due = due(feed, state, &sources);
            let own_gap_s = state.rhythm.usual_gap_s();
            FeedFreshness {
                key: feed.key(),
                name: feed.name().to_owned(),
                refresh: feed.refresh(),
                n_facts: state.n_facts,
                newest_at: state.newest_at,
                received_at: state.rhythm.last_at,
                usual_gap_s: due.map_or(own_gap_s, |due| due.usual_gap_s),
                patience_s: due.map_or_else(|| state.rhythm.patience_s(0), |due| due.patience_s),
                due_at: due.map(|due| due.at),
                delay_p50_ms: state.delay_ms(50),
                delay_p95_ms: state.delay_ms(95),
            }
        };
        FEEDS.into_iter().map(freshness).collect()
    }
}

/// When a silence becomes a fault.
#[derive(Clone, Copy)]
struct Due {
    at: Timestamp,
    patience_s: i64,
    usual_gap_s: Option<i64>,
}

impl Due {
    fn after(from: Timestamp, patience_s: i64, usual_gap_s: Option<i64>) -> Self {
        Self { at: from.plus_seconds(patience_s), patience_s, usual_gap_s }
    }
}

/// When a feed's silence becomes a fault: when that of the last of the connections that bring it
/// does. Of what comes as it happens the newest fact is asked, since late history that comes in now
/// covers nothing; of reports, when the last came.
fn due(feed: Feed, state: &FeedState, sources: &[SourceView]) -> Option<Due> {
    let is_prompt = match feed {
        Feed::Clicks | Feed::Visits | Feed::Orders => true,
        Feed::Spend | Feed::Platform | Feed::Claims => false,
        // Nothing brings these alone: they are judged by what is usual for themselves.
        Feed::Codes | Feed::Actions => {
            let usual_gap_s = Some(state.rhythm.usual_gap_s()?);
            let patience_s = state.rhythm.patience_s(0);
            return state.newest_at.map(|newest| Due::after(newest, patience_s, usual_gap_s));
        }
        // Few refunds are no fault.
        Feed::Refunds => return None,
    };
    let kind = feed.kind()?;
    let due = sources.iter().filter(|source| source.is_judged()).filter_map(|source| {
        let is_it = |stream: &&StreamView| stream.key == kind.key();
        let stream = &source.streams.iter().find(is_it)?.freshness;
        let Freshness { newest_at, received_at, usual_gap_s, .. } = *stream;
        // How often reports come must be known first.
        let from =
            if is_prompt { newest_at } else { received_at.filter(|_| usual_gap_s.is_some()) };
        // A stream has the time that its connection has, and more where it comes more rarely.
        let patience_s = stream.patience_s.max(source.freshness.patience_s);
        let usual_gap_s = usual_gap_s.or(source.freshness.usual_gap_s);
        Some(Due::after(from?, patience_s, usual_gap_s))
    });
    due.max_by_key(|due| due.at)
}
