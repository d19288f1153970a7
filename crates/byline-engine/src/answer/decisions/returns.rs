//! Returns: what each creator's sales are worth beside what of the price is due by now.
//!
//! Only where the goal is to sell: elsewhere revenue is no measure of anybody. Of a price that is
//! not due yet nothing is wanted.

use byline_core::campaign::{Campaign, Goal};
use byline_core::decision::EvidenceRules;
use byline_core::decision::advice::{Pays, Returns};
use byline_core::decision::standing::Evidence;
use byline_core::kpi::Ratio;

use super::dossier::{Dossier, Subject};
use crate::view::{Paid, PriceDue, WantedFrom};

/// What each unit of a price should bring: by the benchmark of ROI or ROAS, else by the revenue
/// target beside the budget, else itself.
pub fn wanted(campaign: &Campaign) -> (Ratio, WantedFrom) {
    let even = Ratio::whole(1);
    let terms = campaign.gate.as_ref();
    let expected = |kpi: &str| {
        let row = terms?.benchmark(kpi)?;
        Some(i128::from(row.value_micro)).filter(|micro| 0 < *micro)
    };
    let roi = expected("roi").and_then(|micro| Ratio::new(micro + 1_000_000, 1_000_000));
    let roas = expected("roas").and_then(|micro| Ratio::new(micro, 1_000_000));
    if let Some(wanted) = roas.or(roi) {
        return (wanted.max(even), WantedFrom::Benchmark);
    }
    let budget = campaign.budget_minor.filter(|budget| 0 < *budget);
    let target = expected("revenue").zip(budget);
    match target.and_then(|(micro, budget)| Ratio::new(micro, i128::from(budget) * 1_000_000)) {
        Some(wanted) => (wanted.max(even), WantedFrom::Target),
        None => (even, WantedFrom::BreakEven),
    }
}

impl Dossier<'_> {
    /// What a conversion of the campaign is worth; `None` until one came, and where the goal is
    /// not to sell: then revenue is no measure of anybody.
    pub fn conversion_minor(&self) -> Option<i64> {
        if self.campaign.goal != Goal::Sales {
            return None;
        }
        let model = self.model();
        let (mut revenue, mut micro) = (0_i128, 0_i128);
        for subject in &self.subjects {
            revenue += i128::from(subject.figures.revenue_minor[model]);
            micro += i128::from(subject.figures.orders_micro[model]);
        }
        let value = (0 < micro).then(|| revenue * 1_000_000 / micro.max(1));
        value.and_then(|value| i64::try_from(value).ok()).filter(|value| 0 < *value)
    }

    /// What a creator brought beside what is due; `None` without a price, without a conversion
    /// anywhere, and before the creator was seen to be live.
    pub fn returns(&self, subject: &Subject<'_>, conversion_minor: Option<i64>) -> Option<Returns> {
        let revenue_minor = subject.figures.revenue_minor[self.model()];
        Some(Returns {
            revenue_minor,
            price_minor: self.due_minor(subject)?,
            wanted: wanted(self.campaign).0,
            conversion_minor: conversion_minor?,
        })
    }

    /// How far what a creator brings carries what is due; `None` where there are no returns.
    pub fn paid(
        &self,
        subject: &Subject<'_>,
        conversion_minor: Option<i64>,
        rules: &EvidenceRules,
    ) -> Option<Paid> {
        let returns = self.returns(subject, conversion_minor)?;
        let (pays, evidence) = returns.judged(rules);
        Some(Paid {
            pays,
            evidence,
            revenue_minor: returns.revenue_minor,
            due_minor: returns.price_minor,
            fee_minor: subject.fee_minor.unwrap_or(0),
            fee_due_minor: self.fee_due_minor(subject),
        })
    }

    /// How what is due of a price is made; `None` of nothing, and before the creator is live.
    pub fn price_due(&self, subject: &Subject<'_>) -> Option<PriceDue> {
        Some(PriceDue {
            due_minor: self.due_minor(subject)?,
            fee_minor: subject.fee_minor,
            fee_due_minor: self.fee_due_minor(subject),
        })
    }

    /// What of a price is due by now: what was spent beyond the fee, and the part of the fee that
    /// belongs to the time since the first post, or a first link that came late, or the start of
    /// the flight, on the way to its end. `None` of nothing, and before the creator is live.
    pub fn due_minor(&self, subject: &Subject<'_>) -> Option<i64> {
        let spent_minor = subject.figures.spend_minor.unwrap_or(0);
        let beyond_minor = (spent_minor - subject.fee_minor.unwrap_or(0)).max(0);
        let due_minor = beyond_minor + self.fee_due_minor(subject);
        Some(due_minor).filter(|minor| 0 < *minor && subject.is_live(self.model()))
    }

    /// What of the fee is due by now.
    fn fee_due_minor(&self, subject: &Subject<'_>) -> i64 {
        let fee_minor = subject.fee_minor.unwrap_or(0);
        let live_at = subject.first_live_at.or(subject.linked_at);
        let Some(flight) = self.flight else { return fee_minor };
        let from = live_at.map_or(flight.from, |at| at.max(flight.from)).min(flight.to);
        let whole_s = flight.to.seconds_since(from).max(1);
        let passed_s = self.now.seconds_since(from).clamp(0, whole_s);
        let due = i128::from(fee_minor) * i128::from(passed_s) / i128::from(whole_s);
        i64::try_from(due).unwrap_or(fee_minor)
    }
}

impl Paid {
    /// Whether what is wanted comes back. Here the letter is the safe one: nothing is held against
    /// whoever pays so far.
    pub fn is_worth_it(&self) -> bool {
        self.pays.carries()
    }

    /// Whether less comes back than is due, as far as the data supports it.
    pub fn is_loss(&self) -> bool {
        self.pays == Pays::Loses && Evidence::Leaning <= self.evidence
    }

    /// Whether less comes back than is wanted, as far as the data supports it.
    pub fn is_short(&self) -> bool {
        !self.pays.carries() && Evidence::Leaning <= self.evidence
    }
}
