//! An explanation: a figure opened into its definition, its inputs, and the orders, spend and
//! clicks behind it.

use byline_core::credit::Model;
use byline_core::event::SpendKind;
use byline_core::id::{CreatorId, EventId, LinkId, PlacementId};
use byline_core::kpi::{self, Kpi};
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

impl Measure {
    /// Whether it is made of orders.
    pub fn is_of_orders(self) -> bool {
        use kpi::Input::{Conversions, Orders, OrdersOfNewCustomers, Revenue};
        let is_sum = matches!(self, Self::Revenue | Self::Unattributed | Self::Orders);
        let inputs = [Revenue, Conversions, Orders, OrdersOfNewCustomers];
        is_sum || inputs.into_iter().any(|input| self.has_input(input))
    }

    /// Whether it is made of spend.
    pub fn is_of_spend(self) -> bool {
        matches!(self, Self::Spend) || self.has_input(kpi::Input::Cost)
    }

    /// Whether it is made of clicks.
    pub fn is_of_clicks(self) -> bool {
        matches!(self, Self::Clicks) || self.has_input(kpi::Input::Clicks)
    }

    fn has_input(self, input: kpi::Input) -> bool {
        matches!(self, Self::Kpi(kpi) if kpi.inputs().contains(&input))
    }
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
    /// The orders behind it, newest first; empty if it is not made of orders. Their amounts sum to
    /// `orders_sum_minor`.
    pub orders: Vec<OrderShare>,
    /// The sum of all orders' amounts, also of those beyond the list's limit.
    pub orders_sum_minor: i64,
    /// The sum of all orders' parts as conversions, also beyond the list's limit, in millionths.
    pub orders_sum_micro: i64,
    /// How many orders there are, also beyond the list's limit.
    pub n_orders: usize,
    /// The records of spend behind it; `None` if it is not made of spend. The sum is in minor
    /// units of the query's currency.
    pub spend: Option<Rows<SpendShare>>,
    /// The clicks behind it, by link and local day; `None` if it is not made of clicks.
    pub clicks: Option<Rows<ClickShare>>,
    /// Where and when it was computed.
    pub stand: Stand,
}

/// The rows behind a figure, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rows<R> {
    /// At most as many as were asked for.
    pub rows: Vec<R>,
    /// The sum of all rows, also of those beyond the list's limit.
    pub sum: i64,
    /// How many rows there are, also beyond the list's limit.
    pub n_rows: usize,
}

/// One record of spend.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SpendShare {
    /// Its sender's id.
    pub id: EventId,
    /// When it was spent.
    pub occurred_at: Timestamp,
    /// What for.
    pub kind: SpendKind,
    /// For whom, if for one creator.
    pub creator_id: Option<CreatorId>,
    /// For which slot, if for one.
    pub placement_id: Option<PlacementId>,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// The clicks of one link on one day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ClickShare {
    /// The day in the query's zone, such as `2026-06-01`.
    pub day: String,
    /// Which link.
    pub link_id: LinkId,
    /// Its slug; `None` if it was never declared.
    pub slug: Option<String>,
    /// Clicks by people.
    pub n_clicks: i64,
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
    /// As text for people and programs alike.
    pub text: String,
    /// The same in minor units, of money that is known; screens write it their own way.
    #[serde(skip)]
    pub minor: Option<i64>,
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
