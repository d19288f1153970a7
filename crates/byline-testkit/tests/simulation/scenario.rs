//! The scenario: what really happened, and in which order Byline hears of it.
//!
//! Times lie on a coarse grid, so that touches tie, and windows end exactly where touches stand.

use byline_core::click::{Click, Verdict};
use byline_core::entry::{DedupKey, Entry, Fact, Quarantined};
use byline_core::event::{
    Grain, Metric, MetricPoint, Sighting, Signal, Spend, SpendKind, TargetAction, View, Visit,
};
use byline_core::id::OrderKey;
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use byline_core::time::Timestamp;
use byline_ingest::keys;
use byline_log::SealedPayload;
use byline_testkit::{Dice, Seed};

use crate::declared::Declared;
use crate::shop::{self, Buyer, Shop, Told};
use crate::swarm::Swarm;

/// The first instant of every scenario: 2026-06-01T00:00:00Z.
pub const START: Timestamp = Timestamp(1_780_272_000_000_000);
/// The grid that times lie on: six hours.
pub const STEP_US: i64 = 6 * 3_600_000_000;

/// One message to Byline.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What it says. The time of intake is set when it is taken in.
    pub entries: Vec<Entry>,
    /// The bytes that it came as, where they are kept.
    pub payload: Option<SealedPayload>,
    /// The delivery that must have been taken in before this one is sent, by index.
    pub needs: Option<usize>,
    /// Whether it waits for its own answer before the next of its kind is sent.
    pub is_command: bool,
}

/// Everything that is told in one run, in the order in which it is first tried.
#[derive(Debug)]
pub struct Scenario {
    pub swarm: Swarm,
    pub deliveries: Vec<Delivery>,
    /// The shop's books in the end.
    pub shop: Shop,
    /// Indexes into `deliveries`, repeats included.
    pub order: Vec<usize>,
}

impl Scenario {
    /// The scenario of a seed.
    pub fn of(seed: Seed) -> Self {
        let swarm = Swarm::of(&mut seed.child("swarm").dice());
        let mut writer = Writer::new(swarm, seed);
        writer.declare();
        for _ in 0..swarm.n_events {
            writer.event();
        }
        let order = writer.order();
        Self { swarm, deliveries: writer.deliveries, shop: writer.shop, order }
    }
}

/// Writes a scenario down.
struct Writer {
    swarm: Swarm,
    dice: Dice,
    declared: Declared,
    shop: Shop,
    deliveries: Vec<Delivery>,
    n_declarations: usize,
    /// The grid's place of now.
    step: i64,
    clicks: Vec<Sent<ClickId>>,
    orders: Vec<OrderVersion>,
    refunds: Vec<Sent<Refund>>,
    spends: Vec<Sent<Spend>>,
}

/// Something that was sent, and the newest delivery that later ones must wait for.
struct Sent<T> {
    what: T,
    delivery: usize,
}

/// Kinds of events, as the mix weighs them.
#[derive(Clone, Copy)]
enum Kind {
    Click,
    Visit,
    View,
    Order,
    Refund,
    Sighting,
    Action,
    Verdict,
    Spend,
    Metric,
    Other,
}

impl Writer {
    fn new(swarm: Swarm, seed: Seed) -> Self {
        let mut dice = seed.child("scenario").dice();
        let declared = Declared::new(&mut dice, swarm);
        Self {
            swarm,
            dice,
            declared,
            shop: Shop::default(),
            deliveries: Vec::new(),
            n_declarations: 0,
            step: 8,
            clicks: Vec::new(),
            orders: Vec::new(),
            refunds: Vec::new(),
            spends: Vec::new(),
        }
    }

    fn declare(&mut self) {
        for fact in self.declared.all() {
            self.command(fact);
        }
        self.n_declarations = self.deliveries.len();
    }

