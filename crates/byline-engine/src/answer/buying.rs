//! Buying: where clicks stay and land, and how many of them buy, of one creator beside all others.
//!
//! The evidence behind a cause: that most clicks stay in an app's own browser says little where
//! everybody else's do too, and buy.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::click::Verdict;
use byline_core::decision::leak::CodeUse;
use byline_core::id::CreatorId;
use byline_core::journey::{Channel, TouchKind};
use byline_core::time::{Bucket, Span};

use super::slots::Buckets;
use crate::attribute::candidate;
use crate::engine::Engine;
use crate::state::cells::Count;
use crate::state::conversions::Conversion;
use crate::state::shoppers::Touch;
use crate::view::{Buying, BuyingOf, Query};

/// How many of the newest orders are looked through.
const MOST_ORDERS: usize = 5_000;

impl Engine {
    /// How clicks of `creator` buy beside those of everybody else in the query's campaign.
    pub fn buying(&self, query: &Query, creator: &CreatorId) -> Buying {
        let number = self.registry.creators.find(creator.as_str());
        let is_own = |other: Option<u32>| number.is_some() && other == number;
        let mut buying = Buying::default();
        let Buckets { from, to } = Buckets::of(query.range);
        let mut cells = Vec::new();
        for (place, cell) in (0..).zip(self.cells.iter()) {
            let Some(owner) = cell.creator() else { continue };
            if !self.is_in_scope(&cell.key, &query.scope) {
                continue;
            }
            let part = if is_own(Some(owner)) { &mut buying.own } else { &mut buying.others };
            part.n_clicks += cell.count(Count::Clicks).sum(from, to);
            part.n_in_app += cell.count(Count::ClicksInApp).sum(from, to);
            part.n_visits += cell.count(Count::Visits).sum(from, to);
            part.n_sold_out += cell.count(Count::VisitsSoldOut).sum(from, to);
            if cell.key.currency == query.currency {
                cells.push(place);
            }
        }
        let within = Span { from: Bucket(from).start(), to: Bucket(to).start() };
        for order in self.cells.behind().newest(&cells, within).take(MOST_ORDERS) {
            self.add_buying(self.conversions.get(order), is_own, &mut buying);
        }
        buying
    }

    /// Counts an order once for the creator and once for the others, where the last click of each
    /// says.
    fn add_buying(
        &self,
        conversion: &Conversion,
        is_own: impl Fn(Option<u32>) -> bool,
        buying: &mut Buying,
    ) {
        let rows = conversion.credited.rows.iter();
        let credited: BTreeSet<u32> =
            rows.filter_map(|row| self.cells.cell(row.cell).creator()).collect();
        for is_for_own in [true, false] {
            let is_asked =
                |creator: u32| credited.contains(&creator) && is_own(Some(creator)) == is_for_own;
            let Some(click) = self.last_click(conversion, is_asked) else { continue };
            let part = if is_for_own { &mut buying.own } else { &mut buying.others };
            match click.is_in_app {
                true => part.n_orders_in_app += 1,
                false => part.n_orders_elsewhere += 1,
            }
        }
    }

    /// By what the newest orders of a campaign came, for every creator who is credited with any: by
    /// a click of theirs before it, or without one.
    pub(crate) fn code_uses(&self, campaign: u32, range: Span) -> BTreeMap<u32, CodeUse> {
        let mut uses: BTreeMap<u32, CodeUse> = BTreeMap::new();
        for (creator, click) in self.clicks_behind(campaign, range, MOST_ORDERS) {
            let one = uses.entry(creator).or_default();
            one.n_by_click += u64::from(click.is_some());
            one.n_by_code += u64::from(click.is_none());
        }
        uses
    }

    /// For every creator whom a campaign's newest orders are credited to the last click of theirs
    /// before the order, if there is any.
    pub(crate) fn clicks_behind(
        &self,
        campaign: u32,
        range: Span,
        most_orders: usize,
    ) -> Vec<(u32, Option<&Touch>)> {
        let Buckets { from, to } = Buckets::of(range);
        let of_creators = (0..).zip(self.cells.iter());
        let cells = of_creators
            .filter(|(_, cell)| cell.key.campaign == campaign && cell.creator().is_some());
        let cells: Vec<u32> = cells.map(|(place, _)| place).collect();
        let within = Span { from: Bucket(from).start(), to: Bucket(to).start() };
        let mut clicks = Vec::new();
        for order in self.cells.behind().newest(&cells, within).take(most_orders) {
            let conversion = self.conversions.get(order);
            let rows = conversion.credited.rows.iter();
            let credited: BTreeSet<u32> =
                rows.filter_map(|row| self.cells.cell(row.cell).creator()).collect();
            for creator in credited {
                clicks.push((creator, self.last_click(conversion, |other| other == creator)));
            }
        }
        clicks
    }

    fn last_click(
        &self,
        conversion: &Conversion,
        is_asked: impl Fn(u32) -> bool,
    ) -> Option<&Touch> {
        let clicks = self.facing().touches_of(conversion).filter(|touch| {
            let channel = candidate(&self.registry, touch).channel;
            touch.kind == TouchKind::Click
                && touch.verdict == Verdict::Human
                && touch.occurred_at <= conversion.credited.occurred_at
                && matches!(channel, Channel::Creator(creator) if is_asked(creator))
        });
        clicks.max_by_key(|touch| (touch.occurred_at, touch.id))
    }
}

impl BuyingOf {
    /// Clicks outside of apps.
    pub fn n_elsewhere(&self) -> i64 {
        self.n_clicks - self.n_in_app
    }
}
