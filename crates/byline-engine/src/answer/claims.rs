//! Claims beside the ledger: who claims how much, and of what no shop knows anything.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::claim::{Claim, ClaimState};
use byline_core::credit::Model;
use byline_core::feed;
use byline_core::id::{ConnectionId, CreatorId};
use byline_core::journey::Channel;
use byline_core::money::{Currency, Money};

use crate::engine::Engine;
use crate::state::claims::{Standing, standings};
use crate::state::conversions::Conversion;
use crate::view::{ClaimRow, Claimant, ClaimsView, DisputedClaim};

impl Engine {
    /// Every claimant, and the claims that match no order.
    pub fn claims_view(&self) -> ClaimsView {
        let mut claimants: BTreeMap<ConnectionId, Claimant> = BTreeMap::new();
        let (mut unreconciled, mut disputed) = (Vec::new(), Vec::new());
        let (mut n_recovered, mut n_credited) = (0, 0);
        let mut n_orders: BTreeMap<ConnectionId, u64> = BTreeMap::new();
        for (_, conversion) in self.conversions.numbered() {
            let claims = standings(&conversion.claims);
            let is_credited = conversion.order().is_some() && self.is_a_creators(conversion);
            n_credited += u64::from(is_credited);
            let is_claimed = claims.iter().any(|claim| claim.state.is_standing());
            n_recovered += u64::from(is_credited && !is_claimed);
            for claim in &claims {
                let connection = &claim.newest.connection;
                let claimant = claimants
                    .entry(connection.clone())
                    .or_insert_with(|| self.claimant(connection.clone()));
                self.add_watched(claimant, claim, conversion);
                self.add_claim(claimant, claim, conversion);
                if conversion.order().is_none() && claim.state.is_standing() {
                    unreconciled.push(self.claim_row(claim));
                }
                disputed.extend(self.disputed(claim, conversion));
            }
            let naming = naming(&claims);
            add_confirmed(&mut claimants, &naming, conversion);
            if is_revenue(conversion) {
                for connection in naming {
                    *n_orders.entry(connection.clone()).or_default() += 1;
                }
            }
        }
        unreconciled.sort_by(|a, b| (b.occurred_at, &a.id).cmp(&(a.occurred_at, &b.id)));
        unreconciled.truncate(ClaimsView::MOST_ROWS);
        disputed.sort_by(|a, b| (b.occurred_at, &a.id).cmp(&(a.occurred_at, &b.id)));
        disputed.truncate(ClaimsView::MOST_ROWS);
        let mut claimants: Vec<Claimant> = claimants.into_values().collect();
        for claimant in &mut claimants {
            let n_orders = n_orders.get(&claimant.connection).copied().unwrap_or(0);
            claimant.over_claim_micro = (claimant.n_standing * 1_000_000).checked_div(n_orders);
        }
        self.compare(&mut claimants);
        ClaimsView {
            stand: self.stand(),
            claimants,
            unreconciled,
            disputed,
            n_recovered,
            n_credited,
        }
    }

    fn claimant(&self, connection: ConnectionId) -> Claimant {
        let row = self.registry.connections.get(connection.as_str());
        let feed = feed::find(connection.as_str());
        let name = match (row, feed) {
            (Some(row), _) => row.name.clone(),
            (None, Some(feed)) => feed.name.to_owned(),
            (None, None) => connection.to_string(),
        };
        Claimant {
            connection,
            name,
            n_standing: 0,
            n_reversed: 0,
            n_matched: 0,
            n_naming: 0,
            n_agreed: 0,
            watched: BTreeMap::new(),
            n_theirs: 0,
            n_theirs_claimed: 0,
            n_theirs_agreed: 0,
            claimed_minor: BTreeMap::new(),
            confirmed_minor: BTreeMap::new(),
            commission_minor: BTreeMap::new(),
            over_claim_micro: None,
        }
    }

