//! A campaign with a past: nine days that were watched hour by hour before the server starts, so
//! that there is somebody to review, an alert to answer, money to move and a life to try again.
//!
//! Ana sells far more than expected, Ben less, Cleo as expected, and Rhea nothing at all.

use std::time::{SystemTime, UNIX_EPOCH};

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::click::{Click, Verdict};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Account, Creator, Deal, Platform};
use byline_core::entry::{Connection, Entry, Fact};
use byline_core::event::{Spend, SpendKind};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::{OrderKey, PlacementId};
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::placement::{Content, Placement};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::{Span, Timestamp};
use byline_log::{Log as _, SqliteLog};

use super::{HOUR_S, World};
use crate::common::Home;

const N_HOURS: i64 = 9 * 24;
/// The hours in which paid spend is told, all within the last seven days.
const SPEND_HOURS: [i64; 4] = [120, 144, 168, 192];

/// Whose content: the id, the name, clicks an hour, and hours between two orders, if any.
const CREATORS: [(&str, &str, u8, Option<i64>); 4] = [
    ("ana", "Ana Lee", 1, Some(6)),
    ("ben", "Ben Ortiz", 1, Some(24)),
    ("cleo", "Cleo Park", 1, Some(18)),
    ("rhea", "Rhea Nair", 2, None),
];

impl World {
    /// The campaign with its past.
    #[expect(clippy::disallowed_methods, reason = "the server that reads it has the real clock")]
    pub fn watched() -> Self {
        let home = Home::new();
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = Timestamp::from_seconds(since_1970.as_secs().try_into().unwrap());
        let mut past = Past { begins_at: now.plus_seconds(-N_HOURS * HOUR_S), entries: Vec::new() };
        past.declare();
        (0..N_HOURS).for_each(|hour| past.pass(hour));
        // The shop spoke just now, so nothing is waited for.
        past.tell(N_HOURS, order("nobody", N_HOURS, now));
        let (mut log, _) = SqliteLog::open(&home.data()).unwrap();
        log.append(&past.entries).unwrap();
        drop(log);
        let server = home.serve();
        Self { server, now, _home: home }
    }
}

struct Past {
    begins_at: Timestamp,
    entries: Vec<Entry>,
}

impl Past {
    fn at(&self, hour: i64) -> Timestamp {
        self.begins_at.plus_seconds(hour * HOUR_S)
    }

    fn tell(&mut self, hour: i64, fact: Fact) {
        let received_at = self.at(hour);
        self.entries.push(Entry { received_at, fact, dedup: None, actor: None });
    }

    /// What stands before the first hour.
    fn declare(&mut self) {
        let flight = Span { from: self.at(0), to: self.at(21 * 24) };
        self.tell(0, campaign(flight));
        self.tell(0, shop());
        for (id, name, ..) in CREATORS {
            for fact in declared(id, name, flight) {
                self.tell(0, fact);
            }
        }
    }

    /// What comes in one hour: clicks, orders, spend, and the word that it passed.
    fn pass(&mut self, hour: i64) {
        // Somebody buys every hour, so the shop is never silent at the first word of a day.
        self.tell(hour, order("nobody", hour, self.at(hour)));
        for (nth, (id, _, n_clicks, every)) in CREATORS.into_iter().enumerate() {
            for n in 0..n_clicks {
                let number = (hour * 100 + i64::from(n)) * 10 + i64::try_from(nth).unwrap();
                let click = click(id, ClickId(i128::from(number).to_be_bytes()), self.at(hour));
                self.tell(hour, click);
            }
            if every.is_some_and(|every| hour % every == every - 1) {
                self.tell(hour, order(id, hour, self.at(hour)));
            }
            if SPEND_HOURS.contains(&hour) {
                self.tell(hour, spend(id, hour, self.at(hour)));
            }
        }
        self.tell(hour, Fact::Tick);
    }
}

