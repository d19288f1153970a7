//! Bands: what the trade calls weak, average, strong and exceptional.
//!
//! Invariant: the bands of a KPI leave no gap and do not overlap, so every value is in exactly one.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

use super::ratio::Ratio;
use crate::money::Currency;

/// The four bands of a KPI.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bands {
    /// Where the second, third and fourth band begin, in the order of values. A percentage is a
    /// fraction; money is in US cents.
    pub edges: [Edge; 3],
    /// The trade's words, from weak to exceptional.
    pub names: [&'static str; 4],
    /// Whether larger values are better.
    pub is_rising: bool,
}

/// Where one band ends and the next begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// The edge belongs to the band above it.
    From(Ratio),
    /// The edge belongs to the band below it.
    Above(Ratio),
}

/// A band that a reading falls in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Band {
    /// How good it is.
    pub grade: Grade,
    /// The trade's word for it.
    pub name: &'static str,
}

/// How good a band is, whatever the KPI.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The lowest.
    Weak,
    /// What most reach.
    Average,
    /// Better than most.
    Strong,
    /// The highest.
    Exceptional,
}

impl Grade {
    /// Every grade, from the lowest.
    pub const ALL: [Self; 4] = [Self::Weak, Self::Average, Self::Strong, Self::Exceptional];
}

/// What money readings are in, against the US dollars of the default bands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InCurrency {
    minor_per_cent: Option<Ratio>,
}

impl InCurrency {
    /// In US dollars.
    pub const DOLLARS: Self = Self { minor_per_cent: Some(Ratio::whole(1)) };

    /// In `currency`, at no known rate: only US dollars can be judged.
    pub fn of(currency: Currency) -> Self {
        if currency == Currency::USD { Self::DOLLARS } else { Self { minor_per_cent: None } }
    }

    /// In a currency of which so many minor units are worth one US cent.
    pub const fn at_rate(minor_per_cent: Ratio) -> Self {
        Self { minor_per_cent: Some(minor_per_cent) }
    }

    pub(super) fn to_cents(self, ratio: Ratio) -> Option<Ratio> {
        ratio.checked_div(self.minor_per_cent?)
    }
}

impl Bands {
    /// Bands of a KPI of which more is better: edges and names ascend.
    pub(super) const fn rising(edges: [Edge; 3], names: [&'static str; 4]) -> Option<Self> {
        Some(Self { edges, names, is_rising: true })
    }

    /// Bands of a KPI of which less is better: edges ascend, names run from weak to exceptional.
    pub(super) const fn falling(edges: [Edge; 3], names: [&'static str; 4]) -> Option<Self> {
        Some(Self { edges, names, is_rising: false })
    }

    /// The one band that `ratio` falls in.
    pub fn band_of(&self, ratio: Ratio) -> Band {
        let n_below = self.edges.iter().filter(|edge| edge.is_reached_by(ratio)).count();
        self.band(n_below)
    }

    /// The bands in the order of values, each with the edge that it begins at.
    pub fn all(&self) -> [(Option<Edge>, Band); 4] {
        let edge = |index: usize| index.checked_sub(1).map(|below| self.edges[below]);
        std::array::from_fn(|index| (edge(index), self.band(index)))
    }

    fn band(&self, index: usize) -> Band {
        let grade = if self.is_rising { index } else { 3 - index };
        Band { grade: Grade::ALL[grade], name: self.names[grade] }
    }
}

impl Edge {
    /// Where it is.
    pub fn at(self) -> Ratio {
        match self {
            Self::From(at) | Self::Above(at) => at,
        }
    }

    fn is_reached_by(self, ratio: Ratio) -> bool {
        match self {
            Self::From(at) => at <= ratio,
            Self::Above(at) => at < ratio,
        }
    }
}

/// A list of the bands in the order of values, each with its grade, its name, the edge that it
/// begins at (none for the lowest) and whether that edge is in it.
impl Serialize for Bands {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row {
            grade: Grade,
            name: &'static str,
            from: Option<Ratio>,
            is_from_included: bool,
        }
        let mut rows = serializer.serialize_seq(Some(4))?;
        for (edge, band) in self.all() {
            rows.serialize_element(&Row {
                grade: band.grade,
                name: band.name,
                from: edge.map(Edge::at),
                is_from_included: !matches!(edge, Some(Edge::Above(_))),
            })?;
        }
        rows.end()
    }
}
