//! Queries: cells summed by the keys that were asked for.

use std::collections::BTreeMap;

use byline_core::event::{Metric, Signal};
use byline_core::journey::Channel;
use byline_core::time::{Bucket, Span};

use super::shares::is_nobodys;
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::{Cell, CellKey, Count, Credit, channel_key, channel_name};
use crate::state::feeds::Feed;
use crate::view::{Answer, Basis, Dimension, Figures, Key, OtherCurrency, Query, Row, Scope};

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
        let last = byline_core::time::Timestamp(span.to.0.saturating_sub(1));
        let is_empty = span.to <= span.from;
        let from = span.from.bucket().0;
        Self { from, to: if is_empty { from } else { last.bucket().0 + 1 } }
    }
}

/// One stretch of time that rows are cut into.
pub(super) struct Slot {
    pub(super) buckets: Buckets,
    pub(super) key: Option<Key>,
}

impl Engine {
    /// Sums figures.
    pub fn query(&self, query: &Query) -> Answer {
        let slots = slots(query, self.lived());
        let mut rows: BTreeMap<Vec<Key>, Figures> = BTreeMap::new();
        let mut unattributed = Figures::default();
        let mut others: BTreeMap<_, crate::view::ByModel> = BTreeMap::new();
        let range = Buckets::of(query.range);
        for cell in self.cells.iter().filter(|cell| self.is_in_scope(&cell.key, &query.scope)) {
            if cell.key.currency != query.currency {
                let revenue = cell.credit(Credit::of(query.basis).0).sum(range.from, range.to);
                if !revenue.is_zero() {
                    *others.entry(cell.key.currency).or_default() += revenue;
                }
                continue;
            }
            if is_nobodys(&cell.key) {
                unattributed.add(&self.figures(cell, range, query.basis));
                continue;
            }
            // Most cells are silent in a short range: one look spares them a look at each slot.
            if cell.is_silent(range.from, range.to) {
                continue;
            }
            let of_cell = self.cell_keys(cell, &query.by);
            for slot in &slots {
                let figures = self.figures(cell, slot.buckets, query.basis);
                if figures == Figures::default() {
                    continue;
                }
                let keys = in_asked_order(&of_cell, slot.key.as_ref(), &query.by);
                rows.entry(keys).or_default().add(&figures);
            }
        }
        self.add_gauges(query, &slots, &mut rows);
        self.finish(query, rows, unattributed, others)
    }

    /// The stretch in which anything happened. Days and hours outside it would only cost time.
    pub(super) fn lived(&self) -> Span {
        let extents = self.cells.iter().filter_map(Cell::extent);
        let whole = extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let (first, last) = whole.unwrap_or_default();
        Span { from: Bucket(first).start(), to: Bucket(last).end() }
    }

    fn finish(
        &self,
        query: &Query,
        rows: BTreeMap<Vec<Key>, Figures>,
        mut unattributed: Figures,
        others: BTreeMap<byline_core::money::Currency, crate::view::ByModel>,
    ) -> Answer {
        let has_visits = 0 < self.feeds.get(Feed::Visits).n_facts;
        let known = |mut figures: Figures| {
            figures.n_visits = if has_visits { figures.n_visits.or(Some(0)) } else { None };
            figures
        };
        let rows: Vec<Row> =
            rows.into_iter().map(|(keys, figures)| Row { keys, figures: known(figures) }).collect();
        unattributed = known(unattributed);
        let mut total = unattributed.clone();
        for row in &rows {
            total.add(&row.figures);
        }
        Answer {
            stand: self.stand(),
            currency: query.currency,
            rows,
            unattributed,
            total,
            other_currencies: others
                .into_iter()
                .map(|(currency, revenue_minor)| OtherCurrency { currency, revenue_minor })
                .collect(),
        }
    }

    /// Whether a cell is within what was asked for.
    pub(crate) fn is_in_scope(&self, key: &CellKey, scope: &Scope) -> bool {
        let registry = &self.registry;
        let creator = match key.channel {
            Channel::Creator(number) => number,
            _ => NONE,
        };
        let is_named = |id: Option<&str>, number: u32, named: &str| {
            id.is_none_or(|id| number != NONE && id == named)
        };
        let campaign = registry.campaigns.id(key.campaign);
        let of_campaign =
            is_named(scope.campaign.as_ref().map(|i| i.as_str()), key.campaign, campaign)
                || (scope.campaign.is_some() && is_nobodys(key) && scope.is_only_campaign());
        of_campaign
            && is_named(
                scope.creator.as_ref().map(|i| i.as_str()),
                creator,
                registry.creators.id(creator),
            )
            && is_named(
                scope.placement.as_ref().map(|i| i.as_str()),
                key.placement,
                registry.placements.id(key.placement),
            )
            && scope.platform.is_none_or(|p| registry.platform(key.placement) == Some(p))
            && scope.signal.is_none_or(|signal| key.signal == signal)
    }

