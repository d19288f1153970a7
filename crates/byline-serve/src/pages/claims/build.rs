//! Builds the page about claims from the engine's answer.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_core::money::{Currency, Money};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{ClaimRow, Claimant, ClaimsView, DisputedClaim};

use super::{ClaimantRow, ClaimsPage, DisputedRow, UnreconciledRow, Watch};
use crate::pages::ask::Ask;
use crate::pages::identities::Doubles;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::sources;
use crate::pages::words::Clock;
use crate::pages::{links, switches, words};

/// The page as of `now`.
pub fn build(engine: &Engine, doubles: &Doubles, ask: &Ask, now: Timestamp) -> ClaimsPage {
    let view = engine.claims_view();
    let clock = sources::clock(engine, now);
    let told = Told { engine, doubles, ask, clock: &clock };
    ClaimsPage {
        shell: Shell {
            title: "Claims".to_owned(),
            here: Here::Claims,
            ask: ask.clone(),
            is_live: ask.at.is_none(),
            banners: switches::past_banner(ask, &clock, engine.stand().as_of),
        },
        head: Head::titled("Platform claims and own count"),
        lead: lead(&view),
        disputed: disputed(&told, &view, |claim| claim.partner.is_some()),
        nameless: disputed(&told, &view, |claim| claim.partner.is_none()),
        unreconciled: without_order(engine, ask, &clock, &view),
        claimants: view.claimants.iter().map(|row| claimant(engine, ask, &clock, row)).collect(),
        as_of: switches::as_of(&clock, view.stand),
    }
}

/// The claims that name no order that a shop knows, newest first.
pub fn without_order(
    engine: &Engine,
    ask: &Ask,
    clock: &Clock,
    view: &ClaimsView,
) -> Vec<UnreconciledRow> {
    let names: BTreeMap<_, _> =
        view.claimants.iter().map(|c| (c.connection.clone(), c.name.clone())).collect();
    let row = |claim: &ClaimRow| {
        let claimant = names.get(&claim.connection).cloned();
        row(engine, ask, clock, claim, claimant.unwrap_or_default())
    };
    view.unreconciled.iter().map(row).collect()
}

/// What a claim on an order is told with.
struct Told<'a> {
    engine: &'a Engine,
    doubles: &'a Doubles,
    ask: &'a Ask,
    clock: &'a Clock,
}

/// The claims on orders that credit somebody else and are meant, newest first.
fn disputed(
    &Told { engine, doubles, ask, clock }: &Told<'_>,
    view: &ClaimsView,
    is_meant: impl Fn(&&DisputedClaim) -> bool,
) -> Vec<DisputedRow> {
    let called = |id: &CreatorId| {
        engine.creator(id.as_str()).map_or_else(|| id.to_string(), |row| row.name.clone())
    };
    let pair = |known: &CreatorId, credited: &[CreatorId]| {
        credited.iter().find_map(|id| doubles.pair(known, id, ask))
    };
    let row = |claim: &DisputedClaim| {
        let claimant = view.claimants.iter().find(|row| row.connection == claim.connection);
        let order = claim.number.clone().unwrap_or_else(|| claim.order.clone());
        let known = claim.creator_id.as_ref();
        let said = claim.partner.clone().unwrap_or_default();
        DisputedRow {
            claimant: claimant.map_or(claim.connection.to_string(), |row| row.name.clone()),
            order: (order, links::order(ask, &claim.order)),
            occurred: clock.weekday_minute(claim.occurred_at),
            claimed_for: (known.map_or(said, called), known.map(|id| links::creator(ask, id))),
            credited: claim
                .credited
                .iter()
                .map(|id| (called(id), links::creator(ask, id)))
                .collect(),
            same_href: known.and_then(|known| pair(known, &claim.credited)),
            amount: money(claim.amount),
        }
    };
    view.disputed.iter().filter(is_meant).map(row).collect()
}

fn money(money: Option<Money>) -> String {
    money.map_or_else(|| "not said".to_owned(), |m| words::money(m.minor, m.currency))
}

fn lead(view: &ClaimsView) -> String {
    let orders = counted(view.n_credited, "order", "orders");
    if view.claimants.is_empty() {
        return format!("Nobody claims anything. The ledger credits creators with {orders}.");
    }
    format!(
        "The ledger credits creators with {orders}. A network knows only the creators who work \
         with it, so it is compared with the orders of those whom its claims name."
    )
}

