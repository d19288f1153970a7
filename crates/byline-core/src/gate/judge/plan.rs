//! What concerns the whole campaign: dates, counting, limits, signals.

use super::{Findings, is_fresh, whole_flight};
use crate::gate::{Dossier, Flaw};
use crate::kpi::Kpi;

pub(super) fn plan(dossier: &Dossier<'_>, findings: &mut Findings) {
    let campaign = dossier.campaign;
    let subject = subject(dossier);
    match whole_flight(campaign) {
        None => findings.add(Flaw::NoFlight, subject),
        Some(flight) if flight.to <= dossier.now => findings.add(Flaw::FlightOver, subject),
        Some(_) => {}
    }
    match campaign.budget_minor {
        None => findings.add(Flaw::NoBudget, subject),
        Some(budget_minor) => {
            let deals = dossier.members.iter().flat_map(|member| &member.deals);
            let fees = deals.filter_map(|deal| deal.fee);
            let own = fees.filter(|fee| fee.currency == campaign.currency);
            let sum: i128 = own.map(|fee| i128::from(fee.minor)).sum();
            if i128::from(budget_minor) < sum {
                findings.add(Flaw::OverBudget, subject);
            }
        }
    }
    if dossier.members.is_empty() {
        findings.add(Flaw::NoCreators, subject);
    }
}

pub(super) fn counting(dossier: &Dossier<'_>, findings: &mut Findings) {
    if !dossier.terms.is_counting_chosen {
        findings.add(Flaw::CountingNotChosen, subject(dossier));
    }
    if dossier.campaign.rules.click_window_s == 0 {
        findings.add(Flaw::ClickWindowZero, subject(dossier));
    }
}

pub(super) fn limits(dossier: &Dossier<'_>, findings: &mut Findings) {
    let terms = dossier.terms;
    let subject = subject(dossier);
    if terms.floor_minor.is_none() {
        findings.add(Flaw::NoFloor, subject);
    }
    if terms.cpc_ceiling_minor.is_none() {
        findings.add(Flaw::NoCeiling, subject);
    }
    for benchmark in &terms.benchmarks {
        if Kpi::from_key(&benchmark.kpi).is_none() {
            findings.tell(Flaw::BenchmarkUnknown, subject, format!("`{}`", benchmark.kpi));
        } else if benchmark.value_micro <= 0 {
            findings.tell(Flaw::BenchmarkNotPositive, subject, format!("`{}`", benchmark.kpi));
        }
    }
    let is_set = |kpi: &Kpi| terms.benchmark(kpi.key).is_some();
    if !Kpi::for_goal(dossier.campaign.goal).any(is_set) {
        findings.add(Flaw::NoBenchmark, subject);
    }
}

pub(super) fn signals(dossier: &Dossier<'_>, findings: &mut Findings) {
    let signals = dossier.signals;
    let subject = subject(dossier);
    if !signals.has_shop {
        findings.add(Flaw::NoShop, subject);
    } else if !is_fresh(signals.shop_at, dossier.now) {
        findings.add(Flaw::ShopSilent, subject);
    }
    match signals.test_order {
        None => findings.add(Flaw::NoTestOrder, subject),
        Some(order) if !order.names_campaign => findings.add(Flaw::TestOrderUnmatched, subject),
        Some(_) => {}
    }
    if !is_fresh(signals.landing_at, dossier.now) {
        findings.add(Flaw::NoLandings, subject);
    }
}

fn subject<'d>(dossier: &'d Dossier<'_>) -> (&'static str, &'d str) {
    ("campaign", dossier.campaign.id.as_str())
}
