//! The truth: what the world has told so far, to compare figures with.

use std::collections::{BTreeMap, BTreeSet};

use crate::shopify::ShopOrder;

/// What the world has told so far.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Truth {
    /// Requests by people, and by everything else.
    pub n_requests_by_people: u64,
    /// Requests by previews, prefetches and programs.
    pub n_requests_by_others: u64,
    /// Landings that the pixel reported.
    pub n_visits: u64,
    /// Spend that was reported, in cents.
    pub spend_minor: i64,
    /// Orders by the shop's id.
    pub orders: BTreeMap<u64, TrueOrder>,
    /// Deliveries of the shop, repeats included.
    pub n_deliveries: u64,
    n_learned: BTreeSet<(u64, usize)>,
}

/// What is so about one order.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TrueOrder {
    /// The newest change that was told of it; `None` while only its refunds were.
    pub newest: Option<usize>,
    /// Whether it is paid, not cancelled and no test.
    pub is_revenue: bool,
    /// Merchandise after discounts, before tax, shipping and refunds.
    pub merchandise_minor: i64,
    /// Refunds by the shop's id of them.
    pub refunds: BTreeMap<u64, i64>,
}

impl TrueOrder {
    /// What is credited or unattributed; 0 for what is no revenue.
    pub fn net_minor(&self) -> i64 {
        let refunded_minor: i64 = self.refunds.values().sum();
        if self.is_revenue { (self.merchandise_minor - refunded_minor).max(0) } else { 0 }
    }
}

impl Truth {
    /// The net of all orders.
    pub fn net_minor(&self) -> i64 {
        self.orders.values().map(TrueOrder::net_minor).sum()
    }

    /// How many deliveries of the shop were no repeats.
    pub fn n_first_deliveries(&self) -> u64 {
        self.n_learned.len() as u64
    }

    pub(super) fn count_request(&mut self, is_person: bool) {
        if is_person {
            self.n_requests_by_people += 1;
        } else {
            self.n_requests_by_others += 1;
        }
    }

    pub(super) fn count_visit(&mut self) {
        self.n_visits += 1;
    }

    pub(super) fn count_spend(&mut self, spend_minor: i64) {
        self.spend_minor += spend_minor;
    }

    /// Takes in what one delivery tells: `order` is as the `change`th change left it.
    pub(super) fn learn(&mut self, order: &ShopOrder, change: usize, topic: &str) {
        self.n_deliveries += 1;
        self.n_learned.insert((order.id, change));
        let known = self.orders.entry(order.id).or_default();
        let tells_refunds = topic != "orders/edited";
        if tells_refunds {
            let refunds = order.refunds.iter().map(|refund| (refund.id, refund.amount_minor));
            known.refunds.extend(refunds);
        }
        let tells_order = !matches!(topic, "orders/edited" | "refunds/create");
        if tells_order && known.newest <= Some(change) {
            known.newest = Some(change);
            known.merchandise_minor = order.merchandise_minor();
            let is_paid = order.financial_status != "pending";
            known.is_revenue = is_paid && !order.is_test && order.cancelled_at.is_none();
        }
    }
}
