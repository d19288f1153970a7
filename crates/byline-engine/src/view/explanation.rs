//! An explanation: a figure opened into its definition, its inputs and the orders behind it.

use byline_core::credit::Model;
use byline_core::kpi::Kpi;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use serde::Serialize;

use super::query::{Basis, Query, Scope, Stand};

/// Which figure to explain.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Of what; `by` is ignored.
    pub query: Query,
    /// Which number.
    pub measure: Measure,
    /// Under which model.
    pub model: Model,
}

/// A number that can be explained.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// Credited revenue.
    Revenue,
    /// What nobody earned.
    Unattributed,
    /// Credited orders.
    Orders,
    /// Clicks by people.
    Clicks,
    /// Money spent.
    Spend,
    /// A KPI of the table.
    Kpi(&'static Kpi),
}

/// A figure, opened up.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The figure's name.
    pub name: String,
    /// What it means, in one or two sentences.
    pub definition: String,
    /// The formula in words, such as `cost / clicks`.
    pub formula: String,
    /// The formula with the numbers filled in.
    pub filled_in: String,
    /// The figure itself.
    pub value: FigureValue,
    /// What went into it.
    pub inputs: Vec<Input>,
    /// The model's key.
    pub model: Model,
    /// How the model counts, in plain words.
    pub model_text: String,
    /// The windows and the base in force, in plain words.
    pub rules_text: String,
    /// What it is about.
    pub scope: Scope,
    /// Which stretch.
    pub range: Span,
    /// By which date money is placed.
    pub basis: Basis,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The orders behind it, newest first. Their amounts sum to `orders_sum_minor`.
    pub orders: Vec<OrderShare>,
    /// The sum of all orders' amounts, also of those beyond the list's limit.
    pub orders_sum_minor: i64,
    /// The sum of all orders' parts as conversions, also beyond the list's limit, in millionths.
    pub orders_sum_micro: i64,
    /// How many orders there are, also beyond the list's limit.
    pub n_orders: usize,
    /// Where and when it was computed.
    pub stand: Stand,
}

/// A figure's value, exact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FigureValue {
    /// An amount.
    Money {
        /// In minor units.
        minor: i64,
        /// Of this currency.
        currency: Currency,
    },
    /// A count.
    Count {
        /// How many.
        count: i64,
    },
    /// A count of split conversions, in millionths.
    Micro {
        /// How many millionths.
        micro: i64,
    },
    /// A ratio, kept exact, with the text that screens show.
    Ratio {
        /// The number above the line, as text.
        numerator: String,
        /// The number below the line, as text.
        denominator: String,
        /// As screens show it.
        text: String,
    },
    /// Not available, and why.
    NotAvailable {
        /// The reason in words.
        reason: String,
    },
}

/// One number that went into a figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Input {
    /// What it is.
    pub name: String,
    /// As screens show it.
    pub text: String,
}

/// One order's part of a figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OrderShare {
    /// The shop's own id.
    pub id: String,
    /// What the shopper sees.
    pub number: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What is credited or unattributed of the whole order, in minor units.
    pub net_minor: i64,
    /// This figure's part of it, in minor units.
    pub amount_minor: i64,
    /// This figure's part of the order as a conversion, in millionths.
    pub micro: i64,
}
