//! Load: entries by the million, straight as the log keeps them, for benches.
//!
//! In: a seed and how many events. Out: declarations first, then the mix of a busy campaign:
//! clicks, landings that join shoppers, orders with codes, refunds, figures. Cheap enough not to
//! be what a bench measures.
//!
//! A watched load is one that rules decide about as well: its campaign has a floor and benchmarks,
//! posts are live, a pager is connected, and each minute that passes is a tick.

mod declared;

use byline_core::click::{Click, Verdict};
use byline_core::entry::{DedupKey, Entry, Fact};
use byline_core::event::{Grain, Metric, MetricPoint, Spend, SpendKind, Visit};
use byline_core::id::{CampaignId, ConnectionId, CreatorId, LinkId, OrderKey, PlacementId};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use byline_core::time::Timestamp;

use crate::chance::{Dice, Seed};

/// How many creators the load has.
pub const N_CREATORS: usize = 150;
/// How many links each of them has.
pub const LINKS_EACH: usize = 2;
/// When the load begins: 2026-06-01T04:00:00Z.
pub const START: Timestamp = Timestamp(1_780_286_400_000_000);
/// How long it lasts, however many events there are.
pub const LENGTH_US: i64 = 14 * 86_400_000_000;

/// Of a thousand events, so many are of each kind.
const MIX: [(u32, Kind); 6] = [
    (800, Kind::Click),
    (120, Kind::Visit),
    (40, Kind::Order),
    (4, Kind::Refund),
    (34, Kind::Metric),
    (2, Kind::Spend),
];

/// Clicks that landings and orders still refer to.
const N_RECENT: usize = 1 << 14;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Click,
    Visit,
    Order,
    Refund,
    Metric,
    Spend,
}

/// How many days a watched load lasts.
pub const WATCHED_DAYS: i64 = 21;
/// Impressions of each creator of a watched load, a minute.
const IMPRESSIONS_A_MINUTE: i64 = 100;

/// The declarations, then `n_events` events in the order of their times.
pub fn entries(seed: u64, n_events: u64) -> impl Iterator<Item = Entry> {
    let mut load = Load::new(seed, Shape { n_events, ..Shape::BUSY });
    let declared = load.declarations();
    declared.into_iter().chain((0..n_events).map(move |_| load.event()))
}

/// A campaign of so many creators that rules watch: its declarations, then `n_events` events over
/// [`WATCHED_DAYS`] in the order of their times, with a tick for every minute between them.
pub fn watched(seed: u64, n_creators: usize, n_events: u64) -> impl Iterator<Item = Entry> {
    let length_us = WATCHED_DAYS * 86_400_000_000;
    let mut load = Load::new(seed, Shape { n_events, n_creators, length_us, is_watched: true });
    let mut declared = load.declarations();
    declared.extend(load.watch());
    let events = (0..n_events).flat_map(move |_| {
        let before = load.now.minute();
        let event = load.event();
        let is_next = before != event.received_at.minute();
        let (fact, received_at) = (Fact::Tick, event.received_at);
        let tick = is_next.then_some(Entry { received_at, fact, dedup: None, actor: None });
        tick.into_iter().chain([event])
    });
    declared.into_iter().chain(events)
}

/// How many entries stand before the first event.
pub fn n_declarations() -> u64 {
    (1 + N_CREATORS * (3 + LINKS_EACH)) as u64
}

/// How much there is of everything.
#[derive(Clone, Copy)]
struct Shape {
    n_events: u64,
    n_creators: usize,
    length_us: i64,
    is_watched: bool,
}

impl Shape {
    /// A busy campaign that nobody watches.
    const BUSY: Self =
        Self { n_events: 0, n_creators: N_CREATORS, length_us: LENGTH_US, is_watched: false };
}

struct Load {
    shape: Shape,
    dice: Dice,
    now: Timestamp,
    step_us: i64,
    names: Names,
    /// The newest clicks, with the cookie of whoever clicked.
    recent: Vec<(ClickId, u64)>,
    n_clicks: usize,
    n_orders: u64,
    n_others: u64,
}

/// Every id, made once.
struct Names {
    campaign: CampaignId,
    shop: ConnectionId,
    creators: Vec<CreatorId>,
    placements: Vec<PlacementId>,
    links: Vec<LinkId>,
    codes: Vec<String>,
    currency: Currency,
}