    /// The additive figures of one cell.
    pub(crate) fn figures(&self, cell: &Cell, buckets: Buckets, basis: Basis) -> Figures {
        let Buckets { from, to } = buckets;
        let count = |kind| cell.count(kind).sum(from, to);
        let credit = |kind| cell.credit(kind).sum(from, to);
        let known = |kind: Count| {
            let series = cell.count(kind);
            (!series.is_empty()).then(|| series.sum(from, to)).filter(|sum| *sum != 0)
        };
        let (revenue, orders) = Credit::of(basis);
        let mut platform = [None; Metric::ALL.len()];
        for (metric, value) in Metric::ALL.iter().zip(platform.iter_mut()) {
            let series = cell.metric(*metric);
            let points = series.between(from, to);
            *value = (!points.is_empty()).then(|| points.iter().map(|point| point.1).sum());
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

    /// The keys of a cell that are no stretch of time.
    fn cell_keys(&self, cell: &Cell, by: &[Dimension]) -> Vec<Key> {
        let registry = &self.registry;
        let key = &cell.key;
        let mut keys = Vec::new();
        for dimension in by {
            let (id, label) = match dimension {
                Dimension::Campaign => {
                    let row = registry.campaigns.row(key.campaign);
                    (registry.campaigns.id(key.campaign).to_owned(), row.map(|r| r.name.clone()))
                }
                Dimension::Creator => self.channel_key(key.channel),
                Dimension::Placement => {
                    let row = registry.placements.row(key.placement);
                    let label = row.map(|r| format!("{} {}", r.platform.name(), r.format));
                    (registry.placements.id(key.placement).to_owned(), label)
                }
                Dimension::Platform => {
                    let platform = registry.platform(key.placement);
                    let id = platform.map_or("", |platform| platform.key());
                    (id.to_owned(), platform.map(|platform| platform.name().to_owned()))
                }
                Dimension::Signal => (key.signal.key().to_owned(), Some(signal_name(key.signal))),
                Dimension::Day | Dimension::Hour => continue,
            };
            let label = label.unwrap_or_else(|| match id.is_empty() {
                true => format!("No {}", dimension.key()),
                false => id.clone(),
            });
            keys.push(Key { dimension: *dimension, id, label });
        }
        keys
    }

    /// A channel's id and label.
    pub(crate) fn channel_key(&self, channel: Channel) -> (String, Option<String>) {
        match channel {
            Channel::Creator(number) => {
                let row = self.registry.creators.row(number);
                let id = self.registry.creators.id(number).to_owned();
                (id, row.map(|row| row.name.clone()))
            }
            other => (channel_key(other).to_owned(), Some(channel_name(other).to_owned())),
        }
    }

    /// Gauges are never summed: each row gets the newest word of its placements.
    fn add_gauges(&self, query: &Query, slots: &[Slot], rows: &mut BTreeMap<Vec<Key>, Figures>) {
        let with_placement = self.cells.iter().filter(|cell| {
            cell.key.placement != NONE
                && cell.key == self.platform_cell(cell.key.placement)
                && cell.key.currency == query.currency
                && self.is_in_scope(&cell.key, &query.scope)
        });
        for cell in with_placement {
            let of_cell = self.cell_keys(cell, &query.by);
            for slot in slots {
                let keys = in_asked_order(&of_cell, slot.key.as_ref(), &query.by);
                let Some(figures) = rows.get_mut(&keys) else {
                    continue;
                };
                for metric in [Metric::Reach, Metric::Followers] {
                    let end = Bucket(slot.buckets.to).start();
                    let word = self.platform.gauge(cell.key.placement, metric, end);
                    let known = &mut figures.platform[metric as usize];
                    *known = (*known).max(word);
                }
            }
        }
    }
}

impl Credit {
    /// The revenue and the orders of a basis.
    fn of(basis: Basis) -> (Self, Self) {
        match basis {
            Basis::Order => (Self::Revenue, Self::Orders),
            Basis::Posting => (Self::PostedRevenue, Self::PostedOrders),
        }
    }
}

impl Scope {
    /// Whether nothing narrows but, perhaps, a campaign.
    fn is_only_campaign(&self) -> bool {
        self.creator.is_none()
            && self.placement.is_none()
            && self.platform.is_none()
            && self.signal.is_none()
    }
}

fn signal_name(signal: Signal) -> String {
    let name = match signal {
        Signal::Link => "Link click",
        Signal::Utm => "UTM",
        Signal::Code => "Promo code",
        Signal::View => "View",
        Signal::Affiliate => "Affiliate network",
        Signal::Native => "Platform shop",
        Signal::Crm => "CRM match",
        Signal::Pixel => "Pixel",
        Signal::None => "No signal",
    };
    name.to_owned()
}

/// The stretches that rows are cut into: days, hours, or the whole range.
pub(super) fn slots(query: &Query, lived: Span) -> Vec<Slot> {
    let is_by = |dimension| query.by.contains(&dimension);
    let range = query.range.intersection(lived);
    let starts = if is_by(Dimension::Hour) {
        query.zone.hour_starts(range)
    } else if is_by(Dimension::Day) {
        query.zone.day_starts(range)
    } else {
        return vec![Slot { buckets: Buckets::of(query.range), key: None }];
    };
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(range.to));
    let cut = starts.iter().zip(ends).map(|(start, end)| {
        let span = Span { from: (*start).max(range.from), to: end.min(range.to) };
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

/// Puts the stretch's key where it was asked for.
fn in_asked_order(of_cell: &[Key], of_time: Option<&Key>, by: &[Dimension]) -> Vec<Key> {
    let Some(of_time) = of_time else {
        return of_cell.to_vec();
    };
    let place = by.iter().position(|d| *d == of_time.dimension).unwrap_or(by.len());
    let before = by[..place].iter().filter(|d| !matches!(d, Dimension::Day | Dimension::Hour));
    let mut keys = of_cell.to_vec();
    keys.insert(before.count(), of_time.clone());
    keys
}
