//! Currency rates, dated: what one currency was worth in another on one day.
//!
//! Rates are imported, never guessed. An amount whose day has no rate stands apart.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::money::Currency;
use crate::time::Timestamp;

/// The rates of one day, all against one base.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct DayRates {
    /// Who publishes them, such as `ecb`.
    #[n(0)]
    pub publisher: String,
    /// From when they hold: the start of their day in UTC. They hold until newer ones do.
    #[n(1)]
    pub from: Timestamp,
    /// What one unit of it is expressed in the others.
    #[n(2)]
    pub base: Currency,
    /// How much of each currency one unit of the base buys.
    #[n(3)]
    pub rates: Vec<Rate>,
}

/// How much of a currency one unit of the base buys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Rate {
    /// The currency.
    #[n(0)]
    pub currency: Currency,
    /// Major units of it for one major unit of the base, in hundred-millionths (10^-8). Positive.
    #[n(1)]
    pub per_base_e8: i64,
}
