//! Refusals: how often a checkout did not take a promo code.
//!
//! Anybody can say so from a browser, so it is evidence for a cause and counts for nothing else.

use std::collections::BTreeMap;

use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::series::Series;

/// So many spellings are remembered; what comes after them is nobody's code.
const LIMIT: usize = 20_000;

/// Refusals by the code's normal form.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Refusals {
    by_code: BTreeMap<String, Series<i64>>,
}

impl Refusals {
    /// Notes that a code was refused. Tells whether it is kept.
    pub fn add(&mut self, code: &str, at: Timestamp) -> bool {
        if LIMIT <= self.by_code.len() && !self.by_code.contains_key(code) {
            return false;
        }
        self.by_code.entry(code.to_owned()).or_default().add(at.bucket().0, 1);
        true
    }

    /// How often a code was refused in buckets `from` to before `to`.
    pub fn count(&self, code: &str, (from, to): (u32, u32)) -> i64 {
        self.by_code.get(code).map_or(0, |series| series.sum(from, to))
    }
}