    fn event(&mut self) {
        self.step += self.dice.pick(&[0, 0, 1, 1, 2, 4]);
        if self.dice.below(100) < self.swarm.change_percent {
            let fact = self.declared.change(&mut self.dice);
            self.command(fact);
        }
        let mix = self.swarm.mix;
        let kinds = [
            (mix.clicks, Kind::Click),
            (mix.visits, Kind::Visit),
            (mix.views, Kind::View),
            (mix.orders, Kind::Order),
            (mix.refunds, Kind::Refund),
            (mix.sightings, Kind::Sighting),
            (mix.actions, Kind::Action),
            (mix.verdicts, Kind::Verdict),
            (mix.spend, Kind::Spend),
            (mix.metrics, Kind::Metric),
            (mix.others, Kind::Other),
        ];
        match self.dice.weighted(&kinds) {
            Kind::Click => self.click(),
            Kind::Visit => self.visit(),
            Kind::View => self.view(),
            Kind::Order if self.swarm.has_shop => self.sale_or_change(),
            Kind::Refund if self.swarm.has_shop => self.sale_or_refund(),
            Kind::Order => self.order_or_edit(),
            Kind::Refund => self.refund(),
            Kind::Sighting => self.sighting(),
            Kind::Action => self.action(),
            Kind::Verdict => self.verdict(),
            Kind::Spend => self.spend(),
            Kind::Metric => self.metric(),
            Kind::Other => self.other(),
        }
    }

    fn click(&mut self) {
        let shopper = self.shopper();
        let id = ClickId(self.id());
        let verdict = self.dice.weighted(&[
            (85, Verdict::Human),
            (5, Verdict::Preview),
            (4, Verdict::Prefetch),
            (6, Verdict::Bot),
        ]);
        let knows_cookie = self.dice.chance(0.4);
        let click = Click {
            id,
            occurred_at: self.at(),
            link_id: self.dice.pick_ref(&self.declared.links).id.clone(),
            verdict,
            reason: None,
            in_app: None,
            device: None,
            country: None,
            referrer_host: None,
            visitor_of_day: None,
            visitor: knows_cookie.then(|| cookie(shopper)),
        };
        let has_key = self.swarm.has_click_keys;
        let delivery = self.deliver(Fact::Click(click), has_key);
        self.clicks.push(Sent { what: id, delivery });
    }

    fn visit(&mut self) {
        let shopper = self.shopper();
        let clicks = self.some_clicks();
        let utm = match self.dice.below(3) {
            0 => Some(self.dice.pick_ref(&self.declared.links).utm.clone()),
            1 => Some(self.declared.paid_utm()),
            _ => None,
        };
        // Landings without a click become touches under an id of Byline's making: no two of them
        // share an instant, so that it never decides which came first.
        let at = Timestamp(self.at().0 + i64::try_from(self.deliveries.len()).unwrap_or(0) + 1);
        let visit = Visit {
            id: self.name("visit").into(),
            occurred_at: at,
            shopper: ShopperKeys { clicks, visitor: Some(cookie(shopper)), customer: None },
            utm,
            referrer_host: self.dice.chance(0.3).then(|| "www.google.com".to_owned()),
            path: None,
            is_sold_out: self.dice.chance(0.1),
        };
        self.deliver(Fact::Visit(visit), true);
    }

    fn view(&mut self) {
        let shopper = self.shopper();
        let view = View {
            id: ClickId(self.id()),
            occurred_at: self.at(),
            placement_id: self.dice.pick_ref(&self.declared.placements).id.clone(),
            shopper: ShopperKeys { visitor: Some(cookie(shopper)), ..ShopperKeys::default() },
            is_engaged: self.dice.chance(0.5),
        };
        self.deliver(Fact::View(view), true);
    }

    fn order_or_edit(&mut self) {
        let is_edit = !self.orders.is_empty() && self.dice.chance(0.35);
        let order = if is_edit { self.edited() } else { self.new_order() };
        self.orders.retain(|known| known.key != order.key);
        self.orders.push(order.clone());
        self.deliver(Fact::Order(order), true);
    }