impl Load {
    fn new(seed: u64, shape: Shape) -> Self {
        let ids = |kind: &str, n: usize| (1..=n).map(|i| format!("{kind}{i:04}")).collect();
        let all = |kind: &str, n: usize| -> Vec<String> { ids(kind, n) };
        let Shape { n_events, n_creators: n, length_us, .. } = shape;
        let step_us = length_us / i64::try_from(n_events.max(1)).unwrap_or(i64::MAX);
        Self {
            shape,
            dice: Seed(seed).child("load").dice(),
            now: START,
            step_us: step_us.max(1),
            names: Names {
                campaign: CampaignId::from("cmp_load"),
                shop: ConnectionId::from("con_shop"),
                creators: all("crt_", n).into_iter().map(CreatorId::from).collect(),
                placements: all("plc_", n).into_iter().map(PlacementId::from).collect(),
                links: all("lnk_", n * LINKS_EACH).into_iter().map(LinkId::from).collect(),
                codes: all("CODE", n),
                currency: Currency::parse("USD").expect("ISO 4217 has the dollar"),
            },
            recent: Vec::with_capacity(N_RECENT),
            n_clicks: 0,
            n_orders: 0,
            n_others: 0,
        }
    }

    /// The next event.
    fn event(&mut self) -> Entry {
        self.now.0 += self.step_us;
        let is_early = self.recent.is_empty();
        let kind = if is_early { Kind::Click } else { self.dice.weighted(&MIX) };
        match kind {
            Kind::Click => self.click(),
            Kind::Visit => self.visit(),
            Kind::Order => self.order(),
            Kind::Refund => self.refund(),
            Kind::Metric => self.metric(),
            Kind::Spend => self.spend(),
        }
    }

    fn click(&mut self) -> Entry {
        let id = ClickId(self.dice.bytes());
        let link = self.dice.index(self.names.links.len());
        let is_person = self.dice.below(100) < 92;
        // Every fourth click is by somebody who was here before.
        let newcomer = self.n_clicks as u64;
        let is_back = self.dice.below(4) == 0;
        let cookie = if is_back { self.dice.below(newcomer + 1) } else { newcomer };
        if self.recent.len() < N_RECENT {
            self.recent.push((id, cookie));
        } else {
            self.recent[self.n_clicks % N_RECENT] = (id, cookie);
        }
        self.n_clicks += 1;
        let click = Click {
            id,
            occurred_at: self.now,
            link_id: self.names.links[link].clone(),
            verdict: if is_person { Verdict::Human } else { Verdict::Bot },
            reason: None,
            in_app: None,
            device: None,
            country: None,
            referrer_host: None,
            visitor_of_day: None,
            visitor: None,
        };
        Entry { received_at: self.now, fact: Fact::Click(click), dedup: None, actor: None }
    }

    /// A landing that joins a click to the cookie of whoever clicked.
    fn visit(&mut self) -> Entry {
        let visit = Visit {
            id: self.name("v").into(),
            occurred_at: self.now,
            shopper: self.shopper(false),
            utm: None,
            referrer_host: None,
            path: None,
            is_sold_out: false,
        };
        self.keyed(Fact::Visit(visit))
    }

    fn order(&mut self) -> Entry {
        self.n_orders += 1;
        let has_code = self.dice.below(10) < 3;
        let codes = if has_code { vec![self.dice_code()] } else { Vec::new() };
        let merchandise_minor = self.dice.between(1_200, 14_000);
        let order = OrderVersion {
            key: self.order_key(self.n_orders),
            version_at: self.now,
            placed_at: self.now,
            number: None,
            aliases: Vec::new(),
            state: OrderState::Paid,
            currency: self.names.currency,
            amounts: OrderAmounts {
                merchandise_minor,
                total_minor: merchandise_minor + 595,
                shipping_minor: 595,
                ..OrderAmounts::default()
            },
            codes,
            shopper: self.shopper(true),
            utm: None,
            referrer_host: None,
            is_new_customer: Some(self.dice.below(2) == 0),
            tokens: Vec::new(),
            named: Vec::new(),
        };
        self.keyed(Fact::Order(order))
    }