    /// Counts the orders of the creators whom each claimant watches, and those of them that it
    /// claims. Orders of others say nothing about a claimant who never watched for them.
    fn compare(&self, claimants: &mut [Claimant]) {
        let orders = self.conversions.numbered().map(|(_, conversion)| conversion);
        for conversion in orders.filter(|conversion| conversion.order().is_some()) {
            let credited: BTreeSet<CreatorId> = self.earners(conversion).collect();
            let occurred_at = conversion.credited.occurred_at;
            let claims = standings(&conversion.claims);
            let naming = naming(&claims);
            for claimant in &mut *claimants {
                let is_since = |id| claimant.watched.get(id).is_some_and(|at| *at <= occurred_at);
                if credited.iter().any(is_since) {
                    claimant.n_theirs += 1;
                    let is_claimed = naming.contains(&&claimant.connection);
                    claimant.n_theirs_claimed += u64::from(is_claimed);
                    let own = |claim: &&Standing<'_>| {
                        claim.state.is_standing() && claim.newest.connection == claimant.connection
                    };
                    let is_agreed = |claim| self.is_agreed(claim, conversion);
                    let is_agreed = is_claimed && claims.iter().filter(own).any(is_agreed);
                    claimant.n_theirs_agreed += u64::from(is_agreed);
                }
            }
        }
    }

    /// Whoever is named is watched, also by a claim that was taken back.
    fn add_watched(&self, claimant: &mut Claimant, claim: &Standing<'_>, on: &Conversion) {
        if claim.state == ClaimState::Test {
            return;
        }
        let named = self.registry.creator_called(&claim.newest.partner).map(Channel::Creator);
        let Some(id) = named.and_then(|channel| self.creator_id(channel)) else { return };
        let claimed_at = claim.newest.occurred_at;
        let since = on.order().map_or(claimed_at, |_| on.credited.occurred_at.min(claimed_at));
        let first_at = claimant.watched.entry(id).or_insert(since);
        *first_at = since.min(*first_at);
    }

    fn add_claim(&self, claimant: &mut Claimant, claim: &Standing<'_>, on: &Conversion) {
        match claim.state {
            ClaimState::Test => return,
            state if !state.is_standing() => {
                claimant.n_reversed += 1;
                return;
            }
            _ => claimant.n_standing += 1,
        }
        add(&mut claimant.claimed_minor, claim.amount);
        add(&mut claimant.commission_minor, claim.commission);
        if is_revenue(on) {
            claimant.n_matched += 1;
            claimant.n_naming += u64::from(!claim.newest.partner.is_empty());
            claimant.n_agreed += u64::from(self.is_agreed(claim, on));
        }
    }

    /// Whether the order credits the creator whom the claim names.
    fn is_agreed(&self, claim: &Standing<'_>, on: &Conversion) -> bool {
        let creator = self.registry.creator_called(&claim.newest.partner);
        creator.is_some_and(|creator| {
            let channel = Channel::Creator(creator);
            on.credited.rows.iter().any(|row| self.cells.cell(row.cell).key.channel == channel)
        })
    }

    /// A standing claim on an order that counts, where the ledger credits somebody else.
    fn disputed(&self, claim: &Standing<'_>, on: &Conversion) -> Option<DisputedClaim> {
        let order = on.order().filter(|_| is_revenue(on) && claim.state.is_standing())?;
        if self.is_agreed(claim, on) {
            return None;
        }
        let mut credited: Vec<CreatorId> = Vec::new();
        for row in &on.credited.rows {
            let creator = self.creator_id(self.cells.cell(row.cell).key.channel);
            credited.extend(creator.filter(|id| !credited.contains(id)));
        }
        let newest = claim.newest;
        let creator = self.registry.creator_called(&newest.partner).map(Channel::Creator);
        Some(DisputedClaim {
            connection: newest.connection.clone(),
            id: newest.id.to_string(),
            occurred_at: newest.occurred_at,
            order: order.key.order.to_string(),
            number: order.number.clone(),
            partner: newest.partner.first().map(|alias| alias.text.clone()),
            creator_id: creator.and_then(|channel| self.creator_id(channel)),
            credited,
            amount: claim.amount,
        })
    }

    /// Whether any creator has credit for it under the default model.
    pub(super) fn is_a_creators(&self, conversion: &Conversion) -> bool {
        self.earners(conversion).next().is_some()
    }

    /// The creators with credit for it under the default model; one may come more than once.
    fn earners(&self, conversion: &Conversion) -> impl Iterator<Item = CreatorId> {
        let rows = conversion.credited.rows.iter().filter(|row| row.micro[Model::Linear] != 0);
        rows.filter_map(|row| self.creator_id(self.cells.cell(row.cell).key.channel))
    }

    /// Why a claim belongs to no order.
    fn why_unreconciled(&self, claim: &Claim) -> String {
        let key = (claim.connection.clone(), claim.id.clone());
        let several = self.claims.several(&key);
        if !several.is_empty() {
            let orders = several.iter().filter_map(|number| self.conversions.get(*number).order());
            let mut orders: Vec<String> = orders.map(|order| order.key.to_string()).collect();
            orders.sort();
            return format!("its words name different orders: {}", orders.join(", "));
        }
        let names = self.claims.names(&key);
        let is_shared = |name: &str| self.conversions.orders_called(None, name).next().is_some();
        match (names.iter().find(|name| is_shared(name)), names) {
            (Some(name), _) => format!("several orders go by `{name}`"),
            (None, []) => "it names no order".to_owned(),
            (None, names) => format!("no shop states an order `{}`", names.join("`, `")),
        }
    }

    fn claim_row(&self, claim: &Standing<'_>) -> ClaimRow {
        let newest = claim.newest;
        let creator = self.registry.creator_called(&newest.partner).map(Channel::Creator);
        ClaimRow {
            connection: newest.connection.clone(),
            id: newest.id.to_string(),
            occurred_at: newest.occurred_at,
            state: claim.state,
            basis: newest.basis,
            order_alias: newest.order_alias.clone(),
            why: self.why_unreconciled(newest),
            partner: newest.partner.first().map(|alias| alias.text.clone()),
            creator_id: creator.and_then(|channel| self.creator_id(channel)),
            amount: claim.amount,
            commission: claim.commission,
            window: newest.window.clone(),
        }
    }
}