    fn new_order(&mut self) -> OrderVersion {
        let shopper = self.shopper();
        let number = 1_000 + self.deliveries.len();
        let at = self.at();
        let codes = match self.dice.below(5) {
            0..=2 => Vec::new(),
            3 => vec![self.declared.some_code(&mut self.dice)],
            _ => vec![
                self.declared.some_code(&mut self.dice),
                self.declared.some_code(&mut self.dice),
            ],
        };
        let has_utm = self.dice.chance(0.2);
        OrderVersion {
            key: OrderKey { connection: "shop".into(), order: number.to_string().into() },
            version_at: at,
            placed_at: at,
            number: Some(format!("#{number}")),
            aliases: vec![format!("token-{number}")],
            state: self.dice.weighted(&[
                (70, OrderState::Paid),
                (15, OrderState::Authorised),
                (8, OrderState::Pending),
                (5, OrderState::Test),
                (2, OrderState::Sample),
            ]),
            currency: currency(if self.dice.chance(0.07) { "EUR" } else { "USD" }),
            amounts: self.amounts(),
            codes,
            shopper: self.buyer(shopper),
            utm: has_utm.then(|| self.dice.pick_ref(&self.declared.links).utm.clone()),
            referrer_host: None,
            is_new_customer: self.dice.pick(&[None, Some(false), Some(true)]),
        }
    }

    /// A later state of a known order, or another state of the same instant.
    fn edited(&mut self) -> OrderVersion {
        let mut order = self.dice.pick_ref(&self.orders).clone();
        let is_same_instant = self.dice.chance(0.1);
        if !is_same_instant {
            order.version_at = Timestamp(order.version_at.0 + self.dice.between(1, 4) * STEP_US);
        }
        match self.dice.below(4) {
            0 => order.state = OrderState::Cancelled,
            1 => order.amounts = self.amounts(),
            2 => order.codes = vec![self.declared.some_code(&mut self.dice)],
            _ => order.state = OrderState::Paid,
        }
        order
    }

    fn amounts(&mut self) -> OrderAmounts {
        let merchandise_minor = match self.dice.below(6) {
            0 => self.dice.between(0, 5),
            1 => self.dice.between(999_999_999_990, 1_000_000_000_007),
            _ => self.dice.between(1, 10_000),
        };
        let (tax_minor, shipping_minor) = (self.dice.between(0, 99), self.dice.pick(&[0, 595]));
        OrderAmounts {
            merchandise_minor,
            discount_minor: 0,
            tax_minor,
            shipping_minor,
            total_minor: merchandise_minor + tax_minor + shipping_minor,
        }
    }

    /// Money goes back on an order, of which some have not been heard yet and some never will.
    fn refund(&mut self) {
        let is_of_nothing = self.orders.is_empty() || self.dice.chance(0.05);
        let (key, most, currency) = if is_of_nothing {
            let key = OrderKey { connection: "shop".into(), order: "never".into() };
            (key, 500, currency("USD"))
        } else {
            let order = self.dice.pick_ref(&self.orders);
            (order.key.clone(), order.amounts.merchandise_minor.max(1), order.currency)
        };
        let minor = match self.dice.below(6) {
            0 => most,
            1 => most + self.dice.between(1, 700),
            _ => self.dice.between(1, most),
        };
        let refund = Refund {
            id: self.name("refund").into(),
            order: key,
            occurred_at: self.at(),
            amount: Money { minor, currency },
        };
        let delivery = self.deliver(Fact::Refund(refund.clone()), true);
        self.refunds.push(Sent { what: refund, delivery });
    }

    /// The shop sells something, or something about an order changes.
    fn sale_or_change(&mut self) {
        let at = self.at();
        let is_change = !self.shop.orders.is_empty() && self.dice.chance(0.35);
        if is_change {
            let told = self.shop.change(&mut self.dice, at);
            self.deliver_told(told);
            return;
        }
        let shopper = self.shopper();
        let click = self.some_clicks().first().copied();
        let has_code = self.dice.chance(0.4);
        let code = has_code.then(|| self.declared.some_code(&mut self.dice));
        let has_utm = self.dice.chance(0.2);
        let utm = has_utm.then(|| &self.dice.pick_ref(&self.declared.links).utm);
        let buyer = Buyer { shopper, click, utm, code };
        let told = self.shop.place(&mut self.dice, at, &buyer);
        self.deliver_told(told);
    }

    fn sale_or_refund(&mut self) {
        if self.shop.orders.is_empty() {
            return self.sale_or_change();
        }
        let at = self.at();
        for told in self.shop.refund(&mut self.dice, at) {
            self.deliver_told(told);
        }
    }

