//! The scenario: what really happened, and in which order Byline hears of it.
//!
//! Times lie on a coarse grid, so that touches tie, and windows end exactly where touches stand.

mod orders;
mod sending;
mod signals;
mod touches;

use byline_core::entry::Entry;
use byline_core::event::Spend;
use byline_core::money::Currency;
use byline_core::order::{OrderVersion, Refund};
use byline_core::shopper::{ClickId, ShopperKey};
use byline_core::time::Timestamp;
use byline_ingest::keys;
use byline_log::SealedPayload;
use byline_testkit::{Dice, Seed};

use crate::declared::Declared;
use crate::shop::{self, Shop};
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

    fn at(&self) -> Timestamp {
        Timestamp(START.0 + self.step * STEP_US)
    }

    fn shopper(&mut self) -> u64 {
        self.dice.below(self.swarm.n_shoppers)
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

fn cookie(shopper: u64) -> ShopperKey {
    keys::visitor(&shop::cookie(shopper)).expect("a cookie is a key")
}

fn customer(shopper: u64) -> ShopperKey {
    keys::email(&shop::CUSTOMER_KEY, &shop::email(shopper)).expect("an address is a key")
}
