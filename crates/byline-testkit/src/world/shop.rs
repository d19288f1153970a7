//! The shop: orders, what becomes of them, and how its deliveries arrive.
//!
//! An order's whole life is settled when it is placed. Its changes are then delivered one by one:
//! most at once, some late, some twice, and a late one after what came after it.

use byline_core::time::Timestamp;

use super::brand::names::PRODUCTS;
use super::happening::{Webhook, What};
use super::people::Person;
use super::people::rhythm::{DAY_US, HOUR_US, MINUTE_US, SECOND_US};
use super::visits::Visitor;
use super::{SHOP_DOMAIN, Task, World};
use crate::chance::Dice;
use crate::shopify::{self, Delivery, ShopLine, ShopOrder, ShopRefund};

/// An order and everything that becomes of it.
#[derive(Debug)]
pub(super) struct Sale {
    /// As it was placed.
    pub first: ShopOrder,
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    at: Timestamp,
    topic: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Placed,
    Paid,
    /// Nothing that matters, such as a parcel that left.
    Touched,
    Added(ShopLine),
    Cancelled,
    Refunded(ShopRefund),
}

/// What every code takes off, in percent.
const DISCOUNT_PERCENT: u32 = 15;
const FREE_SHIPPING_FROM_MINOR: i64 = 50_00;
const SHIPPING_MINOR: i64 = 5_95;

impl World {
    /// Somebody buys: the order is made and its life planned.
    pub(super) fn buy(&mut self, at: Timestamp, visitor: Visitor, code: Option<usize>) {
        let number = self.sales.len();
        let dice = &mut self.dice("sale", number as u64);
        let first = self.order(dice, at, &visitor, code);
        let changes = changes(dice, at, &first, |at| self.local.text(at));
        for (change, when) in changes.iter().map(|change| change.at).enumerate() {
            self.plan_deliveries(dice, number, change, when);
        }
        self.sales.push(Sale { first, changes });
        self.plan_beside(number, at, code);
        self.plan_at(Timestamp(at.0 + 2 * SECOND_US), Task::Thank(Box::new(visitor), number));
    }

    fn order(
        &mut self,
        dice: &mut Dice,
        at: Timestamp,
        visitor: &Visitor,
        code: Option<usize>,
    ) -> ShopOrder {
        let code = code.map(|code| as_typed(dice, &self.plan.setup.codes[code].code));
        let lines = lines(dice, code.is_some());
        let merchandise_minor: i64 = lines.iter().map(ShopLine::net_minor).sum();
        let is_small = merchandise_minor < FREE_SHIPPING_FROM_MINOR;
        let tax_rate = self.audience.tax_rate(visitor.person);
        let mut note_attributes = Vec::new();
        if let Some(click) = visitor.click().filter(|_| !self.has_no_pixel(visitor)) {
            note_attributes.push(("byl", click.to_owned()));
        }
        ShopOrder {
            id: 820_982_000_000_000_000 + dice.below(900_000_000_000_000),
            number: 1_001 + self.sales.len() as u64,
            currency: "USD",
            created_at: self.local.text(at),
            updated_at: self.local.text(at),
            cancelled_at: None,
            financial_status: "pending",
            is_test: dice.chance(0.002),
            lines,
            code: code.map(|code| (code, DISCOUNT_PERCENT)),
            tax_minor: (merchandise_minor * tax_rate + 50_000) / 100_000,
            shipping_minor: if is_small { SHIPPING_MINOR } else { 0 },
            customer: self.customer(visitor.person),
            landing_site: Some(visitor.landing.clone()),
            referring_site: visitor.referrer.clone(),
            note_attributes,
            cart_token: format!("Z2NwL{:016x}", dice.bits()),
            checkout_token: format!("{:032x}", u128::from_be_bytes(dice.bytes())),
            user_agent: visitor.browser.user_agent.to_owned(),
            refunds: Vec::new(),
        }
    }

