//! Rates: what currencies were worth, from tables that central banks publish.

mod ecb;

pub use ecb::{DOCUMENT, RATES, RatesError, xml};

#[cfg(test)]
mod tests;
