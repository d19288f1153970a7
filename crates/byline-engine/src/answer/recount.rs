//! The recount: what waits, spend and platform figures, added up again from what was said.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::event::Metric;
use byline_core::figure::Subject;

use super::audit::Audit;
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::{CellKey, Count};
use crate::state::shoppers::{Origin, Touch};
use crate::take::{ad_spend_id, summed};

/// Sums by cell, and by what was counted.
type Sums<K> = BTreeMap<(CellKey, K), i64>;

impl Engine {
    /// Compares the counters and the readings that no order fills with what was said.
    pub(super) fn recount(&self, audit: &mut Audit) {
        let waiting = self.conversions.numbered().filter(|(_, row)| row.is_waiting());
        let reports =
            waiting.map(|(_, row)| row.refunds.len() + row.sightings.len() + row.claims.len());
        let n_waiting = reports.sum::<usize>() as u64;
        if n_waiting != self.counters.n_waiting {
            let counted = self.counters.n_waiting;
            audit.add(format!("{n_waiting} reports wait for their order, {counted} are counted"));
        }
        self.recount_left_out(audit);
        self.recount_spend(audit);
        self.recount_figures(audit);
    }

    /// Requests that are no clicks are counted link by link.
    fn recount_left_out(&self, audit: &mut Audit) {
        let mut found: BTreeMap<(u32, Verdict), i64> = BTreeMap::new();
        let of_links = |touch: &&Touch| touch.origin == Origin::Link;
        for touch in self.shoppers.touches().iter().filter(of_links) {
            let is_left_out = touch.verdict != Verdict::Human;
            *found.entry((touch.source, touch.verdict)).or_default() += i64::from(is_left_out);
        }
        let mut counted: BTreeMap<(u32, Verdict), i64> = BTreeMap::new();
        for link in 0..self.link_counts.n_links() {
            let kinds = self.link_counts.left_out(link);
            counted.extend(kinds.map(|(verdict, series)| ((link, verdict), series.total())));
        }
        for (of, n) in found {
            *counted.entry(of).or_default() -= n;
        }
        for ((link, verdict), _) in counted.into_iter().filter(|(_, left)| *left != 0) {
            audit.add(format!("link {link}: {} requests differ from the log", verdict.key()));
        }
    }

    /// Spend is the sum of its records, and what platforms say was spent is among them.
    fn recount_spend(&self, audit: &mut Audit) {
        let mut sums: Sums<()> = BTreeMap::new();
        for spend in self.spend.iter() {
            let sum = sums.entry((self.spend_cell(spend), ())).or_default();
            *sum += self.reported_spend(spend).minor;
        }
        for cell in self.cells.iter() {
            let expected = sums.remove(&(cell.key, ())).unwrap_or(0);
            if cell.count(Count::Spend).total() != expected {
                audit.add(format!("{:?}: spend differs from its records", cell.key));
            }
        }
        for ((key, ()), _) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
            audit.add(format!("{key:?}: spend is in no reading"));
        }
        for (placement, subject) in self.figures.owned() {
            self.recount_ad_spend(placement, subject, audit);
        }
    }

    fn recount_ad_spend(&self, placement: u32, subject: &Subject, audit: &mut Audit) {
        let target = self.registry.placement_target(placement);
        if target.campaign == NONE {
            return;
        }
        let default = self.registry.currency(target.campaign);
        for (at, currency, minor) in self.figures.ad_spend(subject, default) {
            let id = ad_spend_id(subject, at, currency);
            let recorded = self.spend.get(&id).map(|spend| spend.amount.minor);
            if recorded.unwrap_or(0) != minor {
                audit.add(format!("record {id} differs from what the platform says"));
            }
        }
    }

    /// Readings of platforms are the sum of what they said of the things of a placement.
    fn recount_figures(&self, audit: &mut Audit) {
        let mut sums: Sums<Metric> = BTreeMap::new();
        for (placement, subject) in self.figures.owned() {
            let key = self.platform_cell(placement);
            for one in self.figures.happened(subject) {
                let Some(metric) = summed(one.counted) else {
                    continue;
                };
                let changes = one.changes.iter().map(|(_, change)| *change);
                *sums.entry((key, metric)).or_default() += changes.sum::<i64>();
            }
        }
        for (placement, metric, sum) in self.platform.sums() {
            *sums.entry((self.platform_cell(placement), metric)).or_default() += sum;
        }
        for cell in self.cells.iter() {
            for metric in Metric::ALL {
                let expected = sums.remove(&(cell.key, metric)).unwrap_or(0);
                if cell.metric(metric).total() != expected {
                    audit.add(format!(
                        "{:?}: {} differ from what was said",
                        cell.key,
                        metric.key()
                    ));
                }
            }
        }
        for ((key, metric), _) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
            audit.add(format!("{key:?}: {} are in no reading", metric.key()));
        }
    }
}
