//! Buying: clicks of one creator beside those of all others, and how many of them buy.

use byline_core::time::Span;
use serde::Serialize;

/// How clicks buy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Buying {
    /// The stretch of time that all of it is of: the one asked for, or as far back as the newest
    /// orders reach.
    pub span: Span,
    /// Of the creator.
    pub own: BuyingOf,
    /// Of everybody else in the campaign.
    pub others: BuyingOf,
    /// Of those of them whose links lead to no other pages than the creator's own.
    pub on_same_pages: BuyingOf,
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
    /// Orders whose last click of the creator was in an app's own browser.
    pub n_orders_in_app: i64,
    /// Orders whose last click of the creator was elsewhere.
    pub n_orders_elsewhere: i64,
}
