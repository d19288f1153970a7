//! Shares: the orders, records of spend and clicks that a figure is made of.
//!
//! Invariant: they sum to the figure, because both follow from the same facts: the figure from the
//! readings, its parts from the ledger, the book of spend and the counts of links.

use byline_core::credit::Model;
use byline_core::event::{Signal, Spend};
use byline_core::journey::Channel;
use byline_core::time::{Bucket, Span};

use super::slots::{Buckets, slots};
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::{CellKey, Count};
use crate::state::conversions::{Conversion, Facts, Posting};
use crate::view::{
    Basis, ClickShare, Dimension, Figure, Measure, OrderShare, Query, Rows, SpendShare,
};

impl Engine {
    /// Each order's part of a figure, newest first. By order date it is the credit as it stands; by
    /// posting date the lines that were posted within the range.
    pub(super) fn order_shares(&self, figure: &Figure) -> Vec<OrderShare> {
        let Figure { query, model, measure } = figure;
        let range = whole_buckets(query);
        let wants_nobody = matches!(measure, Measure::Unattributed);
        let mut shares = Vec::new();
        for (_, conversion) in self.conversions.numbered() {
            let Facts::Order(order) = &conversion.facts else {
                continue;
            };
            if query.basis == Basis::Order && !range.contains(order.placed_at) {
                continue;
            }
            let mut share = OrderShare {
                id: order.key.order.to_string(),
                number: order.number.clone(),
                placed_at: order.placed_at,
                net_minor: conversion.credited.net_minor(),
                amount_minor: 0,
                micro: 0,
            };
            let is_asked = |cell: u32| {
                let key = &self.cells.cell(cell).key;
                is_nobodys(key) == wants_nobody && self.is_asked(key, query)
            };
            for row in conversion.credited.rows.iter().filter(|row| is_asked(row.cell)) {
                share.micro += row.micro[*model];
                if query.basis == Basis::Order {
                    share.amount_minor += row.minor[*model];
                }
            }
            if query.basis == Basis::Posting {
                share.amount_minor = posted(conversion, *model, |line| {
                    is_asked(line.cell) && range.contains(line.posted_at)
                });
            }
            if share.amount_minor != 0 || (share.micro != 0 && query.basis == Basis::Order) {
                shares.push(share);
            }
        }
        shares.sort_by(|a, b| (b.placed_at, &b.id).cmp(&(a.placed_at, &a.id)));
        shares
    }

    /// The records that spend is the sum of, newest first.
    pub(super) fn spend_shares(&self, query: &Query, limit: usize) -> Rows<SpendShare> {
        let range = whole_buckets(query);
        let is_asked = |spend: &&Spend| {
            spend.amount.minor != 0
                && range.contains(spend.occurred_at)
                && self.is_asked(&self.spend_cell(spend), query)
        };
        let mut records: Vec<&Spend> = self.spend.iter().filter(is_asked).collect();
        records.sort_by(|a, b| (b.occurred_at, &b.id).cmp(&(a.occurred_at, &a.id)));
        Rows {
            sum: records.iter().map(|spend| self.reported_spend(spend).minor).sum(),
            n_rows: records.len(),
            rows: records.into_iter().take(limit).map(|spend| self.spend_share(spend)).collect(),
        }
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
            if is_nobodys(&key) || !self.is_asked(&key, query) {
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
        shares.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.link_id.cmp(&b.link_id)));
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

    fn is_asked(&self, key: &CellKey, query: &Query) -> bool {
        key.currency == query.currency && self.is_in_scope(key, &query.scope)
    }
}

/// Readings are kept by the bucket, so a figure is about whole buckets.
fn whole_buckets(query: &Query) -> Span {
    let Buckets { from, to } = Buckets::of(query.range);
    Span { from: Bucket(from).start(), to: Bucket(to).start() }
}

/// Whether a cell holds what nobody earned.
pub(super) fn is_nobodys(key: &CellKey) -> bool {
    key.channel == Channel::Unknown && key.campaign == NONE
}

fn posted(conversion: &Conversion, model: Model, is_asked: impl Fn(&Posting) -> bool) -> i64 {
    let lines = conversion.postings.iter().filter(|posting| is_asked(posting));
    lines.map(|posting| posting.delta_minor[model]).sum()
}
