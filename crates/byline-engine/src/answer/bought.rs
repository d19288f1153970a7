//! How revenue and clicks come about: what was ordered and went back, what asked and was nobody.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::LinkId;
use byline_core::money::Money;
use byline_core::order::OrderState;

use super::shares::{part, whole_buckets};
use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::conversions::Conversion;
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
        let earned = self.cells_behind(&of(Measure::Revenue));
        let nobodys = match is_whole {
            true => self.cells_behind(&of(Measure::Unattributed)),
            false => Vec::new(),
        };
        let mut bought = Bought {
            n_orders: 0,
            gross_minor: 0,
            uncounted: Vec::new(),
            n_refunded: 0,
            refunded_minor: 0,
            unattributed_minor: 0,
            others_minor: 0,
            rest: None,
            sum_minor: self
                .query(&query)
                .rows
                .first()
                .map_or(0, |row| row.figures.revenue_minor[model]),
        };
        let mut uncounted: BTreeMap<OrderState, Uncounted> = BTreeMap::new();
        let mut seen_minor = 0;
        let mut newest = self.newest_of(&query, &earned);
        for conversion in newest.by_ref().take(MOST_ORDERS).map(|n| self.conversions.get(n)) {
            if is_whole && let Some((state, amount)) = self.uncounted(conversion) {
                if amount.currency == query.currency {
                    add(&mut uncounted, state, amount.minor);
                }
                continue;
            }
            let credited = &conversion.credited;
            let own = part(credited, model, &earned);
            let is_of_it = match is_whole {
                true => credited.currency == Some(query.currency),
                false => !own.is_nothing(),
            };
            if !is_of_it {
                continue;
            }
            let (part_minor, nobodys_minor) = (own.minor, part(credited, model, &nobodys).minor);
            bought.n_orders += 1;
            bought.gross_minor += credited.base_minor;
            bought.n_refunded += usize::from(0 < credited.refunded_minor);
            bought.refunded_minor += credited.refunded_minor;
            bought.unattributed_minor += nobodys_minor;
            bought.others_minor += credited.net_minor() - part_minor - nobodys_minor;
            seen_minor += part_minor;
        }
        let n_rest = newest.count();
        bought.rest = (0 < n_rest).then(|| (n_rest, bought.sum_minor - seen_minor));
        bought.uncounted = uncounted.into_values().collect();
        bought.uncounted.sort_by_key(|sum| std::cmp::Reverse(sum.amount_minor));
        for uncounted in &bought.uncounted {
            bought.n_orders += uncounted.n_orders;
            bought.gross_minor += uncounted.amount_minor;
        }
        bought
    }

    /// Every order of the stretch if a query is about a whole campaign, else those in which any of
    /// the cells has a part; the newest first.
    fn newest_of<'a>(
        &'a self,
        query: &Query,
        cells: &'a [u32],
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let range = whole_buckets(query);
        match query.scope.is_only_campaign() {
            true => Box::new(self.cells.behind().all_within(range).rev()),
            false => Box::new(self.cells.behind().newest(cells, range)),
        }
    }

    /// The state of an order that is no revenue, and what it would have come to: in the campaign's
    /// currency by the rate of the day, in its own without one. `None` of any other, and of one
    /// that a twin of it states.
    pub(super) fn uncounted(&self, conversion: &Conversion) -> Option<(OrderState, Money)> {
        let order = conversion.order()?;
        if order.state.is_revenue() || !self.facing().is_stated_here(conversion.number) {
            return None;
        }
        let campaign = conversion.credited.campaign;
        let base = self.registry.rules(campaign).credited_base;
        let minor = order.amounts.base_minor(base);
        let stated = Money { minor, currency: order.currency };
        Some((order.state, self.registry.reported(stated, campaign, order.placed_at)))
    }

    /// The requests to links of a query's scope and stretch that are no clicks, by kind and link.
    pub fn left_out(&self, query: &Query) -> LeftOut {
        let Buckets { from, to } = Buckets::of(query.range);
        let mut kinds: BTreeMap<Verdict, i64> = BTreeMap::new();
        let mut links: BTreeMap<u32, i64> = BTreeMap::new();
        for link in 0..self.link_counts.n_links() {
            let key = self.link_key(link, Signal::Link);
            if key.is_nobodys() || !self.is_asked(&key, query) {
                continue;
            }
            for (verdict, requests) in self.link_counts.left_out(link) {
                let n = requests.sum(from, to);
                if n != 0 {
                    *kinds.entry(verdict).or_default() += n;
                    *links.entry(link).or_default() += n;
                }
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

fn add(sums: &mut BTreeMap<OrderState, Uncounted>, state: OrderState, minor: i64) {
    let empty = Uncounted { state, n_orders: 0, amount_minor: 0 };
    let sum = sums.entry(state).or_insert(empty);
    sum.n_orders += 1;
    sum.amount_minor += minor;
}
