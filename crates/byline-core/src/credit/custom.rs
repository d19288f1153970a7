//! The custom model: a table of weights that a campaign declares.
//!
//! In: the touches of a journey. Out: for each the product of its weight by position, by kind and
//! by age. A touch that any of the three gives nothing earns nothing.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Weights;
use crate::journey::Touchpoint;
use crate::time::{MICROS_PER_HOUR, Timestamp};

/// The largest weight in a [`CustomTable`], so that the product of three fits a machine word.
pub const MAX_CUSTOM_WEIGHT: u32 = 1_000_000;

/// A declared table of weights: by position, by kind and by age. The three multiply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct CustomTable {
    /// The first touch's weight.
    #[n(0)]
    pub first: u32,
    /// The weight of each touch between.
    #[n(1)]
    pub middle: u32,
    /// The last touch's weight.
    #[n(2)]
    pub last: u32,
    /// The weight of a view, an engaged view, a click, a code.
    #[n(3)]
    pub by_kind: [u32; 4],
    /// Weights by age: up to so many whole hours before the order, this weight. The first row
    /// that fits holds; older touches weigh nothing. Empty: age does not matter.
    #[n(4)]
    pub by_age: Vec<AgeStep>,
}

/// One row of a [`CustomTable`]'s ages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct AgeStep {
    /// Up to this age, in hours, included.
    #[n(0)]
    pub up_to_hours: u32,
    /// The weight there.
    #[n(1)]
    pub weight: u32,
}

impl CustomTable {
    /// Whether no weight is above [`MAX_CUSTOM_WEIGHT`]. One that is counts as the maximum.
    pub fn is_within_limits(&self) -> bool {
        let by_age = self.by_age.iter().map(|step| step.weight);
        let others = [self.first, self.middle, self.last].into_iter().chain(self.by_kind);
        by_age.chain(others).all(|weight| weight <= MAX_CUSTOM_WEIGHT)
    }

    /// Whether it gives nothing to any touch of a journey, so that all of them weigh the same.
    /// Worth a flag beside the number.
    pub fn is_silent(&self, journey: &[Touchpoint], conversion_at: Timestamp) -> bool {
        self.weights(journey, conversion_at).iter().all(|weight| *weight == 0)
    }

    pub(super) fn weights(&self, journey: &[Touchpoint], conversion_at: Timestamp) -> Weights {
        let last = journey.len().saturating_sub(1);
        let weigh = |(index, touch): (usize, &Touchpoint)| {
            let by_position = match index {
                0 => self.first,
                _ if index == last => self.last,
                _ => self.middle,
            };
            let by_kind = self.by_kind[touch.kind as usize];
            let by_age = self.by_age(conversion_at.micros_since(touch.occurred_at));
            [by_position, by_kind, by_age].into_iter().map(factor).product()
        };
        journey.iter().enumerate().map(weigh).collect()
    }

    fn by_age(&self, age_micros: i64) -> u32 {
        if self.by_age.is_empty() {
            return 1;
        }
        let fits = |step: &&AgeStep| {
            age_micros <= i64::from(step.up_to_hours).saturating_mul(MICROS_PER_HOUR)
        };
        self.by_age.iter().find(fits).map_or(0, |step| step.weight)
    }
}

fn factor(weight: u32) -> u64 {
    u64::from(weight.min(MAX_CUSTOM_WEIGHT))
}