/// Whom a claimant watches, and what of their orders it claims.
fn watch(engine: &Engine, ask: &Ask, clock: &Clock, claimant: &Claimant) -> Watch {
    let name = &claimant.name;
    let known = claimant.watched.iter();
    let known = known.filter_map(|(id, at)| Some((engine.creator(id.as_str())?, *at)));
    let creators: Vec<(String, String, String)> = known
        .map(|(row, at)| (row.name.clone(), links::creator(ask, &row.id), clock.weekday(at)))
        .collect();
    let said = match claimant.n_theirs {
        n_theirs if !creators.is_empty() => {
            let watched = i64::try_from(creators.len()).unwrap_or(i64::MAX);
            let watched = words::counted(watched, "creator", "creators");
            let orders = counted(n_theirs, "order", "orders");
            let n_claimed = claimant.n_theirs_claimed;
            let share = words::percent(n_claimed.into(), n_theirs.into());
            let share = share.map(|share| format!(" ({share})")).unwrap_or_default();
            let n_otherwise = n_claimed.saturating_sub(claimant.n_theirs_agreed);
            let otherwise = match n_otherwise {
                0 => String::new(),
                n => format!(" (on {} its claim names nobody, or somebody else)", count(n)),
            };
            let left = match n_theirs.saturating_sub(n_claimed) {
                0 => String::new(),
                n => format!(
                    " and not the other {}; a claim can come days after its order",
                    count(n)
                ),
            };
            format!(
                "{name} names {watched}. The ledger credits them with {orders} since each was \
                 first named: {name} claims {}{share} of these{otherwise}{left}.",
                count(n_claimed),
            )
        }
        _ => format!(
            "{name} names no creator we know, so nobody can say which orders it should claim."
        ),
    };
    Watch { said, creators }
}

fn claimant(engine: &Engine, ask: &Ask, clock: &Clock, claimant: &Claimant) -> ClaimantRow {
    let with_share = |n: u64, of: u64| match words::percent(n.into(), of.into()) {
        Some(share) => format!("{} ({share})", count(n)),
        None => count(n),
    };
    ClaimantRow {
        name: claimant.name.clone(),
        href: format!("/sources/connections/{}", links::segment(claimant.connection.as_str())),
        standing: (count(claimant.n_standing), count(claimant.n_reversed)),
        matched: with_share(claimant.n_matched, claimant.n_standing),
        agreed: format!("{} of {}", count(claimant.n_agreed), count(claimant.n_naming)),
        watch: watch(engine, ask, clock, claimant),
        claimed: amounts(&claimant.claimed_minor),
        confirmed: amounts(&claimant.confirmed_minor),
        commission: amounts(&claimant.commission_minor),
        over_claim: over_claim(claimant.over_claim_micro),
    }
}

/// Claims for each confirmed order: `1.34 to 1`.
fn over_claim(micro: Option<u64>) -> String {
    let Some(micro) = micro else { return "no order confirmed".to_owned() };
    let hundredths = (micro + 5_000) / 10_000;
    format!("{}.{:02} to 1", hundredths / 100, hundredths % 100)
}

fn amounts(sums: &BTreeMap<Currency, i64>) -> Vec<String> {
    let told: Vec<String> =
        sums.iter().map(|(currency, minor)| words::money(*minor, *currency)).collect();
    if told.is_empty() { vec!["not said".to_owned()] } else { told }
}

fn row(
    engine: &Engine,
    ask: &Ask,
    clock: &Clock,
    claim: &ClaimRow,
    claimant: String,
) -> UnreconciledRow {
    let creator = claim.creator_id.as_ref().and_then(|id| engine.creator(id.as_str()));
    let said = claim.partner.clone().unwrap_or_else(|| "not named".to_owned());
    let order = claim.order_alias.clone().unwrap_or_else(|| claim.id.clone());
    UnreconciledRow {
        claimant: if claimant.is_empty() { claim.connection.to_string() } else { claimant },
        // The order's name stands above it and need not be said again.
        why: claim.why.replace(&format!("an order `{order}`"), "such an order"),
        order,
        occurred: clock.weekday_minute(claim.occurred_at),
        partner: creator.map_or(said, |creator| creator.name.clone()),
        creator_href: claim.creator_id.as_ref().map(|id| links::creator(ask, id)),
        state: claim.state.key(),
        amount: money(claim.amount),
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    words::counted(i64::try_from(n).unwrap_or(i64::MAX), one, many)
}

fn count(n: u64) -> String {
    words::count(i64::try_from(n).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_for_each_order_are_a_ratio() {
        for (micro, expected) in [
            (None, "no order confirmed"),
            (Some(1_000_000), "1.00 to 1"),
            (Some(1_337_000), "1.34 to 1"),
            (Some(12_000_000), "12.00 to 1"),
        ] {
            assert_eq!(over_claim(micro), expected);
        }
    }
}
