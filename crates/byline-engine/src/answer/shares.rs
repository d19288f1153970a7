//! Shares: the orders, records of spend and clicks that a figure is made of.
//!
//! Invariant: they sum to the figure, because both follow from the same facts: the figure from the
//! readings, its parts from the ledger, the book of spend and the counts of links. So the sum of
//! all orders is read from the readings, and only those that are listed are looked at. The audit
//! holds that both agree.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::event::{Signal, Spend, SpendKind};
use byline_core::time::{Bucket, Span};

use super::slots::{Buckets, slots};
use crate::engine::Engine;
use crate::state::cells::{CellKey, Count};
use crate::state::conversions::{Conversion, Credited, Posting};
use crate::view::{
    Basis, ClickShare, Dimension, Figure, Figures, Measure, OrderShare, Query, Rows, SpendShare,
};

impl Engine {
    /// The orders that a figure is made of, newest first, at most `limit` of them, with the sum and
    /// the number of all. By order date they show the credit as it stands; by posting date the
    /// lines that were posted within the range.
    pub(super) fn order_shares(
        &self,
        figure: &Figure,
        figures: &Figures,
        limit: usize,
    ) -> OrderShares {
        let cells = self.cells_behind(figure);
        if figure.query.basis == Basis::Posting {
            return self.posted_shares(figure, &cells, limit);
        }
        let Figure { query, model, .. } = figure;
        let buckets = Buckets::of(query.range);
        let newest = self.cells.behind().newest(&cells, whole_buckets(query));
        let shares = newest.filter_map(|number| self.share(number, figure, &cells));
        OrderShares {
            rows: shares.take(limit).collect(),
            sum_minor: figures.revenue_minor[*model],
            sum_micro: figures.orders_micro[*model],
            n_orders: self.n_orders(figure, &cells, (buckets.from, buckets.to)),
        }
    }

    /// How many orders a figure by order date is made of.
    fn n_orders(&self, figure: &Figure, cells: &[u32], buckets: (u32, u32)) -> usize {
        let Figure { query, model, measure } = figure;
        let behind = self.cells.behind();
        let is_of_sums =
            query.scope.is_only_campaign() && !matches!(measure, Measure::Unattributed);
        let n_orders = if is_of_sums {
            let sums = (0..).zip(self.cells.sums().iter());
            let asked = sums.filter(|(_, sum)| self.is_asked(&sum.key(), query));
            let asked: Vec<u32> = asked.map(|(number, _)| number).collect();
            behind.n_orders_of_sums(&asked, *model, buckets)
        } else {
            behind.n_orders(cells, *model, buckets)
        };
        usize::try_from(n_orders).unwrap_or(0)
    }

    /// The numbers of the cells whose credit a figure sums, in their order.
    pub(super) fn cells_behind(&self, figure: &Figure) -> Vec<u32> {
        let wants_nobody = matches!(figure.measure, Measure::Unattributed);
        let cells = (0..).zip(self.cells.iter());
        let asked = cells.filter(|(_, cell)| {
            cell.key.is_nobodys() == wants_nobody && self.is_asked(&cell.key, &figure.query)
        });
        asked.map(|(number, _)| number).collect()
    }

    /// An order's part of a figure; `None` if it has none.
    pub(super) fn share(&self, number: u32, figure: &Figure, cells: &[u32]) -> Option<OrderShare> {
        let conversion = self.conversions.get(number);
        let part = part(&conversion.credited, figure.model, cells);
        if part.is_nothing() {
            return None;
        }
        let (amount_minor, micro) = (part.minor, part.micro);
        Some(OrderShare { amount_minor, micro, ..share_of(conversion)? })
    }

    /// The same by posting date: an order is among them if what was posted of it in the range is
    /// not nothing, which only its own lines can tell.
    fn posted_shares(&self, figure: &Figure, cells: &[u32], limit: usize) -> OrderShares {
        let range = whole_buckets(&figure.query);
        let is_asked = |cell: u32| cells.binary_search(&cell).is_ok();
        let mut rows = Vec::new();
        for number in self.cells.behind().all_newest() {
            let conversion = self.conversions.get(number);
            let amount_minor = posted(conversion, figure.model, |line| {
                range.contains(line.posted_at) && is_asked(line.cell)
            });
            if amount_minor != 0 {
                let asked = conversion.credited.rows.iter().filter(|row| is_asked(row.cell));
                let micro = asked.map(|row| row.micro[figure.model]).sum();
                rows.extend(share_of(conversion).map(|s| OrderShare { amount_minor, micro, ..s }));
            }
        }
        let sum_minor = rows.iter().map(|share| share.amount_minor).sum();
        let sum_micro = rows.iter().map(|share| share.micro).sum();
        let n_orders = rows.len();
        rows.truncate(limit);
        OrderShares { rows, sum_minor, sum_micro, n_orders }
    }

