//! KPIs of a scope: figures as the inputs of the KPI table.

use byline_core::credit::Model;
use byline_core::kpi::Kpi;
use byline_core::money::Currency;

use super::explain::Texts;
use crate::view::{FigureValue, Figures};

pub(super) fn texts(kpi: &Kpi, _figures: &Figures, _model: Model, _currency: Currency) -> Texts {
    Texts {
        name: kpi.key.to_owned(),
        definition: String::new(),
        formula: String::new(),
        filled_in: String::new(),
        value: FigureValue::NotAvailable { reason: String::new() },
        inputs: Vec::new(),
    }
}
