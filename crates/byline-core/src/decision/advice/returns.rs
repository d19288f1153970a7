//! Returns: what sales are worth beside what of their price is due.
//!
//! To the letter it is a comparison of amounts. How far the data supports it is a Poisson count of
//! conversions beside those that would bring what the letter compares with (Jeffreys' prior).

use serde::{Deserialize, Serialize};

use crate::decision::rules::EvidenceRules;
use crate::decision::standing::{Evidence, as_float, evidence_of};
use crate::kpi::Ratio;
use crate::stats::Gamma;

/// Of fewer conversions than this that a price should bring, nothing is said: whoever breaks even
/// has none in one case of fifty at four.
const MIN_DUE: f64 = 4.0;

/// What sales are worth beside their price.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Returns {
    /// Credited so far, in minor units.
    pub revenue_minor: i64,
    /// What of the price is due by now, in minor units; above zero.
    pub price_minor: i64,
    /// Revenue that is wanted for each unit of the price; at least one.
    pub wanted: Ratio,
    /// What a conversion of this campaign is worth, in minor units; above zero.
    pub conversion_minor: i64,
}

/// What the results are worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pays {
    /// Less than they cost.
    Loses,
    /// What they cost, and less than wanted.
    Short,
    /// What is wanted.
    Well,
    /// 130% of what is wanted, or more.
    VeryWell,
}

impl Returns {
    /// To the letter.
    pub fn pays(&self) -> Pays {
        let revenue = i128::from(self.revenue_minor) * self.wanted.denominator();
        let price = i128::from(self.price_minor);
        let wanted = price * self.wanted.numerator();
        match () {
            () if self.revenue_minor < self.price_minor => Pays::Loses,
            () if revenue < wanted => Pays::Short,
            () if revenue * 10 < wanted * 13 => Pays::Well,
            () => Pays::VeryWell,
        }
    }

    /// What may be said, and how far the data supports it. That is the letter, save that whoever is
    /// barely far over what is wanted brings what is wanted, which is surer.
    pub fn judged(&self, rules: &EvidenceRules) -> (Pays, Evidence) {
        let of = |pays| (pays, self.evidence(pays, rules));
        match of(self.pays()) {
            (Pays::VeryWell, Evidence::Insufficient) => of(Pays::Well),
            found => found,
        }
    }

    /// How far the data supports one reading: conversions are a Poisson count beside those that
    /// would bring what it compares with.
    fn evidence(&self, pays: Pays, rules: &EvidenceRules) -> Evidence {
        let wanted = as_float(self.wanted);
        if self.n_paid() < MIN_DUE {
            return Evidence::Insufficient;
        }
        let probability = match pays {
            Pays::Loses => self.known(1.0).at_most(1.0),
            Pays::Short => self.known(wanted).at_most(1.0),
            Pays::Well => self.known(wanted).at_least(1.0),
            Pays::VeryWell => self.known(wanted * 1.3).at_least(1.0),
        };
        evidence_of(probability, rules).0
    }

    /// Whether the data confirms that less than half of the price comes back.
    pub fn loses_most(&self, rules: &EvidenceRules) -> bool {
        let is_half_lost = i128::from(self.revenue_minor) * 2 < i128::from(self.price_minor);
        let is_known = MIN_DUE <= self.n_paid();
        let confirmed = || evidence_of(self.known(0.5).at_most(1.0), rules).0;
        is_half_lost && is_known && confirmed() == Evidence::Confirmed
    }

    /// So many conversions are worth the price.
    fn n_paid(&self) -> f64 {
        self.price_minor as f64 / self.conversion_minor.max(1) as f64
    }

    /// What is known of the rate of conversions, where 1 brings `times` the price.
    fn known(&self, times: f64) -> Gamma {
        let value = self.conversion_minor.max(1);
        let n_seen = u64::try_from(self.revenue_minor.max(0) / value).unwrap_or(0);
        // Jeffreys' prior of a rate.
        Gamma { shape: 0.5, rate: 1e-9 }.after(n_seen, self.n_paid() * times)
    }
}

impl Pays {
    /// Whether what is wanted comes back, to the letter.
    pub fn carries(self) -> bool {
        matches!(self, Self::Well | Self::VeryWell)
    }

    /// Whether at least the price comes back, to the letter.
    pub fn covers(self) -> bool {
        self != Self::Loses
    }
}
