//! Attribution: who had a part in orders, and which journeys led to them.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::time::Bucket;

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::conversions::Conversion;
use crate::view::{Involvement, JourneyView, Query};

impl Engine {
    /// How often each creator had a part in orders of a query, and how often the last one; by id.
    /// What the query is cut by is ignored.
    pub fn involvements(&self, query: &Query) -> Vec<Involvement> {
        let mut cells: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for number in self.credited_cells(query) {
            if let Some(creator) = self.cells.cell(number).creator() {
                cells.entry(creator).or_default().push(number);
            }
        }
        let Buckets { from, to } = Buckets::of(query.range);
        let behind = self.cells.behind();
        let involvement = |(creator, cells): (&u32, &Vec<u32>)| Involvement {
            creator_id: self.registry.creators.id(*creator).into(),
            // Every eligible touch has a share under the linear model.
            n_orders: behind.n_orders(cells, Model::Linear, (from, to)),
            n_closed: behind.n_orders(cells, Model::Last, (from, to)),
        };
        let mut all: Vec<Involvement> = cells.iter().map(involvement).collect();
        all.retain(|row| row.n_orders != 0 || row.n_closed != 0);
        all.sort_by(|a, b| a.creator_id.cmp(&b.creator_id));
        all
    }

    /// The journeys to the newest orders of a query, at most `limit` of them.
    pub fn journeys(&self, query: &Query, limit: usize) -> Vec<JourneyView> {
        let cells: Vec<u32> = self.credited_cells(query).collect();
        let Buckets { from, to } = Buckets::of(query.range);
        let within = byline_core::time::Span { from: Bucket(from).start(), to: Bucket(to).start() };
        let orders = self.cells.behind().newest(&cells, within).take(limit);
        orders.filter_map(|number| self.journey(self.conversions.get(number))).collect()
    }

    fn journey(&self, conversion: &Conversion) -> Option<JourneyView> {
        let order = conversion.order()?;
        let touches = self.touches(conversion).into_iter();
        let touches: Vec<_> = touches.filter(|it| it.is_eligible || it.is_joined).collect();
        let mut who: Vec<String> = touches.iter().map(|touch| touch.who.clone()).collect();
        who.dedup();
        Some(JourneyView {
            order_id: order.key.order.to_string(),
            who,
            n_touches: touches.len(),
            is_without_click: {
                let rows = conversion.credited.rows.iter();
                let mut own = rows.filter(|row| self.cells.cell(row.cell).creator().is_some());
                own.all(|row| row.is_without_click)
            },
            first_at: touches.first()?.occurred_at,
            placed_at: order.placed_at,
            net_minor: conversion.credited.net_minor(),
        })
    }

    /// The numbers of the cells in which creators and channels have credit, in their order.
    fn credited_cells(&self, query: &Query) -> impl Iterator<Item = u32> {
        let cells = (0..).zip(self.cells.iter());
        let asked = cells.filter(|(_, cell)| {
            let key = &cell.key;
            !key.is_nobodys()
                && key.currency == query.currency
                && self.is_in_scope(key, &query.scope)
        });
        asked.map(|(number, _)| number)
    }
}
