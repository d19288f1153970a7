//! Hype: very many views, hardly any clicks, and nobody bought.
//!
//! Views can be bought; people who click cannot be so easily. Beside the flag stands how many
//! clicks that reach should have brought.

use serde::{Deserialize, Serialize};

use crate::kpi::Ratio;
use crate::stats::poisson_at_most;

/// Fewer expected clicks than this say nothing.
const LEAST_EXPECTED: i128 = 20;
/// How improbable so few clicks must be by luck.
const LUCK: f64 = 0.01;

/// Views without clicks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hype {
    /// How often the content was seen.
    pub n_views: i64,
    /// How many clicks came.
    pub n_clicks: i64,
    /// How many that reach should bring at the expected CTR.
    pub n_expected: i64,
}

/// Whether views are hype: at the expected CTR they should have brought at least 20 clicks, at most
/// a quarter of them came, luck explains that with at most 1%, and nothing was bought.
pub fn hype(n_views: i64, n_clicks: i64, has_conversions: bool, ctr: Ratio) -> Option<Hype> {
    let expected = i128::from(n_views) * ctr.numerator() / ctr.denominator();
    let is_few = expected >= LEAST_EXPECTED && i128::from(n_clicks) * 4 <= expected;
    if has_conversions || !is_few || n_clicks < 0 {
        return None;
    }
    let by_luck = poisson_at_most(n_clicks.unsigned_abs(), expected as f64);
    let n_expected = i64::try_from(expected).unwrap_or(i64::MAX);
    (by_luck <= LUCK).then_some(Hype { n_views, n_clicks, n_expected })
}
