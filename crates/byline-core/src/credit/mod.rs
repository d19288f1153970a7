//! Credit: who earned how much of a conversion.
//!
//! In: the eligible touches of one conversion, oldest first, and a model. Out: one weight for
//! each touch, in the same order. [`crate::settle`] turns weights into minor units.
//!
//! Invariant: weights are whole numbers that depend on nothing but the arguments, so that every
//! machine credits every order alike. Only their proportions mean anything.

mod custom;
mod decay;
#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use crate::journey::Touchpoint;
use crate::time::Timestamp;

pub use custom::{AgeStep, CustomTable, MAX_CUSTOM_WEIGHT};

/// A rule that splits a conversion over the touches that led to it.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// All to the first touch.
    #[n(0)]
    First,
    /// All to the last touch.
    #[n(1)]
    Last,
    /// All to the last touch that is not direct.
    #[n(2)]
    LastNonDirect,
    /// The same to each touch.
    #[n(3)]
    Linear,
    /// Fixed shares to the first and the last, the rest among those between.
    #[n(4)]
    Position,
    /// Fixed shares to the first, the one before the lead, and the last.
    #[n(5)]
    W,
    /// Half as much for each half-life before the order.
    #[n(6)]
    TimeDecay,
    /// A table that the campaign declares.
    #[n(7)]
    Custom,
}

/// The number of models that every order is credited under.
pub const N_MODELS: usize = 8;

/// The settings of the models that have any.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(default, deny_unknown_fields)]
pub struct ModelParameters {
    /// The first touch's share under [`Model::Position`], in hundredths of a percent.
    #[n(0)]
    pub position_first_bp: u32,
    /// The last touch's share under [`Model::Position`], in hundredths of a percent.
    #[n(1)]
    pub position_last_bp: u32,
    /// The half-life under [`Model::TimeDecay`], in seconds.
    #[n(2)]
    pub half_life_s: i64,
    /// The table of [`Model::Custom`], if one was declared.
    #[n(3)]
    pub custom: Option<CustomTable>,
}

impl Default for ModelParameters {
    fn default() -> Self {
        Self {
            position_first_bp: 4_000,
            position_last_bp: 4_000,
            half_life_s: 7 * 86_400,
            custom: None,
        }
    }
}

impl Model {
    /// Every model, in the order of menus and of stored credit columns.
    pub const ALL: [Self; N_MODELS] = [
        Self::First,
        Self::Last,
        Self::LastNonDirect,
        Self::Linear,
        Self::Position,
        Self::W,
        Self::TimeDecay,
        Self::Custom,
    ];

    /// The column that holds this model's credit.
    pub fn column(self) -> usize {
        self as usize
    }

    /// The word in the API, in files and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::LastNonDirect => "last_non_direct",
            Self::Linear => "linear",
            Self::Position => "position",
            Self::W => "w",
            Self::TimeDecay => "time_decay",
            Self::Custom => "custom",
        }
    }

    /// The model that `key` names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.key() == key)
    }

    /// The name on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "First touch",
            Self::Last => "Last touch",
            Self::LastNonDirect => "Last non-direct",
            Self::Linear => "Linear",
            Self::Position => "Position-based",
            Self::W => "W-shaped",
            Self::TimeDecay => "Time decay",
            Self::Custom => "Custom table",
        }
    }
}

/// The weight of each touch of a journey. Up to four of them need no heap.
pub type Weights = SmallVec<[u64; 4]>;

/// A whole, in hundredths of a percent.
const WHOLE_BP: u64 = 10_000;

/// The share of each of the three roles under [`Model::W`], in hundredths of a percent.
const W_ROLE_BP: u64 = 3_000;

/// What the touches without a role share under [`Model::W`], in hundredths of a percent.
const W_REST_BP: u64 = 1_000;

