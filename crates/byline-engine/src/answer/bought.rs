//! How revenue and clicks come about: what was ordered and went back, what asked and was nobody.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::LinkId;
use byline_core::order::OrderState;

use super::shares::whole_buckets;
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::shoppers::Origin;
use crate::view::{Bought, Figure, LeftOut, Measure, Query, Uncounted};

/// How many of the newest orders are looked at one by one.
const MOST_ORDERS: usize = 20_000;

impl Engine {
    /// How the credited revenue of a query's scope and stretch adds up under a model. Of a whole
    /// campaign every order is looked at, else those in which somebody of the scope has a part.
    pub fn bought_behind(&self, query: &Query, model: Model) -> Bought {
        let query = Query { by: Vec::new(), ..query.clone() };
        let is_whole = query.scope.is_only_campaign();
        let of = |measure| Figure { query: query.clone(), measure, model };
        let revenue = of(Measure::Revenue);
        let sum_minor =
            self.query(&query).rows.first().map_or(0, |row| row.figures.revenue_minor[model]);
        let earned = self.cells_behind(&revenue);
        let mut cells = earned.clone();
        if is_whole {
            cells.extend(self.cells_behind(&of(Measure::Unattributed)));
            cells.sort_unstable();
        }
        let mut bought = Bought {
            n_orders: 0,
            gross_minor: 0,
            uncounted: if is_whole { self.uncounted(&query) } else { Vec::new() },
            n_refunded: 0,
            refunded_minor: 0,
            others_minor: 0,
            rest: None,
            sum_minor,
        };
        let mut seen_minor = 0;
        let mut newest = self.cells.behind().newest(&cells, whole_buckets(&query));
        for number in newest.by_ref().take(MOST_ORDERS) {
            if self.share(number, &revenue, &cells).is_none() {
                continue;
            }
            let share = self.share(number, &revenue, &earned);
            let part_minor = share.map_or(0, |share| share.amount_minor);
            let credited = &self.conversions.get(number).credited;
            bought.n_orders += 1;
            bought.gross_minor += credited.base_minor;
            bought.n_refunded += usize::from(0 < credited.refunded_minor);
            bought.refunded_minor += credited.refunded_minor;
            bought.others_minor += credited.net_minor() - part_minor;
            seen_minor += part_minor;
        }
        let n_rest = newest.count();
        bought.rest = (0 < n_rest).then(|| (n_rest, sum_minor - seen_minor));
        for uncounted in &bought.uncounted {
            bought.n_orders += uncounted.n_orders;
            bought.gross_minor += uncounted.amount_minor;
        }
        bought
    }

    /// Orders of a campaign, or of none, that are no revenue, by their state.
    fn uncounted(&self, query: &Query) -> Vec<Uncounted> {
        let campaign = query.scope.campaign.as_ref();
        let campaign = campaign.and_then(|id| self.registry.campaigns.find(id.as_str()));
        let campaign = campaign.unwrap_or(NONE);
        let base = self.registry.rules(campaign).credited_base;
        let mut sums: BTreeMap<OrderState, Uncounted> = BTreeMap::new();
        for number in self.cells.behind().all_within(whole_buckets(query)) {
            let conversion = self.conversions.get(number);
            let Some(order) = conversion.order() else { continue };
            let is_ours = query.scope.campaign.is_none()
                || [campaign, NONE].contains(&conversion.credited.campaign);
            if order.state.is_revenue() || order.currency != query.currency || !is_ours {
                continue;
            }
            let state = order.state;
            let empty = Uncounted { state, n_orders: 0, amount_minor: 0 };
            let sum = sums.entry(state).or_insert(empty);
            sum.n_orders += 1;
            sum.amount_minor += order.amounts.base_minor(base);
        }
        let mut sums: Vec<Uncounted> = sums.into_values().collect();
        sums.sort_by_key(|sum| std::cmp::Reverse(sum.amount_minor));
        sums
    }

    /// The requests to links of a query's scope and stretch that are no clicks, by kind and link.
    pub fn left_out(&self, query: &Query) -> LeftOut {
        let range = whole_buckets(query);
        let mut kinds: BTreeMap<Verdict, i64> = BTreeMap::new();
        let mut links: BTreeMap<u32, i64> = BTreeMap::new();
        for touch in self.shoppers.touches() {
            let is_left_out = touch.verdict != Verdict::Human && touch.origin == Origin::Link;
            if !is_left_out || !range.contains(touch.occurred_at) {
                continue;
            }
            let key = self.link_key(touch.source, Signal::Link);
            if !key.is_nobodys() && self.is_asked(&key, query) {
                *kinds.entry(touch.verdict).or_default() += 1;
                *links.entry(touch.source).or_default() += 1;
            }
        }
        let mut kinds: Vec<(Verdict, i64)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let mut links: Vec<(LinkId, i64)> =
            links.into_iter().map(|(link, n)| (self.registry.links.id(link).into(), n)).collect();
        links.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        LeftOut { n_requests: kinds.iter().map(|(_, n)| n).sum(), kinds, links }
    }
}
