//! Orders and refunds: told as facts, or sold by a shop that tells them in its own words.

use byline_core::entry::Fact;
use byline_core::id::OrderKey;
use byline_core::money::Money;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use super::{STEP_US, Sent, Writer, cookie, currency, customer};
use crate::shop::Buyer;

impl Writer {
    pub(super) fn order_or_edit(&mut self) {
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
            aliases: vec![format!("alias-{number}")],
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
            tokens: vec![format!("token-{number}")],
            named: Vec::new(),
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
    pub(super) fn refund(&mut self) {
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
    pub(super) fn sale_or_change(&mut self) {
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

    pub(super) fn sale_or_refund(&mut self) {
        if self.shop.orders.is_empty() {
            return self.sale_or_change();
        }
        let at = self.at();
        for told in self.shop.refund(&mut self.dice, at) {
            self.deliver_told(told);
        }
    }

    fn buyer(&mut self, shopper: u64) -> ShopperKeys {
        let keys = self.dice.below(4);
        ShopperKeys {
            clicks: if keys == 3 { Vec::new() } else { self.some_clicks() },
            visitor: (keys != 1).then(|| cookie(shopper)),
            customer: (keys != 0).then(|| customer(shopper)),
        }
    }
}
