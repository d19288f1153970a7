//! KPIs: one table of formulas that the engine, the screens, the API and the docs all read.
//!
//! In: [`KpiInputs`], the figures of one scope and stretch; a figure may be missing. Out: a
//! [`Reading`], the exact ratio that the formula gives, or the reason why there is none. A reading
//! falls in one [`Band`], which judges it against the market.
//!
//! Invariant: a missing input and a denominator of zero are "not available" with the reason,
//! never zero; nothing is rounded before it is shown.

mod bands;
mod formula;
mod goals;
mod input;
mod ratio;
mod show;
mod table;
#[cfg(test)]
mod tests;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

use crate::campaign::Goal;

pub use bands::{Band, Bands, Edge, Grade, InCurrency};
pub use formula::{Divisor, Formula, Term};
pub use input::{Input, InputKind, KpiInputs};
pub use ratio::Ratio;
pub use show::figure;
pub use table::KPIS;

/// One KPI of the table.
#[derive(PartialEq, Eq, Debug)]
pub struct Kpi {
    /// Which of the nineteen standard KPIs it is, or belongs to; `None` for the others.
    pub number: Option<u8>,
    /// The word in the API.
    pub key: &'static str,
    /// The name on screens.
    pub name: &'static str,
    /// How it is computed.
    pub formula: Formula,
    /// What its readings are.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// The default bands, if the trade has any.
    pub bands: Option<Bands>,
    /// What it means, in one or two sentences.
    pub doc: &'static str,
}

/// What the readings of a KPI are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A number of things; split conversions make it fractional.
    Count,
    /// A fraction, shown in percent: 1/4 is 25%.
    Percent,
    /// Minor units of the campaign's currency.
    Money,
    /// How many times as much: 4 is 4x.
    Multiple,
}

/// Which way of a KPI is better.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// It informs and does not judge.
    Neutral,
}

/// A KPI's value for one scope and stretch, exact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// The value.
    pub ratio: Ratio,
    /// What it was divided by, where the formula leaves a choice: a CTR of views is not a CTR of
    /// impressions.
    pub divided_by: Option<Input>,
}

/// Why a KPI has no reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Error)]
#[serde(tag = "code", content = "input", rename_all = "snake_case")]
pub enum NotAvailable {
    /// No feed reported this. That is not zero.
    #[error("{} not reported", .0.name())]
    InputMissing(Input),
    /// It is zero or below, so there is nothing to divide by.
    #[error("{} not above zero", .0.name())]
    DivisorZero(Input),
    /// There are more of these than clicks, so some came without one: orders by code do. A share
    /// above 100% would say nothing.
    #[error("more {} than clicks: some came without one", .0.name())]
    MoreThanClicks(Input),
}

impl NotAvailable {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InputMissing(_) => "kpi.input_missing",
            Self::DivisorZero(_) => "kpi.divisor_zero",
            Self::MoreThanClicks(_) => "kpi.more_than_clicks",
        }
    }
}

impl Kpi {
    /// The KPI that `key` names.
    pub fn from_key(key: &str) -> Option<&'static Self> {
        KPIS.iter().find(|kpi| kpi.key == key)
    }

    /// What goes into it, each once, in the order of the formula.
    pub fn inputs(&self) -> Vec<Input> {
        self.formula.inputs()
    }

    /// The goals for which it comes first.
    pub fn goals(&self) -> Vec<Goal> {
        goals::of(self.key)
    }

    /// The KPIs that matter first for `goal`, in the order in which to show them.
    pub fn for_goal(goal: Goal) -> impl Iterator<Item = &'static Self> {
        goals::keys(goal).iter().filter_map(|key| Self::from_key(key))
    }

    /// The reading that `inputs` give.
    pub fn evaluate(&self, inputs: &KpiInputs) -> Result<Reading, NotAvailable> {
        self.formula.evaluate(inputs)
    }

    /// The band that `reading` falls in; `None` if the KPI has no bands, or if they are in dollars
    /// and no rate to them is known.
    pub fn band(&self, reading: Reading, money: InCurrency) -> Option<Band> {
        let bands = self.bands.as_ref()?;
        let ratio = match self.unit {
            Unit::Money => money.to_cents(reading.ratio)?,
            _ => reading.ratio,
        };
        Some(bands.band_of(ratio))
    }
}

/// The reading of `kpi` that `inputs` give.
pub fn evaluate(kpi: &Kpi, inputs: &KpiInputs) -> Result<Reading, NotAvailable> {
    kpi.evaluate(inputs)
}

impl Serialize for Kpi {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Kpi", 10)?;
        row.serialize_field("number", &self.number)?;
        row.serialize_field("key", self.key)?;
        row.serialize_field("name", self.name)?;
        row.serialize_field("formula", &self.formula.to_string())?;
        row.serialize_field("inputs", &self.inputs())?;
        row.serialize_field("unit", &self.unit)?;
        row.serialize_field("direction", &self.direction)?;
        row.serialize_field("bands", &self.bands)?;
        row.serialize_field("goals", &self.goals())?;
        row.serialize_field("doc", self.doc)?;
        row.end()
    }
}
