//! Figures of the engine as parts of pages: headline tiles, KPIs with their bands, money charts,
//! and what is shown apart.

pub mod apart;
pub mod flight;
pub mod headline;
pub mod kpis;
pub mod losses;
pub mod money_chart;
