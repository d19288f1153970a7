//! Buying: clicks of one creator beside those of all others, and how many of them buy.

use serde::Serialize;

/// How clicks buy.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Buying {
    /// Of the creator.
    pub own: BuyingOf,
    /// Of everybody else in the campaign.
    pub others: BuyingOf,
}

/// Clicks of somebody, and the orders that they led to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct BuyingOf {
    /// Clicks by people.
    pub n_clicks: i64,
    /// Of these, in an app's own browser.
    pub n_in_app: i64,
    /// Landings that were seen; 0 also where no pixel sees any.
    pub n_visits: i64,
    /// Of these, on a page that was sold out.
    pub n_sold_out: i64,
    /// Orders of which their last click was in an app's own browser.
    pub n_orders_in_app: i64,
    /// Orders of which their last click was elsewhere.
    pub n_orders_elsewhere: i64,
}
