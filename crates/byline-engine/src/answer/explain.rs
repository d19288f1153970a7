//! Explaining: a figure opened into definition, inputs and the orders behind it.
//!
//! Invariant: the orders' amounts sum to the figure, because both are read from the same ledger:
//! the figure from the readings, the orders from their credit. A difference would be a fault.

use byline_core::campaign::Goal;
use byline_core::credit::Model;
use byline_core::journey::Channel;
use byline_core::money::Money;
use byline_core::time::{Bucket, Span};

use super::query::Buckets;
use super::words::{model_text, rules_text};
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::conversions::{Conversion, Facts};
use crate::view::{
    Basis, Explanation, Figure, FigureValue, Figures, Input, Measure, OrderShare, Query,
};

impl Engine {
    /// Opens a figure up, with at most `limit` orders listed.
    pub fn explain(&self, figure: &Figure, limit: usize) -> Explanation {
        let query = Query { by: Vec::new(), ..figure.query.clone() };
        let answer = self.query(&query);
        let is_unattributed = matches!(figure.measure, Measure::Unattributed);
        let figures = if is_unattributed {
            answer.unattributed
        } else {
            answer.rows.into_iter().next().map(|row| row.figures).unwrap_or_default()
        };
        let mut orders = self.shares(figure);
        orders.sort_by(|a, b| (b.placed_at, &b.id).cmp(&(a.placed_at, &a.id)));
        let orders_sum_minor = orders.iter().map(|order| order.amount_minor).sum();
        let orders_sum_micro = orders.iter().map(|order| order.micro).sum();
        let n_orders = orders.len();
        orders.truncate(limit);
        let texts = self.texts(figure, &figures);
        let rules = self.rules_in_force(&query);
        Explanation {
            name: texts.name,
            definition: texts.definition,
            formula: texts.formula,
            filled_in: texts.filled_in,
            value: texts.value,
            inputs: texts.inputs,
            model: figure.model,
            model_text: model_text(figure.model, &rules.parameters),
            rules_text: rules_text(rules),
            scope: query.scope,
            range: query.range,
            basis: query.basis,
            currency: query.currency,
            orders,
            orders_sum_minor,
            orders_sum_micro,
            n_orders,
            stand: answer.stand,
        }
    }

    fn rules_in_force(&self, query: &Query) -> &byline_core::campaign::CountingRules {
        let campaign = query.scope.campaign.as_ref();
        let number = campaign.and_then(|id| self.registry.campaigns.find(id.as_str()));
        self.registry.rules(number.unwrap_or(NONE))
    }

    /// Each order's part of a figure. By order date it is the credit as it stands; by posting date
    /// the lines that were posted within the range.
    fn shares(&self, figure: &Figure) -> Vec<OrderShare> {
        let Figure { query, model, measure } = figure;
        let buckets = Buckets::of(query.range);
        let range = Span { from: Bucket(buckets.from).start(), to: Bucket(buckets.to).start() };
        let wants_nobody = matches!(measure, Measure::Unattributed);
        let mut shares = Vec::new();
        for (_, conversion) in self.conversions.numbered() {
            let Facts::Order(order) = &conversion.facts else {
                continue;
            };
            let is_within = |at| range.from <= at && at < range.to;
            if query.basis == Basis::Order && !is_within(order.placed_at) {
                continue;
            }
            let mut share = OrderShare {
                id: order.key.order.to_string(),
                number: order.number.clone(),
                placed_at: order.placed_at,
                net_minor: conversion.credited.net_minor(),
                amount_minor: 0,
                micro: 0,
            };
            let is_asked = |cell: u32| {
                let cell = self.cells.cell(cell);
                let is_nobodys = cell.key.channel == Channel::Unknown && cell.key.campaign == NONE;
                cell.key.currency == query.currency
                    && is_nobodys == wants_nobody
                    && self.is_in_scope(cell, &query.scope)
            };
            for row in conversion.credited.rows.iter().filter(|row| is_asked(row.cell)) {
                share.micro += row.micro[*model];
                if query.basis == Basis::Order {
                    share.amount_minor += row.minor[*model];
                }
            }
            if query.basis == Basis::Posting {
                share.amount_minor =
                    posted(conversion, *model, |p| is_asked(p.cell) && is_within(p.posted_at));
            }
            if share.amount_minor != 0 || (share.micro != 0 && query.basis == Basis::Order) {
                shares.push(share);
            }
        }
        shares
    }