    /// The records that spend is the sum of, newest first, at most `limit` of them; of one kind, or
    /// of all.
    pub fn spend_shares(
        &self,
        query: &Query,
        kind: Option<SpendKind>,
        limit: usize,
    ) -> Rows<SpendShare> {
        let records = self.spend_records(query);
        let mut records: Vec<&Spend> =
            records.filter(|spend| kind.is_none_or(|kind| spend.kind == kind)).collect();
        records.sort_by(|a, b| (b.occurred_at, &b.id).cmp(&(a.occurred_at, &a.id)));
        Rows {
            sum: records.iter().map(|spend| self.reported_spend(spend).minor).sum(),
            n_rows: records.len(),
            rows: records.into_iter().take(limit).map(|spend| self.spend_share(spend)).collect(),
        }
    }

    /// What was spent in a query's scope and stretch, and in how many records, by what for.
    pub fn spend_by_kind(&self, query: &Query) -> BTreeMap<SpendKind, (usize, i64)> {
        let mut sums: BTreeMap<SpendKind, (usize, i64)> = BTreeMap::new();
        for spend in self.spend_records(query) {
            let (n, minor) = sums.entry(spend.kind).or_default();
            *n += 1;
            *minor += self.reported_spend(spend).minor;
        }
        sums
    }

    fn spend_records<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = &'a Spend> {
        let range = whole_buckets(query);
        self.spend.iter().filter(move |spend| {
            spend.amount.minor != 0
                && range.contains(spend.occurred_at)
                && self.is_asked(&self.spend_cell(spend), query)
        })
    }

    /// The links and local days whose clicks are the figure, newest day first.
    pub(super) fn click_shares(&self, query: &Query, limit: usize) -> Rows<ClickShare> {
        let by_day = Query { by: vec![Dimension::Day], ..query.clone() };
        let days = slots(&by_day, self.lived());
        let mut shares = Vec::new();
        for link in 0..self.link_counts.n_links() {
            let key = self.link_key(link, Signal::Link);
            let Some(clicks) = self.link_counts.get(link, (Signal::Link, Count::Clicks)) else {
                continue;
            };
            if key.is_nobodys() || !self.is_asked(&key, query) {
                continue;
            }
            let slug = self.registry.links.row(link).map(|row| row.slug.clone());
            for day in &days {
                let n_clicks = clicks.sum(day.buckets.from, day.buckets.to);
                if n_clicks != 0 {
                    shares.push(ClickShare {
                        day: day.key.as_ref().map_or_else(String::new, |key| key.id.clone()),
                        link_id: self.registry.links.id(link).into(),
                        slug: slug.clone(),
                        n_clicks,
                    });
                }
            }
        }
        shares.sort_by(|a: &ClickShare, b| {
            let by_clicks = b.n_clicks.cmp(&a.n_clicks);
            b.day.cmp(&a.day).then(by_clicks).then_with(|| a.link_id.cmp(&b.link_id))
        });
        let sum = shares.iter().map(|share| share.n_clicks).sum();
        let n_rows = shares.len();
        shares.truncate(limit);
        Rows { rows: shares, sum, n_rows }
    }

    fn spend_share(&self, spend: &Spend) -> SpendShare {
        SpendShare {
            id: spend.id.clone(),
            occurred_at: spend.occurred_at,
            kind: spend.kind,
            creator_id: spend.creator_id.clone(),
            placement_id: spend.placement_id.clone(),
            amount_minor: self.reported_spend(spend).minor,
        }
    }

    pub(super) fn is_asked(&self, key: &CellKey, query: &Query) -> bool {
        key.currency == query.currency && self.is_in_scope(key, &query.scope)
    }
}

/// What cells have of an order.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) minor: i64,
    pub(super) micro: i64,
}

impl Part {
    pub(super) fn is_nothing(self) -> bool {
        self.minor == 0 && self.micro == 0
    }
}

/// The part of some cells (sorted numbers) in what is credited of an order under a model.
pub(super) fn part(credited: &Credited, model: Model, cells: &[u32]) -> Part {
    let own = credited.rows.iter().filter(|row| cells.binary_search(&row.cell).is_ok());
    own.fold(Part::default(), |sum, row| Part {
        minor: sum.minor + row.minor[model],
        micro: sum.micro + row.micro[model],
    })
}

/// Readings are kept by the bucket, so a figure is about whole buckets.
pub(super) fn whole_buckets(query: &Query) -> Span {
    let Buckets { from, to } = Buckets::of(query.range);
    Span { from: Bucket(from).start(), to: Bucket(to).start() }
}

/// The orders behind a figure.
pub(super) struct OrderShares {
    pub(super) rows: Vec<OrderShare>,
    pub(super) sum_minor: i64,
    pub(super) sum_micro: i64,
    pub(super) n_orders: usize,
}

/// An order without any part yet.
fn share_of(conversion: &Conversion) -> Option<OrderShare> {
    let order = conversion.order()?;
    Some(OrderShare {
        id: order.key.order.to_string(),
        number: order.number.clone(),
        placed_at: order.placed_at,
        net_minor: conversion.credited.net_minor(),
        amount_minor: 0,
        micro: 0,
    })
}

fn posted(conversion: &Conversion, model: Model, is_asked: impl Fn(&Posting) -> bool) -> i64 {
    let lines = conversion.postings.iter().filter(|posting| is_asked(posting));
    lines.map(|posting| posting.delta_minor[model]).sum()
}
