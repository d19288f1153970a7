//! The engine as a table: what happened, who earned what.

mod acts;
mod alerts;
mod arrival;
mod attribution;
mod bought;
mod claimed;
mod credit;
mod decisions;
mod figures;
mod gate;
mod identity;
mod link_use;
mod mentions;
mod misfiled;
mod moved;
mod patrol;
mod rates;
mod reasons;
mod reported;
mod restated;
mod review;
mod sources;
mod twins;
mod unearned;
mod views;
mod waiting;

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::click::{Click, Verdict};
use byline_core::code::PromoCode;
use byline_core::creator::{Creator, Platform};
use byline_core::credit::Model;
use byline_core::entry::{Entry, Fact, Position};
use byline_core::event::Visit;
use byline_core::id::{CampaignId, CodeId, ConnectionId, EventId, LinkId, OrderKey};
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::placement::Placement;
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use byline_core::time::{Span, Timestamp, Zone};

use crate::view::{Basis, Query, Scope};
use crate::{Applied, Engine};

/// Noon of a summer's day; all times of the tables are hours from here.
const NOON_S: i64 = 1_780_315_200;
/// The shopper of the tables, as a cookie.
const SHOPPER: ShopperKey = ShopperKey([9; 16]);

pub(super) fn at(hours: i64) -> Timestamp {
    Timestamp::from_seconds(NOON_S + hours * 3_600)
}

pub(super) fn click_id(number: u8) -> ClickId {
    ClickId([number; 16])
}

/// An engine with its log, as the tables drive it.
#[derive(Default)]
pub(super) struct Bench {
    pub(super) engine: Engine,
    pub(super) log: Vec<Entry>,
    /// Beyond the start of all tests, in seconds.
    clock_s: i64,
}

impl Bench {
    /// Campaign `summer` with creators ana, ben and cleo, a link and a placement each, and a code
    /// for ana and ben.
    pub(super) fn new() -> Self {
        let mut bench = Self::default();
        bench.declare_campaign(CountingRules::default());
        for (name, platform) in
            [("ana", Platform::Instagram), ("ben", Platform::Tiktok), ("cleo", Platform::Youtube)]
        {
            bench.tell(Fact::Creator(creator(name)));
            bench.tell(Fact::Placement(placement(name, platform)));
            bench.tell(Fact::Link(link(name, name)));
        }
        bench.tell(Fact::Code(code("ana")));
        bench.tell(Fact::Code(code("ben")));
        bench
    }

    pub(super) fn declare_campaign(&mut self, rules: CountingRules) {
        self.tell(Fact::Campaign(Campaign {
            id: CampaignId::from("summer"),
            name: "Summer".to_owned(),
            goal: Goal::Sales,
            currency: Currency::USD,
            time_zone: "America/New_York".to_owned(),
            flights: vec![Span { from: at(-240), to: at(240) }],
            budget_minor: Some(1_000_000),
            terms: Vec::new(),
            rules,
            is_archived: false,
            gate: None,
        }));
    }

    /// Takes a fact in, at the hour that the bench's clock shows.
    pub(super) fn tell(&mut self, fact: Fact) -> Applied {
        let applied = self.take(fact);
        assert_eq!(self.engine.audit().differences, Vec::<String>::new());
        applied
    }

    /// Takes many facts in, and audits once.
    pub(super) fn tell_all(&mut self, facts: impl IntoIterator<Item = Fact>) {
        for fact in facts {
            self.take(fact);
        }
        assert_eq!(self.engine.audit().differences, Vec::<String>::new());
    }

    fn take(&mut self, fact: Fact) -> Applied {
        let entry =
            Entry { received_at: at(0).plus_seconds(self.clock_s), fact, dedup: None, actor: None };
        let position = Position(self.log.len() as u64 + 1);
        let applied = self.engine.apply(position, &entry);
        self.log.push(entry);
        applied
    }

    pub(super) fn set_clock(&mut self, hours: i64) {
        self.set_clock_s(hours * 3_600);
    }

    pub(super) fn set_clock_s(&mut self, seconds: i64) {
        self.clock_s = seconds;
    }

    /// The table's shopper clicks a link.
    pub(super) fn click(&mut self, number: u8, link: &str, hours: i64) -> Applied {
        self.tell(Fact::Click(Click { visitor: Some(SHOPPER), ..click(number, link, hours) }))
    }