    fn texts(&self, figure: &Figure, figures: &Figures) -> Texts {
        let currency = figure.query.currency;
        let model = figure.model;
        let money = |minor| FigureValue::Money { minor, currency };
        let no_spend = || FigureValue::NotAvailable { reason: "no spend was recorded".to_owned() };
        match figure.measure {
            Measure::Revenue => Texts::counted(&REVENUE, money(figures.revenue_minor[model])),
            Measure::Unattributed => {
                Texts::counted(&UNATTRIBUTED, money(figures.revenue_minor[model]))
            }
            Measure::Orders => {
                Texts::counted(&ORDERS, FigureValue::Micro { micro: figures.orders_micro[model] })
            }
            Measure::Clicks => {
                Texts::counted(&CLICKS, FigureValue::Count { count: figures.n_clicks })
            }
            Measure::Spend => {
                Texts::counted(&SPEND, figures.spend_minor.map_or_else(no_spend, money))
            }
            Measure::Kpi(kpi) => {
                let campaign = figure.query.scope.campaign.as_ref();
                let row = campaign.and_then(|id| self.campaign(id.as_str()));
                let goal = row.map_or(Goal::Sales, |row| row.goal);
                super::kpi::texts(kpi, figures, (model, goal), currency)
            }
        }
    }
}

/// What a figure that is a plain sum is called, means and sums.
struct Sum {
    name: &'static str,
    definition: &'static str,
    formula: &'static str,
}

const REVENUE: Sum = Sum {
    name: "Attributed revenue",
    definition: "The part of each order that the model gives to creators, after refunds.",
    formula: "sum of each order's credit, after refunds",
};
const UNATTRIBUTED: Sum = Sum {
    name: "Unattributed",
    definition: "What no eligible touch led to. It is never given to anyone silently.",
    formula: "sum of each order's net that no touch earned",
};
const ORDERS: Sum = Sum {
    name: "Attributed orders",
    definition: "Orders, each split over the touches that led to it; its shares add up to 1.",
    formula: "sum of each order's share",
};
const CLICKS: Sum = Sum {
    name: "Clicks",
    definition: "Requests to links by people. Previews, prefetches and bots are kept apart.",
    formula: "count of clicks judged human",
};
const SPEND: Sum = Sum {
    name: "Spend",
    definition: "Fees, amplification, commission and product, as recorded.",
    formula: "sum of recorded spend",
};

/// What an explanation says beside the orders.
pub(super) struct Texts {
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) formula: String,
    pub(super) filled_in: String,
    pub(super) value: FigureValue,
    pub(super) inputs: Vec<Input>,
}

impl Texts {
    /// A figure that is a plain sum.
    fn counted(sum: &Sum, value: FigureValue) -> Self {
        let text = value_text(&value);
        Self {
            name: sum.name.to_owned(),
            definition: sum.definition.to_owned(),
            formula: sum.formula.to_owned(),
            filled_in: format!("{} = {text}", sum.formula),
            inputs: vec![Input { name: sum.name.to_owned(), text }],
            value,
        }
    }
}

fn posted(
    conversion: &Conversion,
    model: Model,
    is_asked: impl Fn(&crate::state::conversions::Posting) -> bool,
) -> i64 {
    let lines = conversion.postings.iter().filter(|posting| is_asked(posting));
    lines.map(|posting| posting.delta_minor[model]).sum()
}

/// A value as text.
pub(super) fn value_text(value: &FigureValue) -> String {
    match value {
        FigureValue::Money { minor, currency } => {
            Money { minor: *minor, currency: *currency }.to_string()
        }
        FigureValue::Count { count } => count.to_string(),
        FigureValue::Micro { micro } => {
            let sign = if *micro < 0 { "-" } else { "" };
            let micro = micro.unsigned_abs();
            let (whole, rest) = (micro / 1_000_000, micro % 1_000_000);
            let text = format!("{sign}{whole}.{rest:06}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        FigureValue::Ratio { text, .. } => text.clone(),
        FigureValue::NotAvailable { reason } => format!("n/a: {reason}"),
    }
}