fn campaign(flight: Span) -> Fact {
    let benchmark = Benchmark::new("conversion_rate", 53_000, Origin::Manual);
    let gate = GateTerms { benchmarks: vec![benchmark], is_open: true, ..GateTerms::default() };
    Fact::Campaign(Campaign {
        id: "glow".into(),
        name: "Glow".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "Europe/Berlin".to_owned(),
        flights: vec![flight],
        budget_minor: Some(5_000_00),
        rules: CountingRules::default(),
        is_archived: false,
        gate: Some(gate),
        terms: Vec::new(),
    })
}

fn shop() -> Fact {
    Fact::Connection(Connection {
        id: "shop".into(),
        feed: "shopify".to_owned(),
        name: "Brand shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// All that one creator has: a deal that allows paid spend, a slot with a live post, link and code.
fn declared(id: &str, name: &str, flight: Span) -> [Fact; 6] {
    let deal = Deal {
        id: format!("deal-{id}").into(),
        campaign_id: "glow".into(),
        creator_id: id.into(),
        fee: Some(Money { minor: 1_200_00, currency: Currency::USD }),
        commission_bp: 0,
        amplification: Some(flight),
        terms: None,
        is_archived: false,
        week: Default::default(),
    };
    let placement = Placement {
        id: slot(id),
        campaign_id: "glow".into(),
        creator_id: id.into(),
        platform: Platform::Tiktok,
        format: "video".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    };
    let content = Content {
        id: format!("cnt-{id}").into(),
        placement_id: slot(id),
        url: None,
        published_at: flight.from,
        title: None,
        subjects: Vec::new(),
    };
    [
        Fact::Creator(person(id, name)),
        Fact::Deal(deal),
        Fact::Placement(placement),
        Fact::Content(content),
        Fact::Link(link(id)),
        Fact::Code(code(id)),
    ]
}

fn slot(creator: &str) -> PlacementId {
    format!("plc-{creator}").into()
}

fn person(id: &str, name: &str) -> Creator {
    Creator {
        id: id.into(),
        name: name.to_owned(),
        accounts: vec![Account {
            platform: Platform::Tiktok,
            handle: format!("{id}.glow"),
            platform_user_id: None,
            n_followers: Some(8_000),
        }],
        category: Some("beauty".to_owned()),
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

fn link(creator: &str) -> Link {
    Link {
        id: format!("lnk-{creator}").into(),
        slug: format!("{creator}-reel"),
        campaign_id: "glow".into(),
        creator_id: creator.into(),
        placement_id: Some(slot(creator)),
        content_id: None,
        destination: "https://solenne.example/serum".to_owned(),
        utm: Utm { source: "tiktok".to_owned(), ..Utm::default() },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

fn code(creator: &str) -> PromoCode {
    PromoCode {
        id: format!("code-{creator}").into(),
        code: format!("{}10", creator.to_uppercase()),
        campaign_id: "glow".into(),
        creator_id: creator.into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}

fn click(creator: &str, id: ClickId, occurred_at: Timestamp) -> Fact {
    Fact::Click(Click {
        id,
        occurred_at,
        link_id: format!("lnk-{creator}").as_str().into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    })
}

/// An order of 60.00 by the creator's code.
fn order(creator: &str, hour: i64, placed_at: Timestamp) -> Fact {
    let order = format!("{hour}-{creator}");
    Fact::Order(OrderVersion {
        key: OrderKey { connection: "shop".into(), order: order.as_str().into() },
        version_at: placed_at,
        placed_at,
        number: None,
        aliases: Vec::new(),
        state: OrderState::Paid,
        currency: Currency::USD,
        amounts: OrderAmounts {
            merchandise_minor: 60_00,
            total_minor: 60_00,
            ..OrderAmounts::default()
        },
        codes: vec![format!("{}10", creator.to_uppercase())],
        shopper: ShopperKeys::default(),
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    })
}

/// Paid spend behind the creator's post.
fn spend(creator: &str, hour: i64, occurred_at: Timestamp) -> Fact {
    Fact::Spend(Spend {
        id: format!("paid-{creator}-{hour}").into(),
        campaign_id: "glow".into(),
        creator_id: Some(creator.into()),
        placement_id: None,
        occurred_at,
        amount: Money { minor: 25_00, currency: Currency::USD },
        kind: SpendKind::Amplification,
    })
}
