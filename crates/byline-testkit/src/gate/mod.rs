//! A campaign that is ready to launch, and every way to break it.
//!
//! In: nothing. Out: the facts of 200 creators on three platforms with everything in order, and a
//! table of [`Fault`]s, each of which breaks one thing and knows what the launch gate must say.

mod faults;

use byline_core::brief::{Acknowledged, Brief};
use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Account, Creator, Deal, Platform};
use byline_core::entry::{Connection, Entry, Fact};
use byline_core::event::Visit;
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::OrderKey;
use byline_core::link::health::DestinationChecked;
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::placement::Placement;
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Span, Timestamp};

pub use faults::{FAULTS, Fault};

/// When the gate is looked at: 2026-06-01T12:00:00Z.
pub const NOW: Timestamp = Timestamp::from_seconds(1_780_315_200);
/// When everything was declared: an hour before.
pub const DECLARED_AT: Timestamp = NOW.plus_seconds(-3_600);
/// How many creators there are.
pub const N_CREATORS: usize = 200;
/// Where each of them posts.
pub const PLATFORMS: [Platform; 3] = [Platform::Tiktok, Platform::Instagram, Platform::Youtube];

/// The campaign's id.
pub const CAMPAIGN: &str = "summer";
const DAY_S: i64 = 86_400;
/// Where every link leads.
const DESTINATION: &str = "https://shop.example/serum";

/// The facts of a campaign, to be broken before they are told.
#[derive(Clone, Debug)]
pub struct Campaigners {
    /// In the order in which a brand declares them.
    pub facts: Vec<Fact>,
    /// When they are told.
    pub told_at: Timestamp,
}

impl Campaigners {
    /// Everything in order.
    pub fn ready() -> Self {
        let mut facts = vec![Fact::Campaign(campaign()), Fact::Connection(shop())];
        for n in 0..N_CREATORS {
            facts.push(Fact::Creator(creator(n)));
            facts.push(Fact::Deal(deal(n)));
            for platform in PLATFORMS {
                facts.push(Fact::Placement(placement(n, platform)));
                facts.push(Fact::Link(link(n, platform)));
            }
            facts.push(Fact::Code(code(n)));
            facts.push(Fact::Brief(brief(n)));
            facts.push(Fact::Acknowledged(Acknowledged {
                brief_id: brief_id(n).as_str().into(),
                version: 1,
            }));
        }
        facts.push(Fact::DestinationChecked(look(DESTINATION)));
        facts.push(Fact::Visit(landing()));
        facts.push(Fact::Order(test_order()));
        Self { facts, told_at: DECLARED_AT }
    }

    /// Forgets facts, as if nobody had told them.
    pub fn forget(&mut self, is_it: impl Fn(&Fact) -> bool) {
        let before = self.facts.len();
        self.facts.retain(|fact| !is_it(fact));
        assert!(self.facts.len() < before, "there is nothing to forget");
    }

    /// The facts as entries of a log.
    pub fn entries(self) -> impl Iterator<Item = Entry> {
        let received_at = self.told_at;
        let entry = move |fact| Entry { received_at, fact, dedup: None, actor: None };
        self.facts.into_iter().map(entry)
    }

