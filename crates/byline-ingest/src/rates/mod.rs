//! Rates: what currencies were worth, from tables that central banks publish.

mod ecb;

pub use ecb::{RATES, RatesError, xml};

#[cfg(test)]
mod tests;
