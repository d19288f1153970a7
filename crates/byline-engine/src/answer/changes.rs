//! Changes: what the ledger posted since an earlier position, and why.
//!
//! Invariant: for orders that were placed within the stretch before and after, the figures of then
//! and the changes add up to the figures of now, because both are sums of the same postings.

use std::cmp::Reverse;

use byline_core::credit::Model;
use byline_core::entry::Position;
use byline_core::time::{Bucket, Span, Timestamp};

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::conversions::{Conversion, Posting};
use crate::view::{Changed, ChangedOrder, Changes, ChangesOfReason, Query};

impl Engine {
    /// What was posted after `since`, where it was `then`, on orders of the query, with at most
    /// `limit` of each kind listed. What the query is cut by is ignored, and so are lines that move
    /// nothing under the model.
    pub fn changes_since(
        &self,
        (since, then): (Position, Timestamp),
        (query, model): (&Query, Model),
        limit: usize,
    ) -> Changes {
        let Buckets { from, to } = Buckets::of(query.range);
        let within = Span { from: Bucket(from).start(), to: Bucket(to).start() };
        let (mut new, mut restated) = (Listed::default(), Listed::default());
        let mut afterwards = Listed::default();
        for (_, conversion) in self.conversions.numbered() {
            // Lines are in the order of their positions.
            let is_changed = conversion.postings.last().is_some_and(|line| since < line.position);
            if !is_changed || !within.contains(conversion.credited.occurred_at) {
                continue;
            }
            let was_known = conversion.postings.first().is_some_and(|line| line.position <= since);
            let list = match was_known {
                true => &mut restated,
                false if then < conversion.credited.occurred_at => &mut afterwards,
                false => &mut new,
            };
            let n_before = list.all.len();
            self.add_changes(conversion, since, (query, model), &mut list.all);
            list.n_orders += usize::from(n_before < list.all.len());
        }
        let stand = self.stand();
        Changes {
            since,
            stand,
            new: new.summed(limit),
            afterwards: afterwards.summed(limit),
            restated: restated.summed(limit),
        }
    }

    /// Adds one change for each entry that posted something on the order.
    fn add_changes(
        &self,
        conversion: &Conversion,
        since: Position,
        (query, model): (&Query, Model),
        all: &mut Vec<ChangedOrder>,
    ) {
        let Some(order) = conversion.order() else { return };
        let is_asked = |line: &&Posting| {
            let key = &self.cells.cell(line.cell).key;
            since < line.position
                && line.delta_minor[model] != 0
                && key.currency == query.currency
                && self.is_in_scope(key, &query.scope)
        };
        let lines: Vec<&Posting> = conversion.postings.iter().filter(is_asked).collect();
        for of_one in lines.chunk_by(|a, b| a.position == b.position) {
            let mut change = ChangedOrder {
                order_id: order.key.order.to_string(),
                number: order.number.clone(),
                placed_at: conversion.credited.occurred_at,
                posted_at: of_one[0].posted_at,
                position: of_one[0].position,
                why: of_one[0].why.text(),
                credited_minor: 0,
                unattributed_minor: 0,
            };
            for line in of_one {
                match self.cells.cell(line.cell).key.is_nobodys() {
                    true => change.unattributed_minor += line.delta_minor[model],
                    false => change.credited_minor += line.delta_minor[model],
                }
            }
            all.push(change);
        }
    }
}

/// Postings of some orders.
#[derive(Default)]
struct Listed {
    n_orders: usize,
    all: Vec<ChangedOrder>,
}

impl Listed {
    fn summed(mut self, limit: usize) -> Changed {
        self.all.sort_by_key(|change| Reverse(change.position));
        let reasons = by_reason(&self.all);
        let (mut credited_minor, mut unattributed_minor) = (0, 0);
        for reason in &reasons {
            credited_minor += reason.credited_minor;
            unattributed_minor += reason.unattributed_minor;
        }
        self.all.truncate(limit);
        let n_orders = self.n_orders;
        Changed { n_orders, credited_minor, unattributed_minor, reasons, newest: self.all }
    }
}

/// Sums by reason, the most frequent first.
fn by_reason(all: &[ChangedOrder]) -> Vec<ChangesOfReason> {
    let mut reasons: Vec<ChangesOfReason> = Vec::new();
    for change in all {
        let place = reasons.iter().position(|reason| reason.why == change.why);
        let place = place.unwrap_or_else(|| {
            reasons.push(ChangesOfReason {
                why: change.why,
                n_postings: 0,
                credited_minor: 0,
                unattributed_minor: 0,
            });
            reasons.len() - 1
        });
        let reason = &mut reasons[place];
        reason.n_postings += 1;
        reason.credited_minor += change.credited_minor;
        reason.unattributed_minor += change.unattributed_minor;
    }
    reasons.sort_by_key(|reason| (Reverse(reason.n_postings), reason.why));
    reasons
}