    /// Tells one more fact, after all others.
    pub fn tell(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    fn find<T>(&mut self, as_it: impl FnMut(&mut Fact) -> Option<&mut T>) -> &mut T {
        self.facts.iter_mut().find_map(as_it).expect("the campaign has it")
    }

    /// The campaign.
    pub fn campaign(&mut self) -> &mut Campaign {
        self.find(|fact| if let Fact::Campaign(row) = fact { Some(row) } else { None })
    }

    /// What has to be chosen.
    pub fn terms(&mut self) -> &mut GateTerms {
        self.campaign().gate.as_mut().expect("the campaign has a gate")
    }

    /// A creator.
    pub fn creator(&mut self, n: usize) -> &mut Creator {
        self.find(|fact| match fact {
            Fact::Creator(row) if row.id.as_str() == creator_id(n) => Some(row),
            _ => None,
        })
    }

    /// The test order.
    pub fn order(&mut self) -> &mut OrderVersion {
        self.find(|fact| if let Fact::Order(row) = fact { Some(row) } else { None })
    }

    /// Moves the campaign and every posting window by so many days.
    pub fn move_flight(&mut self, n_days: i64) {
        let by = |span: &mut Span| {
            span.from = span.from.plus_seconds(n_days * DAY_S);
            span.to = span.to.plus_seconds(n_days * DAY_S);
        };
        for fact in &mut self.facts {
            match fact {
                Fact::Campaign(row) => row.flights.iter_mut().for_each(by),
                Fact::Brief(row) => row.posting.iter_mut().for_each(by),
                _ => {}
            }
        }
    }

    /// A creator's deal.
    pub fn deal(&mut self, n: usize) -> &mut Deal {
        self.find(|fact| match fact {
            Fact::Deal(row) if row.id.as_str() == deal_id(n) => Some(row),
            _ => None,
        })
    }

    /// A creator's TikTok slot.
    pub fn placement(&mut self, n: usize) -> &mut Placement {
        let id = placement_id(n, Platform::Tiktok);
        self.find(|fact| match fact {
            Fact::Placement(row) if row.id.as_str() == id => Some(row),
            _ => None,
        })
    }

    /// A creator's link on TikTok.
    pub fn link(&mut self, n: usize) -> &mut Link {
        let id = link_id(n, Platform::Tiktok);
        self.find(|fact| match fact {
            Fact::Link(row) if row.id.as_str() == id => Some(row),
            _ => None,
        })
    }

    /// Lets a creator's TikTok link lead somewhere else, and somebody look there.
    pub fn lead_to(&mut self, n: usize, address: &str, see: impl FnOnce(&mut DestinationChecked)) {
        address.clone_into(&mut self.link(n).destination);
        let mut seen = look(address);
        see(&mut seen);
        self.tell(Fact::DestinationChecked(seen));
    }

    /// A creator's code.
    pub fn code(&mut self, n: usize) -> &mut PromoCode {
        self.find(|fact| match fact {
            Fact::Code(row) if row.id.as_str() == code_id(n) => Some(row),
            _ => None,
        })
    }

    /// A creator's brief.
    pub fn brief(&mut self, n: usize) -> &mut Brief {
        self.find(|fact| match fact {
            Fact::Brief(row) if row.id.as_str() == brief_id(n) => Some(row),
            _ => None,
        })
    }
}

/// The id of creator `n`.
pub fn creator_id(n: usize) -> String {
    format!("crt-{n:03}")
}

/// The id of the creator's deal.
pub fn deal_id(n: usize) -> String {
    format!("deal-{n:03}")
}

/// The id of the creator's slot on a platform.
pub fn placement_id(n: usize, platform: Platform) -> String {
    format!("plc-{n:03}-{}", platform.key())
}

/// The id of the creator's link on a platform.
pub fn link_id(n: usize, platform: Platform) -> String {
    format!("lnk-{n:03}-{}", platform.key())
}

/// The id of the creator's code.
pub fn code_id(n: usize) -> String {
    format!("code-{n:03}")
}

/// The id of the creator's brief.
pub fn brief_id(n: usize) -> String {
    format!("brf-{n:03}")
}

/// The dates of the campaign.
pub fn flight() -> Span {
    Span { from: NOW.plus_seconds(DAY_S), to: NOW.plus_seconds(22 * DAY_S) }
}

fn campaign() -> Campaign {
    Campaign {
        id: CAMPAIGN.into(),
        name: "Summer".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "America/New_York".to_owned(),
        flights: vec![flight()],
        budget_minor: Some(200_000_00),
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: Some(GateTerms {
            is_counting_chosen: true,
            needs_codes: true,
            floor_minor: Some(500_00),
            cpc_ceiling_minor: Some(2_00),
            benchmarks: vec![Benchmark::new("conversion_rate", 20_000, Origin::Library)],
            is_open: false,
            week: Default::default(),
        }),
    }
}

fn shop() -> Connection {
    Connection {
        id: "con-shop".into(),
        feed: "shopify".to_owned(),
        name: "Shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    }
}

fn creator(n: usize) -> Creator {
    let account = |platform: Platform| Account {
        platform,
        handle: format!("creator{n:03}"),
        platform_user_id: Some(format!("{}-{n}", platform.key())),
        n_followers: Some(5_000 + n as u64),
    };
    Creator {
        id: creator_id(n).into(),
        name: format!("Creator {n:03}"),
        accounts: PLATFORMS.map(account).into(),
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

fn deal(n: usize) -> Deal {
    Deal {
        id: deal_id(n).into(),
        campaign_id: CAMPAIGN.into(),
        creator_id: creator_id(n).into(),
        fee: Some(Money { minor: 500_00, currency: Currency::USD }),
        commission_bp: 500,
        amplification: None,
        terms: None,
        is_archived: false,
        week: Default::default(),
    }
}

fn placement(n: usize, platform: Platform) -> Placement {
    Placement {
        id: placement_id(n, platform).into(),
        campaign_id: CAMPAIGN.into(),
        creator_id: creator_id(n).into(),
        platform,
        format: "video".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    }
}

fn link(n: usize, platform: Platform) -> Link {
    Link {
        id: link_id(n, platform).into(),
        slug: format!("c{n:03}-{}", platform.key()),
        campaign_id: CAMPAIGN.into(),
        creator_id: creator_id(n).into(),
        placement_id: Some(placement_id(n, platform).into()),
        content_id: None,
        destination: DESTINATION.to_owned(),
        utm: Utm {
            source: platform.key().to_owned(),
            medium: "creator".to_owned(),
            campaign: "summer".to_owned(),
            content: "video".to_owned(),
            term: format!("creator{n:03}"),
        },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

fn code(n: usize) -> PromoCode {
    PromoCode {
        id: code_id(n).into(),
        code: format!("GLOW{n:03}"),
        campaign_id: CAMPAIGN.into(),
        creator_id: creator_id(n).into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}

fn brief(n: usize) -> Brief {
    Brief {
        id: brief_id(n).into(),
        campaign_id: CAMPAIGN.into(),
        creator_id: creator_id(n).into(),
        disclosure_words: "#ad".to_owned(),
        posting: Some(flight()),
        dos: vec!["Show the bottle in the first three seconds.".to_owned()],
        donts: vec!["Do not promise that it heals.".to_owned()],
        places: Vec::new(),
        does_show_results: true,
        is_archived: false,
        token_digest: Some(format!("{n:064x}")),
    }
}

/// A look at an address where all is well.
fn look(address: &str) -> DestinationChecked {
    DestinationChecked {
        destination: address.to_owned(),
        checked_at: DECLARED_AT,
        status: Some(200),
        final_url: None,
        n_redirects: 0,
        is_utm_kept: true,
        is_click_kept: true,
        took_ms: 700,
        words: Vec::new(),
        failure: None,
        price: None,
    }
}

fn landing() -> Visit {
    Visit {
        id: "landing".into(),
        occurred_at: DECLARED_AT,
        shopper: ShopperKeys::default(),
        utm: None,
        referrer_host: None,
        path: Some("/serum".to_owned()),
        is_sold_out: false,
    }
}

/// The shop's test order with a creator's code.
pub fn test_order() -> OrderVersion {
    OrderVersion {
        key: OrderKey { connection: "con-shop".into(), order: "1".into() },
        version_at: DECLARED_AT,
        placed_at: DECLARED_AT,
        number: None,
        aliases: Vec::new(),
        state: OrderState::Test,
        currency: Currency::USD,
        amounts: OrderAmounts::default(),
        codes: vec!["GLOW000".to_owned()],
        shopper: ShopperKeys::default(),
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    }
}