    fn sighting(&mut self) {
        let shopper = self.shopper();
        let aliases: Vec<String> = match self.swarm.has_shop {
            true => self.shop.orders.iter().map(|(o, _)| o.checkout_token.clone()).collect(),
            false => self.orders.iter().map(|order| order.aliases[0].clone()).collect(),
        };
        let alias = match aliases.is_empty() || self.dice.chance(0.05) {
            true => "token-never".to_owned(),
            false => self.dice.pick_ref(&aliases).clone(),
        };
        let sighting = Sighting {
            id: self.name("sighting").into(),
            signal: Signal::Pixel,
            reporter: "pixel".to_owned(),
            occurred_at: self.at(),
            order_alias: alias,
            shopper: ShopperKeys {
                clicks: self.some_clicks(),
                visitor: Some(cookie(shopper)),
                customer: None,
            },
            claimed: None,
        };
        self.deliver(Fact::Sighting(sighting), true);
    }

    fn action(&mut self) {
        let shopper = self.shopper();
        let action = TargetAction {
            id: self.name("action").into(),
            connection: "pixel".into(),
            kind: self.dice.pick(&["lead", "registration"]).to_owned(),
            occurred_at: self.at(),
            shopper: ShopperKeys { visitor: Some(cookie(shopper)), ..ShopperKeys::default() },
            codes: Vec::new(),
            utm: None,
        };
        self.deliver(Fact::Action(action), true);
    }

    /// A click is judged anew, after it is known.
    fn verdict(&mut self) {
        if self.clicks.is_empty() {
            return;
        }
        let index = self.dice.index(self.clicks.len());
        let verdict = self.dice.pick(&[Verdict::Human, Verdict::Bot]);
        let click = self.clicks[index].what;
        let delivery = self.deliver(Fact::Reclassified { click, verdict, reason: None }, true);
        self.deliveries[delivery].needs = Some(self.clicks[index].delivery);
        self.clicks[index].delivery = delivery;
    }

    fn spend(&mut self) {
        let is_restated = !self.spends.is_empty() && self.dice.chance(0.3);
        let before = is_restated.then(|| self.dice.index(self.spends.len()));
        let spend = Spend {
            id: match before {
                Some(index) => self.spends[index].what.id.clone(),
                None => self.name("spend").into(),
            },
            campaign_id: self.dice.pick_ref(&self.declared.campaigns).id.clone(),
            creator_id: Some(self.dice.pick_ref(&self.declared.creators).id.clone()),
            placement_id: None,
            occurred_at: self.at(),
            amount: Money { minor: self.dice.between(1, 90_000), currency: currency("USD") },
            kind: SpendKind::Amplification,
        };
        let delivery = self.deliver(Fact::Spend(spend.clone()), true);
        match before {
            Some(index) => {
                self.deliveries[delivery].needs = Some(self.spends[index].delivery);
                self.spends[index].delivery = delivery;
            }
            None => self.spends.push(Sent { what: spend, delivery }),
        }
    }

    fn metric(&mut self) {
        let value = self.dice.between(0, 1_000) + self.step * 50;
        let point = MetricPoint {
            connection: "platforms".into(),
            placement_id: self.dice.pick_ref(&self.declared.placements).id.clone(),
            content_id: None,
            metric: self.dice.pick(&[Metric::Views, Metric::Likes]),
            value,
            grain: Grain::Lifetime,
            as_of: self.at(),
        };
        self.deliver(Fact::Metric(point), true);
    }

    fn other(&mut self) {
        if self.dice.chance(0.5) {
            self.deliver(Fact::Tick, true);
            return;
        }
        // What is put aside says in its words what its bytes are, so that both can be compared.
        let detail = self.name("aside");
        let sealed = detail.clone().into_bytes();
        let index = self.deliver(
            Fact::Quarantined(Quarantined {
                connection: "shop".into(),
                code: "shopify.currency_unknown".to_owned(),
                detail,
                inbox_id: None,
            }),
            true,
        );
        self.deliveries[index].payload = Some(SealedPayload {
            connection: "shop".into(),
            received_at: START,
            nonce: [0; 24],
            sealed,
        });
    }

    fn command(&mut self, fact: Fact) {
        let index = self.deliver(fact, true);
        self.deliveries[index].is_command = true;
    }

