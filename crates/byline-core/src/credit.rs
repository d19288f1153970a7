//! Credit: who earned how much of a conversion.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

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
