//! How revenue adds up: from all that was ordered to what creators earned of it.

use byline_core::click::Verdict;
use byline_core::id::LinkId;
use byline_core::order::OrderState;
use serde::Serialize;

/// The orders behind revenue, from gross to credit. `gross` less all that is `uncounted`, less
/// `refunded`, less `unattributed`, less `others`, with `rest`, is `sum`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Bought {
    /// How many orders were placed.
    pub n_orders: usize,
    /// What they came to before anything went back, in minor units.
    pub gross_minor: i64,
    /// What never was revenue, by the state of the orders; only of a whole campaign.
    pub uncounted: Vec<Uncounted>,
    /// How many orders had money go back.
    pub n_refunded: usize,
    /// How much of it, in minor units.
    pub refunded_minor: i64,
    /// What nobody earned of the rest, in minor units; only of a whole campaign.
    pub unattributed_minor: i64,
    /// What is left and belongs to others, in minor units: to other channels or campaigns, and of
    /// less than a campaign to whoever else has a part, or to nobody.
    pub others_minor: i64,
    /// Orders before these, not looked at one by one: how many, and their part of the sum.
    pub rest: Option<(usize, i64)>,
    /// What is credited of it, in minor units.
    pub sum_minor: i64,
}

/// Orders that are no revenue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Uncounted {
    /// Why.
    pub state: OrderState,
    /// How many.
    pub n_orders: usize,
    /// What they would have come to, in minor units.
    pub amount_minor: i64,
}

/// Requests to links that are no clicks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LeftOut {
    /// How many of each kind, the most first.
    pub kinds: Vec<(Verdict, i64)>,
    /// Links with how many of them, the most first.
    pub links: Vec<(LinkId, i64)>,
    /// All of them.
    pub n_requests: i64,
}
