//! The table of KPIs: formula, inputs, unit, bands, goals.

/// One KPI of the table.
#[derive(Debug)]
pub struct Kpi {
    /// The word in the API.
    pub key: &'static str,
}