    fn customer(&mut self, person: Person) -> shopify::ShopCustomer {
        let n_orders = self.n_orders_of.entry(person).or_default();
        *n_orders += 1;
        self.audience.customer(person, *n_orders)
    }

    fn plan_deliveries(&mut self, dice: &mut Dice, sale: usize, change: usize, at: Timestamp) {
        let task = || Task::Deliver { sale, change };
        let is_late = dice.chance(0.02);
        let delay_us = if is_late {
            dice.between(10 * MINUTE_US, 4 * HOUR_US)
        } else {
            dice.between(700_000, 7 * SECOND_US)
        };
        self.plan_at(Timestamp(at.0 + delay_us), task());
        if dice.chance(0.018) {
            let again_us = dice.between(10 * SECOND_US, 3 * HOUR_US);
            self.plan_at(Timestamp(at.0 + delay_us + again_us), task());
        }
        if dice.chance(0.002) {
            self.plan_at(Timestamp(at.0 + delay_us + 8 * DAY_US), task());
        }
    }

    /// The delivery of a sale's `change`th change. The same one again has the same bytes.
    pub(super) fn deliver(&mut self, sale: usize, change: usize) -> What {
        let Sale { first, changes } = &self.sales[sale];
        let mut order = first.clone();
        for done in &changes[..=change] {
            done.kind.apply(&mut order, &self.local.text(done.at));
        }
        let Change { at, topic, kind } = &changes[change];
        let body = match kind {
            Kind::Refunded(refund) if *topic == "refunds/create" => {
                shopify::refund_body(&order, refund)
            }
            Kind::Added(line) if *topic == "orders/edited" => shopify::edit_body(&order, &[line]),
            _ => order.body(),
        };
        self.truth.learn(&order, change, topic);
        let webhook_id = self.webhook_id(sale, change);
        let delivery = Delivery {
            topic,
            shop: SHOP_DOMAIN,
            webhook_id: &webhook_id,
            triggered_at: &at.to_string(),
            is_test: order.is_test,
            has_short_names: sale % 10 == 9,
        };
        let headers = shopify::headers(delivery, &self.plan.setup.shop_secret, &body);
        What::Webhook(Webhook { topic, headers, body })
    }

