//! KPIs of a scope: figures as the inputs of the KPI table, and the table's words for them.

use byline_core::kpi::{InputKind, Kpi, KpiInputs, figure};
use byline_core::money::Currency;

use super::explain::Texts;
use crate::view::{FigureValue, Input};

/// What an explanation of a KPI says.
pub(super) fn texts(kpi: &Kpi, inputs: &KpiInputs, currency: Currency) -> Texts {
    let value = match kpi.evaluate(inputs) {
        Ok(reading) => FigureValue::Ratio {
            numerator: reading.ratio.numerator().to_string(),
            denominator: reading.ratio.denominator().to_string(),
            text: kpi.text(reading, currency),
        },
        Err(reason) => FigureValue::NotAvailable { reason: reason.to_string() },
    };
    let filled_in = kpi.filled_in(inputs, currency);
    let input = |input: &byline_core::kpi::Input| Input {
        name: input.name().to_owned(),
        text: figure(inputs, *input, currency).unwrap_or_else(|| "not reported".to_owned()),
        minor: inputs.get(*input).filter(|_| input.kind() == InputKind::Money),
    };
    Texts {
        name: kpi.name.to_owned(),
        definition: kpi.doc.to_owned(),
        formula: kpi.formula.to_string(),
        filled_in: format!("{filled_in} = {}", super::explain::value_text(&value)),
        inputs: kpi.inputs().iter().map(input).collect(),
        value,
    }
}