    /// The table's shopper orders for so many cents.
    pub(super) fn order(&mut self, id: &str, hours: i64, cents: i64, codes: &[&str]) -> Applied {
        self.tell(Fact::Order(order(id, hours, cents, codes)))
    }

    pub(super) fn refund(&mut self, id: &str, order: &str, hours: i64, cents: i64) -> Applied {
        self.tell(Fact::Refund(refund(id, order, hours, cents)))
    }

    /// Credits of an order under a model as `who cents`, in the order of the journey.
    pub(super) fn credits(&self, order: &str, model: Model) -> Vec<String> {
        let view = self.engine.order(order).expect("the order is known");
        let rows = view.credits[model.key()].iter();
        let rows = rows.map(|row| format!("{} {}", row.who, row.amount_minor));
        let nobody = view.unattributed_minor[model.key()];
        let nobody = (nobody != 0).then(|| format!("nobody {nobody}"));
        rows.chain(nobody).collect()
    }

    /// Everything about everybody, over all time.
    pub(super) fn query(&self) -> Query {
        Query {
            scope: Scope::default(),
            range: Span { from: at(-2_400), to: at(2_400) },
            by: Vec::new(),
            zone: Zone::parse("America/New_York").expect("a known zone"),
            currency: Currency::USD,
            basis: Basis::Order,
        }
    }

    /// The engine that replays the whole log.
    pub(super) fn replayed(&self) -> Engine {
        let mut engine = Engine::new();
        for (position, entry) in (1..).zip(&self.log) {
            engine.apply(Position(position), entry);
        }
        engine
    }
}

pub(super) fn creator(name: &str) -> Creator {
    Creator {
        id: name.into(),
        name: name.to_owned(),
        accounts: Vec::new(),
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

pub(super) fn placement(creator: &str, platform: Platform) -> Placement {
    Placement {
        id: format!("plc-{creator}").into(),
        campaign_id: "summer".into(),
        creator_id: creator.into(),
        platform,
        format: "reel".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    }
}

pub(super) fn link(slug: &str, creator: &str) -> Link {
    Link {
        id: LinkId::from(slug),
        slug: slug.to_owned(),
        campaign_id: "summer".into(),
        creator_id: creator.into(),
        placement_id: Some(format!("plc-{creator}").into()),
        content_id: None,
        destination: "https://shop.example/".to_owned(),
        utm: Utm {
            source: "instagram".to_owned(),
            medium: "creator".to_owned(),
            campaign: "summer".to_owned(),
            content: "reel".to_owned(),
            term: slug.to_owned(),
        },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

/// The code `ANA10` of ana, and so on.
pub(super) fn code(creator: &str) -> PromoCode {
    PromoCode {
        id: CodeId::from(creator),
        code: format!("{}10", creator.to_uppercase()),
        campaign_id: "summer".into(),
        creator_id: creator.into(),
        valid_from: None,
        valid_to: None,
        policy: byline_core::code::CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}

pub(super) fn click(number: u8, link: &str, hours: i64) -> Click {
    Click {
        id: click_id(number),
        occurred_at: at(hours),
        link_id: link.into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    }
}

pub(super) fn order(id: &str, hours: i64, cents: i64, codes: &[&str]) -> OrderVersion {
    OrderVersion {
        key: OrderKey { connection: ConnectionId::from("shop"), order: id.into() },
        version_at: at(hours),
        placed_at: at(hours),
        number: Some(format!("#{id}")),
        aliases: vec![format!("alias-{id}")],
        state: OrderState::Paid,
        currency: Currency::USD,
        amounts: OrderAmounts {
            merchandise_minor: cents,
            total_minor: cents + 500,
            shipping_minor: 500,
            ..OrderAmounts::default()
        },
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: vec![format!("token-{id}")],
        named: Vec::new(),
    }
}

pub(super) fn refund(id: &str, order: &str, hours: i64, cents: i64) -> Refund {
    Refund {
        id: id.into(),
        order: OrderKey { connection: ConnectionId::from("shop"), order: order.into() },
        occurred_at: at(hours),
        amount: Money { minor: cents, currency: Currency::USD },
    }
}

pub(super) fn visit(id: &str, hours: i64, shopper: ShopperKeys, utm: Option<Utm>) -> Fact {
    Fact::Visit(Visit {
        id: EventId::from(id),
        occurred_at: at(hours),
        shopper,
        utm,
        referrer_host: None,
        path: None,
        is_sold_out: false,
    })
}
