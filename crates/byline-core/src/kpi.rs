//! The table of KPIs: formula, inputs, unit, bands, goals.
