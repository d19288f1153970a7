//! Recommendations: keep, grow, renegotiate or part, each with the reasons that led there.
//!
//! Two things speak about a creator: how people react to the content (the standing), and what the
//! sales are worth beside their price (the returns). To part takes both, to grow takes either with
//! confirmed evidence and no fall, to renegotiate takes a price that the results do not carry.

use serde::{Deserialize, Serialize};

use super::week::Against;
use crate::decision::rules::EvidenceRules;
use crate::decision::said::ReviewDecision;
use crate::decision::standing::{Evidence, Standing, as_float, evidence_of};
use crate::kpi::Ratio;
use crate::stats::Gamma;

/// What a recommendation stands on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Footing {
    /// How people react, and how far the data supports it; `None` if it cannot be judged.
    pub standing: Option<(Standing, Evidence)>,
    /// What the sales are worth beside their price; `None` without a price.
    pub returns: Option<Returns>,
    /// The week's revenue beside floor and ceiling.
    pub against: Against,
    /// Revenue of this week beside the same part of the week before; `None` without one.
    pub trend: Option<Trend>,
}

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

/// How revenue moves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// A quarter more, or better.
    Rising,
    /// Between.
    Steady,
    /// A quarter less, or worse.
    Falling,
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

/// What to do, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Recommendation {
    /// What.
    pub decision: ReviewDecision,
    /// Why, the heaviest reason first. Never empty.
    pub whys: Vec<Why>,
}

/// A reason.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// People react far less than expected.
    FarUnder,
    /// People react less than expected.
    Under,
    /// People react far more than expected.
    FarOver,
    /// People react as expected.
    AsExpected,
    /// The sales are worth less than their price.
    Loses,
    /// The sales carry their price, and not what is wanted.
    Short,
    /// The sales are worth what is wanted.
    PaysWell,
    /// The sales are worth far more than is wanted.
    PaysVeryWell,
    /// The week is below its floor.
    BelowFloor,
    /// The week is above its ceiling.
    AboveCeiling,
    /// Revenue rises, so a harder step waits.
    Rising,
    /// Revenue falls, so more money waits.
    Falling,
    /// Too little is known to change anything.
    TooLittle,
    /// No price is known.
    NoPrice,
    /// A code sells without the creator, so what they bring is not known.
    MayHaveLeaked,
}

impl Trend {
    /// How revenue moved from `before` to `now`; `None` if there was nothing before.
    pub fn of(now_minor: i64, before_minor: i64) -> Option<Self> {
        let (now, before) = (i128::from(now_minor) * 4, i128::from(before_minor));
        if before <= 0 {
            return None;
        }
        Some(match () {
            () if before * 5 <= now => Self::Rising,
            () if now <= before * 3 => Self::Falling,
            () => Self::Steady,
        })
    }
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

    /// How far the data supports what is said to the letter: conversions are a Poisson count beside
    /// those that would bring what the letter compares with.
    pub fn evidence(&self, rules: &EvidenceRules) -> Evidence {
        let value = self.conversion_minor.max(1);
        let n_seen = u64::try_from(self.revenue_minor.max(0) / value).unwrap_or(0);
        let n_paid = self.price_minor as f64 / value as f64;
        let wanted = as_float(self.wanted);
        // Jeffreys' prior of a rate.
        let known = |n_needed: f64| Gamma { shape: 0.5, rate: 1e-9 }.after(n_seen, n_needed);
        if n_paid < MIN_DUE {
            return Evidence::Insufficient;
        }
        let probability = match self.pays() {
            Pays::Loses => known(n_paid).at_most(1.0),
            Pays::Short => known(n_paid * wanted).at_most(1.0),
            Pays::Well => known(n_paid * wanted).at_least(1.0),
            Pays::VeryWell => known(n_paid * wanted * 1.3).at_least(1.0),
        };
        evidence_of(probability, rules).0
    }
}

impl Recommendation {
    /// The same where a code sells without the creator: what it brings is a reason to grow nobody.
    #[must_use]
    pub fn unless_leaked(mut self) -> Self {
        if self.decision == ReviewDecision::Grow {
            self.decision = ReviewDecision::Keep;
        }
        self.whys.insert(0, Why::MayHaveLeaked);
        self
    }
}

/// What to do about a creator.
pub fn recommend(footing: &Footing, rules: &EvidenceRules) -> Recommendation {
    use ReviewDecision::{Grow, Keep, Part, Renegotiate};
    let react = reaction(footing.standing);
    let returns = footing.returns.map(|returns| (returns.pays(), returns.evidence(rules)));
    let pays = returns.filter(|(_, evidence)| Evidence::Leaning <= *evidence);
    let is_sure = returns.is_some_and(|(_, evidence)| evidence == Evidence::Confirmed);
    let money = match pays {
        Some((Pays::Loses, _)) => Why::Loses,
        Some((Pays::Short, _)) => Why::Short,
        Some((Pays::Well, _)) => Why::PaysWell,
        Some((Pays::VeryWell, _)) => Why::PaysVeryWell,
        None if footing.returns.is_none() => Why::NoPrice,
        None => Why::TooLittle,
    };
    let (mut decision, mut whys) = match (react, money) {
        (Why::FarUnder, Why::Loses) => (Part, vec![Why::Loses, Why::FarUnder]),
        (_, Why::Loses) if is_sure || react == Why::Under => (Renegotiate, vec![Why::Loses, react]),
        (Why::FarUnder | Why::FarOver, Why::Short) => (Renegotiate, vec![Why::Short, react]),
        (Why::FarUnder, Why::NoPrice) => (Renegotiate, vec![Why::FarUnder, Why::NoPrice]),
        (Why::FarUnder, _) => (Keep, vec![money, Why::FarUnder]),
        (Why::FarOver, Why::PaysWell | Why::PaysVeryWell | Why::NoPrice) => {
            (Grow, vec![Why::FarOver, money])
        }
        (Why::AsExpected, Why::PaysVeryWell) if is_sure => (Grow, vec![money, react]),
        (Why::TooLittle, Why::TooLittle) => (Keep, vec![Why::TooLittle]),
        (Why::TooLittle, money) => (Keep, vec![money, Why::TooLittle]),
        (react, Why::TooLittle) => (Keep, vec![react, Why::TooLittle]),
        (react, money) => (Keep, vec![money, react]),
    };
    match footing.against {
        Against::Below => whys.push(Why::BelowFloor),
        Against::Above => whys.push(Why::AboveCeiling),
        Against::Within | Against::TooEarly | Against::NotSet | Against::NotLive => {}
    }
    match (decision, footing.trend) {
        (Part, Some(Trend::Rising)) => {
            decision = Renegotiate;
            whys.push(Why::Rising);
        }
        (Grow, Some(Trend::Falling)) => {
            decision = Keep;
            whys.push(Why::Falling);
        }
        _ => {}
    }
    Recommendation { decision, whys }
}

/// How people react, as far as the data supports it.
fn reaction(standing: Option<(Standing, Evidence)>) -> Why {
    let Some((standing, evidence)) = standing else { return Why::TooLittle };
    match (standing, evidence) {
        (_, Evidence::Insufficient) => Why::TooLittle,
        (Standing::Red, Evidence::Confirmed) => Why::FarUnder,
        (Standing::Red | Standing::Yellow, _) => Why::Under,
        (Standing::Accelerate, Evidence::Confirmed) => Why::FarOver,
        (Standing::Accelerate | Standing::Green, _) => Why::AsExpected,
    }
}