/// Whether the ledger counts it as revenue.
fn is_revenue(conversion: &Conversion) -> bool {
    conversion.credited.base_minor != 0
}

/// Who has standing claims on an order, each once. Claims come by connection.
fn naming<'a>(claims: &[Standing<'a>]) -> Vec<&'a ConnectionId> {
    let standing = claims.iter().filter(|claim| claim.state.is_standing());
    let mut connections: Vec<_> = standing.map(|claim| &claim.newest.connection).collect();
    connections.dedup();
    connections
}

/// Counts an order's worth once for each claimant that has a standing claim on it.
fn add_confirmed(
    claimants: &mut BTreeMap<ConnectionId, Claimant>,
    naming: &[&ConnectionId],
    conversion: &Conversion,
) {
    let Some(order) = conversion.order() else {
        return;
    };
    let currency = conversion.credited.currency.unwrap_or(order.currency);
    let worth = Money { minor: conversion.credited.net_minor(), currency };
    for connection in naming {
        if let Some(claimant) = claimants.get_mut(*connection) {
            add(&mut claimant.confirmed_minor, Some(worth));
        }
    }
}

fn add(sums: &mut BTreeMap<Currency, i64>, money: Option<Money>) {
    if let Some(Money { minor, currency }) = money {
        let sum = sums.entry(currency).or_default();
        *sum = sum.saturating_add(minor);
    }
}
