//! Explaining: a figure opened into its definition, its inputs and what it is made of.

use byline_core::campaign::Goal;
use byline_core::money::Money;

use super::words::{model_text, rules_text};
use crate::engine::Engine;
use crate::state::NONE;
use crate::view::{Explanation, Figure, FigureValue, Figures, Input, Measure, Query, Scope};

impl Engine {
    /// Opens a figure up, with at most `limit` rows of each kind listed.
    pub fn explain(&self, figure: &Figure, limit: usize) -> Explanation {
        let query = Query { by: Vec::new(), ..figure.query.clone() };
        let answer = self.query(&query);
        let is_unattributed = matches!(figure.measure, Measure::Unattributed);
        let figures = if is_unattributed {
            answer.unattributed
        } else {
            answer.rows.into_iter().next().map(|row| row.figures).unwrap_or_default()
        };
        let measure = figure.measure;
        let orders = measure.is_of_orders().then(|| self.order_shares(figure, &figures, limit));
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
            scope: query.scope.clone(),
            range: query.range,
            basis: query.basis,
            currency: query.currency,
            orders_sum_minor: orders.as_ref().map_or(0, |orders| orders.sum_minor),
            orders_sum_micro: orders.as_ref().map_or(0, |orders| orders.sum_micro),
            n_orders: orders.as_ref().map_or(0, |orders| orders.n_orders),
            orders: orders.map_or_else(Vec::new, |orders| orders.rows),
            spend: measure.is_of_spend().then(|| self.spend_shares(&query, None, limit)),
            clicks: measure.is_of_clicks().then(|| self.click_shares(&query, limit)),
            stand: answer.stand,
        }
    }

    fn rules_in_force(&self, query: &Query) -> &byline_core::campaign::CountingRules {
        let campaign = query.scope.campaign.as_ref();
        let number = campaign.and_then(|id| self.registry.campaigns.find(id.as_str()));
        self.registry.rules(number.unwrap_or(NONE))
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
                let is_whole =
                    figure.query.scope == Scope { campaign: campaign.cloned(), ..Scope::default() };
                let inputs = match row.filter(|_| is_whole) {
                    Some(row) => self.campaign_inputs(row, figures, model, figure.query.range),
                    None => figures.kpi_inputs(model, row.map_or(Goal::Sales, |row| row.goal)),
                };
                super::kpi::texts(kpi, &inputs, currency)
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
    definition: "Fees, amplification, commission and product, as recorded. A commission that a \
                 deal promises is spend once it is recorded.",
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
            inputs: vec![Input { name: sum.name.to_owned(), text, minor: None }],
            value,
        }
    }
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