    fn webhook_id(&self, sale: usize, change: usize) -> String {
        let seed = self.seed.child("webhook").nth(sale as u64).nth(change as u64);
        let bits = u128::from_be_bytes(seed.dice().bytes());
        let hex = format!("{bits:032x}");
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl Kind {
    /// Changes the order as the shop would.
    fn apply(&self, order: &mut ShopOrder, at: &str) {
        at.clone_into(&mut order.updated_at);
        match self {
            Self::Placed | Self::Touched => {}
            Self::Paid => order.financial_status = "paid",
            Self::Added(line) => {
                if !order.lines.iter().any(|known| known.id == line.id) {
                    order.lines.push(line.clone());
                }
            }
            Self::Cancelled => order.cancelled_at = Some(at.to_owned()),
            Self::Refunded(refund) => {
                if !order.refunds.iter().any(|known| known.id == refund.id) {
                    order.refunds.push(refund.clone());
                }
                let is_whole = order.total_minor() <= order.refunded_minor();
                order.financial_status = if is_whole { "refunded" } else { "partially_refunded" };
            }
        }
    }
}

/// People write codes as they like.
fn as_typed(dice: &mut Dice, code: &str) -> String {
    match dice.below(12) {
        0 => code.to_lowercase(),
        1 => format!("{code} "),
        _ => code.to_owned(),
    }
}

fn lines(dice: &mut Dice, has_code: bool) -> Vec<ShopLine> {
    let n_lines = dice.weighted(&[(58, 1), (30, 2), (12, 3)]);
    let first = dice.index(PRODUCTS.len());
    (0..n_lines)
        .map(|nth| {
            let mut line = line(dice, (first + nth * 2) % PRODUCTS.len());
            if has_code {
                line.discount_minor = line.gross_minor() * i64::from(DISCOUNT_PERCENT) / 100;
            }
            line
        })
        .collect()
}

fn line(dice: &mut Dice, product: usize) -> ShopLine {
    let (title, sku, price_minor, grams) = PRODUCTS[product];
    ShopLine {
        id: 866_550_000_000_000_000 + dice.below(900_000_000_000_000),
        variant_id: 41_886_814_240_000 + product as u64 * 1_117,
        title,
        sku,
        n_pieces: dice.weighted(&[(86, 1), (12, 2), (2, 3)]),
        price_minor,
        discount_minor: 0,
        grams,
    }
}

/// Settles what becomes of an order. `text` writes an instant as the shop does.
fn changes(
    dice: &mut Dice,
    at: Timestamp,
    order: &ShopOrder,
    text: impl Fn(Timestamp) -> String,
) -> Vec<Change> {
    let after = |us: i64| Timestamp(at.0 + us);
    let mut changes = vec![Change { at, topic: "orders/create", kind: Kind::Placed }];
    let paid_at = after(dice.between(3 * SECOND_US, 40 * SECOND_US));
    changes.push(Change { at: paid_at, topic: "orders/paid", kind: Kind::Paid });
    let fate = dice.unit();
    if fate < 0.015 {
        let cancelled_at = after(dice.between(5 * MINUTE_US, 3 * HOUR_US));
        changes.push(Change { at: cancelled_at, topic: "orders/cancelled", kind: Kind::Cancelled });
        let refund = refund(dice, order, Timestamp(cancelled_at.0 + SECOND_US), true, &text);
        changes.extend(refund);
        return changes;
    }
    if fate < 0.025 {
        let (edited_at, product) =
            (after(dice.between(10 * MINUTE_US, 6 * HOUR_US)), dice.index(9));
        let added = line(dice, product);
        let kind = Kind::Added(added.clone());
        changes.push(Change { at: edited_at, topic: "orders/edited", kind });
        let later = Timestamp(edited_at.0 + SECOND_US);
        changes.push(Change { at: later, topic: "orders/updated", kind: Kind::Added(added) });
    }
    let sent_at = after(dice.between(20 * HOUR_US, 60 * HOUR_US));
    changes.push(Change { at: sent_at, topic: "orders/updated", kind: Kind::Touched });
    let comes_back = (0.025..0.10).contains(&fate);
    if !comes_back {
        return changes;
    }
    let refunded_at = Timestamp(sent_at.0 + dice.between(HOUR_US, 6 * DAY_US));
    let is_whole = fate < 0.06;
    changes.extend(refund(dice, order, refunded_at, is_whole, &text));
    let is_second = !is_whole && dice.chance(0.25) && 1 < order.lines.len();
    if is_second {
        let again_at = Timestamp(refunded_at.0 + dice.between(HOUR_US, 2 * DAY_US));
        changes.extend(refund(dice, order, again_at, false, &text));
    }
    changes
}

/// A refund and the order's update that goes with it.
fn refund(
    dice: &mut Dice,
    order: &ShopOrder,
    at: Timestamp,
    is_whole: bool,
    text: impl Fn(Timestamp) -> String,
) -> [Change; 2] {
    let line = dice.index(order.lines.len());
    let (amount_minor, lines) = if is_whole {
        let all = order.lines.iter().map(ShopLine::net_minor).enumerate();
        (order.total_minor(), all.collect())
    } else {
        // Goodwill: a part of one line, to the odd cent.
        let minor = (order.lines[line].net_minor() * dice.between(20, 60) / 100).max(1);
        (minor, vec![(line, minor)])
    };
    let id = 509_562_000_000 + dice.below(900_000_000);
    let refund = ShopRefund { id, created_at: text(at), amount_minor, lines };
    let later = Timestamp(at.0 + SECOND_US);
    [
        Change { at, topic: "refunds/create", kind: Kind::Refunded(refund.clone()) },
        Change { at: later, topic: "orders/updated", kind: Kind::Refunded(refund) },
    ]
}