/// The weights of a journey's touches under `model`, in journey order.
///
/// `journey` is not empty, sorted by [`Touchpoint::order_key`], eligible and joined. `lead_at` is
/// when the shopper became a lead, for [`Model::W`]. Weights are never all zero: where a model
/// gives nothing to anyone, as a custom table may, all touches weigh the same.
pub fn weights(
    model: Model,
    journey: &[Touchpoint],
    conversion_at: Timestamp,
    lead_at: Option<Timestamp>,
    parameters: &ModelParameters,
) -> Weights {
    debug_assert!(!journey.is_empty(), "a journey has at least one touch");
    let n_touches = journey.len();
    if n_touches == 1 {
        return smallvec![1];
    }
    let weights = match model {
        Model::First => all_to(0, n_touches),
        Model::Last => all_to(n_touches - 1, n_touches),
        Model::LastNonDirect => all_to(last_non_direct(journey), n_touches),
        Model::Linear => linear(n_touches),
        Model::Position => position(n_touches, parameters),
        Model::W => match lead_index(journey, conversion_at, lead_at) {
            Some(lead) => w_shaped(n_touches, lead),
            None => position(n_touches, parameters),
        },
        Model::TimeDecay => decay::weights(journey, parameters.half_life_s),
        Model::Custom => match &parameters.custom {
            Some(table) => table.weights(journey, conversion_at),
            None => linear(n_touches),
        },
    };
    let is_nothing = weights.iter().all(|weight| *weight == 0);
    if is_nothing { linear(n_touches) } else { weights }
}

fn all_to(index: usize, n_touches: usize) -> Weights {
    let mut weights: Weights = smallvec![0; n_touches];
    weights[index] = 1;
    weights
}

fn linear(n_touches: usize) -> Weights {
    smallvec![1; n_touches]
}

/// The last touch that is not direct or unknown; the last one if all are.
fn last_non_direct(journey: &[Touchpoint]) -> usize {
    let known = journey.iter().rposition(|touch| !touch.channel.is_direct());
    known.unwrap_or(journey.len() - 1)
}

/// `f` to the first touch, `l` to the last, and `1 - f - l` shared among those between. Two
/// touches share as `f : l`.
fn position(n_touches: usize, parameters: &ModelParameters) -> Weights {
    let first_bp = u64::from(parameters.position_first_bp);
    let last_bp = u64::from(parameters.position_last_bp);
    if n_touches == 2 {
        return smallvec![first_bp, last_bp];
    }
    // Scaled by the number of touches between, so that their shares stay whole numbers.
    let n_between = n_touches as u64 - 2;
    let between_bp = WHOLE_BP.saturating_sub(first_bp + last_bp);
    let mut weights: Weights = smallvec![between_bp; n_touches];
    weights[0] = first_bp * n_between;
    weights[n_touches - 1] = last_bp * n_between;
    weights
}

/// The last touch at or before the lead. A lead that no touch led to, or that came after the
/// conversion, is none.
fn lead_index(
    journey: &[Touchpoint],
    conversion_at: Timestamp,
    lead_at: Option<Timestamp>,
) -> Option<usize> {
    let lead_at = lead_at.filter(|lead_at| *lead_at <= conversion_at)?;
    journey.iter().rposition(|touch| touch.occurred_at <= lead_at)
}

/// Three tenths each to the first touch, the one that led to the lead, and the last; one tenth is
/// shared by the others. Roles that fall on one touch add up.
fn w_shaped(n_touches: usize, lead: usize) -> Weights {
    let last = n_touches - 1;
    let n_with_role = if lead == 0 || lead == last { 2 } else { 3 };
    let n_others = (n_touches - n_with_role) as u64;
    // Scaled by the number of others, so that their shares stay whole numbers. Without any, their
    // tenth vanishes: only proportions count.
    let role = W_ROLE_BP * n_others.max(1);
    let mut weights: Weights = smallvec![0; n_touches];
    for index in [0, lead, last] {
        weights[index] += role;
    }
    for weight in weights.iter_mut().filter(|weight| **weight == 0) {
        *weight = W_REST_BP;
    }
    weights
}
