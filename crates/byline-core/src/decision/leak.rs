//! Leaks: a code that sells without its creator.
//!
//! In: how many orders came by a creator's code without a click of theirs, and how many by their
//! clicks; the same of everybody else in the campaign. Out: whether the code sells by itself far
//! more than others do. That is a sign and no proof: a site for promo codes has it, or the creator
//! says it aloud where nobody can click. A person looks, and marks the code as leaked or not.

use serde::Serialize;

use crate::stats::wilson;

/// Of fewer orders nothing is said.
const LEAST_ORDERS: u64 = 20;
/// How much of its orders a code must bring more than the others' codes do, in millionths.
const LEAST_GAP_PPM: i64 = 150_000;
/// How sure the share's interval is.
const LEVEL: f64 = 0.98;

/// By what orders came.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct CodeUse {
    /// Orders by code without a click.
    pub n_by_code: u64,
    /// Orders by click.
    pub n_by_click: u64,
}

/// A code that sells without its creator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct LeakSign {
    /// By what the creator's orders came.
    #[serde(flatten)]
    pub own: CodeUse,
    /// What part came by code alone, in millionths.
    pub own_ppm: i64,
    /// The same of everybody else, in millionths.
    pub others_ppm: i64,
}

impl CodeUse {
    fn n(&self) -> u64 {
        self.n_by_code + self.n_by_click
    }

    fn share_ppm(&self) -> Option<i64> {
        let part = i64::try_from(self.n_by_code.checked_mul(1_000_000)?.checked_div(self.n())?);
        part.ok()
    }
}

/// Whether a creator's code sells without them: all of its share's interval lies clearly above
/// what is usual for the others of the campaign.
pub fn leak_sign(own: CodeUse, others: CodeUse) -> Option<LeakSign> {
    if own.n() < LEAST_ORDERS || others.n() < LEAST_ORDERS {
        return None;
    }
    let (own_ppm, others_ppm) = (own.share_ppm()?, others.share_ppm()?);
    let (least_ppm, _) = wilson(own.n_by_code, own.n(), LEVEL).ppm();
    (others_ppm + LEAST_GAP_PPM <= least_ppm).then_some(LeakSign { own, own_ppm, others_ppm })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: orders by code and by click of a creator, the same of all others, and
    /// whether that looks like a leak.
    #[test]
    fn a_code_that_sells_without_its_creator_is_a_sign() {
        for (own, others, is_sign) in [
            ((150, 1), (300, 700), true),
            ((19, 0), (300, 700), false),
            ((20, 0), (300, 700), true),
            ((30, 70), (300, 700), false),
            ((60, 40), (300, 700), true),
            ((12, 10), (300, 700), false),
            ((95, 5), (900, 100), false),
            ((150, 1), (3, 7), false),
        ] {
            let of = |(n_by_code, n_by_click)| CodeUse { n_by_code, n_by_click };
            let sign = leak_sign(of(own), of(others));
            assert_eq!(sign.is_some(), is_sign, "{own:?} beside {others:?}");
            if let Some(sign) = sign {
                assert!(sign.others_ppm + LEAST_GAP_PPM <= sign.own_ppm, "{sign:?}");
            }
        }
    }
}
