//! The audit: everything computed again from the facts, compared with what was posted and summed.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::id::OrderKey;
use byline_core::invariant::{
    Broken, EventCounts, credits_balance, credits_in_range, events_are_conserved, net_not_negative,
};
use byline_core::money::Money;
use byline_core::order::OrderVersion;
use serde::Serialize;

use crate::attribute::{Earned, Scratch, judge};
use crate::engine::Engine;
use crate::state::cells::Credit;
use crate::state::conversions::{Conversion, Credited, Facts};
use crate::view::ByModel;

/// What a recomputation of everything found.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Audit {
    /// Orders that were recomputed.
    pub n_orders: u64,
    /// Lines of the ledger that were added up.
    pub n_postings: u64,
    /// What did not agree, in words; empty if all is well.
    pub differences: Vec<String>,
}

/// More differences than this tell nothing new.
const LIMIT: usize = 1_000;

impl Engine {
    /// Recomputes every conversion from its facts and compares with the ledger and the readings.
    pub fn audit(&self) -> Audit {
        let mut audit = Audit::default();
        let mut scratch = Scratch::default();
        let mut by_cell: BTreeMap<u32, [ByModel; 3]> = BTreeMap::new();
        for (_, conversion) in self.conversions.numbered() {
            let Facts::Order(order) = &conversion.facts else {
                continue;
            };
            audit.n_orders += 1;
            audit.n_postings += conversion.postings.len() as u64;
            let name = order.key.to_string();
            self.compare_credit(conversion, &name, &mut scratch, &mut audit);
            let counts =
                order.state.is_revenue() && self.facing().is_stated_here(conversion.number);
            let refunds_minor = counts.then_some(scratch.refunds_minor.as_slice());
            let paid_minor = self.paid_minor(conversion, order);
            compare_balance(conversion, order, (refunds_minor, paid_minor), &mut audit);
            compare_postings(conversion, &name, &mut audit);
            for row in &conversion.credited.rows {
                let sums = by_cell.entry(row.cell).or_default();
                sums[0] += row.minor;
                sums[1] += row.micro;
                if row.is_without_click {
                    sums[2] += row.micro;
                }
            }
        }
        self.compare_readings(&by_cell, &mut audit);
        self.compare_sums(&mut audit);
        self.count_events(&mut audit);
        self.recount(&mut audit);
        audit
    }

    fn count_events(&self, audit: &mut Audit) {
        let counts = EventCounts {
            n_received: self.counters.n_received,
            n_applied: self.counters.n_applied,
            n_repeated: self.counters.n_known,
            n_quarantined: self.counters.n_quarantined,
            n_pending: self.counters.n_waiting,
            n_lost: 0,
        };
        if let Err(broken) = events_are_conserved(counts) {
            audit.add(broken.to_string());
        }
    }

    fn compare_credit(
        &self,
        conversion: &Conversion,
        name: &str,
        scratch: &mut Scratch,
        audit: &mut Audit,
    ) {
        let Some(verdicts) = judge(self.facing(), conversion, scratch) else {
            return;
        };
        let posted = conversion.credited.rows.iter();
        let posted = posted.map(|row| Earned {
            key: self.cells.cell(row.cell).key,
            minor: row.minor,
            micro: row.micro,
            is_without_click: row.is_without_click,
        });
        if !posted.eq(verdicts.rows.iter().copied()) {
            audit.add(format!("order {name}: credit differs from its facts"));
        }
    }

    /// All that was paid for an order, as its campaign reports it.
    fn paid_minor(&self, conversion: &Conversion, order: &OrderVersion) -> i64 {
        let Credited { campaign, .. } = conversion.credited;
        let base = self.registry.rules(campaign).credited_base;
        let paid = Money { minor: order.amounts.paid_minor(base), currency: order.currency };
        self.registry.reported(paid, campaign, order.placed_at).minor
    }

    /// What is kept beside the readings so that pages are fast says what they say.
    fn compare_sums(&self, audit: &mut Audit) {
        if !self.cells.are_summed() {
            audit.add("the sums of cells differ from the cells".to_owned());
        }
        if !self.cells.is_indexed(self.conversions.credited_orders()) {
            audit.add("the index of orders differs from the orders".to_owned());
        }
    }

    fn compare_readings(&self, by_cell: &BTreeMap<u32, [ByModel; 3]>, audit: &mut Audit) {
        for (number, cell) in (0..).zip(self.cells.iter()) {
            let [minor, micro, without_click] = by_cell.get(&number).copied().unwrap_or_default();
            let readings = [
                (Credit::Revenue, minor),
                (Credit::PostedRevenue, minor),
                (Credit::Orders, micro),
                (Credit::PostedOrders, micro),
                (Credit::OrdersWithoutClick, without_click),
            ];
            for (credit, expected) in readings {
                if cell.credit(credit).total() != expected {
                    audit.add(format!("cell {number}: {credit:?} differs from its orders"));
                }
            }
        }
    }
}

impl Audit {
    fn expect(&mut self, order: &OrderKey, outcome: Result<(), Broken>) {
        if let Err(broken) = outcome {
            self.add(format!("order {order}: {broken}"));
        }
    }

    pub(super) fn add(&mut self, difference: String) {
        if self.differences.len() < LIMIT {
            self.differences.push(difference);
        }
    }
}

/// Net follows from base and refunds (of an order that counts), and what is credited or left to
/// nobody is net, under every model.
fn compare_balance(
    conversion: &Conversion,
    order: &OrderVersion,
    (refunds_minor, paid_minor): (Option<&[i64]>, i64),
    audit: &mut Audit,
) {
    let Credited { base_minor, over_refund_minor, .. } = conversion.credited;
    let net_minor = conversion.credited.net_minor();
    if let Some(refunds_minor) = refunds_minor {
        let net =
            net_not_negative((base_minor, paid_minor), refunds_minor, net_minor, over_refund_minor);
        audit.expect(&order.key, net);
    }
    if conversion.credited.rows.is_empty() {
        return;
    }
    for model in Model::ALL {
        let rows = conversion.credited.rows.iter();
        let credits: Vec<i64> = rows.map(|row| row.minor[model]).collect();
        // What is left to nobody is a row like any other.
        audit.expect(&order.key, credits_balance(net_minor, &credits, 0));
        audit.expect(&order.key, credits_in_range(net_minor, &credits));
    }
}

/// The lines of the ledger sum to the credit.
fn compare_postings(conversion: &Conversion, name: &str, audit: &mut Audit) {
    let mut sums: BTreeMap<u32, ByModel> = BTreeMap::new();
    for posting in &conversion.postings {
        *sums.entry(posting.cell).or_default() += posting.delta_minor;
    }
    for row in &conversion.credited.rows {
        *sums.entry(row.cell).or_default() += -row.minor;
    }
    if sums.values().any(|sum| !sum.is_zero()) {
        audit.add(format!("order {name}: postings do not sum to the credit"));
    }
}