    fn deliver(&mut self, fact: Fact, has_key: bool) -> usize {
        let dedup = has_key.then(|| DedupKey(self.dice.bytes()));
        self.deliver_all(vec![entry(fact, dedup)])
    }

    fn deliver_told(&mut self, told: Told) {
        self.deliver_all(told.into_iter().map(|(fact, key)| entry(fact, Some(key))).collect());
    }

    fn deliver_all(&mut self, entries: Vec<Entry>) -> usize {
        self.deliveries.push(Delivery { entries, payload: None, needs: None, is_command: false });
        self.deliveries.len() - 1
    }

    /// In which order deliveries are first tried: commands in turn, the rest out of place.
    fn order(&mut self) -> Vec<usize> {
        let mut places = Vec::new();
        for index in 0..self.deliveries.len() {
            let place = index as u64 * 8;
            if self.deliveries[index].is_command {
                places.push((place, index));
                continue;
            }
            let late = self.dice.below(self.swarm.disorder + 1) * 8;
            let much_later = self.dice.chance(0.5);
            let floor = self.n_declarations as u64 * 8;
            places.push(((place + late).max(floor), index));
            if self.dice.below(100) < self.swarm.again_percent {
                let copy = self.copy(index);
                let again = if much_later { 8 * 200 } else { late + self.dice.below(20) };
                places.push(((place + again).max(floor), copy));
            }
        }
        places.sort_by_key(|(place, _)| *place);
        places.into_iter().map(|(_, index)| index).collect()
    }

    /// The delivery that comes again: the very same, or the same fact under another key, where
    /// facts say by themselves that they are known.
    fn copy(&mut self, index: usize) -> usize {
        let knows_itself = self.deliveries[index].entries.iter().all(|entry| {
            matches!(
                entry.fact,
                Fact::Order(_)
                    | Fact::Refund(_)
                    | Fact::Click(_)
                    | Fact::View(_)
                    | Fact::Action(_)
                    | Fact::Sighting(_)
                    | Fact::Metric(_)
            )
        });
        if !knows_itself || self.dice.chance(0.5) {
            return index;
        }
        let mut copy = self.deliveries[index].clone();
        for entry in &mut copy.entries {
            entry.dedup = Some(DedupKey(self.dice.bytes()));
        }
        self.deliveries.push(copy);
        self.deliveries.len() - 1
    }

    fn at(&self) -> Timestamp {
        Timestamp(START.0 + self.step * STEP_US)
    }

    fn shopper(&mut self) -> u64 {
        self.dice.below(self.swarm.n_shoppers)
    }

    fn buyer(&mut self, shopper: u64) -> ShopperKeys {
        let keys = self.dice.below(4);
        ShopperKeys {
            clicks: if keys == 3 { Vec::new() } else { self.some_clicks() },
            visitor: (keys != 1).then(|| cookie(shopper)),
            customer: (keys != 0).then(|| customer(shopper)),
        }
    }

    /// No click, or one of the newest; now and then one that Byline never heard of.
    fn some_clicks(&mut self) -> Vec<ClickId> {
        let n_recent = self.clicks.len().min(6);
        match self.dice.below(8) {
            0..=2 => Vec::new(),
            3 => vec![ClickId(self.id())],
            _ if n_recent == 0 => Vec::new(),
            _ => {
                let index = self.clicks.len() - 1 - self.dice.index(n_recent);
                vec![self.clicks[index].what]
            }
        }
    }

    /// Ids whose first byte decides most ties, and often falls the same.
    fn id(&mut self) -> [u8; 16] {
        let mut id = self.dice.bytes();
        id[0] &= 3;
        id
    }

    fn name(&self, kind: &str) -> String {
        format!("{kind}-{}", self.deliveries.len())
    }
}

/// A currency by its code.
pub fn currency(code: &str) -> Currency {
    Currency::parse(code).expect("a known currency")
}

fn entry(fact: Fact, dedup: Option<DedupKey>) -> Entry {
    Entry { received_at: START, fact, dedup, actor: None }
}

fn cookie(shopper: u64) -> ShopperKey {
    keys::visitor(&shop::cookie(shopper)).expect("a cookie is a key")
}

fn customer(shopper: u64) -> ShopperKey {
    keys::email(&shop::CUSTOMER_KEY, &shop::email(shopper)).expect("an address is a key")
}