    fn refund(&mut self) -> Entry {
        let order = 1 + self.dice.below(self.n_orders.max(1));
        let refund = Refund {
            id: self.name("r").into(),
            order: self.order_key(order),
            occurred_at: self.now,
            amount: self.money(300, 4_000),
        };
        self.keyed(Fact::Refund(refund))
    }

    fn metric(&mut self) -> Entry {
        let placement = self.dice.index(self.names.placements.len());
        let passed = (self.now.0 - START.0) / 60_000_000;
        let metric = match self.shape.is_watched {
            true => Metric::Impressions,
            false => self.dice.pick(&Metric::ALL),
        };
        let point = MetricPoint {
            connection: self.names.shop.clone(),
            placement_id: self.names.placements[placement].clone(),
            content_id: None,
            metric,
            value: passed * IMPRESSIONS_A_MINUTE + self.dice.between(0, 5_000),
            grain: Grain::Lifetime,
            as_of: self.now,
        };
        self.keyed(Fact::Metric(point))
    }

    fn spend(&mut self) -> Entry {
        let creator = self.dice.index(self.names.creators.len());
        let spend = Spend {
            id: self.name("s").into(),
            campaign_id: self.names.campaign.clone(),
            creator_id: Some(self.names.creators[creator].clone()),
            placement_id: None,
            occurred_at: self.now,
            amount: self.money(2_000, 20_000),
            kind: SpendKind::Amplification,
        };
        self.keyed(Fact::Spend(spend))
    }

    fn keyed(&mut self, fact: Fact) -> Entry {
        let dedup = Some(DedupKey(self.dice.bytes()));
        Entry { received_at: self.now, fact, dedup, actor: None }
    }

    fn shopper(&mut self, has_customer: bool) -> ShopperKeys {
        let (click, cookie) = self.recent[self.dice.index(self.recent.len())];
        ShopperKeys {
            clicks: vec![click],
            visitor: Some(key(1, cookie)),
            customer: has_customer.then(|| key(2, cookie)),
        }
    }

    fn dice_code(&mut self) -> String {
        let code = self.dice.index(self.names.codes.len());
        self.names.codes[code].clone()
    }

    fn order_key(&self, number: u64) -> OrderKey {
        let order = (820_982_911_946_000_000 + number).to_string().into();
        OrderKey { connection: self.names.shop.clone(), order }
    }

    fn money(&mut self, low: i64, high: i64) -> Money {
        Money { minor: self.dice.between(low, high), currency: self.names.currency }
    }

    fn name(&mut self, kind: &str) -> String {
        self.n_others += 1;
        format!("{kind}{}", self.n_others)
    }
}

fn key(kind: u64, number: u64) -> ShopperKey {
    ShopperKey(Seed(kind).nth(number).dice().bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_come_first_and_time_runs_forward() {
        let all: Vec<Entry> = entries(1, 5_000).collect();
        assert_eq!(all.len() as u64, n_declarations() + 5_000);
        assert!(all.is_sorted_by_key(|entry| entry.received_at));
        let is_event = |entry: &Entry| matches!(entry.fact, Fact::Click(_));
        assert_eq!(all.iter().position(is_event), usize::try_from(n_declarations()).ok());
    }

    #[test]
    fn the_same_seed_gives_the_same_load() {
        assert!(entries(3, 2_000).eq(entries(3, 2_000)));
        assert!(!entries(3, 2_000).eq(entries(4, 2_000)));
    }

    #[test]
    fn a_watched_load_ticks_every_minute() {
        let all: Vec<Entry> = watched(1, 20, 60_000).collect();
        assert!(all.is_sorted_by_key(|entry| entry.received_at));
        let n_ticks = all.iter().filter(|entry| matches!(entry.fact, Fact::Tick)).count();
        assert_eq!(n_ticks as i64, WATCHED_DAYS * 24 * 60);
    }

    #[test]
    fn every_kind_of_event_is_in_the_mix() {
        let n_kinds = |is: fn(&Fact) -> bool| entries(5, 20_000).filter(|e| is(&e.fact)).count();
        assert!(15_000 < n_kinds(|fact| matches!(fact, Fact::Click(_))));
        assert!(600 < n_kinds(|fact| matches!(fact, Fact::Order(_))));
        assert!(40 < n_kinds(|fact| matches!(fact, Fact::Refund(_))));
        assert!(10 < n_kinds(|fact| matches!(fact, Fact::Spend(_))));
    }
}
