//! The audit: everything computed again from the facts, compared with what was posted and summed.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use serde::Serialize;

use crate::attribute::{Scratch, judge};
use crate::engine::Engine;
use crate::state::cells::Credit;
use crate::state::conversions::{Conversion, Facts};
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
        let mut by_cell: BTreeMap<u32, [ByModel; 2]> = BTreeMap::new();
        for (_, conversion) in self.conversions.numbered() {
            let Facts::Order(order) = &conversion.facts else {
                continue;
            };
            audit.n_orders += 1;
            audit.n_postings += conversion.postings.len() as u64;
            let name = order.key.to_string();
            self.compare_credit(conversion, &name, &mut scratch, &mut audit);
            compare_balance(conversion, &name, &mut audit);
            compare_postings(conversion, &name, &mut audit);
            for row in &conversion.credited.rows {
                let sums = by_cell.entry(row.cell).or_default();
                sums[0] += row.minor;
                sums[1] += row.micro;
            }
        }
        self.compare_readings(&by_cell, &mut audit);
        audit
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
        let posted = posted.map(|row| (self.cells.cell(row.cell).key, row.minor, row.micro));
        if !posted.eq(verdicts.rows.iter().copied()) {
            audit.add(format!("order {name}: credit differs from its facts"));
        }
    }

    fn compare_readings(&self, by_cell: &BTreeMap<u32, [ByModel; 2]>, audit: &mut Audit) {
        for (number, cell) in (0..).zip(self.cells.iter()) {
            let [minor, micro] = by_cell.get(&number).copied().unwrap_or_default();
            let readings = [
                (Credit::Revenue, minor),
                (Credit::PostedRevenue, minor),
                (Credit::Orders, micro),
                (Credit::PostedOrders, micro),
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
    fn add(&mut self, difference: String) {
        if self.differences.len() < LIMIT {
            self.differences.push(difference);
        }
    }
}

/// Credits + unattributed = net, for every model.
fn compare_balance(conversion: &Conversion, name: &str, audit: &mut Audit) {
    let net_minor = conversion.credited.net_minor();
    if net_minor < 0 {
        audit.add(format!("order {name}: net is below zero"));
    }
    if conversion.credited.rows.is_empty() {
        return;
    }
    for model in Model::ALL {
        let sum: i64 = conversion.credited.rows.iter().map(|row| row.minor[model]).sum();
        if sum != net_minor {
            audit.add(format!(
                "order {name}: {} credits sum to {sum}, net is {net_minor}",
                model.key()
            ));
        }
        if conversion.credited.rows.iter().any(|row| row.minor[model] < 0) {
            audit.add(format!("order {name}: a {} credit is below zero", model.key()));
        }
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
