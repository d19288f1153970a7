//! Slots: the stretches of time that rows are cut into, and the figures of a cell in each of them.
//!
//! Each series is walked once, over the days or buckets of the range, however many slots there
//! are: a year of hours costs no more than the points that are in it.

use std::ops::AddAssign;

use byline_core::event::Metric;
use byline_core::time::{Span, Timestamp};

use crate::state::cells::{Count, Credit};
use crate::state::readings::Readings;
use crate::state::rolled::Rolled;
use crate::view::{Basis, ByModel, Dimension, Figures, Key, Query};

/// The buckets of a stretch: the first, and the first after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Buckets {
    /// The first bucket in the stretch.
    pub from: u32,
    /// The first bucket after it.
    pub to: u32,
}

impl Buckets {
    /// The whole buckets that a stretch touches.
    pub fn of(span: Span) -> Self {
        let last = Timestamp(span.to.0.saturating_sub(1));
        let is_empty = span.to <= span.from;
        let from = span.from.bucket().0;
        Self { from, to: if is_empty { from } else { last.bucket().0 + 1 } }
    }
}

/// One stretch of time that rows are cut into.
pub struct Slot {
    /// Which buckets.
    pub buckets: Buckets,
    /// What it is called in a row; `None` for the whole range.
    pub key: Option<Key>,
}

/// Longer slots are days.
const BUCKETS_OF_HALF_A_DAY: u32 = 48;

/// The stretches that rows are cut into: days, hours, or the whole range.
pub fn slots(query: &Query, lived: Span) -> Vec<Slot> {
    let is_by = |dimension| query.by.contains(&dimension);
    let range = query.range.intersection(lived);
    let starts = if is_by(Dimension::Hour) {
        query.zone.hour_starts(range)
    } else if is_by(Dimension::Day) {
        query.zone.day_starts(range)
    } else {
        return vec![Slot { buckets: Buckets::of(query.range), key: None }];
    };
    // The first and the last are whole where the range is: whole days are rolled up.
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(query.range.to));
    let cut = starts.iter().zip(ends).map(|(start, end)| {
        let span = Span { from: (*start).max(query.range.from), to: end };
        let key = if is_by(Dimension::Hour) {
            let text = start.to_string();
            Key { dimension: Dimension::Hour, id: text.clone(), label: text }
        } else {
            let text = query.zone.day_of(*start).to_string();
            Key { dimension: Dimension::Day, id: text.clone(), label: text }
        };
        Slot { buckets: Buckets::of(span), key: Some(key) }
    });
    cut.collect()
}

/// The additive figures of one cell or sum.
pub fn figures(of: &Readings, buckets: Buckets, basis: Basis) -> Figures {
    let Buckets { from, to } = buckets;
    let count = |kind| of.count(kind).sum(from, to);
    let credit = |kind| of.credit(kind).sum(from, to);
    let known = |kind: Count| Some(count(kind)).filter(|sum| *sum != 0);
    let (revenue, orders) = Credit::of(basis);
    let mut platform = [None; Metric::ALL.len()];
    for (metric, value) in Metric::ALL.iter().zip(platform.iter_mut()) {
        *value = of.metric(*metric).known_sum(from, to);
    }
    Figures {
        n_clicks: count(Count::Clicks),
        n_clicks_put_aside: count(Count::ClicksPutAside),
        n_visits: known(Count::Visits),
        n_visits_sold_out: count(Count::VisitsSoldOut),
        revenue_minor: credit(revenue),
        orders_micro: credit(orders),
        new_customer_orders_micro: credit(Credit::NewCustomerOrders),
        actions_micro: credit(Credit::Actions),
        spend_minor: known(Count::Spend),
        platform,
    }
}

/// The figures of one cell or sum in each slot in which it has any, by the number of the slot.
/// Slots follow each other.
pub fn figures_by_slot(of: &Readings, slots: &[Slot], basis: Basis) -> Vec<(usize, Figures)> {
    if let [whole] = slots {
        return not_empty(0, vec![figures(of, whole.buckets, basis)]);
    }
    let Some((first, last)) = of.extent() else {
        return Vec::new();
    };
    let begin = slots.partition_point(|slot| slot.buckets.to <= first);
    let end = slots.partition_point(|slot| slot.buckets.from <= last);
    let slots = slots.get(begin..end).unwrap_or_default();
    let mut found = vec![Figures::default(); slots.len()];
    let mut add = |count, to: fn(&mut Figures) -> &mut i64| {
        spread(of.count(count), slots, |slot, n| *to(&mut found[slot]) += n);
    };
    add(Count::Clicks, |figures| &mut figures.n_clicks);
    add(Count::ClicksPutAside, |figures| &mut figures.n_clicks_put_aside);
    add(Count::VisitsSoldOut, |figures| &mut figures.n_visits_sold_out);
    add(Count::Visits, |figures| figures.n_visits.get_or_insert(0));
    add(Count::Spend, |figures| figures.spend_minor.get_or_insert(0));
    let (revenue, orders) = Credit::of(basis);
    let mut add = |credit, to: fn(&mut Figures) -> &mut ByModel| {
        spread(of.credit(credit), slots, |slot, n| *to(&mut found[slot]) += n);
    };
    add(revenue, |figures| &mut figures.revenue_minor);
    add(orders, |figures| &mut figures.orders_micro);
    add(Credit::NewCustomerOrders, |figures| &mut figures.new_customer_orders_micro);
    add(Credit::Actions, |figures| &mut figures.actions_micro);
    for metric in Metric::ALL {
        spread(of.metric(metric), slots, |slot, n| {
            *found[slot].platform[metric as usize].get_or_insert(0) += n;
        });
    }
    for figures in &mut found {
        figures.n_visits.take_if(|n| *n == 0);
        figures.spend_minor.take_if(|n| *n == 0);
    }
    not_empty(begin, found)
}

/// Those that hold anything, numbered from `begin`.
fn not_empty(begin: usize, found: Vec<Figures>) -> Vec<(usize, Figures)> {
    let numbered = (begin..).zip(found);
    numbered.filter(|(_, figures)| *figures != Figures::default()).collect()
}

/// Adds a series to its slots: days by day, shorter ones by bucket.
pub fn spread<V: AddAssign + Copy + Default>(
    series: &Rolled<V>,
    slots: &[Slot],
    mut add: impl FnMut(usize, V),
) {
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else {
        return;
    };
    if BUCKETS_OF_HALF_A_DAY < first.buckets.to.saturating_sub(first.buckets.from) {
        for (place, slot) in slots.iter().enumerate() {
            series.parts(slot.buckets.from, slot.buckets.to, &mut |value| add(place, value));
        }
        return;
    }
    let mut place = 0;
    for (bucket, value) in series.between(first.buckets.from, last.buckets.to) {
        let is_past = |slot: &Slot| slot.buckets.to <= *bucket;
        if is_past(&slots[place]) {
            place += slots[place..].partition_point(is_past);
        }
        add(place, *value);
    }
}

impl Credit {
    /// The revenue and the orders of a basis.
    pub fn of(basis: Basis) -> (Self, Self) {
        match basis {
            Basis::Order => (Self::Revenue, Self::Orders),
            Basis::Posting => (Self::PostedRevenue, Self::PostedOrders),
        }
    }
}
