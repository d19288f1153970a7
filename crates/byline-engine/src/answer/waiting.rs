//! What does not count yet: put aside, or waiting for another fact.

use byline_core::entry::Position;

use crate::engine::Engine;
use crate::state::conversions::{Conversion, Facts};
use crate::state::quarantine::Aside;
use crate::view::{AsideView, EarlyVisit, WaitingRefund, WaitingSighting, WaitingView};

impl Engine {
    /// Deliveries that were put aside after `after` and not taken in since, oldest first.
    pub fn quarantine(&self, after: Position, limit: usize) -> Vec<AsideView> {
        self.quarantine_of(None, after, limit)
    }

    /// The same of one connection alone, if one is named.
    pub fn quarantine_of(
        &self,
        only: Option<&str>,
        after: Position,
        limit: usize,
    ) -> Vec<AsideView> {
        let is_it = |aside: &Aside| only.is_none_or(|id| aside.what.connection.as_str() == id);
        let rows = self.quarantine.after(after).filter(|(_, aside)| is_it(aside));
        let shown = rows.take(limit).map(|(position, aside)| {
            let what = &aside.what;
            let connection = self.connection(what.connection.as_str());
            AsideView {
                position,
                received_at: aside.received_at,
                connection: what.connection.clone(),
                feed: connection.map(|connection| connection.feed.clone()),
                code: what.code.clone(),
                detail: what.detail.clone(),
                inbox_id: what.inbox_id,
                about: what.about.clone(),
            }
        });
        shown.collect()
    }

    /// Everything that waits for another fact; at most `limit` rows of each kind, the oldest.
    pub fn what_waits(&self, limit: usize) -> WaitingView {
        let mut refunds = Vec::new();
        let mut sightings = Vec::new();
        let mut n_claims = 0;
        for number in self.conversions.waiting() {
            let conversion = self.conversions.get(number);
            n_claims += conversion.claims.len() as u64;
            add_waiting(conversion, &mut refunds, &mut sightings);
        }
        refunds.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        sightings.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        refunds.truncate(limit);
        sightings.truncate(limit);
        let (n_early_visits, early_visits) = self.early(limit);
        let (stand, n_waiting) = (self.stand(), self.counters.n_waiting);
        WaitingView { stand, n_waiting, n_claims, n_early_visits, refunds, sightings, early_visits }
    }

    fn early(&self, limit: usize) -> (u64, Vec<EarlyVisit>) {
        let mut early: Vec<EarlyVisit> = Vec::new();
        for (click, waiting) in self.early.iter() {
            let landings = &waiting.landings;
            let Some(first_at) = landings.iter().map(|it| it.at).min() else { continue };
            let n_visits = landings.len() as u64;
            early.push(EarlyVisit { click_id: click.to_string(), n_visits, first_at });
        }
        let n_all = early.iter().map(|row| row.n_visits).sum();
        early.sort_by(|a, b| (a.first_at, &a.click_id).cmp(&(b.first_at, &b.click_id)));
        early.truncate(limit);
        (n_all, early)
    }
}

fn add_waiting(
    conversion: &Conversion,
    refunds: &mut Vec<WaitingRefund>,
    sightings: &mut Vec<WaitingSighting>,
) {
    let Facts::Waiting { connection, name } = &conversion.facts else { return };
    for refund in &conversion.refunds {
        refunds.push(WaitingRefund {
            id: refund.id.clone(),
            connection: connection.clone(),
            order: name.to_string(),
            occurred_at: refund.occurred_at,
            amount: refund.amount,
        });
    }
    for sighting in &conversion.sightings {
        sightings.push(WaitingSighting {
            id: sighting.id.clone(),
            order: name.to_string(),
            signal: sighting.signal,
            reporter: sighting.reporter.clone(),
            occurred_at: sighting.occurred_at,
        });
    }
}
