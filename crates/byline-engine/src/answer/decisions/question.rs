//! Question: what money an advice is about, and by it the order of the list.
//!
//! A small fee behind which sales are missing comes before a large one that comes back.

use std::cmp::Reverse;

use byline_core::decision::advice::{Advised, Returns};
use byline_core::kpi::Ratio;

use crate::view::{CreatorDecision, InQuestion, Leak, MICRO, NoJudgement, QuestionOf, Shown};

/// What the amount is made of.
pub(super) struct Ground<'a> {
    /// What is advised.
    pub advised: Advised,
    /// What came, is due and is wanted; `None` without a price.
    pub returns: Option<Returns>,
    /// What was spent or agreed, in minor units.
    pub at_stake_minor: Option<i64>,
    /// Clicks and conversions, and the conversion rate that is expected.
    pub sales: (&'a Shown, Option<Ratio>),
    /// What a conversion is worth, in minor units; `None` where revenue is no measure.
    pub conversion_minor: Option<i64>,
    /// The sign that a code may have leaked.
    pub leak: Option<&'a Leak>,
}

impl Ground<'_> {
    /// What money the advice is about; else what was spent or agreed, and `None` of nothing.
    pub fn in_question(&self) -> Option<InQuestion> {
        let own = match self.advised {
            Advised::MendOffer | Advised::CheckPromise => self.missing_sales(),
            Advised::Part | Advised::Renegotiate | Advised::ReviewCreative => self.missing_return(),
            Advised::CheckCode => self.in_doubt(),
            _ => None,
        };
        let spent = || Some((QuestionOf::Spent, self.at_stake_minor?));
        let (of, minor) = own.filter(|(_, minor)| 0 < *minor).or_else(spent)?;
        let is_of_sales = of == QuestionOf::SalesMissing;
        let conversion_minor = self.conversion_minor.filter(|_| is_of_sales);
        Some(InQuestion { of, minor, conversion_minor })
    }

    fn missing_sales(&self) -> Option<(QuestionOf, i64)> {
        let (shown, expected) = self.sales;
        let missing_micro = shown.due_conversions_micro(expected?) - shown.conversions_micro;
        let minor =
            i128::from(missing_micro) * i128::from(self.conversion_minor?) / i128::from(MICRO);
        Some((QuestionOf::SalesMissing, i64::try_from(minor).ok()?))
    }

    fn missing_return(&self) -> Option<(QuestionOf, i64)> {
        let Returns { revenue_minor, price_minor, wanted, .. } = self.returns?;
        if revenue_minor < price_minor {
            return Some((QuestionOf::NotComeBack, price_minor - revenue_minor));
        }
        let wanted = i128::from(price_minor) * wanted.numerator() / wanted.denominator();
        let missing = wanted - i128::from(revenue_minor);
        Some((QuestionOf::LessThanWanted, i64::try_from(missing).ok()?))
    }

    fn in_doubt(&self) -> Option<(QuestionOf, i64)> {
        Some((QuestionOf::InDoubt, self.leak?.by_code_minor))
    }
}

/// Where a creator stands in the list: by urgency, then by the money that it is about. Of those
/// whom nobody needs, who could not be judged comes first, because that can be mended.
pub(super) fn place(row: &CreatorDecision) -> impl Ord + use<> {
    let urgency = row.urgency.map_or(u8::MAX, |urgency| urgency as u8);
    let group = match row.no_judgement {
        _ if row.urgency.is_some() => 0,
        Some(NoJudgement::OutOfUse) => 2,
        Some(_) => 0,
        None => 1,
    };
    // Whoever is to grow stands by what came beyond what is due.
    let beyond = row.paid.map(|paid| paid.revenue_minor - paid.due_minor);
    let in_question = match row.advice.what {
        Advised::Grow => beyond,
        _ => row.in_question.map(|of| of.minor),
    };
    let standing = row.judgement.as_ref().map(|judged| judged.standing);
    let evidence = row.judgement.as_ref().map(|judged| judged.evidence);
    let who = (row.name.clone(), row.creator_id.clone());
    (urgency, group, Reverse(in_question), standing, Reverse(evidence), who)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: the advice, what came of 100.00 that are due where twice that is wanted,
    /// and the money in question. Ten sales of 50.00 are missing, and 300.00 was agreed.
    #[test]
    fn each_advice_is_about_its_own_money() {
        for (advised, revenue_minor, expected) in [
            (Advised::MendOffer, 0, (QuestionOf::SalesMissing, 500_00)),
            (Advised::CheckPromise, 0, (QuestionOf::SalesMissing, 500_00)),
            (Advised::Part, 40_00, (QuestionOf::NotComeBack, 60_00)),
            (Advised::Renegotiate, 120_00, (QuestionOf::LessThanWanted, 80_00)),
            (Advised::ReviewCreative, 200_00, (QuestionOf::Spent, 300_00)),
            (Advised::IssueLink, 0, (QuestionOf::Spent, 300_00)),
            (Advised::Grow, 900_00, (QuestionOf::Spent, 300_00)),
            (Advised::CheckCode, 0, (QuestionOf::Spent, 300_00)),
        ] {
            let shown = Shown { n_clicks: 100, conversions_micro: 10 * MICRO, ..Shown::default() };
            let ground = Ground {
                advised,
                returns: Some(Returns {
                    revenue_minor,
                    price_minor: 100_00,
                    wanted: Ratio::whole(2),
                    conversion_minor: 50_00,
                }),
                at_stake_minor: Some(300_00),
                sales: (&shown, Ratio::new(20, 100)),
                conversion_minor: Some(50_00),
                leak: None,
            };
            let found = ground.in_question().map(|found| (found.of, found.minor));
            assert_eq!(found, Some(expected), "{advised:?}");
        }
    }
}
